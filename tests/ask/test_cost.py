"""What a question costs at 5,000 facts; bounds are generous, the figures are in docs/answers.md."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta

import pytest

from benchmarks.ask_cost import SIZE, grown
from facts.answering.ask import answer_ask, prepare
from facts.model import BASE, DateRange, Measure, Period, Unit
from facts.questions import Ask, Asked
from facts.snapshot import Layer, View
from tests.ask.asking import TODAY, shipped

QUESTIONS = (
    "how many tanks did russia lose in the past week",
    "скільки населених пунктів звільнили на Херсонщині 12 жовтня",
    "who said 3,800 square kilometres of kharkiv oblast had been freed",
    "what did zelensky say about bakhmut",
    "сколько тел эксгумировали в изюме",
)


@pytest.fixture(scope="module")
def many() -> View:
    layer = grown(SIZE)
    prepare(layer)
    return View(layer)


def _fastest(view: View) -> float:
    """Give the milliseconds of processor time of the slowest question, each at its best of three."""
    slowest = 0.0
    for question in QUESTIONS:
        times = []
        for _ in range(3):
            started = time.process_time()
            answer_ask(Ask(question), view, Asked(TODAY))
            times.append((time.process_time() - started) * 1000)
        slowest = max(slowest, min(times))
    return slowest


def test_a_question_at_5000_facts_takes_no_longer_than_the_limit(many: View) -> None:
    assert _fastest(many) < 100


def test_ten_times_the_facts_do_not_cost_ten_times_as_much(many: View) -> None:
    few = shipped()
    _fastest(few)
    assert _fastest(many) < 10 * max(1.0, _fastest(few))


def test_a_layer_is_indexed_once() -> None:
    assert prepare(shipped().base) is prepare(shipped().base)


def _daily(days: int) -> Layer:
    """Give one party's running total of every day, all in the same words but for day and figure."""
    told = shipped().base.records["gs-tank-2022-10-17"]
    records = []
    for at in range(days):
        day = date(2022, 3, 1) + timedelta(days=at)
        total = 1_000 + 7 * at
        body = replace(
            told.body,
            statement={"en": f"The General Staff claimed {total:,} Russian tanks lost by {day}."},
            measure=Measure(unit=Unit.COUNT, wording=f"{total}", low=total, high=total),
            valid=Period(start=DateRange(date(2022, 2, 24), date(2022, 2, 24)), end=_on(day)),
            stated_on=_on(day),
            series=None,
        )
        records.append(replace(told, id=f"daily-{day}", body=body))
    base = shipped().base
    return Layer.build(
        scope=BASE,
        position=1,
        records=records,
        sources=base.sources.values(),
        places=base.places.values(),
    )


def _on(day: date) -> DateRange:
    return DateRange(day, day)


def test_among_hundreds_of_equals_the_day_and_the_number_asked_about_are_found() -> None:
    view = View(_daily(600))
    dated = answer_ask(Ask("how many tanks had russia lost by 17 october 2022"), view, Asked(TODAY))
    assert dated.facts[0].id == "daily-2022-10-17"
    numbered = answer_ask(Ask("who claimed 4,150 russian tanks lost"), view, Asked(TODAY))
    assert numbered.facts[0].measure is not None
    assert numbered.facts[0].measure.low == 4_150
