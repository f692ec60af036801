"""Rows of cells, from whatever file, as sections of records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from facts.curation._problems import Problems, did_you_mean
from facts.curation._yaml import Fields, Items, Tree
from facts.curation.bulk.cells import unguarded
from facts.curation.bulk.columns import KNOWN, plain_of
from facts.curation.bulk.report import Kind
from facts.curation.bulk.trees import tree_of
from facts.language.phrases import Phrases

RECORD = "record"
"""The column that says what a row is; a row without it is a fact, or what its sheet is for."""

SECTIONS = {
    Kind.SOURCE: "sources",
    Kind.PLACE: "places",
    Kind.SERIES: "series",
    Kind.FACT: "facts",
}

_EVERY = frozenset().union(*KNOWN.values())


@dataclass(frozen=True, slots=True)
class Line:
    """One row with the number it is found by: a line of the file, or a row of the sheet."""

    number: int
    cells: Sequence[str]


def read_table(
    file: str,
    lines: Iterable[Line],
    problems: Problems,
    say: Phrases,
    *,
    kind: Kind = Kind.FACT,
) -> Fields:
    """Read a heading and the rows below it; rows whose first cell begins with # are remarks."""
    rows: dict[Kind, list[Tree]] = {one: [] for one in Kind}
    names: list[str] | None = None
    for line in lines:
        texts = [unguarded(cell.strip()) for cell in line.cells]
        first = next((text for text in texts if text), "")
        if not first or first.startswith("#"):
            continue
        if names is None:
            names = _heading(file, line.number, texts, problems, say, kind)
            continue
        row = _Row(file, line.number, names, texts, problems, say)
        tree = row.tree(kind)
        if tree is not None:
            rows[tree[0]].append(tree[1])
    return Fields(
        {SECTIONS[one]: Items(tuple(found), 1) for one, found in rows.items() if found}, {}, 1
    )


def _heading(
    file: str, number: int, texts: Sequence[str], problems: Problems, say: Phrases, kind: Kind
) -> list[str]:
    names = ["_".join(text.casefold().split()) for text in texts]
    while names and not names[-1]:
        names.pop()
    if "id" not in names:
        said = say("bulk.table.no_heading")
        problems.add(file, number, "", said, say("bulk.table.no_heading_fix"))
    for at, name in enumerate(names):
        if name in names[:at] and name:
            said = say("bulk.table.column_twice", name=name)
            problems.add(file, number, name, said, say("bulk.table.column_twice_fix"))
        elif name and name not in _EVERY and name != RECORD:
            said = say("bulk.table.unknown_column", name=name[:60])
            known = sorted(KNOWN[kind])
            fix = did_you_mean(name, known, say, else_say=say("bulk.table.unknown_column_fix"))
            problems.add(file, number, name[:60], said, fix)
    return names


@dataclass(frozen=True, slots=True)
class _Row:
    file: str
    number: int
    names: Sequence[str]
    texts: Sequence[str]
    problems: Problems
    say: Phrases

    def tree(self, kind: Kind) -> tuple[Kind, Tree] | None:
        filled = {n: t for n, t in zip(self.names, self.texts, strict=False) if n and t}
        if any(self.texts[len(self.names) :]):
            said = self.say("bulk.table.beyond", count=len(self.names))
            self.problems.add(self.file, self.number, "", said, self.say("bulk.table.beyond_fix"))
            return None
        word = filled.pop(RECORD, kind.value).casefold()
        if word not in tuple(Kind):
            said = self.say("bulk.unknown_record", word=word[:40])
            fix = self.say("bulk.unknown_record_fix")
            self.problems.add(self.file, self.number, RECORD, said, fix)
            return None
        read = Kind(word)
        own = {name: text for name, text in filled.items() if name in KNOWN[read]}
        for name in filled.keys() & _EVERY - own.keys():
            said = self.say(
                "bulk.table.not_its_column", name=name, kind=self.say(f"bulk.kind.{read}")
            )
            field = f"{own.get('id', '')}.{name}"
            fix = self.say("bulk.table.not_its_column_fix")
            self.problems.add(self.file, self.number, field, said, fix)
        return read, tree_of(plain_of(read, own), self.number)
