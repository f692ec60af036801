"""What a record says, as concepts with weights: the evidence a question is held against."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from facts.language.asking.lexicon import Hit, Lexicon, Matcher, word_concept
from facts.language.asking.tokens import Token, stem, tokens
from facts.language.inflect import case_forms
from facts.language.romanise import is_cyrillic
from facts.model import Place, PlaceKind, Source, SourceKind
from facts.snapshot import Record

SAID = 100
"""Weight of what the statement itself says."""
METRIC, ROLE, WIDER, RELAYED, CAVEAT, PUBLISHED, AROUND = 100, 80, 70, 60, 35, 30, 45

_ASIDE = re.compile(r"\([^)]*\)")
_PERSONS = frozenset(
    {
        SourceKind.PARTY_OFFICIAL,
        SourceKind.FOREIGN_OFFICIAL,
        SourceKind.ANALYST,
        SourceKind.WITNESS,
    }
)


class Namings:
    """Concepts of the places and sources of the layers that one index stands on."""

    def __init__(
        self, lexicon: Lexicon, sources: Sequence[Source], places: Sequence[Place]
    ) -> None:
        self.lexicon = lexicon
        self.matcher = Matcher(lexicon.content)
        self._read: dict[str, tuple[tuple[str, int], ...]] = {}
        self.kinds: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.of_source: dict[str, tuple[str, ...]] = {}
        self.of_place: dict[str, tuple[str, ...]] = {}
        self.cities: dict[str, str] = {}
        self.oblasts: set[str] = set()
        for place in places:
            self._learn_place(place)
        self.around = self._surroundings(places)
        for source in sources:
            self._learn_source(source)

    def kind(self, concept: str) -> str:
        """Tell what kind of thing a concept is: place, speaker, thing, event, detail or word."""
        known = self.lexicon.concepts.get(concept)
        return known.kind if known is not None else self.kinds.get(concept, "word")

    def concepts_in(self, text: str) -> Sequence[tuple[str, int]]:
        """List the concepts of a text with their shares; remembered, since roles and caveats repeat."""
        known = self._read.get(text)
        if known is None:
            known = self._read[text] = tuple(_concepts(tokens(text), self))
        return known

    def forget(self) -> None:
        """Drop what was remembered for indexing."""
        self._read.clear()

    def _learn_place(self, place: Place) -> None:
        bare = _ASIDE.sub(" ", place.name)
        words = tokens(bare)
        known = [h for h in self.lexicon.content(words) if self._is_where(h)]
        if known:
            concepts = tuple(dict.fromkeys(h.concept for h in known))
            if place.kind in (PlaceKind.CITY, PlaceKind.TOWN):
                self.cities[place.id] = concepts[0]
            elif place.kind is PlaceKind.OBLAST:
                self.oblasts.update(concepts)
        elif place.kind is PlaceKind.COUNTRY or self.lexicon.sides(words):
            concepts = ()
        else:
            concepts = (f"#{place.id}",)
            self.kinds[concepts[0]] = "place"
            self.names[concepts[0]] = place.name
        self.of_place[place.id] = concepts
        if concepts and concepts[0].startswith("#"):
            for name in (bare, *place.names[1:]):
                for phrase in _spoken(_ASIDE.sub(" ", name)):
                    self.matcher.add(concepts[0], phrase)

    def _is_where(self, hit: Hit) -> bool:
        return hit.start == 0 and self.lexicon.concepts[hit.concept].kind in ("place", "speaker")

    def _surroundings(self, places: Sequence[Place]) -> Mapping[str, tuple[str, ...]]:
        parents = {p.id: p.parent for p in places}
        around: dict[str, tuple[str, ...]] = {}
        for place in places:
            found: list[str] = []
            above = parents.get(place.id)
            while above is not None and len(found) < 6:
                found.extend(self.of_place.get(above, ()))
                above = parents.get(above)
            for concept in self.of_place[place.id]:
                known = self.lexicon.concepts.get(concept)
                while known is not None and known.within is not None:
                    found.append(known.within)
                    known = self.lexicon.concepts.get(known.within)
            around[place.id] = tuple(dict.fromkeys(found))
        return around

    def _known(self, name: str) -> list[str]:
        return [h.concept for h in self.lexicon.content(tokens(name))]

    def _is_surname(self, words: Sequence[Token]) -> bool:
        """Tell a person's surname from the last word of an office."""
        last = words[-1:]
        return len(words) == 2 and not (
            self.lexicon.sides(last)
            or self.lexicon.content(last)
            or self.lexicon.is_common(words[1])
        )

    def _learn_source(self, source: Source) -> None:
        bare = _ASIDE.sub(" ", source.name)
        concepts: list[str] = []
        for name in (bare, source.name, *source.aliases):
            concepts = [c for c in self._known(name) if self.lexicon.concepts[c].kind == "speaker"]
            if concepts:
                break
        own = not concepts
        if own:
            concepts = [f"@{source.id}"]
            self.kinds[concepts[0]] = "speaker"
            self.names[concepts[0]] = source.name
        self.of_source[source.id] = tuple(dict.fromkeys(concepts))
        if len(set(concepts)) > 1:
            return
        for name in (bare, *source.aliases):
            if "." in name or name.startswith("@") or len(name) < 3 or "(" in name:
                continue
            if name.lower().startswith("the ") and own:
                continue
            person = source.kind in _PERSONS and self._is_surname(tokens(name))
            for phrase in _spoken(name, surname=person):
                self.matcher.add(concepts[0], phrase)


