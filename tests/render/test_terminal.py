"""The terminal: from 40 to 200 columns, with colour or without, piped or not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from bot.render.json_answer import to_json
from bot.render.terminal import draw, text
from facts.answers import Answer, Block, FigureLine, Section
from facts.model import Measure, Unit
from facts.questions import Choice
from tests.render import answers_by_hand as by_hand
from tests.render.generated import NASTY


def on_terminal(answer: Answer, *, width: int = 80, **options: object) -> str:
    """Draw as on a terminal."""
    out = StringIO()
    console = Console(file=out, width=width, force_terminal=True, color_system="truecolor")
    draw(answer, console, **options)  # type: ignore[arg-type]  # keywords of draw
    return out.getvalue()


@pytest.mark.parametrize("width", [40, 60, 80, 100, 140, 200])
@pytest.mark.parametrize("make", by_hand.EVERY)
def test_no_line_is_wider_than_the_terminal_but_an_address(
    make: Callable[[], Answer], width: int
) -> None:
    for line in text(make(), width=width).splitlines():
        assert cell_len(line) <= width or len(line.split()) == 1


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_nothing_is_lost_at_any_width(width: int) -> None:
    drawn = " ".join(text(by_hand.losses(), width=width).split())
    for part in ("over 70", "119 more", "official of a party", "denied any large loss"):
        assert part in drawn
    for fact in by_hand.losses().facts:
        assert fact.id in drawn
        assert fact.originator in drawn


def test_figures_that_share_a_citation_stand_in_columns_where_there_is_room() -> None:
    wide, narrow = Measure(Unit.COUNT, "over 1,000", low=1000), by_hand.VEHICLES.measure
    lines = (
        FigureLine(by_hand.fact("fact-a", measure=wide)),
        FigureLine(by_hand.fact("fact-b", measure=narrow)),
    )
    answer = replace(by_hand.closest(), closest=(), sections=(Section("S", (Block(lines),)),))
    rows = [r for r in text(answer, width=160).splitlines() if "fact-" in r]
    assert len(rows) == 2
    assert rows[0].index("equipment lost") == rows[1].index("equipment lost")
    packed = text(answer, width=60)
    assert "over 1,000 · equipment lost" in packed
    assert "101 · equipment lost" in packed


def test_piped_output_is_plain_and_whole() -> None:
    plain = text(by_hand.losses())
    assert "\x1b" not in plain
    assert "119 more" in plain
    assert "more record" not in plain


def test_a_heading_is_not_repeated_where_the_whole_answer_is_drawn() -> None:
    blocks = tuple(Block((FigureLine(by_hand.fact(f"fact-{c}")),)) for c in "abcdefghijkl")
    answer = replace(by_hand.closest(), closest=(), sections=(Section("Only once", blocks),))
    assert text(answer).count("Only once") == 1
    assert "\n\n\n" not in text(answer)


def test_a_terminal_gets_one_screen_and_is_told_how_to_see_the_rest() -> None:
    first = on_terminal(by_hand.losses(), width=200)
    assert "119 more" not in first
    assert "1 more record." in first
    assert "type more" in on_terminal(by_hand.losses(), width=200, more="type more")
    assert "119 more" in on_terminal(by_hand.losses(), width=200, screen=1)


def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    out = StringIO()
    draw(by_hand.losses(), Console(file=out, width=80, force_terminal=True))
    assert "\x1b[3" not in out.getvalue().replace("\x1b[3m", "")  # italic is no colour


def test_reliability_letters_are_explained() -> None:
    letters = re.findall(r"Reliability ([A-F])( \([a-z ]+\))?", text(by_hand.losses(), width=200))
    assert {letter for letter, _ in letters} == {"B", "C"}
    assert all(meaning for _, meaning in letters)


def test_data_cannot_control_the_terminal() -> None:
    facts = tuple(
        by_hand.fact(f"nasty-{chr(97 + i)}", statement=nasty, originator=nasty, place=nasty)
        for i, nasty in enumerate(n[:200] for n in NASTY)
    )
    plain = text(replace(by_hand.closest(), closest=facts, title=NASTY[1], note=NASTY[1]))
    assert not [c for c in plain if c in "\x1b\x07\r\u202e\u200b\x85\u2028"]
    assert "[31mred" in plain  # shown as the harmless letters that are left


def test_brackets_in_data_are_no_markup() -> None:
    fact = by_hand.fact(statement="[red]not markup[/red] [/]")
    assert "[red]not markup[/red] [/]" in text(replace(by_hand.closest(), closest=(fact,)))


def test_choices_are_listed_as_questions_to_type() -> None:
    assert "Pokrovske: area pokrovske" in text(by_hand.ask_back())


def test_a_choice_that_is_its_own_question_is_said_once() -> None:
    back = replace(by_hand.ask_back(), choices=(Choice("losses week", "losses week"),))
    assert text(back).count("losses week") == 1
    assert (to_json(back, ms=0)["why"] or "").count("losses week") == 1
