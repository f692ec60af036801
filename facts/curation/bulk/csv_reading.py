"""Reading CSV as spreadsheets of any country write it: commas, semicolons or tabs, quotes as needed."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from facts.curation._problems import Problems
from facts.curation._yaml import Fields
from facts.curation.bulk.beside import Beside
from facts.curation.bulk.published import oryx
from facts.curation.bulk.tables import Line, read_table
from facts.language.phrases import Phrases

SEPARATORS = ",;\t"
"""What may stand between two cells; told apart by the heading."""


def read_csv(file: str, text: str, beside: Beside, problems: Problems, say: Phrases) -> Fields:
    """Read a table, or the list of items of Oryx; a row is numbered by the line that it begins on."""
    lines: list[Line] = []
    try:
        lines.extend(csv_lines(text))
    except csv.Error as error:
        number = lines[-1].number + 1 if lines else 1
        said = say("bulk.csv.broken", reason=str(error))
        problems.add(file, number, "", said, say("bulk.csv.broken_fix"))
    if oryx.recognised(lines):
        return oryx.read_oryx(file, lines, beside, problems, say)
    return read_table(file, lines, problems, say)


def csv_lines(text: str) -> Iterator[Line]:
    """Split a text into rows of cells; raises csv.Error where quotes do not match."""
    rows = csv.reader(StringIO(text, newline=""), delimiter=separator_of(text), strict=True)
    begun = 1
    for cells in rows:
        yield Line(begun, cells)
        begun = rows.line_num + 1


def separator_of(text: str) -> str:
    """Choose the separator that the first filled line uses most, outside of quotes."""
    first = next((line for line in text.splitlines() if line.strip(" ,;\t")), "")
    bare = "".join(part for n, part in enumerate(first.split('"')) if n % 2 == 0)
    return max(SEPARATORS, key=bare.count)
