"""Every mistake in a collection is found, with its file, its line and what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from facts.curation.collection import Problem, check_collection, load_collection
from facts.errors import CollectionError
from tests.collection.files import GOOD, broken, line_of, written


def only(folder: Path) -> Problem:
    problems = check_collection(folder)
    assert len(problems) == 1, [str(p) for p in problems]
    return problems[0]


def test_a_good_collection_has_no_problems(tmp_path: Path) -> None:
    assert check_collection(written(tmp_path, GOOD)) == []


@pytest.mark.parametrize(
    ("old", "new", "at", "field", "message", "fix"),
    [
        ("  kind: country", "  kid: country", "kid: country", "ukraine.kid", "not a field", "kind"),
        (
            "  topic: equipment_losses",
            "  topic: equipment_loss",
            "topic: equipment_loss",
            "tanks-early.topic",
            "not a known topic",
            "equipment_losses",
        ),
        (
            "chain: [Oryx, Y",
            "chain: [Oryks, Y",
            "Oryks",
            "tanks-early.chain.0",
            "no source",
            "Oryx",
        ),
        (
            "places: [Kharkiv Oblast]",
            "places: [Kharkiv Oblst]",
            "Oblst",
            "tanks-late.places.0",
            "no place",
            "Kharkiv Oblast",
        ),
        (
            "  series: oryx-tanks",
            "  series: oryx-tank",
            "series: oryx-tank",
            "tanks-early.series",
            "no series",
            "oryx-tanks",
        ),
        (
            "stated_on: 2022-11-09",
            "stated_on: 2022-02-30",
            "2022-02-30",
            "tanks-late.stated_on",
            "no day 2022-02-30",
            "year-month-day",
        ),
        (
            "stated_on: 2022-11-09",
            "stated_on: 9 November",
            "9 November",
            "tanks-late.stated_on",
            "not a date",
            "year-month-day",
        ),
        (
            "about 2022-11-09..2022-11-10",
            "2022-11-10..2022-11-09",
            "2022-11-10..2022-11-09",
            "tanks-late.documents.0.published_on",
            "lies after",
            "Swap",
        ),
        (
            "{low: 1450, unit",
            "{low: 1450, high: 1400, unit",
            "high: 1400",
            "tanks-late.measure",
            "Low is greater than high",
            "Correct",
        ),
        (
            "{low: 1450, unit: count, wording: 'over 1,450'}",
            "{low: 1450, unit: count}",
            "{low: 1450, unit: count}",
            "tanks-late.measure.wording",
            "wording is missing",
            "as it was said",
        ),
        (
            "{low: 1450, unit",
            "{low: many, unit",
            "low: many",
            "tanks-late.measure.low",
            "not a number",
            "digits",
        ),
        (
            "to: tanks-early",
            "to: tanks-erly",
            "tanks-erly",
            "tanks-late.relations.0.to",
            "no fact",
            "tanks-early",
        ),
        (
            "wording: 'over 1,450'",
            "wording: over 1,450",
            "over 1,450",
            "tanks-late.measure.450",
            "not a field",
            "quotes",
        ),
        (
            "to: tanks-early",
            "to: tanks-late",
            "to: tanks-late",
            "tanks-late.relations.0",
            "cannot be related to itself",
            "",
        ),
        (
            "  chain: [Oryx, Yahoo News]\n",
            "",
            "- id: tanks-early",
            "tanks-early.chain",
            "originator is missing",
            "source that said it",
        ),
        (
            "  chain: [Oryx, Yahoo News]",
            "  chain: [{words: telethon}, Yahoo News]",
            "telethon}, Yahoo",
            "tanks-early.chain",
            "begins with the words for a channel",
            "source that said it",
        ),
        (
            "https://example.org/tanks",
            "example.org/tanks",
            "example.org/tanks",
            "tanks-late.documents.0.url",
            "does not look like a url",
            "https://",
        ),
        (
            "  kind: oblast",
            "  kind: oblast\n  kind: city",
            "  kind: city",
            "",
            "stands twice",
            "Keep one",
        ),
        ("series:\n", "serie:\n", "serie:", "serie", "not a section", "series"),
        (
            "stated_on: 2022-09-03",
            "stated_on: 9999-12-31",
            "stated_on: 9999",
            "tanks-early.stated_on",
            "no day 9999-12-31",
            "2022-09-12",
        ),
        (
            "{exactly: 1000",
            "{exactly: -5",
            "{exactly: -5",
            "tanks-early.measure.high",
            "“-5” is less than 0",
            "0 or more",
        ),
        (
            "{exactly: 1000",
            f"{{exactly: {'9' * 400}",
            "{exactly: 999",
            "tanks-early.measure.high",
            "999…” is too large",
            "that was said",
        ),
        (
            "  parent: Ukraine",
            "  parent: Kharkiv Oblast",
            "parent: Kharkiv",
            "kharkiv-oblast.parent",
            "lie in each other",
            "parent",
        ),
        (
            "- id: tanks-late",
            "- id: tanks-early",
            "",
            "tanks-early.id",
            "already used",
            "never reused",
        ),
        ("- id: yahoo-news", "- id: oryx", "", "oryx.id", "already used", "never reused"),
        (
            "  category: tank\n  side: russia\n  measure: {exactly",
            "  category: afv\n  side: russia\n  measure: {exactly",
            "",
            "tanks-early.series",
            "category is afv",
            "share",
        ),
    ],
)
def test_a_mistake_is_named_where_it_stands(
    tmp_path: Path, old: str, new: str, at: str, field: str, message: str, fix: str
) -> None:
    folder = broken(tmp_path, old, new)
    problems = [p for p in check_collection(folder) if message in p.message]
    assert problems, [str(p) for p in check_collection(folder)]
    found = problems[0]
    assert found.severity == "error"
    assert found.file == "collection.yaml"
    assert found.field == field
    assert fix in found.fix
    if at:
        text = (folder / "collection.yaml").read_text("utf-8")
        assert found.line == line_of(text, at)
    with pytest.raises(CollectionError, match="problem"):
        load_collection(folder)


def test_a_statement_may_have_200_characters_and_no_more(tmp_path: Path) -> None:
    statement = "Oryx counted 1,000 Russian tanks lost."
    assert check_collection(broken(tmp_path / "200", statement, "x" * 200)) == []
    found = only(broken(tmp_path / "201", statement, "x" * 201))
    assert found.field == "tanks-early.statement.en"
    assert found.message == "The statement has 201 characters."
    assert "200" in found.fix


def test_two_statements_that_replace_each_other_go_in_a_circle(tmp_path: Path) -> None:
    found = only(
        broken(
            tmp_path,
            "  chain: [Oryx, Yahoo News]",
            "  chain: [Oryx, Yahoo News]\n  relations: [{kind: supersedes, to: tanks-late}]",
        )
    )
    assert found.severity == "error"
    assert "circle" in found.message
    assert "tanks-early → tanks-late → tanks-early" in found.message


def test_a_long_circle_of_parts_is_found(tmp_path: Path) -> None:
    facts = "\n".join(
        f"- id: part-{n}\n  statement: Part {n}.\n  topic: statements\n  metric: forecast\n"
        f"  chain: [oryx]\n  relations: [{{kind: part_of, to: part-{(n + 1) % 4}}}]"
        for n in range(4)
    )
    found = only(written(tmp_path, GOOD + facts))
    assert "part_of" in found.message
    assert found.field == "part-0.relations"


def test_a_period_that_ends_after_the_statement_is_a_warning_only(tmp_path: Path) -> None:
    folder = broken(tmp_path, "end: 2022-11-09", "end: 2022-12-09")
    found = only(folder)
    assert found.severity == "warning"
    assert "after the statement" in found.message
    assert "tanks-late" in load_collection(folder).facts


def test_a_total_that_falls_is_a_warning_unless_it_was_re_based(tmp_path: Path) -> None:
    fallen = GOOD.replace("{low: 1450, unit: count, wording: 'over 1,450'}", "{exactly: 900}")
    found = only(written(tmp_path / "fallen", fallen))
    assert found.severity == "warning"
    assert "falls from 1,000 (tanks-early) to 900" in found.message
    based = fallen.replace(
        "  counting_rule: Each tank documented by a photo.",
        "  counting_rule: Each tank documented by a photo.\n"
        "  corrections:\n  - {on: 2022-10-13, note: re-based}",
    )
    assert check_collection(written(tmp_path / "based", based)) == []


def test_credibility_1_needs_somebody_else_who_says_so(tmp_path: Path) -> None:
    found = only(broken(tmp_path, "  caveats: [lower", "  credibility: 1\n  caveats: [lower"))
    assert found.field == "tanks-late.credibility"
    assert "another originator" in found.message


def test_every_problem_is_listed_at_once(tmp_path: Path) -> None:
    text = (
        GOOD.replace("stated_on: 2022-09-03", "stated_on: 2022-13-03")
        .replace("places: [Kharkiv Oblast]", "places: [Nowhere]")
        .replace("  kind: country", "  kind: continent")
    )
    problems = check_collection(written(tmp_path, text))
    assert [p.field for p in problems] == [
        "ukraine.kind",
        "tanks-early.stated_on",
        "tanks-late.places.0",
    ]
    assert [p.line for p in problems] == sorted(p.line for p in problems)


def test_one_faulty_source_is_one_problem_however_often_it_is_named(tmp_path: Path) -> None:
    found = only(broken(tmp_path, "  kind: open_source_tracker", "  kind: tracker"))
    assert found.field == "oryx.kind"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("facts:\n- id: a\n  statement: [unclosed\n", "not valid YAML"),
        ("places: &all\n- id: ukraine\n  name: Ukraine\n  kind: country\nsources: *all\n", "alias"),
        ("facts: !!python/object:os.system {}\n", "tag"),
        ("facts:\n- <<: {id: a}\n", "Merging"),
        ("- id: a\n", "must hold sections"),
        ("facts: none\n", "A list is expected"),
        ("facts:\n- statement: no id\n", "has no id"),
        ("extends: somebody\n", "Only the shipped collection"),
    ],
)
def test_what_is_not_strict_yaml_is_refused(tmp_path: Path, text: str, message: str) -> None:
    problems = check_collection(written(tmp_path, text))
    assert any(message in p.message and p.line > 0 for p in problems), [str(p) for p in problems]


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_bytes("facts:\n- id: й\n".encode("cp1251"))
    assert "UTF-8" in only(tmp_path).message


def test_a_missing_or_empty_folder_is_said_so(tmp_path: Path) -> None:
    assert "no such folder" in only(tmp_path / "nowhere").message
    assert "holds no records" in only(tmp_path).message
    assert "no such folder" in only(Path(os.devnull)).message


def test_a_file_of_another_name_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    written(tmp_path, "facts: []\n", "more.yaml")
    found = only(tmp_path)
    assert (found.severity, found.file) == ("warning", "more.yaml")
    assert "not read" in found.message
