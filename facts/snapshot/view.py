"""What one asker may see: the base layer, their server's own, and the day they ask about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from heapq import merge
from typing import Literal

from facts.errors import NotOnRecord
from facts.model import Place, RelationKind, Series, Source, Topic
from facts.snapshot.layer import Edge, Layer, Overlay
from facts.snapshot.record import Record


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A related record that the asker may see too."""

    kind: RelationKind
    record: Record
    note: str | None
    outgoing: bool


@dataclass(frozen=True)
class View:
    """Join the layers one asker sees. With `as_of`, only what the world knew by that day counts.

    A record known on no recorded day is left out under `as_of`. Facts hidden by the server
    are left out of every listing and counted in `hidden`; asked for by id they are still shown.
    """

    base: Layer
    guild: Layer | None = None
    as_of: date | None = None

    @property
    def layers(self) -> tuple[Layer, ...]:
        """List the layers, the shared base first."""
        return (self.base,) if self.guild is None else (self.base, self.guild)

    @property
    def digest(self) -> str:
        """Name the content of what is seen."""
        return "+".join(layer.digest for layer in self.layers)

    @cached_property
    def hidden(self) -> frozenset[str]:
        """Give the ids of base facts that this server hides."""
        return frozenset(o.fact for o in self._overlays if o.kind == "hide")

    @property
    def _overlays(self) -> tuple[Overlay, ...]:
        return self.guild.overlays if self.guild else ()

    def overlays_of(self, fact: str) -> tuple[Overlay, ...]:
        """List what this server laid over a base fact."""
        return self._laid.get(fact, ())

    @cached_property
    def _laid(self) -> dict[str, tuple[Overlay, ...]]:
        laid: dict[str, tuple[Overlay, ...]] = {}
        for overlay in self._overlays:
            laid[overlay.fact] = (*laid.get(overlay.fact, ()), overlay)
        return laid

    def known(self, record: Record) -> bool:
        """Tell whether the record was known by the day asked about."""
        if self.as_of is None:
            return True
        return record.known_on is not None and record.known_on <= self.as_of

    def listed(self, record: Record) -> bool:
        """Tell whether a record may appear in a listing: live, known and not hidden here."""
        return not record.retracted and record.id not in self.hidden and self.known(record)

    def get(self, fact: str) -> Record | None:
        """Find a record by id, a tombstone or a hidden one too; None if unknown (by that day)."""
        for layer in self.layers:
            record = layer.records.get(fact)
            if record is not None:
                return record if self.known(record) else None
        return None

    def all(self) -> Iterator[Record]:
        """Go through every listed record, by id within each layer. Linear: not for hot paths."""
        for layer in self.layers:
            yield from (r for r in layer.records.values() if self.listed(r))

    def ending(
        self, topic: Topic, first: date | None = None, last: date | None = None
    ) -> list[Record]:
        """List records of a topic whose valid period ends in the window, by that day, then id."""
        runs = [layer.ending(topic, first, last) for layer in self.layers]
        joined = merge(*runs, key=lambda r: (r.ends, r.id)) if len(runs) > 1 else runs[0]
        return [r for r in joined if self.listed(r)]

    def count_ending(
        self, topics: Sequence[Topic], first: date | None = None, last: date | None = None
    ) -> int:
        """Count records of some topics that end in the window, listed or not; costs next to nothing."""
        return sum(layer.count_ending(t, first, last) for layer in self.layers for t in topics)

    def ending_backwards(self, topics: Sequence[Topic], last: date | None) -> Iterator[Record]:
        """Go back, newest first, through listed records of some topics that end by a day. Lazy."""
        runs = [layer.ending_backwards(t, last) for layer in self.layers for t in topics]
        joined = merge(*runs, key=lambda r: (r.ends, r.id), reverse=True)
        return (r for r in joined if self.listed(r))

    def ending_forwards(self, topics: Sequence[Topic], first: date) -> Iterator[Record]:
        """Go through listed records of some topics that end on a day or later, oldest first. Lazy."""
        runs = [layer.ending_forwards(t, first) for layer in self.layers for t in topics]
        joined = merge(*runs, key=lambda r: (r.ends, r.id))
        return (r for r in joined if self.listed(r))

    def bounds(self, topics: Sequence[Topic]) -> tuple[date, date] | None:
        """Give the first and last day on which a record of some topics ends, seen or not; or None."""
        held = [b for layer in self.layers for t in topics if (b := layer.bounds(t)) is not None]
        return (min(b[0] for b in held), max(b[1] for b in held)) if held else None

    def points(self, series: str, first: date, last: date) -> list[Record]:
        """List the points of one cumulative series that end in the window, oldest first."""
        runs = [layer.points(series, first, last) for layer in self.layers]
        joined = merge(*runs, key=lambda r: (r.ends, r.id)) if len(runs) > 1 else runs[0]
        return [r for r in joined if self.listed(r)]

    def indexed(
        self, index: Literal["by_place", "by_source", "by_category"], keys: Iterable[str]
    ) -> list[Sequence[Record]]:
        """Give the runs that an index holds under some keys, as they are: listed or not, uncopied."""
        groups = [getattr(layer, index) for layer in self.layers]
        runs = (group.get(key) for key in keys for group in groups)
        return [run for run in runs if run]

    def of_place(self, place: str) -> list[Record]:
        """List records that cover or name the place itself (not what lies in it)."""
        return self._indexed([layer.by_place.get(place, ()) for layer in self.layers])

    def of_originator(self, source: str) -> list[Record]:
        """List records that this source is the originator of."""
        return self._indexed([layer.by_originator.get(source, ()) for layer in self.layers])

    def of_source(self, source: str) -> list[Record]:
        """List records this source originated, relayed or published."""
        return self._indexed([layer.by_source.get(source, ()) for layer in self.layers])

    def of_metric(self, metric: str) -> list[Record]:
        """List records of one metric."""
        return self._indexed([layer.by_metric.get(metric, ()) for layer in self.layers])

    def _indexed(self, runs: list[Sequence[Record]]) -> list[Record]:
        return [r for run in runs for r in run if self.listed(r)]

    def edges(self, fact: str) -> Iterator[Edge]:
        """Go through a fact's relations in every layer, seen or not."""
        for layer in self.layers:
            yield from layer.edges.get(fact, ())

    def neighbours(self, fact: str, *kinds: RelationKind) -> list[Neighbour]:
        """List related records (of these kinds, or all); both ends must be listed."""
        found = []
        for edge in self.edges(fact):
            if kinds and edge.kind not in kinds:
                continue
            other = self.get(edge.other)
            if other is not None and self.listed(other):
                found.append(Neighbour(edge.kind, other, edge.note, edge.outgoing))
        return found

    def source(self, source: str) -> Source:
        """Give a source by id; raises NotOnRecord."""
        for layer in self.layers:
            if source in layer.sources:
                return layer.sources[source]
        raise NotOnRecord(f"There is no source “{source}” on record.")

    def sources(self) -> Iterator[Source]:
        """Go through all sources, base first."""
        for layer in self.layers:
            yield from layer.sources.values()

    def place(self, place: str) -> Place:
        """Give a place by id; raises NotOnRecord."""
        for layer in self.layers:
            if place in layer.places:
                return layer.places[place]
        raise NotOnRecord(f"There is no place “{place}” on record.")

    def all_series(self) -> Iterator[Series]:
        """Go through all cumulative series, base first."""
        for layer in self.layers:
            yield from layer.series.values()

    def series(self, series: str) -> Series:
        """Give a cumulative series by id; raises NotOnRecord."""
        for layer in self.layers:
            if series in layer.series:
                return layer.series[series]
        raise NotOnRecord(f"There is no series “{series}” on record.")

    def within(self, place: str) -> frozenset[str]:
        """Give the ids of a place and everything that lies in it, to any depth."""
        found: set[str] = set()
        todo = [place]
        while todo:
            here = todo.pop()
            if here not in found:
                found.add(here)
                for layer in self.layers:
                    todo.extend(layer.children.get(here, ()))
        return frozenset(found)
