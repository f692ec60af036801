"""From the words of a place, a source or a fact to its id, within what one asker may see.

Exact name, then alias, then a case form or romanisation of one. A near miss is never an answer: it is
a `Doubt` that becomes a question to the asker.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from facts.language.entries import shared_names
from facts.language.index import NameIndex
from facts.language.layer_names import LayerNames, layer_names
from facts.language.normalise import Token, fold, words_of
from facts.language.phrases import Phrases, language_of
from facts.language.words import vocabulary
from facts.model import Place, PlaceKind, Source
from facts.snapshot import View

_KINDS = {
    "city": (PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.SETTLEMENT),
    "oblast": (PlaceKind.OBLAST,),
    "village": (PlaceKind.VILLAGE, PlaceKind.SETTLEMENT),
    "river": (PlaceKind.RIVER,),
    "bridge": (PlaceKind.BRIDGE,),
}
_MOST_WORDS = 16


@dataclass(frozen=True, slots=True)
class Found:
    """What words stand for: one id; `shared_name` is the city of the same name as this oblast."""

    id: str
    shared_name: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words that fit several ids, or nearly fit some: to be asked back, never to be decided."""

    reason: Literal["ambiguous", "did_you_mean"]
    words: str
    ids: tuple[str, ...]

    @property
    def ambiguous(self) -> bool:
        """Tell whether the words are a name of each of these, not merely like one."""
        return self.reason == "ambiguous"


