"""A question that turns out to be `losses`, `area` or `timeline` gives just that answer."""

from __future__ import annotations

import pytest

from facts.answers import Outcome
from facts.errors import UnknownWords
from tests.ask.asking import ask, desk_answer

SPELT_OUT = [
    ("what did russia lose last week", "losses week russia"),
    ("що втратила Росія за тиждень", "losses week russia"),
    ("what did ukraine lose since 6 september", "losses ukraine since 2022-09-06"),
    ("how much land in kharkiv was retaken", "area kharkiv"),
    ("what happened in izium in september", "timeline izium 2022-09-01..2022-09-30"),
    ("что случилось в Купянске в сентябре", "timeline куп'янськ 2022-09-01..2022-09-30"),
]


@pytest.mark.parametrize(("question", "command"), SPELT_OUT)
async def test_it_gives_the_answer_of_the_command_and_says_so(question: str, command: str) -> None:
    asked, commanded = await desk_answer(question), await desk_answer(command)
    assert asked.outcome is Outcome.ANSWERED
    assert asked.read_as["command"] == command.split()[0]
    assert [f.id for f in asked.facts] == [f.id for f in commanded.facts]
    assert asked.sections == commanded.sections
    assert asked.question == question


@pytest.mark.parametrize(("question", "command"), SPELT_OUT)
async def test_its_own_text_leads_to_the_same_facts_so_that_buttons_page_through_it(
    question: str, command: str
) -> None:
    asked = await desk_answer(question)
    again = await desk_answer(asked.canonical)
    assert [f.id for f in again.facts] == [f.id for f in asked.facts]
    assert again.read_as["command"] == command.split()[0]


async def test_how_it_was_read_names_the_command() -> None:
    told = "\n".join((await desk_answer("what did russia lose last week")).explanation)
    assert "`losses`" in told


@pytest.mark.parametrize(
    "question",
    [
        "who counted what russia lost last week",
        "why did russia lose so much last week",
        "what did russia lose last week, according to shoigu",
        "how many zeppelins did russia lose last week",
        "when was land in kharkiv retaken",
        "what happened in izium to the mayor",
        "what happened in izium and kupiansk in september",
    ],
)
async def test_a_question_that_asks_for_more_is_answered_as_asked(question: str) -> None:
    assert (await desk_answer(question)).read_as["command"] == "ask"


async def test_a_narrow_question_is_handed_over_only_if_its_record_leads() -> None:
    question = "how many tanks did russia lose in the past week"
    leading = ask(question).facts[0].id
    answer = await desk_answer(question)
    assert answer.facts[0].id == leading


async def test_what_no_record_covers_is_refused_and_not_handed_over() -> None:
    answer = await desk_answer("what did russia lose in march 2022")
    assert answer.outcome is not Outcome.ANSWERED


async def test_what_starts_like_a_command_but_is_a_question_is_answered_as_one() -> None:
    answer = await desk_answer("losses near lyman on the only road still open")
    assert answer.read_as["command"] == "ask"
    assert answer.facts[0].id == "lyman-personnel-lost-2022-10-02-uk-mod"


@pytest.mark.parametrize(
    "text", ["losses zeppelins", "losses tankz", "!losses near lyman on the only road still open"]
)
async def test_what_the_record_does_not_answer_is_still_a_command_that_cannot_be_read(
    text: str,
) -> None:
    with pytest.raises(UnknownWords):
        await desk_answer(text)
