"""The one way through what moderators do: who acts, what the step does, what they see of it.

Everything shown here is for one pair of eyes. Rights are checked by the curator at the moment of the
press, never when a button was drawn.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import discord

from bot import sending
from bot.commands.curation.panels import Form, submitted
from bot.commands.curation.steps import Step, decode
from bot.interactions import Interaction, Interactions
from bot.notices import failure, notice
from bot.sending import Drawing
from facts.curation.curator import Curator
from facts.curation.drafting import Drafting
from facts.curation.importing import Importing
from facts.curation.incoming import Incoming
from facts.curation.review import Review
from facts.curation.rights import Member
from facts.curation.stopping import Stopping
from facts.language.phrases import Phrases
from facts.questions import Asked

log = logging.getLogger(__name__)

PATIENCE = 1.5
"""Seconds until "is thinking…" is shown; Discord waits three for the first response."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What to show. `beside` opens something new even where the step came from a panel."""

    drawing: Drawing
    beside: bool = False


Response: TypeAlias = Shown | Form


@dataclass(frozen=True, slots=True)
class Act:
    """One step of one person: who, where, and what the button, menu or form said."""

    interaction: Interaction
    by: Member
    parts: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    chosen: str | None = None

    @property
    def say(self) -> Phrases:
        """Give the phrases in the language of the one who acts."""
        return Phrases.of(self.by.locale)

    @property
    def channel(self) -> str | None:
        """Give the server's channel where this happens; None in direct messages."""
        if self.by.guild is None or self.interaction.channel_id is None:
            return None
        return str(self.interaction.channel_id)

    @property
    def submitted(self) -> bool:
        """Tell whether a form was sent off."""
        return self.interaction.type is discord.InteractionType.modal_submit


Handler: TypeAlias = Callable[[Act], Awaitable[Response]]


class Bench:
    """Where moderators' steps are carried out. Each group of commands adds its own with `on`."""

    def __init__(self, curator: Curator, interactions: Interactions) -> None:
        self.curator = curator
        self.drafting = Drafting(curator)
        self.incoming = Incoming(curator)
        self.review = Review(curator)
        self.stopping = Stopping(curator)
        self.importing = Importing(curator, self.review)
        self.interactions = interactions
        self.conversation = interactions.conversation
        self._steps: dict[Step, Handler] = {}

    def on(self, step: Step, handler: Handler) -> None:
        """Say what a step does; raises ValueError if that was said before."""
        if step in self._steps:
            raise ValueError(f"two handlers for {step}")
        self._steps[step] = handler

    async def asked(self, act: Act) -> Asked:
        """Note the circumstances of what is drawn for somebody."""
        return await self.conversation.asked(act.interaction.guild_id, act.by.locale)

    async def begin(self, interaction: Interaction, handler: Handler, *parts: str) -> None:
        """Carry out a slash command or menu entry."""
        name = interaction.command.qualified_name if interaction.command else "a command"
        if await self.interactions.too_fast(interaction):
            return
        await self._carry_out(handler, Act(interaction, member_of(interaction), parts), f"/{name}")

    async def handle(self, interaction: Interaction) -> bool:
        """Carry out a press or a sent form; False if its custom id is none of these."""
        data: Mapping[str, Any] = dict(interaction.data or {})
        read = decode(str(data.get("custom_id", "")))
        if read is None:
            return False
        step, parts = read
        handler = self._steps.get(step)
        if handler is None:
            return False
        act = Act(
            interaction,
            member_of(interaction),
            parts,
            submitted(data.get("components") or ()),
            next(iter(data.get("values") or ()), None),
        )
        await self._carry_out(handler, act, f"step {step.name}")
        return True

    async def _carry_out(self, handler: Handler, act: Act, doing: str) -> None:
        interaction = act.interaction
        work = asyncio.ensure_future(handler(act))
        done, _ = await asyncio.wait((work,), timeout=PATIENCE)
        if not done and not sending.is_thinking(interaction):
            await self.interactions.think(interaction, ephemeral=True)
        try:
            response = await work
        except Exception as error:  # noqa: BLE001 - the one handler: says it, and logs the unexpected
            response = Shown(failure(error, act.by.locale, doing), beside=True)
        await self._give(interaction, response)

    async def _give(self, interaction: Interaction, response: Response) -> None:
        if isinstance(response, Form):
            if sending.is_thinking(interaction):
                slow = notice(Phrases.of(interaction.locale.value)("moderating.slow"))
                await self.interactions.respond(interaction, slow, ephemeral=True)
            else:
                await self.interactions.open_form(interaction, response.drawn())
        elif (
            not response.beside and _in_panel(interaction) and not sending.is_thinking(interaction)
        ):
            await self.interactions.turn(interaction, response.drawing)
        else:
            await self.interactions.respond(interaction, response.drawing, ephemeral=True)


def member_of(interaction: Interaction) -> Member:
    """Give who acts, as Discord says in this very interaction."""
    user, rights = interaction.user, interaction.permissions
    roles = user.roles if isinstance(user, discord.Member) else []
    guild = interaction.guild_id
    return Member(
        str(user.id),
        str(guild) if guild is not None else None,
        guild is not None and (rights.manage_guild or rights.administrator),
        frozenset(str(role.id) for role in roles),
        interaction.locale.value,
    )


def _in_panel(interaction: Interaction) -> bool:
    """Tell whether a step was pressed in a panel that only its owner sees: then the panel changes."""
    message = interaction.message
    if message is None or not message.flags.ephemeral:
        return False
    inside = (c for row in message.components for c in getattr(row, "children", ()))
    return any(decode(getattr(c, "custom_id", None) or "") for c in inside)
