"""What is answered, and that a record never comes alone where others dispute it."""

from __future__ import annotations

import pytest

from facts.answers import Outcome
from tests.ask.asking import ask, check


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("when was lyman fully cleared", "lyman-cleared-2022-10-02-zelensky"),
        ("скільки резервістів призвали за словами Шойгу", "russia-mobilisation-2022-09-21-shoigu"),
        ("что сказал песков о мобилизации", "russia-mobilisation-denied-2022-09-13-peskov"),
        (
            "who called russia's loss in the east stunning",
            "kharkiv-us-assessment-undated-us-official",
        ),
        ("how long was the front line according to maliar", "war-front-line-2022-09-14-maliar"),
    ],
)
def test_a_plain_question_gets_its_record_first(question: str, fact: str) -> None:
    answer = ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.facts[0].id == fact
    assert answer.why is None


@pytest.mark.parametrize("number", ["3,800", "3 800", "3.800", "3800", "3.8 thousand"])
def test_a_number_is_read_with_any_separator(number: str) -> None:
    answer = ask(f"who said {number} square kilometres of kharkiv oblast had been freed")
    assert answer.facts[0].id == "kharkiv-area-2022-09-13-maliar"


def test_a_number_in_words_is_the_number() -> None:
    worded = ask(
        "who said three thousand eight hundred square kilometres of kharkiv oblast were freed"
    )
    assert worded.facts[0].id == "kharkiv-area-2022-09-13-maliar"


@pytest.mark.parametrize(
    "question", ["who said 1,800?", "хто назвав цифру 1800", "кто сказал 1 800"]
)
def test_a_bare_number_leads_to_who_gave_it(question: str) -> None:
    assert ask(question).facts[0].id == "kherson-killed-2022-09-12-humeniuk"


def test_a_bare_number_that_nobody_gave_finds_nothing() -> None:
    assert ask("who said 1,801?").outcome is Outcome.NOTHING


def test_one_question_in_three_languages_leads_to_one_record() -> None:
    asked = (
        "how long did reznikov say the withdrawal from kherson would take",
        "скільки часу за словами Резнікова триватиме відступ з Херсона",
        "сколько времени по словам резникова займёт отход из херсона",
    )
    found = {(a.facts or a.closest)[0].id for a in map(ask, asked)}
    assert found == {"kherson-withdrawal-duration-2022-11-10-reznikov"}


def test_a_message_gets_the_records_that_bear_on_its_claims() -> None:
    message = (
        "Good evening! They say Ukraine counted 388 liberated settlements in Kharkiv oblast. "
        "Also 447 bodies were exhumed at Izium. I had soup for lunch."
    )
    found = check(message)
    assert found.outcome is Outcome.ANSWERED
    assert len(found.facts) <= 5
    assert "kharkiv-settlements-2022-09-14-maliar" in {f.id for f in found.facts}
    assert any("burial-site" in f.id for f in found.facts)
    assert found.note


def test_a_message_without_claims_gets_none() -> None:
    found = check("lol, who wants pizza tonight?")
    assert found.outcome is Outcome.NOTHING
    assert found.why
