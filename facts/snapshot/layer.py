"""One layer of the snapshot: all current records of one scope, with their indexes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from facts.model import (
    Action,
    Place,
    Relation,
    RelationKind,
    Series,
    Source,
    Topic,
    body_json,
)
from facts.snapshot.digest import digest_of, mark, record_mark
from facts.snapshot.record import Record


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation seen from one of its facts; `outgoing` is False at its `to` end."""

    kind: RelationKind
    other: str
    note: str | None
    outgoing: bool


@dataclass(frozen=True, slots=True)
class Overlay:
    """What one server did to a base fact: hide it, annotate it or pin it."""

    fact: str
    kind: Literal["hide", "note", "pin"]
    text: str | None = None


@dataclass(frozen=True, slots=True)
class RecordCorrection:
    """A revision that changed what readers had been told: correct, retract or restore."""

    fact: str
    revision: int
    action: Action
    recorded_at: datetime
    reason: str
    notice: str | None


@dataclass(frozen=True, slots=True)
class _Ended:
    """Records of one topic ordered by the day they end, for windows by bisection."""

    days: Sequence[date]
    records: Sequence[Record]

    def cut(self, first: date | None, last: date | None) -> tuple[int, int]:
        """Find where a window starts and ends, both days included; an open bound is None."""
        low = 0 if first is None else bisect_left(self.days, first)
        high = len(self.days) if last is None else bisect_right(self.days, last)
        return low, high


@dataclass(frozen=True, slots=True)
class Layer:
    """All facts, sources, places, series and relations of one scope, immutable and indexed.

    `position` is the store's revision number that the layer was read at; `digest` names its content
    (the same records give the same digest, whenever and wherever they were loaded).
    """

    scope: str
    position: int
    digest: str
    records: Mapping[str, Record]
    sources: Mapping[str, Source]
    places: Mapping[str, Place]
    series: Mapping[str, Series]
    edges: Mapping[str, tuple[Edge, ...]]
    corrections: tuple[RecordCorrection, ...] = ()
    overlays: tuple[Overlay, ...] = ()
    by_place: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    by_originator: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    by_source: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    by_metric: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    by_category: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    by_series: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    children: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _ended: Mapping[Topic, _Ended] = field(default_factory=dict)
    _content: int = 0

    @classmethod
    def build(
        cls,
        *,
        scope: str,
        position: int,
        records: Iterable[Record],
        sources: Iterable[Source] = (),
        places: Iterable[Place] = (),
        series: Iterable[Series] = (),
        relations: Iterable[Relation] = (),
        corrections: Iterable[RecordCorrection] = (),
        overlays: Iterable[Overlay] = (),
        record_content: int | None = None,
    ) -> Layer:
        """Index everything of one scope; records are ordered by id, so the result is deterministic.

        Retracted records stay reachable by id but appear in no index. `record_content` is the sum of
        the records' marks, where the caller has the bodies' JSON at hand and need not write it anew.
        """
        ordered = sorted(records, key=lambda r: r.id)
        known_sources = {s.id: s for s in sorted(sources, key=lambda s: s.id)}
        known_places = {p.id: p for p in sorted(places, key=lambda p: p.id)}
        known_series = {s.id: s for s in sorted(series, key=lambda s: s.id)}
        links = sorted(
            (r.canonical for r in relations), key=lambda r: (r.from_fact, r.kind, r.to_fact)
        )
        changes = tuple(sorted(corrections, key=_newest, reverse=True))
        laid = tuple(overlays)
        live = [r for r in ordered if not r.retracted]
        if record_content is None:
            record_content = sum(map(_mark_of, ordered))
        entities = (*known_sources.values(), *known_places.values(), *known_series.values())
        content = record_content + sum(map(mark, (*entities, *links, *laid)))
        return cls(
            scope=scope,
            position=position,
            digest=digest_of(content),
            records={r.id: r for r in ordered},
            sources=known_sources,
            places=known_places,
            series=known_series,
            edges=_edges(links),
            corrections=changes,
            overlays=laid,
            by_place=_grouped((place, r) for r in live for place in _places_of(r)),
            by_originator=_grouped((r.body.originator, r) for r in live),
            by_source=_grouped((s, r) for r in live for s in _sources_of(r)),
            by_metric=_grouped((r.body.metric, r) for r in live),
            by_category=_grouped((r.body.category, r) for r in live if r.body.category),
            by_series=_by_series(live),
            children=_children(known_places.values()),
            _ended=_by_end(live),
            _content=content,
        )

    @property
    def empty(self) -> bool:
        """Tell whether nothing at all is held: no record, name, relation, correction or overlay."""
        return not (
            self.records
            or self.sources
            or self.places
            or self.series
            or self.edges
            or self.corrections
            or self.overlays
        )

    def ending(self, topic: Topic, first: date | None, last: date | None) -> Sequence[Record]:
        """List live records of a topic whose `ends` lies in the window (both days included).

        An open bound is None. Ordered by that day, then id. Costs O(log n + matches).
        """
        ended = self._ended.get(topic)
        if ended is None:
            return ()
        low, high = ended.cut(first, last)
        return ended.records[low:high]

    def count_ending(self, topic: Topic, first: date | None, last: date | None) -> int:
        """Count what `ending` would list, in O(log n)."""
        ended = self._ended.get(topic)
        if ended is None:
            return 0
        low, high = ended.cut(first, last)
        return max(0, high - low)

    def ending_backwards(self, topic: Topic, last: date | None) -> Iterator[Record]:
        """Go back through live records of a topic that end by a day, newest first (then id, last first).

        Lazy: costs O(log n) plus what is taken.
        """
        ended = self._ended.get(topic)
        if ended is None:
            return
        high = len(ended.days) if last is None else bisect_right(ended.days, last)
        for at in range(high - 1, -1, -1):
            yield ended.records[at]

    def ending_forwards(self, topic: Topic, first: date) -> Iterator[Record]:
        """Go through live records of a topic that end on a day or later, oldest first. Lazy."""
        ended = self._ended.get(topic)
        if ended is None:
            return
        for at in range(bisect_left(ended.days, first), len(ended.days)):
            yield ended.records[at]

    def bounds(self, topic: Topic) -> tuple[date, date] | None:
        """Give the first and last day on which a live record of a topic ends, or None."""
        ended = self._ended.get(topic)
        return (ended.days[0], ended.days[-1]) if ended is not None else None

    def points(self, series: str, first: date, last: date) -> Sequence[Record]:
        """List the points of a series that end in the window, oldest first, in O(log n + matches)."""
        points = self.by_series.get(series, ())
        low = bisect_left(points, first, key=_day)
        return points[low : bisect_right(points, last, key=_day)]


