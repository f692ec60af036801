"""The nearest facts already on record for a new claim, with the relation that would fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rapidfuzz import fuzz, process

from facts.language.normalise import fold
from facts.model import Body, RelationKind
from facts.snapshot import Record, View

ALIKE = 82.0
"""From which likeness (rapidfuzz's token set ratio, 100 = equal) statements count as similar."""

MOST = 3


class Because(StrEnum):
    """Why a record is near; the first that fits is given."""

    SAME_FIGURE = "same_figure"
    SAME_LINK = "same_link"
    SAME_MEASURE = "same_measure"
    SIMILAR = "similar"


@dataclass(frozen=True, slots=True)
class Near:
    """A record that may be the same claim, an older figure, or one that says otherwise.

    `suggests` is the relation from the new fact to this record that would fit.
    """

    record: Record
    because: Because
    suggests: RelationKind


def nearest(body: Body, view: View, *, leave_out: str | None = None) -> tuple[Near, ...]:
    """List at most three records near a claim, the nearest first; `leave_out` is the fact itself.

    Linear in the records of the view: for a form that was submitted, not for a hot path.
    """
    found: dict[str, tuple[int, Near]] = {}
    for rank, near in (
        *_by_originator(body, view),
        *_by_link(body, view),
        *_by_measure(body, view),
        *_by_words(body, view),
    ):
        known = found.get(near.record.id)
        if near.record.id != leave_out and (known is None or rank < known[0]):
            found[near.record.id] = (rank, near)
    ordered = sorted(found.values(), key=lambda one: (one[0], one[1].record.id))
    return tuple(near for _, near in ordered[:MOST])


def _by_originator(body: Body, view: View) -> Iterator[tuple[int, Near]]:
    """Find what the same originator said of the same thing: the same figure, or another one."""
    for record in view.of_originator(body.originator):
        other = record.body
        if not _same_thing(body, other):
            continue
        if body.measure and other.measure:
            same = (body.measure.low, body.measure.high) == (other.measure.low, other.measure.high)
            kind = RelationKind.SAME_CLAIM if same else _newer_or_other(body, record)
            yield 0 if same else 2, Near(record, Because.SAME_FIGURE, kind)
        elif _likeness(body, other) >= ALIKE:
            yield 1, Near(record, Because.SAME_FIGURE, RelationKind.SAME_CLAIM)


def _by_link(body: Body, view: View) -> Iterator[tuple[int, Near]]:
    links = {_address(d.url) for d in body.documents if d.url}
    if not links:
        return
    for source in {d.publisher for d in body.documents}:
        for record in view.of_source(source):
            if links & {_address(d.url) for d in record.body.documents if d.url}:
                alike = _likeness(body, record.body)
                kind = RelationKind.SAME_CLAIM if alike >= ALIKE else RelationKind.SAME_EVENT
                yield 1 if alike >= ALIKE else 4, Near(record, Because.SAME_LINK, kind)


def _by_measure(body: Body, view: View) -> Iterator[tuple[int, Near]]:
    """Find others' figures for the same thing, place and days that cannot both be right."""
    if body.measure is None:
        return
    for record in view.of_metric(body.metric):
        other = record.body
        if other.originator == body.originator or other.measure is None:
            continue
        days = (_day(body), _day(other))
        near = days[0] is not None and days[1] is not None and abs((days[0] - days[1]).days) <= 7
        if _same_thing(body, other) and near and _apart(body, other):
            yield 3, Near(record, Because.SAME_MEASURE, RelationKind.CONTRADICTS)


def _by_words(body: Body, view: View) -> Iterator[tuple[int, Near]]:
    records = list(view.all())
    wanted = fold(body.statement["en"])
    texts = [r.body.statement["en"].casefold() for r in records]
    for _, _, at in process.extract(
        wanted, texts, scorer=fuzz.token_set_ratio, score_cutoff=ALIKE, limit=MOST
    ):
        same = records[at].body.originator == body.originator
        kind = RelationKind.SAME_CLAIM if same else RelationKind.SAME_EVENT
        yield 5, Near(records[at], Because.SIMILAR, kind)


def _same_thing(body: Body, other: Body) -> bool:
    place = body.scope_place.place if body.scope_place else None
    there = other.scope_place.place if other.scope_place else None
    same = (body.metric, body.category, body.side) == (other.metric, other.category, other.side)
    return same and place == there


def _newer_or_other(body: Body, record: Record) -> RelationKind:
    ours, theirs = _day(body), _day(record.body)
    newer = ours is not None and theirs is not None and ours > theirs
    return RelationKind.SUPERSEDES if newer else RelationKind.CONTRADICTS


def _apart(body: Body, other: Body) -> bool:
    """Tell whether two measures of one unit leave no number that both allow."""
    ours, theirs = body.measure, other.measure
    if ours is None or theirs is None or ours.unit is not theirs.unit:
        return False
    low = max(m.low if m.low is not None else 0 for m in (ours, theirs))
    high = min(m.high if m.high is not None else float("inf") for m in (ours, theirs))
    return low > high


def _day(body: Body) -> date | None:
    known = body.stated_on or body.published_on
    return known.latest if known else None


def _likeness(body: Body, other: Body) -> float:
    return fuzz.token_set_ratio(fold(body.statement["en"]), fold(other.statement["en"]))


def _address(url: str) -> str:
    return url.split("#")[0].removeprefix("https://").removeprefix("http://").rstrip("/").casefold()
