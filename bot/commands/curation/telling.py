"""Tell somebody what became of what they sent: by direct message, else where they sent it."""

from __future__ import annotations

import logging
from typing import Any

import discord

from bot import sending
from bot.commands.curation.bench import Bench
from bot.commands.curation.panels import Look, button, panel
from bot.commands.curation.steps import Step
from bot.interactions import Interaction
from bot.render.safe_text import prose
from bot.sending import Drawing
from facts.curation.review import Tell
from facts.language.phrases import Phrases

log = logging.getLogger(__name__)


async def tell(
    bench: Bench, interaction: Interaction, wanted: Tell | None, *, item: str = ""
) -> None:
    """Deliver a decision to its sender, once; with `item` a button lets them answer a question.

    Where they take no direct messages it is written, naming them, in the channel they sent it from.
    Nobody is told where neither is possible; the log says so.
    """
    if wanted is None:
        return
    settings = await bench.curator.settings.ensure(_guild(interaction))
    say = Phrases.of(settings.language or "en")
    rows = [[button(say("moderating.queue.answer"), Step.ANSWER, item, look=Look.MAIN)]]
    shown = panel([prose(wanted.text)], *(rows if item else []))
    nonce = f"t{interaction.id}"
    if wanted.user_id is not None:
        try:
            user = discord.Object(int(wanted.user_id))
            await sending.tell(interaction.client.http, user, shown, nonce=nonce)
        except (discord.HTTPException, *sending.CUT) as closed:
            log.info("a sender takes no direct messages: %s", type(closed).__name__)
        else:
            return
    await _in_channel(interaction, wanted, shown)


async def _in_channel(interaction: discord.Interaction[Any], wanted: Tell, shown: Drawing) -> None:
    if wanted.channel is None:
        log.info("a sender could not be told of a decision")
        return
    named = shown
    if wanted.user_id is not None:
        named = Drawing([{"type": 10, "content": f"<@{wanted.user_id}>"}, *shown.components])
    try:
        http = interaction.client.http
        channel, nonce = int(wanted.channel), f"c{interaction.id}"
        await sending.post(http, channel, named, nonce, ping=wanted.user_id)
    except (discord.HTTPException, *sending.CUT) as lost:
        log.info("a sender could not be told of a decision: %s", lost)


def _guild(interaction: Interaction) -> str | None:
    return str(interaction.guild_id) if interaction.guild_id is not None else None
