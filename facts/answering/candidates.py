"""The records that a question allows, before its dates: by topic, place or source, index access only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

from facts.model import Topic
from facts.snapshot import Record, View

Keep = Callable[[Record], bool]


class Candidates(Protocol):
    """Records to choose from by the day they end."""

    def within(self, first: date | None, last: date | None) -> Iterator[Record]:
        """Go through those that end in a window, oldest first."""
        ...

    def backwards(self, last: date | None) -> Iterator[Record]:
        """Go back through those that end by a day, newest first."""
        ...

    def forwards(self, first: date) -> Iterator[Record]:
        """Go through those that end on a day or later, oldest first."""
        ...

    def bounds(self) -> tuple[date, date] | None:
        """Give the first and last day that any of them may end on, or None."""
        ...


@dataclass(frozen=True, slots=True)
class OfTopics:
    """Listed records of some topics that pass a filter; nothing is copied that is not asked for."""

    view: View
    topics: Sequence[Topic]
    keep: Keep

    def within(self, first: date | None, last: date | None) -> Iterator[Record]:
        """Go through those that end in a window, by topic, each oldest first."""
        for topic in self.topics:
            yield from filter(self.keep, self.view.ending(topic, first, last))

    def backwards(self, last: date | None) -> Iterator[Record]:
        """Go back through those that end by a day, newest first."""
        return filter(self.keep, self.view.ending_backwards(self.topics, last))

    def forwards(self, first: date) -> Iterator[Record]:
        """Go through those that end on a day or later, oldest first."""
        return filter(self.keep, self.view.ending_forwards(self.topics, first))

    def bounds(self) -> tuple[date, date] | None:
        """Give the first and last day that a record of these topics ends on, or None."""
        return self.view.bounds(self.topics)


FEW = 2_000
"""Up to so many records are worth going through whole; past that a match is met soon by day."""


@dataclass(frozen=True)
class Narrowed:
    """Candidates of some topics that another index (place, source, category) holds few of.

    The nearest match, which may be far or nowhere, is looked for in that index, so that looking costs
    the same however large the record is; windows are cut out of whichever is shorter.
    """

    wide: OfTopics
    held: Sequence[Sequence[Record]]
    size: int

    @classmethod
    def of(cls, wide: OfTopics, *indexed: Sequence[Sequence[Record]]) -> OfTopics | Narrowed:
        """Choose the shortest of the runs that each hold every candidate; none short: as it is."""
        sized = [(sum(map(len, runs)), runs) for runs in indexed]
        size, held = min(sized, key=lambda s: s[0], default=(FEW + 1, ()))
        return wide if size > FEW else cls(wide, held, size)

    @cached_property
    def _listed(self) -> Listed:
        wide = self.wide
        return Listed.of(
            r
            for run in self.held
            for r in run
            if r.body.topic in wide.topics and wide.keep(r) and wide.view.listed(r)
        )

    def within(self, first: date | None, last: date | None) -> Iterator[Record]:
        """Go through those that end in a window, by topic, each oldest first."""
        if self.wide.view.count_ending(self.wide.topics, first, last) <= self.size:
            yield from self.wide.within(first, last)
            return
        dated = [r for r in self._listed.within(first, last) if r.ends is not None]
        for topic in self.wide.topics:
            yield from (r for r in dated if r.body.topic is topic)

    def backwards(self, last: date | None) -> Iterator[Record]:
        """Go back through those that end by a day, newest first."""
        return self._listed.backwards(last)

    def forwards(self, first: date) -> Iterator[Record]:
        """Go through those that end on a day or later, oldest first."""
        return self._listed.forwards(first)

    def bounds(self) -> tuple[date, date] | None:
        """Give the first and last day that a record of these topics ends on, or None."""
        return self.wide.bounds()


@dataclass(frozen=True, slots=True)
class Listed:
    """Records found by another index (place, source), ordered by the day they end."""

    records: tuple[Record, ...]

    @classmethod
    def of(cls, records: Iterable[Record]) -> Listed:
        """Order records by day and id; the same record is kept once."""
        once = {r.id: r for r in records}
        return cls(tuple(sorted(once.values(), key=by_day)))

    def within(self, first: date | None, last: date | None) -> Iterator[Record]:
        """Go through those that end in a window; undated ones only where both ends are open."""
        for record in self.records:
            day = record.ends
            if day is None:
                if first is None and last is None:
                    yield record
            elif (first is None or first <= day) and (last is None or day <= last):
                yield record

    def backwards(self, last: date | None) -> Iterator[Record]:
        """Go back through the dated ones that end by a day, newest first."""
        for record in reversed(self.records):
            if record.ends is not None and (last is None or record.ends <= last):
                yield record

    def forwards(self, first: date) -> Iterator[Record]:
        """Go through the dated ones that end on a day or later, oldest first."""
        return (r for r in self.records if r.ends is not None and r.ends >= first)

    def bounds(self) -> tuple[date, date] | None:
        """Give the first and last day that one of them ends on, or None."""
        days = [r.ends for r in self.records if r.ends is not None]
        return (days[0], days[-1]) if days else None


def by_day(record: Record) -> tuple[date, str]:
    """Order by the day a record ends, then id; undated ones last."""
    return (record.ends or date.max, record.id)
