"""One layer's index for questions: concepts and letter groups of every live record, compactly.

Built once a layer (the layer's digest is the key) and immutable; arrays instead of objects keep
5,000 records within some megabytes. Building is pure computation and may run in a thread.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log
from threading import Lock

from facts.language.asking.actors import actors
from facts.language.asking.lexicon import Lexicon
from facts.language.asking.numbers import numbers_in
from facts.language.asking.texts import Namings, weigh
from facts.language.asking.tokens import fold_plain, tokens
from facts.model import Side, Source
from facts.snapshot import Layer, Record, View

GRAM = 4
"""Letters in a group."""

_KEPT = 64
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Posting:
    """Where one concept occurs: record numbers in order, and how much each bears on it."""

    records: array[int]
    weights: array[int]

    def weight(self, record: int) -> int:
        """Give how much a record bears on the concept, 0 to 100."""
        at = bisect_left(self.records, record)
        if at < len(self.records) and self.records[at] == record:
            return self.weights[at]
        return 0


class LayerIndex:
    """The index of one layer; `namings` knows the places and sources of the layers below it too."""

    def __init__(self, layer: Layer, below: Layer | None, lexicon: Lexicon) -> None:
        sources: dict[str, Source] = {**(below.sources if below else {}), **layer.sources}
        places = {**(below.places if below else {}), **layer.places}
        self.namings = Namings(lexicon, tuple(sources.values()), tuple(places.values()))
        self.ids: list[str] = []
        self.concepts: dict[str, Posting] = {}
        self.grams: dict[str, array[int]] = {}
        self.sizes = array("H")
        self.numbers: dict[float, array[int]] = {}
        self.latest_year = 0
        self._actors: dict[int, Mapping[str, Side]] = {}
        for record in layer.records.values():
            if not record.retracted:
                self._add(record, sources)
        self.namings.forget()

    def _add(self, record: Record, sources: Mapping[str, Source]) -> None:
        at = len(self.ids)
        self.ids.append(record.id)
        for concept, weight in weigh(record, self.namings, sources).items():
            posting = self.concepts.get(concept)
            if posting is None:
                posting = self.concepts[concept] = Posting(array("I"), array("B"))
            posting.records.append(at)
            posting.weights.append(weight)
        groups = letter_groups(_letters_of(record, sources))
        self.sizes.append(min(len(groups), 65_535))
        for group in groups:
            known = self.grams.get(group)
            if known is None:
                known = self.grams[group] = array("I")
            known.append(at)
        for number in _numbers_of(record):
            self.numbers.setdefault(number, array("I")).append(at)
        if record.ends is not None:
            self.latest_year = max(self.latest_year, record.ends.year)

    def actors_in(self, record: int, statement: str) -> Mapping[str, Side]:
        """Tell which side a record's statement has doing what; read on first need, then remembered."""
        known = self._actors.get(record)
        if known is None:
            words = tokens(statement)
            lexicon = self.namings.lexicon
            hits = self.namings.matcher(words)
            known = self._actors[record] = actors(words, hits, lexicon.sides(words), lexicon)
        return known

    def weight(self, concept: str, record: int) -> int:
        """Give how much a record bears on a concept, 0 to 100."""
        posting = self.concepts.get(concept)
        return posting.weight(record) if posting is not None else 0

    def count(self, concept: str) -> int:
        """Count the records that bear on a concept."""
        posting = self.concepts.get(concept)
        return len(posting.records) if posting is not None else 0


def _letters_of(record: Record, sources: Mapping[str, Source]) -> str:
    body = record.body
    source = sources.get(body.originator)
    parts = [
        *body.statement.values(),
        *body.aliases,
        body.quote or "",
        body.metric.replace("_", " "),
        source.name if source else "",
        *(c.text for c in body.caveats if c.text),
    ]
    return " ".join(parts)


def letter_groups(text: str) -> frozenset[str]:
    """Cut a text into groups of four letters, words framed by spaces."""
    groups: set[str] = set()
    for word in _WORDS.findall(fold_plain(text)):
        framed = f" {word} "
        if len(framed) <= GRAM:
            groups.add(framed)
        else:
            groups.update(framed[i : i + GRAM] for i in range(len(framed) - GRAM + 1))
    return frozenset(groups)


def _numbers_of(record: Record) -> Iterator[float]:
    measure = record.body.measure
    found: dict[float, None] = {}
    if measure is not None:
        found.update(dict.fromkeys(n for n in (measure.low, measure.high) if n is not None))
    for text in (*record.body.statement.values(), record.body.quote or ""):
        found.update(dict.fromkeys(numbers_in(text)))
    yield from found


class ViewIndex:
    """The indexes of the layers one asker sees, read as one."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.parts = tuple(_part(view, layer) for layer in view.layers)
        self.size = sum(len(part.ids) for part in self.parts)

    @property
    def namings(self) -> Namings:
        """Give the namings that know every layer's places and sources."""
        return self.parts[-1].namings

    def count(self, concept: str) -> int:
        """Count the records that bear on a concept, in all layers."""
        return sum(part.count(concept) for part in self.parts)

    def rarity(self, concept: str) -> float:
        """Give a concept's weight: rare ones tell more."""
        return log(1 + self.size / (1 + self.count(concept)))

    @property
    def latest_year(self) -> int:
        """Give the latest year any record ends in."""
        return max(part.latest_year for part in self.parts)


_kept: OrderedDict[tuple[str, ...], LayerIndex] = OrderedDict()
_lock = Lock()


def prepare(layer: Layer, below: Layer | None = None) -> LayerIndex:
    """Index a layer, or give the index made before; safe to call from a thread, so that no event loop waits.

    `below` is the shared base under a server's own layer.
    """
    key = (layer.digest,) if below is None else (layer.digest, below.digest)
    with _lock:
        known = _kept.get(key)
        if known is not None:
            _kept.move_to_end(key)
            return known
    made = LayerIndex(layer, below, Lexicon.load())
    with _lock:
        _kept[key] = made
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return made


def _part(view: View, layer: Layer) -> LayerIndex:
    return prepare(layer, None if layer is view.base else view.base)
