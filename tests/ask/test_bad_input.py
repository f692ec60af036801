"""Input that no lexicon expects: each gets a clear answer, quickly, and nothing breaks."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.answers import Outcome
from tests.ask.asking import ask, check, desk_answer

ARTICLE = (
    "Russian forces withdrew from Izium. Ukraine said 447 bodies were exhumed at Izium. "
    "Analysts were surprised by the speed of the advance in Kharkiv Oblast. "
) * 60


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("🎉🎉🔥", "no_words"),
        ("?!… —", "no_words"),
        ("烏克蘭損失了多少坦克", "other_script"),
        ("كم دبابة خسرت روسيا", "other_script"),
        ("wie viele panzer hat russland letzte woche verloren", "other_language"),
        ("combien de chars la russie a-t-elle perdus cette semaine", "other_language"),
    ],
)
def test_what_cannot_be_read_is_said_to_be_so(text: str, reason: str) -> None:
    answer = ask(text)
    assert answer.outcome is Outcome.NOTHING
    assert answer.read_as["reason"] == reason
    assert answer.why


@pytest.mark.parametrize("text", ["", "   ", "🎉 🔥", "ask", "!ask", "ask  \n"])
async def test_asking_nothing_is_answered_by_what_could_be_asked_wherever_it_is_typed(
    text: str,
) -> None:
    answer = await desk_answer(text)
    assert answer.outcome is Outcome.NOTHING
    assert answer.read_as["command"] == "ask"
    assert "how many tanks did Russia lose" in (answer.why or "")


@pytest.mark.parametrize("locale", ["en", "uk", "ru"])
@pytest.mark.parametrize(
    "text", ["烏克蘭損失了多少坦克", "wie viele panzer hat russland letzte woche verloren"]
)
def test_another_language_is_told_in_english_and_ukrainian(text: str, locale: str) -> None:
    why = ask(text, locale).why or ""
    assert "English" in why
    assert "українською" in why


def test_markup_and_mentions_change_nothing() -> None:
    plain = ask("when was lyman fully cleared")
    marked = ask("**when** was <@123456> _lyman_ `fully cleared`?? https://example.org/x")
    assert [f.id for f in marked.facts] == [f.id for f in plain.facts]


def test_mixed_languages_are_read_together() -> None:
    answer = ask(
        "скільки settlements звільнили в luhansk oblast за даними ministry for reintegration"
    )
    shown = answer.facts or answer.closest
    assert "luhansk-settlements-2022-10-13-reintegration-ministry" in {f.id for f in shown}


def test_a_pasted_article_is_answered_or_not_but_soon() -> None:
    started = time.perf_counter()
    answer = ask(ARTICLE[:4000])
    found = check(ARTICLE)
    assert time.perf_counter() - started < 2
    assert answer.outcome in Outcome
    assert len(found.facts) <= 5


def test_four_thousand_characters_without_a_space() -> None:
    answer = ask("ж" * 4000)
    assert answer.outcome is Outcome.NOTHING
    assert len(answer.why or "") < 600


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_gets_an_answer(text: str) -> None:
    answer = ask(text)
    assert answer.outcome in Outcome
    assert answer.facts or answer.why


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="0123456789 .,'тис km²kсі", max_size=60))
def test_any_run_of_numbers_gets_an_answer(text: str) -> None:
    assert ask(f"who said {text} tanks").outcome in Outcome
