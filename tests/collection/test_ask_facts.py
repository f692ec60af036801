"""The facts of a question set become a collection that `ask` can be tried on."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from benchmarks.ask_facts import fact_id, load_ask_facts
from facts.model import Category, CaveatCode, RelationKind, Unit

ROW = {
    "id": "F18",
    "statement": "According to the database Russia lost more than 70 tanks in those seven days.",
    "topic": "loss_tanks",
    "side": "russia",
    "place": None,
    "place_inferred": "Kharkiv",
    "quantity": {"amount": 70, "unit": "tanks", "qualifier": "more than"},
    "period": "7 days to ~12 Sep 2022",
    "originator": "open-source loss database (unnamed)",
    "originator_kind": "osint",
    "relayed_by": "Reuters",
    "published_by": "Yahoo News",
    "verification": "visually documented count",
    "caveats": ["Database is not named in the source"],
    "claim_date": "2022-09-12",
}
OTHER = ROW | {"id": "F17", "topic": "joke", "quantity": None, "period": None, "relayed_by": None}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "facts.json"
    content = {
        "facts": [ROW, OTHER],
        "relations": [["F18", "part_of", "F17"], ["F17", "same_originator", "F18"]],
    }
    path.write_text(json.dumps(content), "utf-8")
    return path


def test_a_row_becomes_a_fact_with_its_chain_and_figure(file: Path) -> None:
    body = load_ask_facts(file).facts[fact_id("F18")]
    assert body.measure is not None
    assert (body.measure.low, body.measure.high) == (70, None)
    assert (body.measure.wording, body.measure.unit) == ("more than 70", Unit.COUNT)
    assert body.category is Category.TANK
    assert [hop.source for hop in body.chain] == [
        "open-source-loss-database-unnamed",
        "reuters",
        "yahoo-news",
    ]
    assert body.scope_place is not None
    assert (body.scope_place.place, body.scope_place.inferred) == ("kharkiv-oblast", True)
    assert CaveatCode.PLACE_INFERRED in {c.code for c in body.caveats}


def test_the_seven_days_to_a_day_are_seven_days(file: Path) -> None:
    valid = load_ask_facts(file).facts["f18"].valid
    assert valid is not None
    assert valid.start is not None
    assert valid.end is not None
    assert (valid.start.earliest, valid.end.latest) == (date(2022, 9, 6), date(2022, 9, 12))
    assert valid.end.inferred


def test_relations_that_the_model_knows_are_kept(file: Path) -> None:
    relations = load_ask_facts(file).relations
    assert [(r.kind, r.from_fact, r.to_fact) for r in relations] == [
        (RelationKind.PART_OF, "f18", "f17")
    ]


def test_the_whole_question_set_is_read_where_it_is_there() -> None:
    path = Path(__file__).parents[3] / "shared" / "research" / "ask-dev-facts.json"
    if not path.exists():
        return
    collection = load_ask_facts(path)
    assert len(collection.facts) == 45
    assert all(body.chain[-1].source == "yahoo-news" for body in collection.facts.values())
