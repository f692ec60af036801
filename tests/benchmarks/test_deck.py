"""The measured questions are real ones, and a grown record answers them as before."""

from __future__ import annotations

from datetime import date

import pytest

from benchmarks.deck import deck
from benchmarks.growing import grown
from facts.answering.desk import Desk
from facts.answers import Answer, Outcome
from facts.language.names import Names
from facts.language.parser import read, read_options
from facts.questions import Asked
from facts.snapshot import Layer

ASKED = Asked(date(2026, 11, 25))


class Held:
    """One layer and no server's own."""

    def __init__(self, layer: Layer) -> None:
        self._layer = layer

    def base(self) -> Layer:
        return self._layer

    def guild(self, guild: str) -> Layer | None:
        return None


@pytest.fixture(scope="module")
def shipped() -> Held:
    return Held(grown(0).layer())


async def answers(layers: Held) -> list[Answer]:
    desk = Desk(layers)
    return [await desk.answer(f"!{card.text}", ASKED) for card in deck()]


def test_the_deck_holds_two_hundred_distinct_questions() -> None:
    assert len({card.text for card in deck()}) == len(deck()) >= 200


async def test_both_forms_of_a_card_are_read_as_one_question(shipped: Held) -> None:
    names = Names.of(Desk(shipped).view(ASKED))
    for card in deck():
        typed = read(f"!{card.text}", names, prefix="!")
        assert typed == read_options(card.command, dict(card.options), names), card


async def test_nearly_every_card_is_answered_with_facts(shipped: Held) -> None:
    outcomes = [answer.outcome for answer in await answers(shipped)]
    assert outcomes.count(Outcome.ANSWERED) >= 0.85 * len(outcomes)


async def test_a_grown_record_shows_the_same_facts(shipped: Held) -> None:
    before, after = await answers(shipped), await answers(Held(grown(1_000).layer()))
    assert [[f.id for f in a.facts] for a in before] == [[f.id for f in a.facts] for a in after]
