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


@dataclass(frozen=True)
class Setting:
    """Hold what composing one answer needs; neighbours and citations are looked up once.

    `day` is the day relative periods count from: the as-of day, else the asker's today.
    """

    view: View
    asked: Asked
    phrases: Phrases
    _neighbours: dict[str, list[Neighbour]] = field(default_factory=dict)
    _cited: dict[str, CitedFact] = field(default_factory=dict)
    _stepped_back: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, view: View, asked: Asked) -> Setting:
        """Set the table for one answer."""
        return cls(view, asked, Phrases.of(asked.locale))

    @property
    def day(self) -> date:
        """Give the day that relative periods count from."""
        return self.view.as_of or self.asked.today

    def neighbours(self, record: Record) -> list[Neighbour]:
        """List a record's relations to other listed records."""
        known = self._neighbours.get(record.id)
        if known is None:
            known = self._neighbours[record.id] = self.view.neighbours(record.id)
        return known

    def linked(self, record: Record, kind: RelationKind) -> list[Neighbour]:
        """List a record's relations of one kind."""
        return [n for n in self.neighbours(record) if n.kind is kind]

    def step_back(self, records: Iterable[Record]) -> None:
        """Mark records whose successor this answer holds; done before anything is cited."""
        self._stepped_back.update(r.id for r in records)

    def cite(self, record: Record) -> CitedFact:
        """Cite a record, as superseded if it stepped back; the same record is cited once an answer."""
        known = self._cited.get(record.id)
        if known is None:
            status = Status.SUPERSEDED if record.id in self._stepped_back else None
            near = self.neighbours(record)
            known = cite_with(record, self.view, self.phrases, near, status=status)
            self._cited[record.id] = known
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
