"""Bad input: each problem with its line, its field and what to do; nothing is guessed."""

from __future__ import annotations

import json
import re

import pytest

from facts.curation.bulk import MAX_BYTES, Beside, Format, State, expect_small, report_csv
from facts.errors import Refused, UsageError
from facts.model import Measure, Unit
from tests.bulk.reading import GUILD, empty, good, good_as, run, said

HEAD = (
    "id,statement,topic,metric,originator,low,wording,stated_on,url,publisher,caveats,relations\n"
)
ROW = "new-fact,Oryx said so.,statements,statement,Oryx,,,,,,,\n"


def table(**cells: str) -> str:
    """Write a table of one row with some cells replaced."""
    names = HEAD.strip().split(",")
    row = dict(zip(names, ROW.strip().split(","), strict=True)) | cells
    return HEAD + ",".join(f'"{row[name]}"' for name in names) + "\n"


WRONG_CELLS: list[tuple[dict[str, str], str, str, str]] = [
    ({"originator": "Orix"}, "originator", "There is no source “Orix”", "Did you mean “Oryx”?"),
    ({"originator": "Nobody Known"}, "originator", "no source", "Add it to the sources first"),
    ({"topic": "lossses"}, "topic", "is not a known topic", ""),
    ({"low": "many", "wording": "many"}, "low", "is not a number", "digits"),
    ({"low": "700", "wording": "over 70"}, "wording", "70", ""),
    ({"stated_on": "2022-02-30"}, "stated_on", "There is no day 2022-02-30", "year-month-day"),
    ({"stated_on": "2031-01-01"}, "stated_on", "lies in the future", "Correct the date"),
    ({"url": "https://me:secret@example.org", "publisher": "Oryx"}, "url", "", "user name"),
    ({"url": "no link", "publisher": "Oryx"}, "url", "", "whole address"),
    ({"url": "https://example.org"}, "publisher", "The publisher is missing", "Add it"),
    ({"relations": "supersedes nothing-here"}, "relations", "no fact “nothing-here”", ""),
    ({"relations": "supersedes new-fact"}, "relations", "itself", ""),
    ({"id": "Not An Id"}, "id", "", ""),
]


@pytest.mark.parametrize(("cells", "field", "problem", "fix"), WRONG_CELLS)
def test_a_wrong_cell_is_named_with_its_row_and_column(
    cells: dict[str, str], field: str, problem: str, fix: str
) -> None:
    report = run("a.csv", table(**cells))
    found = [p for p in report.errors if p.field.partition(".")[2] == field]
    assert found, said(report)
    assert found[0].line == 2
    assert problem in found[0].message
    assert fix in found[0].fix
    assert report.count(State.WRONG) == 1
    assert not report.loadable


def test_low_above_high_is_wrong() -> None:
    text = (
        "id,statement,topic,metric,originator,low,high,wording\na,b,statements,m,Oryx,9,3,3 to 9\n"
    )
    assert any("low is greater than high" in line.lower() for line in said(run("a.csv", text)))


BROKEN_FILES = [
    ("a.yaml", "facts: &a []\nplaces: *a\n", "alias"),
    ("a.yaml", "facts:\n- id: x\n  id: y\n", "twice"),
    ("a.yaml", "just words", "must hold sections"),
    ("a.json", '{"facts": [{"id": "a", "id": "b"}]}', "“id” stands twice"),
    ("a.json", '{"facts": [', "ends too early"),
    ("a.json", '{"facts": []} x', "more text behind"),
    ("a.json", "[" * 5000, "deeper"),
    ("a.json", '{"facts": "\\ud800"}', "not valid JSON"),
    ("a.jsonl", '{"id": "a"}\n[1]\n', "Each line holds one record"),
    ("a.jsonl", '{"record": "tank", "id": "a"}\n', "“tank” is no kind of record"),
    ("a.csv", "name,kind\nx,city\n", "no column “id”"),
    ("a.csv", "id,id,statement\n", "“id” stands twice"),
    ("a.csv", "id,statment\nx,y\n", "no column “statment”"),
    ("a.csv", 'id,statement\n"x,y\n', "cannot be read"),
    ("a.csv", "id,statement\nx,y,z\n", "more cells than the heading"),
    ("a.csv", "record,id,lat\nfact,x,3\n", "A fact has no “lat”"),
    ("a.csv", "\x00\x01binary", "not UTF-8 text"),
    ("a.csv", "%PDF-1.7", "holds a PDF"),
    ("a.yaml", "PK\x03\x04", "holds a packed file"),
]


