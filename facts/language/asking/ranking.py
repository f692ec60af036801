"""Two rankings over the snapshot that know nothing of each other: slot evidence, and letter groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from math import log

from facts.language.asking.index import LayerIndex, Posting, ViewIndex, letter_groups
from facts.language.asking.lexicon import Concept, Lexicon
from facts.language.asking.slots import Slots
from facts.language.asking.small_words import small_words
from facts.language.asking.times import in_time
from facts.language.romanise import is_cyrillic
from facts.snapshot import Record, View

_BUDGET = 16_000
"""Postings that one question may walk through in a layer; what is more common is only looked up."""

_CANDIDATES, _EQUALS = 50, 80
"""Records looked at closely; as many more as are equal to the last of them, so that a date can decide."""

_SHARE = {"speaker": 1.2, "place": 1.1, "thing": 1.0, "event": 1.0, "detail": 1.1, "word": 0.5}
"""A word that only some record explains is less sure to be what is asked about than a reviewed one."""
_LIGHT = 0.35
_AKIN = 0.75
"""What a record of a road is worth to a question about a supply line."""
_WIDER = 0.7
"""What a record that says "lost" is worth to a question that says "destroyed"."""


_FREQUENT = small_words("frequent")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a question asks for: concepts of which any will do, each with its share, and a weight.

    `open` things are on no record at all and are no category, place or person: like a word that nothing
    explains, they say nothing for or against a record.
    """

    concept: str
    kind: str
    any_of: tuple[tuple[str, float], ...]
    weight: float
    held: bool
    open: bool = False


@dataclass(slots=True, eq=False)
class Candidate:
    """A record and how well it fits: evidence and letters are 0 to 1, `items` is what is asked for."""

    record: Record
    part: LayerIndex
    at: int
    evidence: float
    letters: float = 0.0
    score: float = 0.0
    items: Sequence[Item] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """List what is asked for and not in the record."""
        return tuple(i.concept for i in self.items if _share(self.part, i, self.at) < 0.3)

    def weight(self, concept: str) -> int:
        """Give how much the record bears on a concept, 0 to 100."""
        return self.part.weight(concept, self.at)


def items_of(slots: Slots, index: ViewIndex) -> list[Item]:
    """List what a question asks for, rarest first."""
    concepts = Lexicon.load().concepts
    items = []
    required = slots.places
    for concept, kind in slots.concepts:
        if kind == "place" and concept not in required and not index.count(concept):
            continue
        known = concepts.get(concept)
        any_of = _any_of(concept, kind)
        for other in slots.also_read(concept):
            any_of += _any_of(other, index.namings.kind(other))
        if known is not None and known.kind == "event":
            any_of += tuple((wide, _WIDER) for wide in known.wider)
        own = 2 if kind == "speaker" else 1
        most = max(index.count(c) for c, _ in any_of[: own + 2 * len(slots.also_read(concept))])
        if known is not None and known.akin:
            any_of += tuple((near, _AKIN) for near in known.akin)
            most = most or max(index.count(near) for near in known.akin)
        weight = log(1 + index.size / (1 + most)) * _SHARE.get(kind, 1.0)
        if known is not None and known.light:
            weight *= _LIGHT
        unknown = _may_be_open(known, slots) and not any(index.count(c) for c, _ in any_of)
        items.append(Item(concept, kind, any_of, weight, held=most > 0, open=unknown))
    if not any(i.held and i.kind not in _NAMES and not _is_light(i.concept) for i in items):
        items = [replace(i, open=i.open and not _is_light(i.concept)) for i in items]
    return sorted(items, key=lambda i: (-i.weight, i.concept))


_NAMES = ("speaker", "place")


def _is_light(concept: str) -> bool:
    known = Lexicon.load().concepts.get(concept)
    return known is not None and known.light


def _may_be_open(known: Concept | None, slots: Slots) -> bool:
    if known is None or known.key in (slots.counted, slots.head):
        return False
    return known.kind in ("event", "detail") or (known.kind == "thing" and known.category is None)


def _any_of(concept: str, kind: str) -> tuple[tuple[str, float], ...]:
    if kind != "speaker":
        return ((concept, 1.0),)
    also: tuple[tuple[str, float], ...] = ((f"by:{concept}", 1.0), (concept, 0.75))
    if concept == "moscow":
        also += (("party:russia", 0.7),)
    elif concept in ("ukrainian_side", "kyiv_government"):
        also += (("party:ukraine", 0.7),)
    return also


def by_evidence(index: ViewIndex, items: Sequence[Item], slots: Slots) -> list[Candidate]:
    """Rank records by how much of what is asked they bear on, weighted by how rare it is.

    Of more equals than are looked at, those of the time and the numbers asked about come first.
    """
    asked = [item for item in items if not item.open]
    total = sum(item.weight for item in asked)
    if not items or total <= 0:
        return []
    found: list[Candidate] = []
    for part in index.parts:
        scores = _accumulate(part, asked)
        listed = 0
        last = 0.0
        for score, at in _foremost(part, scores, index.view, slots):
            if listed >= _EQUALS or (listed >= _CANDIDATES and score < last - 1e-9):
                break
            last = score
            record = index.view.get(part.ids[at])
            if record is None or not index.view.listed(record):
                continue
            found.append(Candidate(record, part, at, score / total, items=items))
            listed += 1
    found.sort(key=lambda c: (-c.evidence, c.record.id))
    return found


