"""Workbooks as spreadsheets (and attackers) make them, from raw parts."""

from __future__ import annotations

import zipfile
from io import BytesIO

from facts.curation.bulk.xlsx_writing import Sheet, write_xlsx

SHEET = "xl/worksheets/sheet1.xml"
STYLES = "xl/styles.xml"


def workbook(cells: str, *, after: str = "", dates: bool = False) -> bytes:
    """Make a workbook with one sheet of raw cells below a plain heading row.

    `cells` is the XML of row 2 on; style 1 is a date where `dates` is set.
    """
    heading = ("id", "statement", "topic", "metric", "originator", "stated_on", "low", "wording")
    made = write_xlsx([Sheet("facts", [heading])])
    parts = unpacked(made)
    parts[SHEET] = parts[SHEET].replace(
        b"</sheetData>", cells.encode() + b"</sheetData>" + after.encode()
    )
    if dates:
        parts[STYLES] = parts[STYLES].replace(
            b'numFmtId="49" fontId="1"', b'numFmtId="14" fontId="1"'
        )
    return packed(parts)


def row(number: int, **cells: str) -> str:
    """Write a row of inline texts; a value that begins with `<` is a raw cell body."""
    letters = dict(
        zip(
            ("id", "statement", "topic", "metric", "originator", "stated_on", "low", "wording"),
            "ABCDEFGH",
            strict=True,
        )
    )
    made = []
    for name, value in cells.items():
        at = f"{letters[name]}{number}"
        if value.startswith("<"):
            made.append(value.replace("<c", f'<c r="{at}"', 1))
        else:
            made.append(f'<c r="{at}" t="inlineStr"><is><t>{value}</t></is></c>')
    return f'<row r="{number}">{"".join(made)}</row>'


def unpacked(data: bytes) -> dict[str, bytes]:
    """Give the parts of a package."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    """Make a package of parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()