@pytest.mark.parametrize(("name", "text", "problem"), BROKEN_FILES)
def test_a_file_that_breaks_its_format_is_told_so(name: str, text: str, problem: str) -> None:
    report = run(name, text)
    assert any(problem in line for line in said(report)), said(report)
    assert not report.loadable


def test_json_problems_carry_their_line() -> None:
    text = json.dumps({"facts": [{"id": "a", "statement": "b", "topic": "x"}]}, indent=1)
    assert [p.line for p in run("a.json", text).errors if "topic" in p.field] == [6]


def test_ids_that_stand_twice_are_both_wrong() -> None:
    report = run("a.csv", HEAD + ROW + ROW)
    assert [(p.line, p.field) for p in report.errors] == [(3, "new-fact.id")]
    assert report.count(State.WRONG) == 2


def test_large_files_are_refused_before_they_are_read() -> None:
    with pytest.raises(Refused, match="50 MB"):
        expect_small("big.csv", 50_000_000)
    with pytest.raises(Refused):
        run("big.csv", b"x" * (MAX_BYTES + 1))


def test_a_name_without_a_known_format_is_refused() -> None:
    with pytest.raises(UsageError, match=r"\.xlsx"):
        run("facts.docx", "x")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_tables_of_any_country_are_read(separator: str, encoding: str) -> None:
    text = table(originator="Орікс", caveats="одне; друге, третє").replace('","', f'"{separator}"')
    text = text.replace(HEAD, HEAD.replace(",", separator))
    report = run("a.csv", text.encode(encoding))
    assert said(report) == []
    assert report.content.created["new-fact"].caveats[0].text == "одне; друге, третє"


def test_windows_1251_is_read_and_said() -> None:
    report = run("a.csv", table(originator="Орікс", caveats="за даними штабу").encode("cp1251"))
    assert said(report) == []
    assert report.content.created["new-fact"].caveats[0].text == "за даними штабу"
    assert ["Windows-1251" in p.message for p in report.warnings] == [True]


def test_dates_that_a_spreadsheet_rewrote_are_read() -> None:
    body = run("a.csv", table(stated_on="12.09.2022..13.9.2022")).content.created["new-fact"]
    assert str(body.stated_on and body.stated_on.latest) == "2022-09-13"


def test_formulas_are_made_harmless_on_the_way_out() -> None:
    report = run("a.csv", table(statement="=cmd|' /C calc'!A0"))
    assert report.content.created["new-fact"].statement["en"] == "=cmd|' /C calc'!A0"
    shown = report_csv(run("a.csv", table(id="=1+1"))).decode("utf-8-sig")
    assert not any(cell.startswith(("=", '"=')) for cell in shown.split(","))


def test_a_report_says_what_is_new_changed_and_the_same() -> None:
    text = good_as(Format.YAML).decode().replace("more than 1,450", "at least 1,450")
    text = text.replace(
        "series:\n", "- id: izium\n  name: Izium\n  kind: city\n  parent: ukraine\nseries:\n"
    )
    report = run("a.yaml", text)
    assert said(report) == []
    states = {row.id: row.state for row in report.rows}
    assert (states["izium"], states["tanks-late"], states["tanks-early"]) == (
        State.NEW,
        State.CHANGED,
        State.SAME,
    )
    changed = next(row for row in report.rows if row.id == "tanks-late")
    assert (changed.fields, changed.based_on) == (("statement",), 1)
    lines = report_csv(report, "uk").decode("utf-8-sig").splitlines()
    assert any("izium" in line and "нов" in line for line in lines)


def test_the_report_file_lists_what_is_wrong_first() -> None:
    lines = report_csv(run("a.csv", table(topic="x") + ROW.replace("new", "other"))).decode(
        "utf-8-sig"
    )
    assert lines.splitlines()[1].startswith("2,fact,new-fact,wrong,topic,")
    assert "3,fact,other-fact,new" in lines


