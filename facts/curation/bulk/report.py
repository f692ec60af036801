"""The dry run: what an import would do to each record, before anything is done."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from facts.curation.bulk.formats import Format
from facts.curation.collection import Problem
from facts.model import Body, Place, Relation, Series, Source


class State(StrEnum):
    """What an import would do with one record of the file."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


class Kind(StrEnum):
    """What a record is."""

    SOURCE = "source"
    PLACE = "place"
    SERIES = "series"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Row:
    """One record of the file.

    Attributes:
        line: line of the file, or row of the sheet, that it begins on.
        fields: for a changed record, the fields that would change (`relations` among them).
        based_on: for a changed fact, the revision that the report compared with.
    """

    kind: Kind
    id: str
    state: State
    file: str
    line: int
    fields: tuple[str, ...] = ()
    based_on: int | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What would be written: records that are new or changed, rule caveats added."""

    sources: tuple[Source, ...] = ()
    places: tuple[Place, ...] = ()
    series: tuple[Series, ...] = ()
    created: Mapping[str, Body] = field(default_factory=dict)
    revised: Mapping[str, tuple[Body, Body]] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a file holds and what loading it would do. Nothing has been written.

    Attributes:
        name: the file's name, as it may be shown.
        scope: where it would be loaded: `base`, or one server's id.
        rows: every record that could be told apart, in the order of the file.
        problems: everything to mend or to look at, by line; an error forbids loading.
    """

    name: str
    format: Format
    scope: str
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    content: Content = Content()

    def count(self, state: State) -> int:
        """Count the records in one state."""
        return sum(row.state is state for row in self.rows)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """List what forbids loading."""
        return tuple(p for p in self.problems if p.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """List what is worth a look, but may be loaded."""
        return tuple(p for p in self.problems if p.severity == "warning")

    @property
    def loadable(self) -> bool:
        """Tell whether nothing is wrong and there is something to load."""
        return not self.errors and self.steps > 0

    @property
    def mark(self) -> str:
        """Give a short mark of what loading would do; it differs where the record moved meanwhile."""
        rows = [(r.kind.value, r.id, r.state.value, r.fields, r.based_on) for r in self.rows]
        links = [(r.kind.value, r.from_fact, r.to_fact, r.note) for r in self.content.relations]
        told = repr((self.scope, rows, links, len(self.errors)))
        return hashlib.sha256(told.encode()).hexdigest()[:10]

    @property
    def steps(self) -> int:
        """Count the writes that loading takes, for a progress bar."""
        c = self.content
        entities = len(c.sources) + len(c.places) + len(c.series)
        return entities + len(c.created) + len(c.revised) + len(c.relations)
