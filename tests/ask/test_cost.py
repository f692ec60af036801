"""What a question costs at 5,000 facts; bounds are generous, the figures are in docs/answers.md."""

from __future__ import annotations

import time

import pytest

from benchmarks.ask_cost import SIZE, grown
from facts.answering.ask import answer_ask, prepare
from facts.questions import Ask, Asked
from facts.snapshot import View
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
    """Give the milliseconds of the slowest question, each at its best of three."""
    slowest = 0.0
    for question in QUESTIONS:
        times = []
        for _ in range(3):
            started = time.perf_counter()
            answer_ask(Ask(question), view, Asked(TODAY))
            times.append((time.perf_counter() - started) * 1000)
        slowest = max(slowest, min(times))
    return slowest


def test_a_question_at_5000_facts_takes_no_longer_than_the_limit(many: View) -> None:
    assert _fastest(many) < 100  # four times the limit: a busy machine is no failure


def test_ten_times_the_facts_do_not_cost_ten_times_as_much(many: View) -> None:
    few = shipped()
    _fastest(few)
    assert _fastest(many) < 10 * max(1.0, _fastest(few))


def test_a_layer_is_indexed_once() -> None:
    assert prepare(shipped().base) is prepare(shipped().base)