def test_circles_over_old_and_new_links_are_found() -> None:
    text = (
        good_as(Format.YAML)
        .decode()
        .replace(
            "- id: tanks-late",
            "  relations:\n  - {kind: supersedes, to: tanks-late}\n- id: tanks-late",
        )
    )
    assert any("circle" in line for line in said(run("a.yaml", text)))


def test_a_server_may_name_shared_records_but_not_take_their_ids() -> None:
    beside = Beside(good().layer(), empty(GUILD))
    report = run("a.csv", HEAD + ROW.replace("new-fact", "tanks-late") + ROW, beside)
    assert [(p.line, p.field) for p in report.errors] == [(2, "tanks-late.id")]
    assert "own-tanks-late" in report.errors[0].fix
    assert {row.id: row.state for row in report.rows}["tanks-late"] is State.WRONG


def test_a_servers_fact_cannot_corroborate_a_shared_one() -> None:
    beside = Beside(good().layer(), empty(GUILD))
    report = run("a.csv", table(relations="corroborates tanks-late"), beside)
    assert any("cannot corroborate" in line for line in said(report))


def test_ids_kept_for_servers_are_not_shared() -> None:
    assert "kept for servers" in said(run("a.csv", table(id="own-fact")))[0]


@pytest.mark.parametrize("locale", ["uk", "ru"])
def test_problems_are_said_in_the_readers_language(locale: str) -> None:
    tables = [("a.csv", table(**cells)) for cells, *_ in WRONG_CELLS]
    files = [(name, text) for name, text, _ in BROKEN_FILES]
    for name, text in (*tables, *files, ("a.yaml", SLIPS)):
        for problem in run(name, text, locale=locale).problems:
            assert re.search("[А-Яа-яІіїє]{3}", problem.message), problem
            assert not problem.fix or re.search("[А-Яа-яІіїє]{3}", problem.fix), problem


SLIPS = """
sources:
- id: nobody
  name: Nobody
  kind: news_media
  reliability: B
places:
- {id: one, name: One, kind: city, parent: two, lat: 200}
- {id: two, name: Two, kind: city, parent: one}
- {name: Three, kind: city}
facts:
- id: own-a
  statement: {uk: Щось.}
  topic: statements
  metric: M M
  measure: {low: 9, high: 3, exactly: 4}
  valid: {start: 2022-09-12, end: 2022-09-10}
  stated_on: 2022-09-12..2022-09-10
  chain: [words: telethon]
  caveats: [{code: no_such}]
- id: own-a
  statement: [one, two]
  topic: statements
  metric: m
  valid: {}
  credibility: 9
  relations: [{kind: supersedes, to: own-b}, {kind: supersedes, to: own-b}]
- id: own-b
  statement: B.
  topic: statements
  metric: m
  credibility: 1
  series: no-such
  chain: [Oryx]
  relations: [{kind: supersedes, to: own-c}]
- id: own-c
  statement: C.
  topic: statements
  metric: m
  chain: [Oryx]
  relations: [{kind: supersedes, to: own-b}]
nothing: here
"""
"""Many slips at once; each makes a problem of its own."""


def test_an_exact_number_may_be_given_as_such() -> None:
    text = "id,statement,topic,metric,originator,exactly\na,b,statements,m,Oryx,2500\n"
    assert run("a.csv", text).content.created["a"].measure == Measure(
        Unit.COUNT, "2,500", 2500, 2500
    )


HEADING = "id,statement,topic,metric,originator,stated_on"
CLAIM = "a,A claim.,statements,statement,Oryx,2022-09-12"


def test_columns_without_a_name_are_left_alone_unless_something_stands_in_them() -> None:
    assert said(run("a.csv", f"{HEADING},,\n{CLAIM},,\n".encode())) == []
    told = said(run("a.csv", f"{HEADING}\n{CLAIM},something\n".encode()))
    assert "a.csv:2: The row has more cells than the heading (6)." in told[0]


def test_a_kind_of_record_that_is_none_is_named() -> None:
    told = said(run("a.csv", b"record,id\nbattle,x\n"))
    assert "a.csv:2: record: “battle” is no kind of record. Write fact, source" in told[0]