def by_number(index: ViewIndex, numbers: Sequence[float]) -> list[Candidate]:
    """List the records that hold a number, for a question that is about nothing else ("who said 1,800")."""
    found: list[Candidate] = []
    for part in index.parts:
        holders = {at for number in numbers for at in part.numbers.get(number, ())}
        for at in sorted(holders)[:_CANDIDATES]:
            record = index.view.get(part.ids[at])
            if record is not None and index.view.listed(record):
                found.append(Candidate(record, part, at, 1.0))
    return sorted(found, key=lambda c: c.record.id)


def _foremost(
    part: LayerIndex, scores: Mapping[int, float], view: View, slots: Slots
) -> list[tuple[float, int]]:
    best = nsmallest(2 * _EQUALS, ((-score, at) for at, score in scores.items()))
    if len(best) < 2 * _EQUALS or not (slots.when or slots.numbers):
        return [(-negative, at) for negative, at in best]
    least = -best[_CANDIDATES][0] - 1e-9
    near = sorted(
        (-round(score, 9), not _is_meant(part, at, view, slots), at)
        for at, score in scores.items()
        if score >= least
    )
    return [(scores[at], at) for _, _, at in near]


def _is_meant(part: LayerIndex, at: int, view: View, slots: Slots) -> bool:
    """Tell whether a record is of the time, and has a number, that a question names."""
    record = view.get(part.ids[at])
    if record is None or (slots.when is not None and not in_time(slots.when, record)):
        return False
    known = [part.numbers.get(n) for n in slots.numbers]
    return not known or any(held is not None and at in held for held in known)


def _accumulate(part: LayerIndex, items: Iterable[Item]) -> dict[int, float]:
    scores: dict[int, float] = {}
    left = _BUDGET
    for item in items:
        postings = [(p, share) for c, share in item.any_of if (p := part.concepts.get(c))]
        size = sum(len(p.records) for p, _ in postings)
        if scores and size > left:
            for at in scores:
                scores[at] += item.weight * _best(postings, at)
            continue
        left -= size
        if len(postings) == 1:
            posting, share = postings[0]
            scale = item.weight * share / 100
            for at, weight in zip(posting.records, posting.weights, strict=True):
                scores[at] = scores.get(at, 0.0) + scale * weight
            continue
        once: dict[int, float] = {}
        for posting, share in postings:
            for at, weight in zip(posting.records, posting.weights, strict=True):
                value = share * weight
                if once.get(at, 0.0) < value:
                    once[at] = value
        for at, value in once.items():
            scores[at] = scores.get(at, 0.0) + item.weight * value / 100
    return scores


def _best(postings: Sequence[tuple[Posting, float]], at: int) -> float:
    return max((share * p.weight(at) / 100 for p, share in postings), default=0.0)


def _share(part: LayerIndex, item: Item, at: int) -> float:
    return max(share * part.weight(c, at) / 100 for c, share in item.any_of)


def by_letters(slots: Slots, index: ViewIndex) -> Letters:
    """Rank records by the groups of four letters they share with the question, 0 to 1.

    Words of Cyrillic questions are compared through the English words of the concepts they stand for.
    """
    groups = letter_groups(_spelled_out(slots))
    return Letters({id(part): _letters_in(part, groups, index.size) for part in index.parts})


@dataclass(frozen=True, slots=True)
class Letters:
    """What share of the question's letter groups each record has, rare groups weighing more."""

    shares: Mapping[int, Mapping[int, float]]

    def of(self, candidate: Candidate) -> float:
        """Give a record's score; longer texts share more by chance and count a little less."""
        share = self.shares[id(candidate.part)].get(candidate.at, 0.0)
        return share / (1 + 0.25 * log(1 + candidate.part.sizes[candidate.at] / 60))


def _letters_in(part: LayerIndex, groups: Iterable[str], size: int) -> dict[int, float]:
    postings = sorted(
        ((len(p), group, p) for group in groups if (p := part.grams.get(group))),
        key=lambda row: row[:2],
    )
    weights = [log(1 + size / (1 + count)) for count, _, _ in postings]
    total = sum(weights)
    left = _BUDGET // 4
    scores: dict[int, float] = {}
    for (count, _, posting), weight in zip(postings, weights, strict=True):
        if left < count and scores:
            break  # sorted by count: what follows is more common still
        left -= count
        share = weight / total
        for at in posting:
            scores[at] = scores.get(at, 0.0) + share
    return scores


def _spelled_out(slots: Slots) -> str:
    lexicon = Lexicon.load()
    latin = [
        t.text
        for t in slots.words
        if not is_cyrillic(t.text) and t.text not in _FREQUENT and len(t.text) > 2 and not t.value
    ]
    if any(is_cyrillic(t.text) for t in slots.words):
        latin += [c.gloss for k, _ in slots.concepts if (c := lexicon.concepts.get(k)) is not None]
        latin += [k.lstrip("=@#") for k, _ in slots.concepts if k[0] in "=@#"]
        latin += [str(side) for side in sorted(slots.named_sides)]
    latin += [f"{n:g}" for n in slots.numbers]
    return " ".join(latin)
