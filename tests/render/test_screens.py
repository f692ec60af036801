"""Screens: at most 8 figure lines and 1,800 characters, nothing lost between them."""

from __future__ import annotations

from dataclasses import replace

from bot.render import contents, screens
from bot.render.custom_ids import ButtonId, Press, decode
from bot.render.layout import layout
from bot.render.lines import Role
from bot.render.screens import CHARACTERS, FIGURES, Screen
from facts.answers import Answer, Block, FigureLine, Section
from facts.language.phrases import Phrases
from tests.render import answers_by_hand as by_hand
from tests.render.reading import buttons_of, every_screen, text_of

EN = Phrases.of("en")


def cut(answer: Answer) -> list[Screen]:
    """Cut an answer into screens."""
    return list(screens.screens(contents.of_answer(answer, EN), EN))


def of_blocks(*sizes: int) -> Answer:
    """Make an answer whose blocks have so many lines."""
    blocks, number = [], 0
    for size in sizes:
        names = [
            f"fact-{chr(97 + (number + i) // 26)}{chr(97 + (number + i) % 26)}" for i in range(size)
        ]
        number += size
        blocks.append(Block(tuple(FigureLine(by_hand.fact(name)) for name in names)))
    facts = tuple(line.fact for block in blocks for line in block.lines)
    return replace(by_hand.losses(), sections=(Section("All", tuple(blocks)),), facts=facts)


def meaning(custom_id: str) -> ButtonId:
    """Read what a paging button asks for."""
    found = decode(custom_id)
    assert found is not None
    assert found.press is Press.SCREEN
    return found


def ids(shown: Screen) -> list[str]:
    """List the facts of a screen's figure lines."""
    return [i for line in shown.lines if line.role is Role.FIGURE for i in line.facts]


def test_each_screen_keeps_within_eight_figures_and_1800_characters() -> None:
    for shown in cut(of_blocks(30, 1, 1, 1, 12)):
        assert 0 < shown.figures <= FIGURES
        assert sum(line.length for line in shown.lines) <= CHARACTERS


def test_every_figure_stands_on_exactly_one_screen_in_order() -> None:
    answer = of_blocks(30, 1, 2, 1, 12)
    found = [i for shown in cut(answer) for i in ids(shown)]
    assert found == [f.id for f in answer.facts]


def test_a_block_split_between_screens_is_cited_on_each() -> None:
    for shown in cut(of_blocks(20)):
        assert any(line.role is Role.CITATION for line in shown.lines)
        assert any(line.role is Role.CAVEAT for line in shown.lines)


def test_the_heading_is_repeated_on_the_next_screen() -> None:
    assert all(s.lines[0].role is Role.SECTION for s in cut(of_blocks(20)))


def test_the_counts_before_and_after_add_up() -> None:
    for shown in cut(of_blocks(9, 9, 3)):
        assert shown.before + shown.figures + shown.after == 21


def test_past_the_end_the_last_screen_is_given() -> None:
    found = contents.of_answer(of_blocks(20), EN)
    assert screens.screen(found, EN, 99).last


def test_the_buttons_lead_through_every_screen_and_back() -> None:
    answer = of_blocks(30)
    seen, number = [layout(answer)], 0
    while (forth := buttons_of(seen[-1]).get(EN("render.button.next"))) is not None:
        number = meaning(forth).screen
        assert number == len(seen)
        seen.append(layout(answer, screen=number))
    whole = [text_of(view) for view in every_screen(answer)]
    assert ([text_of(view) for view in seen], len(seen)) == (whole, 4)
    back = [buttons_of(view).get(EN("render.button.previous")) for view in seen]
    assert back[0] is None
    assert [meaning(b).screen for b in back if b] == [0, 1, 2]


def test_the_note_stands_on_the_first_screen_only() -> None:
    first, *others = cut(of_blocks(20))
    assert first.note
    assert not any(s.note for s in others)


def test_a_long_text_is_paged_and_nothing_of_it_lost() -> None:
    words = " ".join(f"word{chr(97 + n % 26)}" for n in range(900))
    shown = cut(replace(by_hand.nothing(), note=words, why=None))
    assert len(shown) > 1
    text = " ".join(p.text for s in shown for line in s.lines for p in line.parts)
    assert words in text


def test_a_fact_that_no_section_holds_is_still_drawn() -> None:
    answer = replace(by_hand.losses(), sections=())
    found = [i for shown in cut(answer) for i in ids(shown)]
    assert set(found) == {f.id for f in answer.facts} - {"gs-tanks-2022-09-12"}


def test_the_same_answer_gives_the_same_screens() -> None:
    assert cut(by_hand.losses()) == cut(by_hand.losses())
