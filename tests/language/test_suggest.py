"""Completion offers what can be answered, the likeliest first, in the script that is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts.language.names import Found, Names
from facts.language.parser import read_options
from facts.language.suggest import LONGEST, MOST, complete, complete_line
from facts.questions import AskBack
from facts.snapshot import View
from tests.language.world import FACTS, PLACES, layer, view

NAMES = Names.of(view())


def labels(option: str, typed: str, locale: str = "en") -> list[str]:
    return [c.label for c in complete(option, typed, NAMES, locale)]


@pytest.mark.parametrize(
    ("option", "typed", "locale", "first"),
    [
        ("place", "khar", "en", ["Kharkiv (city)", "Kharkiv Oblast"]),
        ("place", "Хар", "en", ["Харків (місто)", "Харківська область"]),
        ("place", "харь", "ru", ["Харьков (город)", "Харьковская область"]),
        ("place", "куп’я", "uk", ["Куп'янськ", "Куп'янськ-Вузловий"]),
        ("place", "kakh", "en", ["Nova Kakhovka"]),
        ("place", "izy", "en", ["Izium"]),
        ("place", "akhm", "en", ["Bakhmut"]),
        ("place", "Грак", "en", ["Hrakove"]),
        ("place", "ivan", "en", ["Ivanivka (Kharkiv Oblast)", "Ivanivka (Kherson Oblast)"]),
        ("source", "mal", "en", ["Hanna Maliar"]),
        ("source", "Зел", "uk", ["Volodymyr Zelensky"]),
        ("name", "uk", "en", ["UK Ministry of Defence (Defence Intelligence)"]),
        ("category", "ta", "en", ["tanks"]),
        ("category", "тан", "uk", ["танки"]),
        ("side", "", "ru", ["Россия", "Украина"]),
        ("period", "last 7", "en", ["last 7 days"]),
        ("period", "sept", "en", ["sept 2022", "sept", "september 2022"]),
        ("period", "5-12 sep", "en", ["5-12 sep 2022", "5-12 sep"]),
        ("period", "вер", "uk", ["вер 2022", "вер", "вересень 2022"]),
        ("as_of", "13", "en", ["2022-09-13"]),
        ("as_of", "13 вересня", "uk", ["2022-09-13"]),
        ("as_of", "", "en", ["2022-09"]),
        ("topic", "lo", "en", ["losses"]),
        ("colour", "red", "en", []),
        ("place", "zzz", "en", []),
    ],
)
def test_completion(option: str, typed: str, locale: str, first: list[str]) -> None:
    assert labels(option, typed, locale)[: len(first) or None] == first


def test_fact_ids_are_found_by_start_word_or_several_words() -> None:
    assert [c.question for c in complete("id", "kharkiv-ta", NAMES, "en")] == [FACTS[1]]
    assert [c.question for c in complete("id", "TANKS", NAMES, "en")] == [FACTS[1], FACTS[2]]
    assert [c.question for c in complete("id", "general tanks", NAMES, "en")] == [FACTS[2]]
    first = complete("id", "kharkiv-area", NAMES, "en")[0]
    assert first.label == f"{FACTS[0]} - Statement of {FACTS[0]}."


@pytest.mark.parametrize("place", PLACES, ids=lambda p: p.id)
@pytest.mark.parametrize("locale", ["en", "uk", "ru"])
def test_what_is_offered_for_a_place_reads_back_to_it(place: object, locale: str) -> None:
    ident = getattr(place, "id", "")
    typed = getattr(place, "name", "")
    for choice in complete("place", typed, NAMES, locale):
        question = read_options("area", {"place": choice.question}, NAMES)
        assert not isinstance(question, AskBack)
        assert getattr(question, "shared_name", None) is None
    offered = [
        read_options("area", {"place": c.question}, NAMES)
        for c in complete("place", typed, NAMES, locale)
    ]
    assert ident in [getattr(question, "place", None) for question in offered]


@given(
    st.sampled_from(["place", "source", "id", "period", "category", "side", "as_of"]),
    st.text(max_size=30),
)
def test_any_text_completes_within_discords_limits(option: str, typed: str) -> None:
    choices = complete(option, typed, NAMES, "en")
    assert len(choices) <= MOST
    assert all(0 < len(c.label) <= LONGEST and 0 < len(c.question) <= LONGEST for c in choices)


def test_places_with_more_facts_come_first_when_nothing_is_typed() -> None:
    assert len(labels("place", "")) == min(MOST, len(PLACES))


@pytest.mark.parametrize(
    ("before", "replacement"),
    [
        ("!lo", "!losses"),
        ("lo", "losses"),
        ("losses ta", "tank"),
        ("losses last 7", "7 days"),
        ("area nova ka", "Kakhovka"),
        ("fact sh", "show"),
        ("fact show kharkiv-ar", FACTS[0]),
        ("source show Hanna M", "Maliar"),
    ],
)
def test_the_last_word_of_a_line_is_completed(before: str, replacement: str) -> None:
    assert replacement in [c.question for c in complete_line(before, NAMES, "en")]


def test_plain_questions_are_not_completed() -> None:
    assert complete_line("how many tanks in khar", NAMES, "en") == []


def test_many_facts_are_completed_by_any_part_of_their_ids() -> None:
    facts = [f"kharkiv-fact-{number:05}-oryx" for number in range(3000)]
    names = Names.of(View(layer(facts=facts)))
    assert len(complete("id", "", names, "en")) == MOST
    assert [c.question for c in complete("id", "02999", names, "en")] == [facts[2999]]
    assert [c.question for c in complete("id", "oryx 02999", names, "en")] == [facts[2999]]
    assert names.near_facts("kharkiv-fact-2999-oryx")
    assert names.place("Izyum") == Found("izium")
