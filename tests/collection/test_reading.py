"""How a collection is read: short forms, several files, JSON, and what it may build on."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from facts.curation.collection import check_collection, files_digest, load_collection
from facts.model import CaveatCode, DateRange, RelationKind, Unit
from tests.collection.files import GOOD, broken, written


def test_the_short_forms_become_the_model(tmp_path: Path) -> None:
    collection = load_collection(written(tmp_path, GOOD))
    early, late = collection.facts["tanks-early"], collection.facts["tanks-late"]
    assert early.measure is not None
    assert (early.measure.low, early.measure.high, early.measure.wording) == (1000, 1000, "1,000")
    assert late.measure is not None
    assert (late.measure.low, late.measure.high, late.measure.unit) == (1450, None, Unit.COUNT)
    assert late.measure.wording == "over 1,450"
    assert [hop.source or hop.words for hop in late.chain] == ["oryx", "telethon", "yahoo-news"]
    assert late.chain[0].role == "open-source tracker"
    published = DateRange(date(2022, 11, 9), date(2022, 11, 10), inferred=True)
    assert late.documents[0].published_on == published
    assert late.caveats[0].code is CaveatCode.LOWER_BOUND_BY_METHOD
    assert late.caveats[1].text == "read in a copy"
    assert late.scope_place is not None
    assert not late.scope_place.inferred
    assert late.places[0].place == "kharkiv-oblast"


def test_an_inferred_place_is_marked(tmp_path: Path) -> None:
    folder = broken(tmp_path, "scope_place: Ukraine", "scope_place: Ukraine (inferred)")
    scope = load_collection(folder).facts["tanks-early"].scope_place
    assert scope is not None
    assert (scope.place, scope.inferred) == ("ukraine", True)


def test_sources_and_places_go_by_id_name_or_alias(tmp_path: Path) -> None:
    for written_as in ("oryx", "Oryx", "ORYX", "Орікс"):
        folder = broken(tmp_path / written_as, "chain: [Oryx, Y", f"chain: [{written_as}, Y")
        assert load_collection(folder).facts["tanks-early"].originator == "oryx"
    folder = broken(tmp_path / "uk", "places: [Kharkiv Oblast]", "places: [Харківська область]")
    assert load_collection(folder).facts["tanks-late"].places[0].place == "kharkiv-oblast"


def test_text_that_yaml_would_guess_at_stays_text(tmp_path: Path) -> None:
    folder = broken(tmp_path, "read in a copy", "no")
    assert load_collection(folder).facts["tanks-late"].caveats[1].text == "no"


def test_an_empty_field_is_an_absent_one(tmp_path: Path) -> None:
    folder = broken(tmp_path, "  stated_on: 2022-09-03", "  stated_on:\n  quote: null")
    fact = load_collection(folder).facts["tanks-early"]
    assert fact.stated_on is None
    assert fact.quote is None


def test_a_statement_may_be_given_in_three_languages(tmp_path: Path) -> None:
    folder = broken(
        tmp_path,
        "statement: Oryx counted 1,000 Russian tanks lost.",
        "statement: {en: A thousand tanks., uk: Тисяча танків., ru: Тысяча танков.}",
    )
    statement = load_collection(folder).facts["tanks-early"].statement
    assert statement["uk"] == "Тисяча танків."


def test_how_records_are_filed_does_not_matter(tmp_path: Path) -> None:
    one = load_collection(written(tmp_path / "one", GOOD))
    cut = GOOD.index("facts:")
    written(tmp_path / "many", GOOD[:cut], "sources.yaml")
    written(tmp_path / "many" / "facts", GOOD[cut:], "war.yaml")
    many = load_collection(tmp_path / "many")
    assert many == one
    assert many.digest == one.digest
    assert many.layer().digest == one.digest


def test_json_in_the_same_schema_is_read_too(tmp_path: Path) -> None:
    plain = {
        "sources": [{"id": "oryx", "name": "Oryx", "kind": "open_source_tracker"}],
        "facts": [
            {
                "id": "a",
                "statement": "Two tanks.",
                "topic": "equipment_losses",
                "metric": "equipment_lost",
                "measure": {"low": 2, "high": None, "unit": "count", "wording": "over 2"},
                "chain": ["Oryx"],
                "quote": None,
            }
        ],
    }
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(plain, indent=1), "utf-8")
    fact = load_collection(file).facts["a"]
    assert fact.measure is not None
    assert (fact.measure.low, fact.measure.high) == (2, None)


def test_a_symmetric_relation_named_from_both_ends_is_one(tmp_path: Path) -> None:
    text = GOOD.replace("{kind: supersedes, to: tanks-early, note: a later total}",
                        "{kind: contradicts, to: tanks-early, note: differs}")  # fmt: skip
    text = text.replace(
        "  chain: [Oryx, Yahoo News]",
        "  chain: [Oryx, Yahoo News]\n  relations: [{kind: contradicts, to: tanks-late}]",
    )
    relations = load_collection(written(tmp_path, text)).relations
    assert [(r.kind, r.from_fact, r.to_fact, r.note) for r in relations] == [
        (RelationKind.CONTRADICTS, "tanks-early", "tanks-late", "differs")
    ]


OWN = """\
facts:
- id: our-own
  statement: Our own record.
  topic: statements
  metric: forecast
  chain: [Institute for the Study of War]
  scope_place: Izium
  relations: [{kind: contradicts, to: kharkiv-area-2022-09-07-isw}]
"""


def test_a_folder_stands_alone_unless_it_extends_the_shipped_one(tmp_path: Path) -> None:
    alone = check_collection(written(tmp_path / "alone", OWN))
    assert {p.field for p in alone} >= {"our-own.chain.0", "our-own.scope_place"}
    both = load_collection(written(tmp_path / "both", "extends: shipped\n" + OWN))
    shipped = load_collection()
    assert set(both.facts) == set(shipped.facts) | {"our-own"}
    assert len(both.relations) == len(shipped.relations) + 1


def test_an_extension_may_not_take_a_shipped_id(tmp_path: Path) -> None:
    text = "extends: shipped\n" + OWN.replace("our-own", "kharkiv-area-2022-09-09-isw")
    problems = check_collection(written(tmp_path, text))
    assert any("already used" in p.message for p in problems)


def test_a_servers_own_facts_may_refer_to_the_base_without_containing_it(tmp_path: Path) -> None:
    own = load_collection(written(tmp_path, OWN), scope="42", beside=load_collection())
    assert list(own.facts) == ["our-own"]
    assert own.sources == ()
    assert own.relations[0].scope == "42"


def test_the_digest_of_the_files_tells_whether_anything_changed(tmp_path: Path) -> None:
    folder = written(tmp_path, GOOD)
    before = files_digest(folder)
    assert files_digest(folder) == before
    written(folder, GOOD + "\n# a remark\n")
    assert files_digest(folder) != before
