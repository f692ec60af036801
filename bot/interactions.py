"""The one way through a slash command: cooldown, ask, respond; and one handler for what goes wrong."""

from __future__ import annotations

import logging
import math
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeAlias

import discord
from discord import app_commands

from bot import metrics, sending
from bot.conversation import PLAIN, Conversation
from bot.cooldowns import Cooldowns
from bot.delivery.answer_log import AnswerNotes
from bot.notices import failure, notice
from bot.sending import Drawing
from facts.errors import FactlineError
from facts.language.phrases import Phrases
from facts.questions import Asked

log = logging.getLogger(__name__)

Interaction: TypeAlias = discord.Interaction[Any]
Find: TypeAlias = Callable[[Asked], Awaitable[Drawing]]
Autocomplete: TypeAlias = Callable[
    [Interaction, str], Coroutine[Any, Any, list[app_commands.Choice[str]]]
]


class Interactions:
    """What every slash command, menu entry and button shares."""

    def __init__(self, conversation: Conversation, cooldowns: Cooldowns) -> None:
        self.conversation = conversation
        self.notes: AnswerNotes | None = None
        """Where answers are noted, so that corrections reach them."""
        self._cooldowns = cooldowns

    async def answer(self, interaction: Interaction, command: str, **options: str | None) -> None:
        """Answer a slash command in the channel; errors are seen by the asker only.

        Where the server wants no public answers, the answer is seen by the asker only, too.
        """
        given = {name: value for name, value in options.items() if value}

        async def find(asked: Asked) -> Drawing:
            return await self.conversation.options(command, given, asked)

        alone = await self.private(interaction)
        plain = command == PLAIN
        await self.show(interaction, find, doing=f"/{command}", ephemeral=alone, plain=plain)

    async def private(self, interaction: Interaction) -> bool:
        """Tell whether answers where this happens are for the asker's eyes only."""
        parent = getattr(interaction.channel, "parent_id", None)
        try:
            return await self.conversation.private(
                interaction.guild_id, interaction.channel_id, parent
            )
        except FactlineError:
            return False  # the answer itself will say what is wrong with the store

    async def show(
        self,
        interaction: Interaction,
        find: Find,
        *,
        doing: str,
        ephemeral: bool = False,
        plain: bool = False,
    ) -> None:
        """Find an answer and give it as the first response.

        `doing` names it in the log, without anything that a user wrote; `plain` questions need an
        index, which after a start or a change is still being made: only then "is thinking…" shows.
        """
        if plain:
            find = self._patiently(interaction, find, ephemeral=ephemeral)
        shown = await self.found(interaction, find, doing=doing)
        if shown is not None:
            await self.respond(interaction, shown, ephemeral=ephemeral)

    def _patiently(self, interaction: Interaction, find: Find, *, ephemeral: bool) -> Find:
        async def wait(asked: Asked) -> Drawing:
            if not self.conversation.prepared(asked):
                await self.think(interaction, ephemeral=ephemeral)
            return await find(asked)

        return wait

    async def too_fast(self, interaction: Interaction) -> bool:
        """Count one use; True if it was one too many and the user was told to wait."""
        wait = self._cooldowns.wait(interaction.user.id, interaction.guild_id)
        if wait:
            text = Phrases.of(interaction.locale.value).plural("bot.cooldown", math.ceil(wait))
            await self.respond(interaction, notice(text), ephemeral=True)
        return bool(wait)

    async def found(self, interaction: Interaction, find: Find, *, doing: str) -> Drawing | None:
        """Find an answer; None if the asker was told why there is none."""
        locale = interaction.locale.value
        if await self.too_fast(interaction):
            return None
        try:
            return await find(await self.conversation.asked(interaction.guild_id, locale))
        except Exception as error:  # noqa: BLE001 - the one handler: says it, and logs the unexpected
            await self.respond(interaction, failure(error, locale, doing), ephemeral=True)
        return None

    async def respond(
        self, interaction: Interaction, drawing: Drawing, *, ephemeral: bool = False
    ) -> None:
        """Give the first response; what Discord does not take is logged, there is no other way out."""
        arrived = await self._deliver(sending.respond(interaction, drawing, ephemeral=ephemeral))
        if arrived:
            metrics.answered(drawing.outcome)
        if arrived and drawing.shown and self.notes is not None:
            self.notes.responded(
                interaction.id,
                interaction.channel_id or 0,
                interaction.guild_id,
                drawing.shown,
                ephemeral=ephemeral,
            )

    async def think(self, interaction: Interaction, *, ephemeral: bool) -> None:
        """Say that it takes a moment; the next `respond` fills it in."""
        await self._deliver(sending.think(interaction, ephemeral=ephemeral))

    async def open_form(self, interaction: Interaction, form: sending.Json) -> None:
        """Open a form as the first response."""
        await self._deliver(sending.open_form(interaction, form))

    async def turn(self, interaction: Interaction, drawing: Drawing) -> None:
        """Show something else in the clicked message."""
        arrived = await self._deliver(sending.turn(interaction, drawing))
        message = interaction.message
        if not arrived or message is None or self.notes is None or message.flags.ephemeral:
            return
        self.notes.posted(message.id, message.channel.id, interaction.guild_id, drawing.shown)

    async def _deliver(self, delivery: Awaitable[object]) -> bool:
        try:
            await delivery
        except (discord.HTTPException, *sending.CUT) as lost:
            log.warning("a response was not delivered: %s", lost)
            return False
        return True

    def completing(self, option: str) -> Autocomplete:
        """Make the callback that completes an option from memory while somebody types."""

        async def complete(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
            try:
                asked = await self.conversation.asked(
                    interaction.guild_id, interaction.locale.value
                )
                found = self.conversation.choices(option, typed, asked)
            except FactlineError:
                found = []  # half-typed words are no error
            choices = [app_commands.Choice(name=c.label, value=c.question) for c in found]
            await sending.offer(interaction, choices)
            return choices  # not sent again: the response is done

        return complete
