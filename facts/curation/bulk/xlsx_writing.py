"""Writing a workbook: the few parts of Office Open XML (ECMA-376) that a table of texts needs.

Every cell is an inline text, so nothing in it can be a formula, a date or a number to a spreadsheet.
Why there is no library for it: `docs/decisions/006-a-small-xlsx-writer.md`.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

from facts.errors import Refused
from facts.language.phrases import Phrases

MAX_CELL = 32_767
"""Characters that a cell of a workbook may hold."""

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MOMENT = (2022, 1, 1, 0, 0, 0)
"""The time that every part carries, so that the same records give the same bytes."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its rows of texts (the first is the heading), widths in characters."""

    name: str
    rows: Sequence[Sequence[str]]
    widths: Sequence[int] = ()


def write_xlsx(sheets: Sequence[Sheet], locale: str = "en") -> bytes:
    """Write a workbook; raises Refused for a text that no cell can hold."""
    numbers = range(1, len(sheets) + 1)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in numbers
    )
    names = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{n}" r:id="rId{n}"/>'
        for n, sheet in zip(numbers, sheets, strict=True)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    style = len(sheets) + 1
    links += f'<Relationship Id="rId{style}" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
        f"<sheets>{names}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{links}</Relationships>",
        "xl/styles.xml": _STYLES,
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, text in parts.items():
            package.writestr(zipfile.ZipInfo(name, _MOMENT), _HEAD + text, zipfile.ZIP_DEFLATED)
        for n, sheet in zip(numbers, sheets, strict=True):
            info = zipfile.ZipInfo(f"xl/worksheets/sheet{n}.xml", _MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            with package.open(info, "w") as part:
                # Row by row, so that writing a large one in a thread never holds the event loop.
                for text in _sheet(sheet, locale):
                    part.write(text.encode())
    return out.getvalue()


# Style 1 is the heading (bold); every cell is formatted as text, so that a spreadsheet leaves what is
# typed there as it is.
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" '
    'applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" '
    'applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>'
)


def _sheet(sheet: Sheet, locale: str) -> Iterator[str]:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" style="0" customWidth="1"/>'
        for n, width in enumerate(sheet.widths, 1)
    )
    letters = [column_letters(n) for n in range(1, max(map(len, sheet.rows), default=0) + 1)]
    view = (
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
        'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    )
    width = f"<cols>{columns}</cols>" if columns else ""
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}">{view}{width}<sheetData>'
    for number, row in enumerate(sheet.rows, 1):
        yield f'<row r="{number}">{_row(number, row, letters, locale)}</row>'
    yield "</sheetData></worksheet>"


def _row(number: int, row: Sequence[str], letters: Sequence[str], locale: str) -> str:
    style = ' s="1"' if number == 1 else ""
    cells = []
    for letter, text in zip(letters, row, strict=False):
        if not text:
            continue
        if len(text) > MAX_CELL:
            say = Phrases.of(locale)
            said = say(
                "bulk.xlsx.cell_too_long", cell=f"{letter}{number}", most=say.number(MAX_CELL)
            )
            raise Refused(said, say("bulk.xlsx.cell_too_long_hint"))
        kept = _kept(text)
        cells.append(
            f'<c r="{letter}{number}"{style} t="inlineStr"><is><t xml:space="preserve">{kept}</t></is></c>'
        )
    return "".join(cells)


def _kept(text: str) -> str:
    """Write a text so that it comes back: `_x0041_` would otherwise be read as the letter A."""
    return escape(text).replace("_x", "_x005F_x")


def column_letters(number: int) -> str:
    """Name a column as spreadsheets do: 1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
