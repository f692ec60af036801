"""Comparing what was read with what is on record: new, changed, same, wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from facts.curation._check import cycles
from facts.curation._problems import Problems
from facts.curation._reading import Understood
from facts.curation.bulk.beside import Beside
from facts.curation.bulk.report import Content, Kind, Row, State
from facts.curation.collection import once_each
from facts.curation.figures import check_figure, read_figure
from facts.curation.publish import changed_fields
from facts.curation.rules import with_rule_caveats
from facts.errors import UsageError
from facts.language.normalise import fold
from facts.language.phrases import Phrases
from facts.model import BASE, Body, Relation, RelationKind, Source
from facts.snapshot import Layer


class Located(Protocol):
    """Where a record of the file begins."""

    # ruff: noqa: D102

    @property
    def kind(self) -> Kind: ...
    @property
    def id(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Compared:
    """The judged rows, and what would be written."""

    rows: tuple[Row, ...]
    content: Content


def compared(
    read: Understood,
    places: Sequence[Located],
    beside: Beside,
    problems: Problems,
    *,
    today: date,
    say: Phrases,
) -> Compared:
    """Judge every record of a file; problems that only show beside the record are noted here."""
    return _Comparison(read, places, beside, problems, say).judged(today)


class _Comparison:
    def __init__(
        self,
        read: Understood,
        places: Sequence[Located],
        beside: Beside,
        problems: Problems,
        say: Phrases,
    ) -> None:
        self.read = read
        self.places = places
        self.beside = beside
        self.problems = problems
        self.say = say
        self.where = {(p.kind, p.id): p for p in reversed(places)}
        self.entities: dict[tuple[Kind, str], Any] = {
            **{(Kind.SOURCE, s.id): s for s in read.sources},
            **{(Kind.PLACE, p.id): p for p in read.places},
            **{(Kind.SERIES, s.id): s for s in read.series},
        }
        sources = beside.sources() | {s.id: s for s in read.sources}
        self.bodies = {f.id: self._ruled(f.id, f.body, sources) for f in read.facts}
        held = beside.target.records
        self.moving = {
            name: body
            for name, body in self.bodies.items()
            if name not in held or held[name].body != body
        }
        links = once_each(r.relation for f in read.facts for r in f.relations)
        self.links = [link for link in links if not _stands(link, beside.target)]
        moved = {_ends(link) for link in self.links}
        self.linking = frozenset(
            f.id for f in read.facts if any(_ends(r.relation) in moved for r in f.relations)
        )

    def judged(self, today: date) -> Compared:
        self._check_tombstones()
        self._check_future(today)
        self._check_wordings()
        self._check_corroboration()
        self._check_circles()
        self._check_place_names()
        errors = self.problems.errors
        named = {problem.field.partition(".")[0] for problem in errors}
        lines = {(problem.file, problem.line) for problem in errors}
        rows = tuple(
            self._row(place, place.id in named or (place.file, place.line) in lines)
            for place in self.places
        )
        return Compared(rows, Content() if errors else self._content(rows))

    def _ruled(self, name: str, body: Body, sources: Mapping[str, Source]) -> Body:
        try:
            return with_rule_caveats(body, sources)
        except ValueError:
            fix = self.say("bulk.too_many_caveats_fix")
            self._wrong(Kind.FACT, name, "caveats", self.say("bulk.too_many_caveats"), fix)
            return body

    # -- what only shows beside the record ---------------------------------------------------------

    def _wrong(self, kind: Kind, name: str, field: str, said: str, fix: str) -> None:
        at = self.where.get((kind, name))
        file, line = (at.file, at.line) if at else ("", 0)
        self.problems.add(file, line, f"{name}.{field}", said, fix)

    def _check_tombstones(self) -> None:
        records = self.beside.target.records
        for name in self.bodies:
            if name in records and records[name].retracted:
                said = self.say("bulk.retracted", id=name)
                self._wrong(Kind.FACT, name, "id", said, self.say("bulk.retracted_fix", id=name))

    def _check_future(self, today: date) -> None:
        for name, body in self.moving.items():
            dated = [("stated_on", body.stated_on)]
            dated += [
                (f"documents.{n}.published_on", page.published_on)
                for n, page in enumerate(body.documents)
            ]
            for field, known in dated:
                if known is not None and known.earliest > today:
                    said = self.say("bulk.future", day=known.earliest.isoformat())
                    self._wrong(Kind.FACT, name, field, said, self.say("bulk.future_fix"))

    def _check_wordings(self) -> None:
        for name, body in self.moving.items():
            measure = body.measure
            if measure is None:
                continue
            contradiction = _contradiction(
                measure.wording, measure.low, measure.high, self.say.language
            )
            if contradiction is not None:
                self._wrong(Kind.FACT, name, "measure.wording", *contradiction)

    def _check_corroboration(self) -> None:
        if self.beside.scope == BASE:
            return
        for link in self.links:
            if link.kind is RelationKind.CORROBORATES:
                shared = {link.from_fact, link.to_fact} & self.beside.base.records.keys()
                for name in {link.from_fact, link.to_fact} - shared if shared else ():
                    said = self.say("bulk.corroborates_shared", other=min(shared))
                    fix = self.say("bulk.corroborates_shared_fix")
                    self._wrong(Kind.FACT, name, "relations", said, fix)

    def _check_circles(self) -> None:
        for kind in (RelationKind.SUPERSEDES, RelationKind.PART_OF):
            news = [link for link in self.links if link.kind is kind]
            if not news:
                continue
            graph: dict[str, list[str]] = {}
            for start, end in (*self._held(kind), *((n.from_fact, n.to_fact) for n in news)):
                graph.setdefault(start, []).append(end)
            for loop in cycles(graph):
                name = next((n for n in loop if n in self.bodies), loop[0])
                said = self.say("bulk.circle", kind=kind.value, facts=" → ".join(loop[:8]))
                self._wrong(Kind.FACT, name, "relations", said, self.say("bulk.circle_fix"))

    def _held(self, kind: RelationKind) -> Iterator[tuple[str, str]]:
        layers = {id(layer): layer for layer in (self.beside.base, self.beside.target)}
        for layer in layers.values():
            for start, edges in layer.edges.items():
                yield from ((start, e.other) for e in edges if e.outgoing and e.kind is kind)

    def _check_place_names(self) -> None:
        target = self.beside.target.places
        read = {place.id: place for place in self.read.places}
        taken: dict[tuple[str | None, str], str] = {}
        for place in (*(p for k, p in target.items() if k not in read), *read.values()):
            for name in dict.fromkeys(fold(name) for name in place.names):
                other = taken.setdefault((place.parent, name), place.id)
                if other != place.id:
                    culprit = place.id if place.id in read else other
                    said = self.say("bulk.place_name", name=name, one=other, two=place.id)
                    fix = self.say("bulk.place_name_fix")
                    self._wrong(Kind.PLACE, culprit, "name", said, fix)

    # -- judging -----------------------------------------------------------------------------------

    def _row(self, place: Located, wrong: bool) -> Row:
        state = State.WRONG
        changed: tuple[str, ...] = ()
        based_on = None
        if not wrong and place.kind is Kind.FACT:
            state, changed, based_on = self._fact(place.id)
        elif not wrong:
            state, changed = self._entity(place.kind, place.id)
        return Row(place.kind, place.id, state, place.file, place.line, changed, based_on)

    def _fact(self, name: str) -> tuple[State, tuple[str, ...], int | None]:
        body, record = self.bodies.get(name), self.beside.target.records.get(name)
        if body is None:
            return State.WRONG, (), None
        if record is None:
            return State.NEW, (), None
        changed = tuple(changed_fields(record.body, body))
        if name in self.linking:
            changed = (*changed, "relations")
        return (State.CHANGED if changed else State.SAME), changed, record.revision

    def _entity(self, kind: Kind, name: str) -> tuple[State, tuple[str, ...]]:
        now, held = self.entities.get((kind, name)), _held_entity(self.beside.target, kind, name)
        if now is None:
            return State.WRONG, ()
        if held is None:
            return State.NEW, ()
        names = [f.name for f in fields(now)]
        changed = tuple(n for n in names if getattr(now, n) != getattr(held, n))
        return (State.CHANGED if changed else State.SAME), changed

    def _content(self, rows: Iterable[Row]) -> Content:
        moving = [row for row in rows if row.state in (State.NEW, State.CHANGED)]
        records = self.beside.target.records

        def moved(kind: Kind) -> tuple[Any, ...]:
            return tuple(self.entities[kind, row.id] for row in moving if row.kind is kind)

        facts = [row.id for row in moving if row.kind is Kind.FACT]
        revised: dict[str, tuple[Body, Body]] = {
            name: (records[name].body, self.bodies[name])
            for name in facts
            if name in records and records[name].body != self.bodies[name]
        }
        return Content(
            sources=moved(Kind.SOURCE),
            places=moved(Kind.PLACE),
            series=moved(Kind.SERIES),
            created={name: self.bodies[name] for name in facts if name not in records},
            revised=revised,
            relations=tuple(self.links),
        )


@lru_cache(maxsize=4096)
def _contradiction(
    wording: str, low: float | None, high: float | None, locale: str
) -> tuple[str, str] | None:
    """Say how a wording contradicts the bounds; None if it does not, or holds no figure to compare."""
    if low is not None and low == high and wording == f"{low:,.0f}":
        return None
    try:
        figure = read_figure(wording, locale)
    except UsageError:
        return None
    try:
        check_figure(figure, low, high, locale)
    except UsageError as error:
        return error.sentence, error.hint
    return None


def _held_entity(layer: Layer, kind: Kind, name: str) -> Any:
    held: dict[Kind, Mapping[str, Any]] = {
        Kind.SOURCE: layer.sources,
        Kind.PLACE: layer.places,
        Kind.SERIES: layer.series,
    }
    return held[kind].get(name)


def _ends(link: Relation) -> tuple[str, str, str]:
    kept = link.canonical
    return (kept.kind, kept.from_fact, kept.to_fact)


def _stands(link: Relation, layer: Layer) -> bool:
    """Tell whether a relation stands in a layer just like this."""
    wanted = (link.kind, link.to_fact, link.note, True)
    edges = layer.edges.get(link.from_fact, ())
    return any((e.kind, e.other, e.note, e.outgoing) == wanted for e in edges)