def _newest(correction: RecordCorrection) -> tuple[datetime, str, int]:
    return (correction.recorded_at, correction.fact, correction.revision)


def _day(record: Record) -> date:
    """Order records by the day they end; those on no recorded day come first."""
    return record.ends or date.min


def _places_of(record: Record) -> Iterable[str]:
    body = record.body
    refs = ((body.scope_place,) if body.scope_place else ()) + body.places
    return dict.fromkeys(ref.place for ref in refs)


def _sources_of(record: Record) -> Iterable[str]:
    body = record.body
    hops = [hop.source for hop in body.chain if hop.source]
    return dict.fromkeys([*hops, *(d.publisher for d in body.documents)])


def _grouped(pairs: Iterable[tuple[str, Record]]) -> dict[str, tuple[Record, ...]]:
    groups: dict[str, list[Record]] = defaultdict(list)
    for key, record in pairs:
        groups[key].append(record)
    return {key: tuple(groups[key]) for key in sorted(groups)}


def _by_series(live: Iterable[Record]) -> dict[str, tuple[Record, ...]]:
    groups = _grouped((r.body.series, r) for r in live if r.body.series)
    return {key: tuple(sorted(points, key=_day)) for key, points in groups.items()}


def _edges(relations: Iterable[Relation]) -> dict[str, tuple[Edge, ...]]:
    edges: dict[str, list[Edge]] = defaultdict(list)
    for link in relations:
        edges[link.from_fact].append(Edge(link.kind, link.to_fact, link.note, True))
        edges[link.to_fact].append(Edge(link.kind, link.from_fact, link.note, False))
    return {fact: tuple(edges[fact]) for fact in sorted(edges)}


def _children(places: Iterable[Place]) -> dict[str, tuple[str, ...]]:
    children: dict[str, list[str]] = defaultdict(list)
    for place in places:
        if place.parent:
            children[place.parent].append(place.id)
    return {parent: tuple(ids) for parent, ids in children.items()}


def _by_end(records: Iterable[Record]) -> dict[Topic, _Ended]:
    """Order each topic's records by their day, then id; `records` come ordered by id.

    Days are sorted, not records: one sort of all of them would hold the interpreter for too long.
    """
    dated: dict[Topic, dict[date, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        if record.ends is not None:
            dated[record.body.topic][record.ends].append(record)
    return {topic: _ended(dated[topic]) for topic in sorted(dated)}


def _ended(by_day: Mapping[date, Sequence[Record]]) -> _Ended:
    days: list[date] = []
    records: list[Record] = []
    for day in sorted(by_day):
        days.extend([day] * len(by_day[day]))
        records.extend(by_day[day])
    return _Ended(days, records)


def _mark_of(record: Record) -> int:
    return record_mark(record.id, record.revision, record.action, body_json(record.body))
