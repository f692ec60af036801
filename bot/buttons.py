"""Clicks. A button's custom id says all that it means, so buttons outlive restarts and nothing is kept.

Whoever asked may turn the pages of their answer; for everybody else, and for details, the click opens
something that only the one who clicked sees.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeAlias

import discord
from discord import ui

from bot.interactions import Interaction, Interactions
from bot.notices import notice
from bot.posting import as_seen, asks_again
from bot.render.custom_ids import ButtonId, Press, decode
from bot.render.layout import details, layout, reading, sources, superseded
from bot.render.report_buttons import report_buttons
from bot.sending import Drawing, drawing
from bot.shown import revisions
from facts.answers import Answer
from facts.errors import FactlineError
from facts.language.phrases import Phrases
from facts.questions import Asked

log = logging.getLogger(__name__)

_SAME_MESSAGE = (Press.SCREEN, Press.CHOOSE)
"""What the asker's click changes in place; everything else opens beside it."""


Acting: TypeAlias = Callable[[Interaction, ButtonId], Awaitable[None]]


class Buttons:
    """Answer clicks on the buttons and menus of any message the bot ever sent."""

    def __init__(self, interactions: Interactions) -> None:
        self._interactions = interactions
        self._acting: dict[Press, Acting] = {}

    def add(self, press: Press, acting: Acting) -> None:
        """Have a button that does something, instead of showing an answer, served by its own room."""
        self._acting[press] = acting

    async def handle(self, interaction: Interaction) -> None:
        """Do what a button says; a button of an older version is explained."""
        pressed = decode(str(_data(interaction).get("custom_id", "")))
        if pressed is None or (asks_again(pressed) and not pressed.text):
            words = Phrases.of(interaction.locale.value)("bot.old_button")
            await self._interactions.respond(interaction, notice(words), ephemeral=True)
        elif pressed.press in self._acting:
            await self._acting[pressed.press](interaction, pressed)
        elif pressed.press is Press.POST:
            await self._post(interaction)
        else:
            await self._answer(interaction, pressed)

    async def _post(self, interaction: Interaction) -> None:
        """Post what one person saw, and note the facts in it by their ids."""
        if await self._interactions.private(interaction):
            words = Phrases.of(interaction.locale.value)("bot.not_public")
            await self._interactions.respond(interaction, notice(words), ephemeral=True)
            return
        shown, conversation = as_seen(interaction), self._interactions.conversation
        try:
            asked = await conversation.asked(interaction.guild_id, interaction.locale.value)
            shown = replace(shown, shown=conversation.seen_in(shown.components, asked))
        except FactlineError as away:
            log.warning("what is posted is not noted: %s", away)
        await self._interactions.respond(interaction, shown)

    async def _answer(self, interaction: Interaction, pressed: ButtonId) -> None:
        if pressed.press is Press.PICK:
            chosen = _data(interaction).get("values") or [""]
            pressed = ButtonId(Press.DETAILS, str(chosen[0]))

        in_place = _in_place(interaction, pressed)

        async def find(asked: Asked) -> Drawing:
            waits = (
                asks_again(pressed) and not in_place
            )  # what is shown in place cannot say "thinking"
            if waits and not self._interactions.conversation.at_once(pressed.text, asked):
                await self._interactions.think(interaction, ephemeral=True)
            return await self._find(pressed, replace(asked, today=pressed.day or asked.today))

        shown = await self._interactions.found(
            interaction, find, doing=f"pressing {pressed.press.name}"
        )
        if shown is None:
            return
        if in_place:
            await self._interactions.turn(interaction, shown)
        else:
            await self._interactions.respond(interaction, shown, ephemeral=True)

    async def _find(self, pressed: ButtonId, asked: Asked) -> Drawing:
        conversation = self._interactions.conversation
        if pressed.press is Press.DETAILS:
            answer = await conversation.lookup("fact show", {"id": pressed.text}, asked)
        elif pressed.press is Press.HISTORY:
            answer = await conversation.lookup("fact history", {"id": pressed.text}, asked)
        else:
            answer = await conversation.answer(pressed.text, asked)
        draw = _DRAWN_BY.get(pressed.press, _screen)
        shown = drawing(draw(answer, pressed, asked))
        return replace(shown, shown=revisions(answer, shown.components))


_View = ui.LayoutView


def _screen(answer: Answer, pressed: ButtonId, asked: Asked) -> _View:
    below = report_buttons(answer, asked)
    return layout(
        answer, screen=pressed.screen, locale=asked.locale, today=asked.today, extra=below
    )


def _sources(answer: Answer, pressed: ButtonId, asked: Asked) -> _View:
    return sources(
        answer, of=pressed.of, screen=pressed.screen, locale=asked.locale, today=asked.today
    )


def _superseded(answer: Answer, pressed: ButtonId, asked: Asked) -> _View:
    return superseded(answer, screen=pressed.screen, locale=asked.locale, today=asked.today)


def _reading(answer: Answer, pressed: ButtonId, asked: Asked) -> _View:
    return reading(answer, screen=pressed.screen, locale=asked.locale, today=asked.today)


def _details(answer: Answer, pressed: ButtonId, asked: Asked) -> _View:
    if not answer.facts:
        return _screen(answer, pressed, asked)
    return details(answer.facts[0], screen=pressed.screen, locale=asked.locale)


_DRAWN_BY: dict[Press, Callable[[Answer, ButtonId, Asked], _View]] = {
    Press.SOURCES: _sources,
    Press.SUPERSEDED: _superseded,
    Press.READING: _reading,
    Press.DETAILS: _details,
}


def _data(interaction: Interaction) -> dict[str, Any]:
    return dict(interaction.data or {})


def _in_place(interaction: Interaction, pressed: ButtonId) -> bool:
    """Decide whether a click changes the message it stands in, or opens something beside it."""
    message = interaction.message
    if message is None:
        return False
    if pressed.press in _SAME_MESSAGE:
        return _is_own(interaction, message)
    # Turning the pages of something that was opened beside an answer before.
    return message.flags.ephemeral and _presses(message) <= {pressed.press, Press.HISTORY}


def _is_own(interaction: Interaction, message: discord.Message) -> bool:
    """Tell whether the one who clicks is the one who asked: what cannot be told is not theirs."""
    if message.flags.ephemeral or interaction.guild_id is None:
        return True
    if message.interaction_metadata is not None:
        return message.interaction_metadata.user.id == interaction.user.id
    asked_in = message.reference.resolved if message.reference else None
    return isinstance(asked_in, discord.Message) and asked_in.author.id == interaction.user.id


def _presses(message: discord.Message) -> set[Press]:
    """List what the buttons of a message do."""
    ids = (
        getattr(child, "custom_id", None)
        for row in message.components
        for child in getattr(row, "children", ())
    )
    return {known.press for i in ids if i and (known := decode(i)) is not None}
