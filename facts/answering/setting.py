"""What one answer is composed from: the view, the day, the language, and what was read of it so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from facts.answering.citing import cite_with, place_name
from facts.answers import CitedFact, Status
from facts.language.phrases import Phrases
from facts.model import Category, RelationKind, Side
from facts.questions import Asked
from facts.snapshot import Neighbour, Record, View


@dataclass(frozen=True, slots=True)
class Read:
    """What was already read of one view in one language: citations and neighbours, for many answers."""

    neighbours: dict[str, list[Neighbour]] = field(default_factory=dict)
    cited: dict[tuple[str, bool], CitedFact] = field(default_factory=dict)


@dataclass(frozen=True)
class Setting:
    """Hold what composing one answer needs; neighbours and citations are looked up once.

    `day` is the day relative periods count from: the as-of day, else the asker's today.
    """

    view: View
    asked: Asked
    phrases: Phrases
    _read: Read = field(default_factory=Read)
    _stepped_back: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, view: View, asked: Asked, read: Read | None = None) -> Setting:
        """Set the table for one answer; `read` is shared by answers of this view and language."""
        return cls(view, asked, Phrases.of(asked.locale), read or Read())

    @property
    def day(self) -> date:
        """Give the day that relative periods count from."""
        return self.view.as_of or self.asked.today

    def neighbours(self, record: Record) -> list[Neighbour]:
        """List a record's relations to other listed records."""
        known = self._read.neighbours.get(record.id)
        if known is None:
            known = self._read.neighbours[record.id] = self.view.neighbours(record.id)
        return known

    def linked(self, record: Record, kind: RelationKind) -> list[Neighbour]:
        """List a record's relations of one kind."""
        return [n for n in self.neighbours(record) if n.kind is kind]

    def step_back(self, records: Iterable[Record]) -> None:
        """Mark records whose successor this answer holds; done before anything is cited."""
        self._stepped_back.update(r.id for r in records)

    def cite(self, record: Record) -> CitedFact:
        """Cite a record, as superseded if it stepped back."""
        superseded = record.id in self._stepped_back
        key = (f"{record.id}@{record.revision}", superseded)
        known = self._read.cited.get(key)
        if known is None:
            status = Status.SUPERSEDED if superseded else None
            near = self.neighbours(record)
            known = cite_with(record, self.view, self.phrases, near, status=status)
            self._read.cited[key] = known
        return known

    def cite_all(self, records: Iterable[Record]) -> tuple[CitedFact, ...]:
        """Cite records in order."""
        return tuple(self.cite(record) for record in records)

    def place_name(self, place: str) -> str:
        """Name a place in the reader's language."""
        return place_name(self.view.place(place), self.phrases.language)

    def label(self, kind: str, value: Category | Side | str | None) -> str:
        """Put a closed-list value into the reader's words."""
        return self.phrases(f"answering.{kind}.{value or 'none'}")
