"""A digest as Discord messages: corrections first, then facts by theatre and topic, in parts.

Each part is a layout within Discord's limits. One custom id in each has room for the delivery's mark,
by which the outbox knows its own message again; the last part has the button that ends the digest.
"""

from __future__ import annotations

from collections.abc import Sequence

from discord import ui

from bot.delivery.marks import marked
from bot.render import buttons, screens
from bot.render.buttons import Button, View, button, rows
from bot.render.contents import Contents
from bot.render.custom_ids import ButtonId, Press
from bot.render.digest_contents import contents_of
from bot.render.layout import framed
from bot.render.screens import Screen
from facts.answering.digest import Digest
from facts.answers import CitedFact
from facts.language.phrases import Phrases


def parts(digest: Digest, subscription: str, *, locale: str = "en") -> list[View]:
    """Draw a digest as messages to be sent in order."""
    phrases = Phrases.of(locale)
    found = list(screens.screens(contents_of(digest, phrases), phrases))
    return [_part(one, subscription, phrases) for one in found]


def preview(
    digest: Digest, subscription: str, words: Sequence[str], *, screen: int = 0, locale: str = "en"
) -> View:
    """Draw one screen of what a digest would hold, with words about why; pages turn by buttons."""
    phrases = Phrases.of(locale)
    found = contents_of(digest, phrases)
    told = Contents(found.title, (*words, *found.note), found.pieces)
    shown = screens.screen(told, phrases, screen)
    around = []
    if shown.number:
        meaning = ButtonId(Press.PREVIEW, subscription, shown.number - 1)
        around.append(button(phrases("render.button.previous"), meaning))
    if not shown.last:
        meaning = ButtonId(Press.PREVIEW, subscription, shown.number + 1)
        around.append(button(phrases("render.button.next"), meaning))
    return framed(shown, phrases, [*rows(*around), *_menu(shown, phrases, signed=False)])


def unsubscribe_button(subscription: str, phrases: Phrases, *, signed: bool) -> Button:
    """Make the button that ends a digest, with or without room for a delivery's mark."""
    meaning = ButtonId(Press.UNSUBSCRIBE, subscription)
    made = button(phrases("digest.unsubscribe"), meaning)
    assert made is not None  # a subscription's id is short
    if signed:
        made.custom_id = marked(meaning)
    return made


def _part(shown: Screen, subscription: str, phrases: Phrases) -> View:
    menu = _menu(shown, phrases, signed=True)
    below = list(menu)
    if shown.last or not menu:
        below += rows(unsubscribe_button(subscription, phrases, signed=True))
    return framed(shown, phrases, below)


def _menu(shown: Screen, phrases: Phrases, *, signed: bool) -> list[ui.ActionRow[View]]:
    """Make the menu that shows one of the part's facts in full."""
    menu = buttons.fact_menu(_facts_of(shown), phrases)
    if menu is None:
        return []
    if signed:
        custom_id = marked(ButtonId(Press.PICK, ""))
        assert custom_id is not None  # it carries no text
        menu.custom_id = custom_id
    return [ui.ActionRow(menu)]


def _facts_of(shown: Screen) -> list[CitedFact]:
    lines = [line for block in shown.blocks for line in block.lines]
    facts = [f for li in lines for f in (li.fact, *(d.fact for d in li.disputes))]
    return list({f.id: f for f in facts}.values())
