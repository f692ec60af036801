"""What names places and sources go by: as recorded, and what follows from that by rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from facts.language.index import Level
from facts.language.normalise import words_of
from facts.language.words import vocabulary
from facts.model import Place, PlaceKind, Source, SourceKind

_BRACKET = re.compile(r"\s*\([^()]*\)\s*")
_PEOPLE = frozenset(
    {
        SourceKind.PARTY_OFFICIAL,
        SourceKind.FOREIGN_OFFICIAL,
        SourceKind.ANALYST,
        SourceKind.WITNESS,
    }
)
_PARTICLES = frozenset({"von", "der", "van", "de", "фон", "дер", "ван"})
_TOWNS = frozenset({PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.SETTLEMENT})

Entry = tuple[str, Level, tuple[str, ...]]
_Text = tuple[str, Level, str]


def in_words(entries: Iterable[_Text]) -> list[Entry]:
    """Cut the texts of entries into folded words; those without a letter or digit are left out."""
    return [(ident, level, words) for ident, level, text in entries if (words := words_of(text))]


def place_entries(places: Iterable[Place]) -> Iterator[_Text]:
    """Give (id, level, text) for every name of every place.

    By rule an oblast or a river also goes by its name without that word, an oblast as -щина, and a
    name with a bracket by what stands before it.
    """
    for place in places:
        for name in (place.name, place.name_uk, place.name_ru):
            if name:
                yield place.id, Level.NAME, name
                if "(" in name:
                    yield place.id, Level.NAME, _BRACKET.sub(" ", name)
        for alias in place.aliases:
            yield place.id, Level.ALIAS, alias
            if "(" in alias:
                yield place.id, Level.DERIVED, _BRACKET.sub(" ", alias)
        for bare in (*_without_kind(place), *_land(place)):
            yield place.id, Level.DERIVED, bare


def shared_names(places: Iterable[Place], find: Callable[[str], Place | None]) -> dict[str, str]:
    """Map each city that shares its name with its own oblast to that oblast's id."""
    shared = {}
    for place in places:
        if place.kind in _TOWNS and place.parent:
            oblast = find(place.parent)
            if oblast is not None and oblast.kind is PlaceKind.OBLAST:
                bare = set(_without_kind(oblast))
                if any(" ".join(words_of(name)) in bare for name in place.names):
                    shared[place.id] = oblast.id
    return shared


def source_entries(sources: Iterable[Source]) -> Iterator[_Text]:
    """Give (id, level, text) for every name of every source; people also go by their surname."""
    for source in sources:
        for level, name in (
            (Level.NAME, source.name),
            *((Level.ALIAS, alias) for alias in source.aliases),
        ):
            yield source.id, level, name
            if "(" in name:
                yield source.id, Level.DERIVED, _BRACKET.sub(" ", name)
            if source.kind in _PEOPLE and (surname := _surname(name)):
                yield source.id, Level.DERIVED, surname
        for short in _initials(source.name):
            yield source.id, Level.DERIVED, short


def _without_kind(place: Place) -> Iterator[str]:
    """Give an oblast's or a river's names without the word for what it is."""
    if place.kind not in (PlaceKind.OBLAST, PlaceKind.RIVER):
        return
    kinds = vocabulary().kinds.meanings
    for name in place.names:
        words = words_of(name)
        rest = [w for w in words if kinds.get((w,)) != place.kind]
        if rest and len(rest) < len(words):
            yield " ".join(rest)


def _land(place: Place) -> Iterator[str]:
    """Give the land's name of an oblast: Харківська область is Харківщина."""
    for name in (place.name_uk, place.name_ru) if place.kind is PlaceKind.OBLAST else ():
        first = words_of(name)[0] if name else ""
        for ending in ("ська", "ская"):
            if first.endswith(ending):
                yield first.removesuffix(ending) + "щина"


def _surname(name: str) -> str | None:
    """Take the surname of "Given Surname" or "Given von Surname"; anything else has none."""
    given, *middle = name.split()
    if not middle or any(m.lower() not in _PARTICLES for m in middle[:-1]):
        return None
    last = middle[-1]
    if words_of(last) in vocabulary().sides.meanings:
        return None  # "Минобороны России" is nobody's name
    titled = all(w[:1].isupper() and w[1:].islower() for w in (given, last))
    return last if titled and len(last) > 2 else None


def _initials(name: str) -> Iterator[str]:
    """Take the abbreviation that a name carries in brackets: "Security Service of Ukraine (SBU)"."""
    for inside in re.findall(r"\(([^()\s]{2,8})\)", name):
        if inside.isupper():
            yield inside
