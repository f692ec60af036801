"""Reading a workbook: its sheets as tables, with what spreadsheets do to texts put right or refused."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from facts.curation._problems import Problems
from facts.curation._yaml import Fields
from facts.curation.bulk.columns import is_date
from facts.curation.bulk.report import Kind
from facts.curation.bulk.tables import SECTIONS, Line, read_table
from facts.curation.bulk.xlsx_writing import column_letters
from facts.curation.bulk.zip_checks import BadPackage, column_number, marked_cells, open_package
from facts.language.phrases import Phrases

_EPOCH = date(1899, 12, 30)
"""Day 0 of the day numbers of spreadsheets (from March 1900 on)."""

_LIKELY_DAYS = range(36_526, 73_051)
"""Day numbers of the years 2000 to 2099."""

_KINDS = {section: kind for kind, section in SECTIONS.items()}


def read_xlsx(
    file: str, data: bytes, problems: Problems, say: Phrases
) -> Iterator[tuple[str, Fields]]:
    """Read every sheet that is named after a section, or the first sheet if none is."""
    try:
        calamine = importlib.import_module("python_calamine")
    except ModuleNotFoundError:
        problems.add(file, 0, "", say("bulk.xlsx.no_reader"), say("bulk.xlsx.no_reader_fix"))
        return
    try:
        sheets = open_package(data)
        marked = [list(marked_cells(content)) for content in sheets]
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        names = list(book.sheet_names)
        if len(names) != len(sheets):
            raise BadPackage("damaged")
        for name in [n for n in names if n.strip().casefold() in _KINDS] or names[:1]:
            sheet = _Sheet(f"{file} [{name}]", book.get_sheet_by_name(name), problems, say)
            kind = _KINDS.get(name.strip().casefold(), Kind.FACT)
            lines = sheet.lines(marked[names.index(name)])
            yield sheet.file, read_table(sheet.file, lines, problems, say, kind=kind)
    except BadPackage as error:
        said = say(f"bulk.xlsx.{error.reason}", cell=error.cell)
        problems.add(file, 0, "", said, say(f"bulk.xlsx.{error.reason}_fix"))
    except calamine.CalamineError:
        problems.add(file, 0, "", say("bulk.xlsx.damaged"), say("bulk.xlsx.damaged_fix"))


class _Sheet:
    """One sheet: its cells as texts, each cell that cannot be one noted."""

    def __init__(self, file: str, sheet: Any, problems: Problems, say: Phrases) -> None:
        self.file = file
        self.sheet = sheet
        self.problems = problems
        self.say = say
        self.heading: list[str] = []

    def lines(self, marked: list[tuple[int, str, str]]) -> Iterator[Line]:
        """Give the rows that hold anything, numbered as the spreadsheet numbers them."""
        refused = self._merged() | {(row, column_number(name)) for row, name, _ in marked}
        waiting: dict[int, list[tuple[str, str]]] = {}
        for row, name, reason in dict.fromkeys(marked):
            waiting.setdefault(row, []).append((name, reason))
        first_row, first_column = self.sheet.start or (0, 0)
        # Read from the used area on: where it begins is known, empty rows above it are not counted.
        for at, values in enumerate(self.sheet.iter_rows(), first_row + 1):
            if not any(value != "" for value in values):
                continue
            for name, reason in waiting.pop(at, []):
                self._refuse(at, name, reason)
            cells = [
                "" if (at, column) in refused else self._text(at, column, value)
                for column, value in enumerate(values, first_column + 1)
            ]
            if not self.heading and any(cells):
                self.heading = ["", *[""] * first_column, *cells]
            yield Line(at, cells)
        for row, found in waiting.items():
            for name, reason in found:
                self._refuse(row, name, reason)

    def _merged(self) -> set[tuple[int, int]]:
        """Refuse merged cells: it is not known which of their rows they are meant for."""
        found = set()
        for (top, left), (bottom, right) in self.sheet.merged_cell_ranges or []:
            corner = f"{column_letters(left + 1)}{top + 1}"
            cells = f"{corner}:{column_letters(right + 1)}{bottom + 1}"
            said = self.say("bulk.xlsx.merged", cells=cells)
            self.problems.add(self.file, top + 1, "", said, self.say("bulk.xlsx.merged_fix"))
            found.add((top + 1, left + 1))
        return found

    def _refuse(self, row: int, column: str, reason: str, **values: object) -> str:
        said = self.say(f"bulk.xlsx.{reason}", cell=f"{column}{row}", **values)
        fix = self.say(f"bulk.xlsx.{reason}_fix", **values)
        self.problems.add(self.file, row, self._named(column), said, fix)
        return ""

    def _named(self, column: str) -> str:
        at = column_number(column)
        return self.heading[at] if 0 < at < len(self.heading) else column

    def _text(self, row: int, column: int, value: Any) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        letters = column_letters(column)
        if isinstance(value, int | float):
            return self._number(row, letters, float(value))
        if isinstance(value, datetime) and value.time() == time():
            return value.date().isoformat()
        if isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, datetime | time | timedelta):
            return self._refuse(row, letters, "time")
        return self._refuse(row, letters, "unknown")

    def _number(self, row: int, letters: str, value: float) -> str:
        """Write a number with the digits it was typed with; a day number is not taken for a date."""
        whole = value.is_integer()
        if whole and int(value) in _LIKELY_DAYS and is_date(self._named(letters)):
            day = _EPOCH + timedelta(days=int(value))
            return self._refuse(row, letters, "day_number", number=int(value), day=day)
        return str(int(value)) if whole else repr(value)
