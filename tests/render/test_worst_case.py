"""The longest texts a record may hold, eight lines of them, against Discord's limits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.render.layout import amended, details, layout, reading, sources, superseded
from facts.answers import (
    Answer,
    Block,
    CitedDocument,
    CitedFact,
    CitedRelation,
    Dispute,
    FigureLine,
    NamedHop,
    Section,
)
from facts.model import Measure, RelationKind, Unit
from facts.questions import Choice
from tests.render import answers_by_hand as by_hand
from tests.render.reading import assert_discord_takes, assert_fits, every_screen

LETTERS = {
    "plain": "word ",
    "escaped": "*_~`",
    "cyrillic": "слово ",
    "wide": "😀漢 ",
    "unbroken": "x",
}


def longest(name: str, letters: str) -> CitedFact:
    """Make a fact every part of which is as long as the model allows."""

    def fill(limit: int) -> str:
        return (letters * limit)[:limit]

    url = f"https://example.org/{'p' * 980}"
    return by_hand.fact(
        f"{name}-{'i' * 117}",
        statement=fill(200),
        measure=Measure(Unit.COUNT_PER_DAY, fill(300), low=1),
        metric="m" * 64,
        place=fill(300),
        places=tuple(fill(300) for _ in range(40)),
        originator=fill(300),
        originator_role=fill(300),
        chain=tuple(NamedHop(fill(300)) for _ in range(8)),
        documents=tuple(
            CitedDocument(fill(300), url, None, fill(300), fill(300)) for _ in range(12)
        ),
        caveats=tuple(f"{n} {fill(296)}" for n in range(25)),
        reliability_reason=fill(4000),
        quote=fill(300),
        withdrawn=fill(300),
        annotations=tuple(fill(300) for _ in range(5)),
        relations=tuple(
            CitedRelation(RelationKind.CONTRADICTS, f"r-{'i' * 118}", fill(300), True)
            for _ in range(30)
        ),
    )


def worst(letters: str) -> Answer:
    """Make an answer of the longest facts: alone, in a list, disputed, copied."""
    facts = [longest(n, letters) for n in ("aa", "bb", "cc", "dd", "ee", "ff", "gg", "hh", "jj")]
    disputes = tuple(Dispute(f, f.caveats[0], True) for f in facts[6:8])
    lines = tuple(
        FigureLine(f, min(n, 2), None, disputes, 30, (facts[8],)) for n, f in enumerate(facts[:6])
    )
    sections = (
        Section(facts[0].place or "", (Block(lines),)),
        *(Section(f"{n} {facts[0].place}", (Block((li,)),)) for n, li in enumerate(lines)),
    )
    return replace(
        by_hand.losses(),
        title=facts[0].originator,
        note="\n".join(c for f in facts for c in f.caveats),
        sections=sections,
        facts=tuple(facts),
        superseded=tuple(facts),
        choices=tuple(Choice(f.originator, "area " + "x" * 80) for f in facts * 2),
        explanation=tuple(c for f in facts for c in f.caveats),
        why=facts[0].caveats[0] * 10,
    )


@pytest.mark.parametrize("locale", ["en", "uk", "ru"])
@pytest.mark.parametrize("letters", LETTERS.values(), ids=LETTERS)
def test_every_screen_of_the_longest_answer_fits(letters: str, locale: str) -> None:
    answer = worst(letters)
    for view in every_screen(answer, locale=locale):
        assert_fits(view)
        assert_fits(amended(view, letters * 300, locale=locale), free=0)
    assert_discord_takes(view)


@pytest.mark.parametrize("letters", LETTERS.values(), ids=LETTERS)
def test_every_view_behind_a_button_fits(letters: str) -> None:
    answer = worst(letters)
    for number in range(6):
        for view in (
            sources(answer, of=0, screen=number),
            sources(answer, of=9, screen=number, locale="ru"),
            superseded(answer, screen=number),
            reading(answer, screen=number),
            details(answer.facts[0], screen=number, locale="uk"),
        ):
            assert_fits(view)
            assert_discord_takes(view)


def test_ask_back_with_many_choices_fits() -> None:
    view = layout(replace(worst("x"), outcome=by_hand.ask_back().outcome, sections=(), facts=()))
    assert_fits(view)
    assert_discord_takes(view)
