"""What a phone shows of an answer, and what stands behind its buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, cast

import discord
import pytest
from discord import ui

from bot.render import layout as drawn_by
from bot.render.custom_ids import Press, decode
from bot.render.layout import amended, details, layout, reading, sources, superseded
from facts.answers import Answer, Block, FigureLine, Section
from facts.model import DateRange, Period
from tests.render import answers_by_hand as by_hand
from tests.render.reading import (
    assert_discord_takes,
    assert_fits,
    buttons_of,
    components_of,
    seen,
    text_of,
)


def test_the_essentials_stand_there_without_a_click() -> None:
    text = seen(text_of(layout(by_hand.closest())))
    for essential in (
        "over 70",
        "Kharkiv Oblast",
        "6-12 September 2022",
        "Ukrainian Ministry of Defence, daily post → Telegram → Reuters",
        "stated about 12-13 September 2022",
        "reuters.com",
        "official of a party to the conflict",
        "Reliability C (",
        by_hand.TANKS.id,
    ):
        assert essential in text


def test_the_originator_comes_before_the_publisher() -> None:
    text = text_of(layout(by_hand.closest()))
    assert text.index("Oryx →") < text.index("→ CNN")


def test_a_dispute_stands_under_the_line_it_disputes_with_its_own_source() -> None:
    lines = text_of(layout(by_hand.losses())).splitlines()
    figure = next(i for i, text in enumerate(lines) if text.startswith("**over 70**"))
    quoted = [text for text in lines[figure + 1 : figure + 4] if text.startswith("> ")]
    assert "denied any large loss" in quoted[0]
    assert "Russian Ministry of Defence" in quoted[0]
    assert "outside these dates" in quoted[0]


def test_contexts_come_last_even_if_the_answer_holds_them_first() -> None:
    answer = by_hand.losses()
    texts = "\n".join(text_of(layout(answer, screen=n)) for n in range(2))
    assert texts.index("documented") < texts.index("Totals since February")


def test_a_difference_shows_both_ends_and_both_ids() -> None:
    text = text_of(layout(by_hand.losses(), screen=1))
    assert "119 more: 2,049 (5 September 2022) → 2,168 (12 September 2022)" in text
    assert "`gs-tanks-2022-09-05`" in text
    assert "`gs-tanks-2022-09-12`" in text


def test_calendar_days_are_text_and_instants_are_timestamps() -> None:
    assert "<t:" not in text_of(layout(by_hand.losses()))
    assert "<t:1795168800:f>" in text_of(layout(by_hand.history()))


def test_an_undated_fact_without_link_says_so() -> None:
    bare = by_hand.fact(stated_on=None, documents=(), valid=None, place=None)
    text = text_of(layout(replace(by_hand.closest(), closest=(bare,))))
    for said in ("day of statement not known", "no link recorded", "no place recorded"):
        assert said in text


@pytest.mark.parametrize(
    ("valid", "words"),
    [
        (Period(None, by_hand.day("2022-09-12")), "until 12 September 2022"),
        (Period(by_hand.day("2022-09-06"), None), "since 6 September 2022"),
        (Period(None, None, "in recent days"), "in recent days"),
        (
            Period(DateRange(date(2022, 9, 1), date(2022, 9, 3)), by_hand.day("2022-09-12")),
            "about 1-12 September 2022",
        ),
    ],
)
def test_open_and_vague_periods_are_said_in_words(valid: Period, words: str) -> None:
    answer = replace(by_hand.closest(), closest=(by_hand.fact(valid=valid),))
    assert words in text_of(layout(answer))


def test_caveats_beyond_two_are_counted_and_stand_behind_a_button() -> None:
    answer = by_hand.losses()
    assert "1 more caveat" in text_of(layout(answer))
    meaning = decode(buttons_of(layout(answer))["Caveats and sources"])
    assert meaning is not None
    assert meaning.press is Press.SOURCES
    assert "date inferred from the text" in text_of(sources(answer, of=meaning.of))


def test_a_list_under_one_citation_has_one_citation() -> None:
    lines = tuple(FigureLine(by_hand.fact(f"a-{n}")) for n in "bcd")
    answer = replace(by_hand.losses(), sections=(Section("Claimed", (Block(lines),)),))
    block = text_of(layout(answer)).split("**Claimed**")[1].split("**Also on record**")[0]
    assert block.count("→ Telegram →") == 1
    assert all(f"`a-{n}`" in block for n in "bcd")


def test_buttons_carry_the_question_and_the_day_it_was_asked_on() -> None:
    view = layout(by_hand.losses(), today=date(2026, 11, 25))
    meaning = decode(buttons_of(view)["Next"])
    assert meaning is not None
    assert (meaning.press, meaning.text) == (Press.SCREEN, "losses week")
    assert (meaning.screen, meaning.day) == (1, date(2026, 11, 25))


def test_buttons_are_kept_out_of_the_view_store() -> None:
    assert not layout(by_hand.losses()).is_dispatchable()
    assert not layout(by_hand.ask_back()).is_dispatchable()


def test_older_figures_and_how_it_was_read_open_from_buttons() -> None:
    answer = by_hand.losses()
    labels = buttons_of(layout(answer))
    assert "Older figures (1)" in labels
    assert "How was this read?" in labels
    older = text_of(superseded(answer))
    assert "kharkiv-tanks-2022-09-10" in older
    assert "a newer figure exists" in older
    assert "Period: the last 7 days" in text_of(reading(answer))


def test_how_it_was_read_is_told_even_if_the_desk_explains_nothing() -> None:
    plain = replace(by_hand.losses(), explanation=())
    text = text_of(reading(plain))
    assert "Command: losses" in text
    assert "2022-09-06 - 2022-09-12" in text


def test_a_choice_is_a_button_that_asks_the_chosen_question() -> None:
    meaning = decode(buttons_of(layout(by_hand.ask_back()))["Pokrovske"])
    assert meaning is not None
    assert (meaning.press, meaning.text) == (Press.CHOOSE, "area pokrovske")


def test_several_facts_are_shown_in_full_through_a_menu() -> None:
    view = layout(by_hand.closest())
    menu = next(i for i in view.walk_children() if isinstance(i, ui.Select))
    assert [o.value for o in menu.options] == [by_hand.TANKS.id, by_hand.ORYX.id]


def test_one_fact_has_its_details_and_history_as_buttons() -> None:
    view = layout(replace(by_hand.closest(), closest=(by_hand.ORYX,)))
    assert {"Details", "History"} <= set(buttons_of(view))


def test_details_hold_everything_recorded() -> None:
    text = seen(text_of(details(replace(by_hand.ORYX, quote="tanks everywhere"))))
    for part in (
        "tanks everywhere",
        "in the last seven days",
        "published 13 September 2022",
        "shows its evidence item by item",
        "revision 1",
        "Contradicts: kharkiv-tanks-2022-09-12".replace(": ", ":** `"),
        "Izium",
    ):
        assert part in text


def test_details_of_a_running_total_say_how_it_is_counted() -> None:
    rule = "Tanks lost, as claimed in the morning bulletin; a running total."
    fact = replace(by_hand.ORYX, series="oryx-tanks", counting_rule=rule)
    assert f"Running total: oryx-tanks · {rule}" in seen(text_of(details(fact))).replace(
        "**", ""
    ).replace("`", "")


def test_extra_buttons_come_only_when_asked_for() -> None:
    wrong: ui.Button[ui.LayoutView] = ui.Button(label="This is wrong", custom_id="report")
    with_extra = buttons_of(layout(by_hand.losses(), extra=[wrong]))
    assert with_extra["This is wrong"] == "report"
    without = buttons_of(layout(by_hand.losses()))
    assert "This is wrong" not in without


def test_a_question_too_long_for_a_button_loses_the_button_not_the_answer() -> None:
    view = layout(replace(by_hand.losses(), canonical="ask " + "why " * 40))
    assert "Next" not in buttons_of(view)
    assert "over 70" in text_of(view)


def test_a_correction_is_put_on_top_and_a_second_one_takes_its_place() -> None:
    view = layout(by_hand.losses())
    once = amended(view, "68 was a slip; it is 86")
    assert text_of(once).startswith("**Correction: 68 was a slip; it is 86**\n")
    assert text_of(once).split("\n", 1)[1] == text_of(view)
    twice = amended(once, "another")
    assert text_of(twice).count("Correction:") == 1
    assert "another" in text_of(twice)
    assert buttons_of(twice) == buttons_of(view)
    assert not twice.is_dispatchable()


@pytest.mark.parametrize("correction", ["*" * 900, "слово " * 200, "x" * 300])
def test_any_correction_fits_into_the_room_kept_free(correction: str) -> None:
    view = layout(by_hand.losses())
    new = amended(view, correction)
    added = len(text_of(new)) - len(text_of(view))
    assert 0 < added - 1 <= drawn_by.CORRECTION  # the line break is not sent


@pytest.mark.parametrize("locale", ["en", "uk", "ru"])
@pytest.mark.parametrize("make", by_hand.EVERY)
def test_discord_takes_every_kind_of_answer(make: Callable[[], Answer], locale: str) -> None:
    answer = make()
    views = [layout(answer, locale=locale), reading(answer, locale=locale)]
    views += [sources(answer, locale=locale), superseded(answer, locale=locale)]
    views += [details(f, locale=locale) for f in (*answer.facts, *answer.closest)]
    for view in views:
        assert_fits(view)
        assert_discord_takes(view)
        assert_discord_takes(amended(view, "corrected", locale=locale))


def test_a_view_survives_being_sent_and_read_back() -> None:
    view = layout(by_hand.losses())
    new = ui.LayoutView(timeout=None)
    for sent in components_of(view):
        part = discord.components._component_factory(cast("Any", sent))
        assert part is not None
        new.add_item(ui.view._component_to_item(part))
    again = amended(new, "corrected")
    assert buttons_of(again) == buttons_of(view)
    assert text_of(again).split("\n", 1)[1] == text_of(view)


def test_a_long_text_of_our_own_has_bullets_and_links() -> None:
    note = (
        "How it works:\n- counts photos\nRead: https://x.example/a_b, https://y.example.\n"
        + "w " * 300
    )
    answer = replace(by_hand.nothing(), note=note, read_as={"command": "source show"})
    text = text_of(layout(answer))
    assert "\n- counts photos" in text
    assert "[x.example](https://x.example/a_b), [y.example](https://y.example)" in text


def test_an_address_in_the_words_of_an_asker_is_no_link() -> None:
    note = "No command is called https://evil.example/x. " + "w " * 300
    text = text_of(layout(replace(by_hand.nothing(), note=note)))
    assert "https://" not in text


def test_figures_read_right_in_ukrainian_and_russian() -> None:
    said = by_hand.fact(measure=by_hand.TOTAL_OLD.measure)
    answer = replace(by_hand.closest(), closest=(said, by_hand.TANKS))
    assert "**2\u00a0049**" in text_of(layout(answer, locale="uk"))
    assert "**понад 70**" in text_of(layout(answer, locale="uk"))
    assert "**свыше 70**" in text_of(layout(answer, locale="ru"))
