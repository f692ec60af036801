"""The Ukrainian General Staff's daily totals, as compiled by P. Ivaniuk: points of cumulative series.

Three files: equipment, personnel, and the corrections of both. A total that falls is no negative loss
but a correction of its series, which is recorded so that no difference is ever taken across it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

from facts.curation._problems import Problems
from facts.curation._yaml import Fields, Items, Text, Tree
from facts.curation.bulk.beside import Beside
from facts.curation.bulk.published import content, own_id
from facts.curation.bulk.trees import tree_of
from facts.curation.collection import Collection
from facts.curation.writing import plain_sections
from facts.language.phrases import Phrases
from facts.model import BASE, Body, Relation, Series, SeriesCorrection
from facts.snapshot import Record

_KEYS = frozenset({"date", "day"})
_BESIDE = frozenset({"date", "day", "personnel*"})
_NUMBER = re.compile(r"-?\d+")


@dataclass(frozen=True, slots=True)
class _Point:
    """One total of one day, as the file has it."""

    day: date
    value: int
    word: str
    line: int


def recognised(tree: Tree) -> str | None:
    """Tell which of the three files this is: `equipment`, `personnel` or `corrections`; None if none."""
    if not isinstance(tree, Items) or not tree.items or not isinstance(tree.items[0], Fields):
        return None
    first = tree.items[0].fields.keys()
    if not first >= _KEYS:
        return None
    if "tank" in first:
        return "corrections" if "personnel" in first else "equipment"
    return "personnel" if {"personnel", "personnel*"} <= first else None


def read_general_staff(
    file: str, tree: Items, part: str, beside: Beside, problems: Problems, say: Phrases
) -> Fields:
    """Read one of the files into sections of a collection."""
    return _Reader(file, part, beside, problems, say).sections(tree)


class _Reader:
    def __init__(
        self, file: str, part: str, beside: Beside, problems: Problems, say: Phrases
    ) -> None:
        self.file = file
        self.part = part
        self.beside = beside
        self.problems = problems
        self.say = say
        self.words = content("general-staff")
        self.scope = beside.scope

    def sections(self, tree: Items) -> Fields:
        runs = self._runs(tree)
        series, facts = [], []
        for column, run in runs.items():
            kept = self._series(column)
            if kept is None:
                said = self.say(
                    "bulk.published.no_series", name=self.words["columns"][column]["series"]
                )
                self.problems.add(
                    self.file, 0, column, said, self.say("bulk.published.no_series_fix")
                )
                continue
            noun = self.words["columns"][column]["noun"]
            if self.part == "corrections":
                anew = _with(kept, self._rebased(run, noun))
            else:
                standing = self._standing(kept)
                anew = _with(kept, self._falls(kept, run, standing, noun))
                facts += list(self._facts(kept, run, standing, noun))
            if anew != self.beside.target.series.get(kept.id):
                series.append(tree_of(_series_row(anew), run[0].line))
        found = {"series": Items(tuple(series), 1), "facts": Items(tuple(facts), 1)}
        return Fields({k: v for k, v in found.items() if v.items}, {}, 1)

    # -- what the file says ------------------------------------------------------------------------

    def _runs(self, tree: Items) -> dict[str, list[_Point]]:
        """Sort the file's figures by column and day."""
        runs: dict[str, dict[date, _Point]] = defaultdict(dict)
        unread: set[str] = set()
        for row in tree.items:
            if not isinstance(row, Fields):
                self._wrong(row.line, "", "no_row")
                continue
            day = self._day(row)
            if day is None:
                continue
            word = row.get("personnel*")
            for column in row.fields.keys() - _BESIDE:
                if column not in self.words["columns"]:
                    unread.add(column)
                    continue
                point = self._point(row, column, day, word.value if isinstance(word, Text) else "")
                if point is None:
                    continue
                if day in runs[column]:
                    self._wrong(point.line, column, "day_twice", day=day)
                runs[column][day] = point
        if unread:
            said = self.say("bulk.published.unread", names=", ".join(sorted(unread)))
            fix = self.say("bulk.published.unread_fix")
            self.problems.add(self.file, 0, "", said, fix, severity="warning")
        columns = [name for name in self.words["columns"] if name in runs]
        return {name: [runs[name][day] for day in sorted(runs[name])] for name in columns}

    def _day(self, row: Fields) -> date | None:
        text = row.get("date")
        value = text.value if isinstance(text, Text) else ""
        try:
            return date.fromisoformat(value)
        except ValueError:
            self._wrong(row.line_of("date"), "date", "no_day", words=value[:40])
            return None

    def _point(self, row: Fields, column: str, day: date, word: str) -> _Point | None:
        tree, line = row.get(column), row.line_of(column)
        if tree is None:
            return None
        value = tree.value.removesuffix(".0") if isinstance(tree, Text) else ""
        negative = value.startswith("-") and self.part != "corrections"
        if not _NUMBER.fullmatch(value) or negative:
            self._wrong(line, column, "no_total", words=value[:40])
            return None
        if self.part == "corrections":
            return _Point(day, int(value), "", line) if int(value) else None
        if self.part == "personnel" and word not in self.words["wordings"]:
            self._wrong(row.line_of("personnel*"), "personnel*", "no_word", words=word[:40])
            return None
        return _Point(day, int(value), word if self.part == "personnel" else "exactly", line)

    def _wrong(self, line: int, field: str, reason: str, **values: object) -> None:
        said = self.say(f"bulk.published.{reason}", **values)
        self.problems.add(self.file, line, field, said, self.say("bulk.published.fix"))

    # -- what it means beside the record -----------------------------------------------------------

    def _series(self, column: str) -> Series | None:
        """Give the series of a column; a server gets one of its own, since it may be corrected."""
        name = self.words["columns"][column]["series"]
        shared = self.beside.base.series.get(name)
        if shared is None or self.scope == BASE:
            return shared
        own = own_id(name, self.scope)
        return self.beside.target.series.get(own) or replace(shared, id=own, scope=self.scope)

    def _standing(self, series: Series) -> dict[date, Record]:
        """Give the points of a series that are on record already, by the day they count up to."""
        return {
            record.body.valid.end.latest: record
            for record in self.beside.target.by_series.get(series.id, ())
            if record.body.valid is not None and record.body.valid.end is not None
        }

    def _falls(
        self, series: Series, run: list[_Point], standing: Mapping[date, Record], noun: str
    ) -> Iterator[SeriesCorrection]:
        values = {
            day: int(r.body.measure.sort_key) for day, r in standing.items() if r.body.measure
        }
        values = {point.day: point.value for point in run} | values
        for (earlier, before), (later, after) in pairwise(sorted(values.items())):
            if after < before and series.corrected_between(earlier, later) is None:
                note = self.words["fell"].format(
                    noun=noun, before=f"{before:,}", after=f"{after:,}"
                )
                yield SeriesCorrection(later, note)

    def _rebased(self, run: list[_Point], noun: str) -> Iterator[SeriesCorrection]:
        for point in run:
            note = self.words["rebased"].format(noun=noun, delta=f"{point.value:+,}")
            yield SeriesCorrection(point.day, note)

    def _facts(
        self, series: Series, run: list[_Point], standing: Mapping[date, Record], noun: str
    ) -> Iterator[Tree]:
        ids = {day: record.id for day, record in standing.items()}
        ids |= {p.day: f"{series.id}-{p.day}" for p in run if p.day not in standing}
        days = sorted(ids)
        before = {later: ids[earlier] for earlier, later in pairwise(days)}
        read = {p.day for p in run}
        for point in run:
            earlier = before.get(point.day)
            if point.day in standing:
                yield self._kept(standing[point.day], point, earlier)
            else:
                yield tree_of(self._fact(series, ids[point.day], point, noun, earlier), point.line)
        # A point on record that now has a newer neighbour below it and is not in the file itself.
        for day in standing.keys() - read:
            if before.get(day) in {ids[p.day] for p in run} - {r.id for r in standing.values()}:
                yield self._kept(standing[day], None, before[day])

    def _fact(
        self, series: Series, name: str, point: _Point, noun: str, earlier: str | None
    ) -> dict[str, Any]:
        words, number = self.words, f"{point.value:,}"
        wording = words["wordings"][point.word].format(number=number)
        bounds: dict[str, Any] = {"low": point.value, "unit": series.unit.value, "wording": wording}
        if point.word != "more":
            bounds["high"] = point.value
        since = series.since
        start = Phrases.of("en").day(since, year=since.year != point.day.year)
        statement = words["statement"].format(
            number=wording, noun=noun, start=start, end=Phrases.of("en").day(point.day)
        )
        return {
            "id": name,
            "statement": statement,
            "topic": "personnel_losses" if self.part == "personnel" else "equipment_losses",
            "metric": series.metric,
            "category": series.category and series.category.value,
            "side": series.side and series.side.value,
            "measure": bounds,
            "series": series.id,
            "scope_place": words["scope_place"],
            "valid": {"start": since, "end": point.day, "words": words["words"]},
            "stated_on": point.day,
            "chain": words["chain"],
            "documents": words["documents"],
            "caveats": [*words["caveats"], words["read_from"].format(part=self.part)],
            "relations": self._link(earlier),
        }

    def _link(self, earlier: str | None) -> list[dict[str, str]]:
        if earlier is None:
            return []
        return [{"kind": "supersedes", "to": earlier, "note": self.words["relation"]}]

    def _kept(self, record: Record, point: _Point | None, earlier: str | None) -> Tree:
        """Give a point that is on record as it is, superseding its new neighbour."""
        measure = record.body.measure
        line = point.line if point else 0
        if point and measure and point.value not in (measure.low, measure.high):
            said = self.say(
                "bulk.published.differs",
                id=record.id,
                held=measure.wording,
                read=self.say.number(point.value),
            )
            fix = self.say("bulk.published.differs_fix")
            self.problems.add(
                self.file, line, f"{record.id}.measure", said, fix, severity="warning"
            )
        plain = _fact_row(record.id, record.body, self._relations(record))
        known = {(link["kind"], link["to"]) for link in plain.get("relations", ())}
        new = [one for one in self._link(earlier) if (one["kind"], one["to"]) not in known]
        return tree_of(plain | {"relations": [*plain.get("relations", ()), *new]}, line)

    def _relations(self, record: Record) -> list[Relation]:
        edges = self.beside.target.edges.get(record.id, ())
        return [
            Relation(e.kind, record.id, e.other, self.scope, e.note) for e in edges if e.outgoing
        ]


def _with(series: Series, more: Iterator[SeriesCorrection]) -> Series:
    known = {step.on: step for step in series.corrections}
    for step in more:
        known.setdefault(step.on, step)
    return replace(series, corrections=tuple(known[day] for day in sorted(known)))


def _series_row(series: Series) -> dict[str, Any]:
    alone = Collection((), (), (series,), {}, ())
    return plain_sections(alone)["series"][0]


def _fact_row(name: str, body: Body, relations: list[Relation]) -> dict[str, Any]:
    alone = Collection((), (), (), {name: body}, tuple(relations))
    return plain_sections(alone)["facts"][0]
