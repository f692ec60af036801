"""What has not the shape of its field is explained, field by field: lists, fields, dates, bounds."""

from __future__ import annotations

from pathlib import Path

import pytest

from facts.curation.collection import check_collection, load_collection
from tests.collection.files import GOOD, broken, written

_VALID = "  valid: {start: 2022-02-24, end: 2022-09-03}"
_MEASURE = "  measure: {exactly: 1000}"
_RELATION = "  - {kind: supersedes, to: tanks-early, note: a later total}"


@pytest.mark.parametrize(
    ("old", "new", "field", "message", "fix"),
    [
        (_VALID, "  valid: {}", "valid", "period is empty", "a start, an end or words"),
        (_VALID, "  valid: [2022-09-03]", "valid", "Fields are expected", "field: value"),
        (_VALID, "  valid: {words: [a]}", "valid.words", "One text is expected", "one line"),
        (_VALID, "  valid: someday", "valid", "“someday” is not a date", "2022-09-12"),
        (_MEASURE, "  measure: 1000", "measure", "Fields are expected", "field: value"),
        (
            _MEASURE,
            "  measure: {low: 9}",
            "measure.wording",
            "wording is missing",
            "as it was said",
        ),
        (
            _MEASURE,
            "  measure: {exactly: 9, low: 5}",
            "measure.exactly",
            "beside low or high",
            "Keep either",
        ),
        ("  chain: [Oryx, Y", "  chain: {source: Oryx}\n  aliases: [Y", "chain", "A list", "“- ”"),
        ("  chain: [Oryx, Y", "  chain: [[Oryx], Y", "chain.0", "Fields are expected", "value"),
        ("read in a copy]", "[a]]", "caveats.1", "Fields are expected", "field: value"),
        (
            "read in a copy]",
            "{text: ''}]",
            "caveats.1.text",
            "text is empty",
            "leave the field out",
        ),
        (_RELATION, "  - {kind: supersedes}", "relations.0.to", "“to” is missing", "Add it"),
        (_RELATION, "  - [tanks-early]", "relations.0", "Fields are expected", "field: value"),
        (
            "  stated_on: 2022-11-09",
            "  credibility: 9",
            "credibility",
            "greater than 6",
            "6 or less",
        ),
        (
            "    url: https://example.org/tanks",
            "    text_sha256: abc",
            "documents.0.text_sha256",
            "“abc” does not look like",
            "64 hexadecimal digits",
        ),
        ("- id: tanks-late", "- id: Tanks Late", "id", "“Tanks Late” does not look", "lower-case"),
        (
            "  topic: equipment_losses\n  metric: equipment_lost",
            "  topic: equipment_losses\n  metric: Equipment Lost",
            "metric",
            "does not look like a metric",
            "underscores",
        ),
        (
            "  kind: oblast",
            "  kind: oblast\n  lat: 50",
            "lat",
            "“lat” stands without “lon”",
            "both",
        ),
        (
            "  kind: oblast",
            "  kind: oblast\n  lon: 36",
            "lon",
            "“lon” stands without “lat”",
            "both",
        ),
        (
            "  unit: count\n  since",
            "  corrections: [{on: 2022-10-13}]\n  since",
            "corrections.0.note",
            "“note” is missing",
            "Add it",
        ),
    ],
)
def test_what_is_not_of_the_shape_of_its_field_is_explained(
    tmp_path: Path, old: str, new: str, field: str, message: str, fix: str
) -> None:
    folder = broken(tmp_path, old, new)
    found = [p for p in check_collection(folder) if message in p.message]
    assert [p.field.partition(".")[2] for p in found] == [field], check_collection(folder)
    assert (found[0].severity, fix in found[0].fix) == ("error", True)
    assert found[0].line > 1


def test_a_day_alone_is_a_period_of_that_day(tmp_path: Path) -> None:
    body = load_collection(broken(tmp_path, _VALID, "  valid: 2022-09-03")).facts["tanks-early"]
    assert body.valid is not None
    assert body.valid.start == body.valid.end
    assert str(body.valid.end.latest if body.valid.end else "") == "2022-09-03"


def test_a_key_that_is_no_word_is_refused_where_it_stands(tmp_path: Path) -> None:
    problems = check_collection(written(tmp_path, "facts:\n- id: a\n- {[b]: c}\n"))
    assert (3, "A key must be a plain word.") in {(p.line, p.message) for p in problems}


def test_a_file_past_five_megabytes_is_to_be_split(tmp_path: Path) -> None:
    folder = written(tmp_path, GOOD + "#" * 5_000_001)
    assert [(p.message, p.fix) for p in check_collection(folder)] == [
        ("The file is larger than 5 MB.", "Split it.")
    ]


def test_a_relation_that_stands_twice_is_to_be_kept_once(tmp_path: Path) -> None:
    (found,) = check_collection(broken(tmp_path, _RELATION, f"{_RELATION}\n{_RELATION}"))
    assert (found.field, "stands twice" in found.message) == ("tanks-late.relations.1", True)
