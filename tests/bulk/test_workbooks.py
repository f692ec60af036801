"""Workbooks: what spreadsheets do to cells is put right, or refused with the cell and what to do."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from facts.curation.bulk import Format, template
from facts.curation.bulk.xlsx_writing import Sheet, column_letters, write_xlsx
from facts.curation.bulk.zip_checks import BadPackage, column_number, open_package
from facts.errors import Refused
from facts.model import DateRange
from tests.bulk.reading import run, said
from tests.bulk.workbooks import SHEET, packed, row, unpacked, workbook

WHOLE = {
    "id": "a-fact",
    "statement": "Oryx said so.",
    "topic": "statements",
    "metric": "statement",
    "originator": "Oryx",
}


def test_a_sheet_that_is_filled_in_is_read() -> None:
    report = run("a.xlsx", workbook(row(2, **WHOLE)))
    assert said(report) == []
    assert list(report.content.created) == ["a-fact"]
    assert (report.rows[0].file, report.rows[0].line) == ("a.xlsx [facts]", 2)


def test_a_cell_formatted_as_a_date_is_a_date() -> None:
    cells = row(2, **WHOLE, stated_on='<c s="1"><v>44816</v></c>')
    report = run("a.xlsx", workbook(cells, dates=True))
    assert said(report) == []
    assert report.content.created["a-fact"].stated_on == DateRange.on(date(2022, 9, 12))


@pytest.mark.parametrize("value", ["44816.5", "0.5"])
def test_a_time_of_day_is_refused_with_its_cell(value: str) -> None:
    cells = row(2, **WHOLE, stated_on=f'<c s="1"><v>{value}</v></c>')
    report = run("a.xlsx", workbook(cells, dates=True))
    (told,) = said(report)
    assert "[facts]:2: stated_on: The cell F2 holds a time of day. Write the day only" in told


def test_a_tick_is_read_as_a_word() -> None:
    cells = row(2, **WHOLE, stated_on='<c t="b"><v>1</v></c>')
    assert "“true” is not a date" in said(run("a.xlsx", workbook(cells)))[0]


@pytest.mark.parametrize(
    ("cells", "after", "problem"),
    [
        (
            row(2, **WHOLE, stated_on="<c><v>44816</v></c>"),
            "",
            "The cell F2 holds the number 44816, which may mean 2022-09-12.",
        ),
        (
            row(2, **WHOLE, low="<c><f>35*2</f><v>70</v></c>", wording="over 70"),
            "",
            "The cell G2 holds a formula.",
        ),
        (
            row(2, **WHOLE),
            '<mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>',
            "The cells B2:B3 are merged",
        ),
        (row(2, **WHOLE, low='<c t="e"><v>#DIV/0!</v></c>'), "", "G2 holds an error"),
    ],
)
def test_what_a_cell_cannot_mean_is_said_with_the_cell(
    cells: str, after: str, problem: str
) -> None:
    report = run("a.xlsx", workbook(cells, after=after))
    assert any(problem in line and "a.xlsx [facts]:2:" in line for line in said(report)), said(
        report
    )
    assert not report.loadable


def test_numbers_keep_the_digits_they_were_typed_with() -> None:
    cells = row(2, **WHOLE, low="<c><v>70</v></c>", wording="over 70")
    measure = run("a.xlsx", workbook(cells)).content.created["a-fact"].measure
    assert measure is not None
    assert measure.low == 70


def test_a_cell_far_out_is_refused_before_a_table_up_to_it_fills_the_memory() -> None:
    cells = row(2, **WHOLE) + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert "The cell XFD1048576 lies far outside" in said(run("a.xlsx", workbook(cells)))[0]


def test_a_bomb_is_not_unpacked() -> None:
    parts = unpacked(workbook(""))
    parts["xl/media/big.bin"] = bytes(60_000_000)
    data = packed(parts)
    assert len(data) < 100_000
    assert "would grow far beyond" in said(run("a.xlsx", data))[0]


def test_a_package_that_lies_about_its_sizes_is_damaged() -> None:
    parts = unpacked(workbook(""))
    parts["xl/media/big.bin"] = bytes(10_000_000)
    data = packed(parts)
    with zipfile.ZipFile(BytesIO(data)) as package:
        info = package.getinfo("xl/media/big.bin")
    true, false = (size.to_bytes(4, "little") for size in (info.file_size, 1000))
    with pytest.raises(BadPackage):
        open_package(data.replace(true, false))


def test_a_document_type_is_not_followed() -> None:
    parts = unpacked(workbook(row(2, **WHOLE)))
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    parts[SHEET] = parts[SHEET].replace(b"?>", b"?>" + bomb, 1)
    assert "is damaged" in said(run("a.xlsx", packed(parts)))[0]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"id,statement\n", "holds text"),
        (b"\xd0\xcf\x11\xe0 old", "old Office file or one locked"),
        (b"PK\x03\x04 nothing more", "is damaged"),
        (packed({"word/document.xml": b"<w/>"}), "is no workbook"),
        (b"", "is empty"),
    ],
)
def test_a_file_that_is_no_workbook_is_told_so(data: bytes, problem: str) -> None:
    assert problem in said(run("a.xlsx", data))[0]


def test_a_template_opens_and_holds_no_records() -> None:
    data = template(Format.XLSX)
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    assert book.sheet_names == ["facts", "sources", "places", "series"]
    report = run("template.xlsx", data)
    assert (report.rows, said(report)) == ((), [])
    assert run("template.csv", template(Format.CSV, "uk")).problems == ()


def test_a_text_longer_than_a_cell_is_refused_rather_than_cut() -> None:
    with pytest.raises(Refused, match="A1"):
        write_xlsx([Sheet("facts", [["x" * 40_000]])])


def test_columns_are_named_as_spreadsheets_do() -> None:
    assert [column_letters(n) for n in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert all(column_number(column_letters(n)) == n for n in range(1, 2000))
