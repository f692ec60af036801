"""The short form of `python -m benchmarks.ask`: development questions and the tuning half.

The held-out half is never run here, so that nobody tunes on it by mending a red test.
"""

from __future__ import annotations

import pytest

from benchmarks.ask import answerer, sets
from benchmarks.ask_judge import Figure, Verdict, figures, run


@pytest.fixture(scope="module")
def verdicts() -> list[Verdict]:
    return [v for _, layer, questions in sets("tuning") for v in run(questions, answerer(layer))]


def test_every_figure_of_the_table_is_what_it_must_be(verdicts: list[Verdict]) -> None:
    short = [_told(f) for f in figures(verdicts) if not f.met]
    assert not short


def test_a_third_cannot_be_answered_and_a_quarter_is_not_english(verdicts: list[Verdict]) -> None:
    hopeless = sum(1 for v in verdicts if v.asked.must_abstain)
    other = sum(1 for v in verdicts if v.asked.lang != "en")
    assert len(verdicts) >= 100
    assert hopeless >= len(verdicts) * 0.3
    assert other >= len(verdicts) * 0.25


def test_no_trap_is_answered(verdicts: list[Verdict]) -> None:
    assert [v.asked.question for v in verdicts if v.asked.trap and v.direct] == []


def _told(figure: Figure) -> str:
    return f"{figure.name}: {figure.count} of {figure.of} = {figure.share:.1%}"