def _spoken(name: str, *, surname: bool = False) -> Iterator[str]:
    """Give a name as it is spoken: as it stands, in its case forms, a person's surname alone."""
    words = [t.text for t in tokens(name)]
    if not words or len("".join(words)) < 3:
        return
    yield " ".join(words)
    forms = [(w, *case_forms(w)) if is_cyrillic(w) else (w,) for w in words]
    for at in range(max(map(len, forms))):
        yield " ".join(f[min(at, len(f) - 1)] for f in forms)
    if is_cyrillic(name) and len(words) == 2:
        yield f"{stem(words[0])}* {stem(words[1])}*"
    elif is_cyrillic(name) and len(words) == 1 and len(stem(words[0])) >= 5:
        yield f"{stem(words[0])}*"
    if surname and len(words) == 2 and len(words[1]) >= 4:
        yield words[1]
        if is_cyrillic(words[1]):
            yield from case_forms(words[1])


def weigh(record: Record, namings: Namings, sources: Mapping[str, Source]) -> dict[str, int]:
    """Weigh every concept a record bears on, 1 to 100."""
    body = record.body
    found: dict[str, int] = {}

    def add(concept: str, weight: int) -> None:
        if found.get(concept, 0) < weight:
            found[concept] = weight

    def read(text: str, weight: int) -> None:
        for concept, share in namings.concepts_in(text):
            add(concept, weight * share // 100)

    for text in (*body.statement.values(), body.quote or "", *body.aliases):
        read(text, SAID)
    read(body.metric.replace("_", " "), METRIC)
    for caveat in body.caveats:
        if caveat.text:
            read(caveat.text, CAVEAT)
    if body.category is not None and body.category.value in namings.lexicon.concepts:
        add(body.category.value, METRIC)
    for ref in ((body.scope_place,) if body.scope_place else ()) + body.places:
        for concept in namings.of_place.get(ref.place, ()):
            add(concept, SAID)
        for concept in namings.around.get(ref.place, ()):
            add(concept, AROUND)
        if ref.place in namings.cities:
            add(f"city:{namings.cities[ref.place]}", SAID)
    for at, hop in enumerate(body.chain):
        weight = SAID if at == 0 else RELAYED
        if hop.source is not None:
            for concept in namings.of_source.get(hop.source, ()):
                add(f"by:{concept}", weight)
                for wider in _wider(concept, namings.lexicon):
                    add(f"by:{wider}", weight * WIDER // 100)
            source = sources.get(hop.source)
            if source is not None and at == 0:
                read(_ASIDE.sub(" ", source.name), ROLE)
                add(f"party:{source.party}", SAID)
        said_as = " ".join(filter(None, (hop.role, hop.words)))
        if said_as:
            read(said_as, ROLE if at == 0 else RELAYED)
            if at == 0:
                for hit in namings.matcher(tokens(said_as)):
                    if namings.kind(hit.concept) == "speaker":
                        add(f"by:{hit.concept}", ROLE)
    for document in body.documents:
        for concept in namings.of_source.get(document.publisher, ()):
            add(f"by:{concept}", PUBLISHED)
    if body.side is not None:
        add(f"side:{body.side}", SAID)
    return found


def _offices(words: Sequence[Token], namings: Namings) -> Iterator[tuple[str, int]]:
    """Give the words of a title ("deputy", "minister"), by which alone a question may name its holder."""
    for token in words:
        if len(token.text) > 3 and not namings.lexicon.is_common(token):
            yield word_concept(token), ROLE


def _wider(concept: str, lexicon: Lexicon) -> tuple[str, ...]:
    known = lexicon.concepts.get(concept)
    return known.wider if known is not None else ()


def _concepts(words: Sequence[Token], namings: Namings) -> Iterator[tuple[str, int]]:
    covered: set[int] = set()
    for hit in namings.matcher(words):
        yield hit.concept, 100
        if hit.concept[0] in "@#":  # a name of the store's own: its words count by themselves too
            for inner in namings.lexicon.content(words[hit.start : hit.end]):
                yield inner.concept, ROLE
            continue
        covered.update(range(hit.start, hit.end))
        if hit.end - hit.start > 1 and namings.kind(hit.concept) == "speaker":
            yield from _offices(words[hit.start : hit.end], namings)
        for wider in _wider(hit.concept, namings.lexicon):
            yield wider, WIDER
    for at, token in enumerate(words):
        if at in covered or token.value is not None or namings.lexicon.is_common(token):
            continue
        yield word_concept(token), 100