class Names:
    """Every name that one asker may use. Get it by `Names.of(view)`; it costs next to nothing."""

    def __init__(self, layers: Sequence[LayerNames]) -> None:
        self.layers = tuple(layers)

    @staticmethod
    def of(view: View) -> Names:
        """Give the names of everything the view's layers hold (its `as_of` plays no part).

        The index of a layer is kept for its scope until a layer with another digest comes by, so that
        no outdated layer stays in memory.
        """
        return Names([layer_names(layer) for layer in view.layers])

    def prepare(self) -> Names:
        """Build every index now, to keep the first question and the first completion quick.

        Worth a thread of its own after a layer was loaded: some 60 ms for the shipped collection.
        """
        for part in self.layers:
            for index in ("places", "sources", "shared", "fact_ids", "months"):
                getattr(part, index)
            for index in ("place_completion", "source_completion"):
                getattr(part, index)
        return self

    @cached_property
    def _shared(self) -> Mapping[str, str]:
        base, *others = self.layers
        shared = base.shared
        for part in others:
            if part.layer.places:
                own = shared_names(part.layer.places.values(), self.get_place)
                shared = {**shared, **own}
        return shared

    # -- places ---------------------------------------------------------------------------------

    def place(self, text: str) -> Found | Doubt | None:
        """Read a whole text as a place; None where not even a similar name is on record."""
        words = [Token(w, "word", 0, 0) for w in words_of(text)]
        found = self.place_at(words, 0)
        if found is not None and found[1] == len(words):
            return found[0]
        return self.near_places(text)

    def place_at(self, tokens: Sequence[Token], at: int) -> tuple[Found | Doubt, int] | None:
        """Read the longest place name that starts at a token: what it means and the index behind.

        A word for the kind of place before or after the name ("kharkiv city", "місто Харків")
        chooses between namesakes.
        """
        run = _run(tokens, at)
        if not run:
            return None
        words = [token for token, _ in run]
        kinds = vocabulary().kinds
        ids, count = self._longest([t.text for t in words], "places")
        chosen = self._chosen(ids, None, words[:count]) if ids else None
        after = kinds.match(words, count) if ids else None
        if after is not None:
            kept = self._of_kind(ids, after[0])
            if kept or after[0] in ("city", "oblast"):
                count = after[1]
                chosen = self._chosen(kept or ids, after[0], words[:count], sure=bool(kept))
        before = kinds.match(words, 0)
        if before is not None:
            later, length = self._longest([t.text for t in words[before[1] :]], "places")
            kept = self._of_kind(later, before[0])
            if kept and before[1] + length > count:
                count = before[1] + length
                chosen = self._chosen(kept, before[0], words[:count])
        return (chosen, run[count - 1][1] + 1) if chosen else None

    def near_places(self, text: str) -> Doubt | None:
        """Find places whose names are nearly these words, as a question."""
        return self._near(text, "places")

    def _of_kind(self, ids: Iterable[str], marker: str) -> tuple[str, ...]:
        wide = [*ids, *(self._shared[i] for i in ids if i in self._shared)]
        kinds = _KINDS[marker]
        places = (self.get_place(i) for i in dict.fromkeys(wide))
        return tuple(p.id for p in places if p is not None and p.kind in kinds)

    def _chosen(
        self, ids: Sequence[str], marker: str | None, words: Sequence[Token], *, sure: bool = True
    ) -> Found | Doubt:
        typed = " ".join(t.text for t in words)
        if not sure:
            return Doubt("did_you_mean", typed, tuple(ids[:5]))
        if marker is None:
            # A bare name shared by an oblast and its city means the oblast.
            oblasts = {self._shared[i]: i for i in ids if i in self._shared}
            wide = dict.fromkeys(self._oblast_of(i) for i in ids)
            if len(wide) == 1:
                only = next(iter(wide))
                return Found(only, oblasts.get(only))
            return Doubt("ambiguous", typed, tuple(wide))
        if len(ids) == 1:
            return Found(ids[0])
        return Doubt("ambiguous", typed, tuple(ids))

    def _oblast_of(self, place: str) -> str:
        return self._shared.get(place, place)

    def narrowed(self, one: Found | Doubt, other: Found | Doubt) -> Found | Doubt | None:
        """Join two places of which one lies in the other ("Izium, Kharkiv Oblast"); None if neither.

        Of several namesakes those are kept that lie in the place named beside them.
        """
        for inner, outer in ((one, other), (other, one)):
            if isinstance(outer, Doubt) or (isinstance(inner, Doubt) and not inner.ambiguous):
                continue
            ids = inner.ids if isinstance(inner, Doubt) else (inner.id,)
            kept = tuple(i for i in ids if self._lies_in(i, outer.id))
            if kept == ids:
                return inner
            if kept:
                words = inner.words if isinstance(inner, Doubt) else ""
                return Found(kept[0]) if len(kept) == 1 else Doubt("ambiguous", words, kept)
        return None

    def _lies_in(self, inner: str, outer: str) -> bool:
        """Tell whether a place lies in another; every place of no recorded country lies in any."""
        here, seen = self.get_place(inner), {inner}
        while here is not None and here.parent and here.parent not in seen:
            if here.parent == outer:
                return True
            seen.add(here.parent)
            here = self.get_place(here.parent)
        around = self.get_place(outer)
        top = here is not None and here.kind is not PlaceKind.COUNTRY
        return top and around is not None and around.kind is PlaceKind.COUNTRY

    # -- sources --------------------------------------------------------------------------------

    def source(self, text: str) -> Found | Doubt | None:
        """Read a whole text as a source; None where not even a similar name is on record."""
        words = [Token(w, "word", 0, 0) for w in words_of(text)]
        found = self.source_at(words, 0)
        if found is not None and found[1] == len(words):
            return found[0]
        return self.near_sources(text)

    def source_at(self, tokens: Sequence[Token], at: int) -> tuple[Found | Doubt, int] | None:
        """Read the longest source name that starts at a token, like `place_at`."""
        run = _run(tokens, at)
        ids, count = self._longest([t.text for t, _ in run], "sources")
        if not ids:
            return None
        end = run[count - 1][1] + 1
        if len(ids) == 1:
            return Found(ids[0]), end
        return Doubt("ambiguous", " ".join(t.text for t, _ in run[:count]), ids), end

    def near_sources(self, text: str) -> Doubt | None:
        """Find sources whose names are nearly these words, as a question."""
        return self._near(text, "sources")

    # -- facts ----------------------------------------------------------------------------------

    def fact(self, ident: str) -> str | None:
        """Give the id of a fact as it is stored, whatever the case it was typed in; None if unknown."""
        known = fold(ident)
        return known if any(known in part.layer.records for part in self.layers) else None

    def near_facts(self, text: str, limit: int = 3) -> tuple[str, ...]:
        """List ids that are nearly the one typed, or that hold all its words. Linear: for errors."""
        scored = [s for part in self.layers for s in part.fact_ids.near(text, limit)]
        scored.sort(key=lambda s: (-s[0], s[1]))
        return tuple(ident for _, ident in scored[:limit])

    # -- labels ---------------------------------------------------------------------------------

    def get_place(self, ident: str) -> Place | None:
        """Give a place by its id, or None."""
        return next((p for n in self.layers if (p := n.layer.places.get(ident))), None)

    def get_source(self, ident: str) -> Source | None:
        """Give a source by its id, or None."""
        return next((s for n in self.layers if (s := n.layer.sources.get(ident))), None)

    def place_label(self, ident: str, locale: str = "en") -> str:
        """Name a place for a person, with what sets it apart from its namesakes on record."""
        place = self.get_place(ident)
        if place is None:
            return ident
        name = local_name(place, locale)
        if ident in self._shared:
            return f"{name} ({Phrases.of(locale)('language.kind.city')})"
        twins = [p for p in self._namesakes(place) if p.id != ident]
        if not twins or "(" in name:
            return name
        parent = self.get_place(place.parent) if place.parent else None
        if parent is not None and all(t.parent != place.parent for t in twins):
            return f"{name} ({local_name(parent, locale)})"
        return f"{name} ({ident})"

    def source_label(self, ident: str) -> str:
        """Name a source for a person."""
        source = self.get_source(ident)
        return source.name if source else ident

    def _namesakes(self, place: Place) -> list[Place]:
        key = " ".join(words_of(place.name))
        ids = dict.fromkeys(i for part in self.layers for i in part.places.exact(key))
        return [p for i in ids if (p := self.get_place(i)) is not None]

    # -- shared ---------------------------------------------------------------------------------

    def _longest(self, words: list[str], kind: str) -> tuple[tuple[str, ...], int]:
        if not words:
            return (), 0
        indexes: list[NameIndex] = [getattr(part, kind) for part in self.layers]
        most = max(index.longest(words[0]) for index in indexes)
        for count in range(min(most, len(words), _MOST_WORDS), 0, -1):
            found = [i for index in indexes for i in index.find(words[:count])]
            if found:
                return tuple(dict.fromkeys(found)), count
        return (), 0

    def _near(self, text: str, kind: str) -> Doubt | None:
        words = words_of(text)
        scored = [s for part in self.layers for s in getattr(part, kind).near(words)]
        scored.sort(key=lambda s: (-s[0], s[1]))
        ids = tuple(dict.fromkeys(ident for _, ident in scored))[:3]
        return Doubt("did_you_mean", text, ids) if ids else None


def local_name(place: Place, locale: str) -> str:
    """Give a place's name in the language of a locale, else in English."""
    language = language_of(locale)
    return {"uk": place.name_uk, "ru": place.name_ru}.get(language) or place.name


def _run(tokens: Sequence[Token], at: int) -> list[tuple[Token, int]]:
    """List the words and numbers from a token on, with their indexes, up to what ends a name."""
    run: list[tuple[Token, int]] = []
    for i in range(at, len(tokens)):
        token = tokens[i]
        if token.kind in ("word", "number"):
            run.append((token, i))
            if len(run) == _MOST_WORDS:
                break
        elif token.kind in ("key", "other", "id", "dots") or token.text in (",", ";") or not run:
            break
    return run
