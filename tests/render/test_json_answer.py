"""The JSON contract: every key, plain numbers, ISO dates, one line."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from bot.render.json_answer import json_line, to_json
from facts.answers import Answer, CitedRelation
from facts.model import Measure, RelationKind, Unit
from tests.render import answers_by_hand as by_hand
from tests.render.generated import answers

ANSWER = {
    "question",
    "outcome",
    "read_as",
    "note",
    "facts",
    "derived",
    "disagreements",
    "closest",
    "why",
    "as_of",
    "store",
    "ms",
}
FACT = {
    "id",
    "revision",
    "statement",
    "topic",
    "side",
    "measure",
    "place",
    "places",
    "period",
    "stated_on",
    "stated_on_latest",
    "originator",
    "chain",
    "documents",
    "url",
    "caveats",
    "reliability",
    "credibility",
    "status",
    "relations",
}


@pytest.mark.parametrize("make", by_hand.EVERY)
def test_every_key_is_always_there_and_no_other(make: Callable[[], Answer]) -> None:
    found = to_json(make(), ms=1.25)
    assert set(found) == ANSWER
    for fact in (*found["facts"], *found["closest"]):
        assert set(fact) == FACT
        assert fact["measure"] is None or set(fact["measure"]) == {
            *("metric", "low", "high", "unit", "wording", "category"),
        }


def test_a_fact_reads_as_the_contract_says() -> None:
    found = to_json(by_hand.closest(), ms=0)["closest"][0]
    assert found["measure"] == {
        "metric": "equipment_lost",
        "low": 70,
        "high": None,
        "unit": "count",
        "wording": "over 70",
        "category": "tank",
    }
    assert (found["stated_on"], found["stated_on_latest"]) == ("2022-09-12", "2022-09-13")
    assert found["period"]["from"] == "2022-09-06"
    assert found["documents"] == [
        {"publisher": "Reuters", "url": by_hand.REUTERS, "published_on": "2022-09-13"}
    ]
    assert found["chain"] == ["Ukrainian Ministry of Defence", "Telegram", "Reuters"]


def test_whole_numbers_have_no_decimals_and_others_keep_theirs() -> None:
    half = by_hand.fact(measure=Measure(Unit.PERCENT, "12.5", low=12.5, high=13.0))
    line = json_line(replace(by_hand.closest(), closest=(half,)), ms=1.8)
    assert '"low": 12.5, "high": 13,' in line


def test_a_difference_names_both_ends() -> None:
    assert to_json(by_hand.losses(), ms=0)["derived"] == [
        {
            "kind": "difference",
            "series": "general-staff-tanks",
            "from": "gs-tanks-2022-09-05",
            "to": "gs-tanks-2022-09-12",
            "value": 119,
            "unit": "count",
        }
    ]


def test_a_relation_from_the_other_end_is_named_from_this_one() -> None:
    link = CitedRelation(RelationKind.SUPERSEDES, "newer", None, outgoing=False)
    found = to_json(replace(by_hand.closest(), closest=(by_hand.fact(relations=(link,)),)), ms=0)
    assert found["closest"][0]["relations"] == [
        {"kind": "superseded_by", "id": "newer", "note": None}
    ]


def test_choices_put_back_stand_in_why() -> None:
    why = to_json(by_hand.ask_back(), ms=0)["why"]
    assert "area pokrovske" in why
    assert "area pokrovsk-donetsk" in why


def test_dates_are_iso() -> None:
    found = to_json(replace(by_hand.losses(), as_of=date(2022, 9, 13)), ms=0)
    assert found["as_of"] == "2022-09-13"
    assert found["read_as"]["period"]["from"] == "2022-09-06"


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(answers())
def test_any_answer_is_one_line_of_utf8_and_comes_back(answer: Answer) -> None:
    odd = replace(answer, question="Харків\ud800\u2028\x85")
    line = json_line(odd, ms=1)
    assert len(line.splitlines()) == 1
    found = json.loads(line.encode())
    assert [f["originator"] for f in found["facts"]] == [f.originator for f in answer.facts]
    for fact, drawn in zip(answer.facts, found["facts"], strict=True):
        if fact.measure is not None:
            assert drawn["measure"]["wording"] == fact.measure.wording
            assert drawn["measure"]["low"] == fact.measure.low
            assert drawn["measure"]["high"] == fact.measure.high
