"""Send once, whatever Discord does: 503, a cut connection, a reply that got lost.

What makes a repetition harmless:

- a message in a channel carries a nonce derived from the message it answers, with `enforce_nonce`:
  Discord gives back the message it already has (https://docs.discord.com/developers/resources/message,
  "enforce_nonce"; remembered for a few minutes);
- the first response to an interaction can be given only once; asked again Discord says 40060,
  "already acknowledged", which means that the lost reply was a success;
- an edit twice is an edit once.

Webhook follow-ups have neither, so none is ever sent.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import aiohttp
import discord

log = logging.getLogger(__name__)

NOBODY = discord.AllowedMentions.none()
"""No answer ever pings anyone, whatever stands in it."""

ALREADY_ACKNOWLEDGED = 40060
REPLY_NEEDS_HISTORY = 160002

MESSAGE_PAUSES = (0.5, 1.0, 2.0, 4.0)
"""Seconds between the attempts to send a message; the nonce protects for minutes."""

RESPONSE_PAUSES = (0.1, 0.4, 1.0)
"""Seconds between the attempts to respond: Discord waits three seconds for the first response."""

_CUT = (aiohttp.ClientError, OSError, TimeoutError)

Sent = TypeVar("Sent")


class Drawing(discord.ui.LayoutView):
    """A layout drawn to the end: plain components that are sent as they are, any number of times.

    Buttons are recognised by their custom ids (`bot.buttons`), so discord.py has nothing to keep.
    """

    def __init__(self, components: Sequence[dict[str, Any]]) -> None:
        super().__init__(timeout=None)
        self._components = list(components)
        self.stop()  # finished views are not stored

    def has_components_v2(self) -> bool:
        """Tell discord.py which kind of message this is; it looks at items, and there are none."""
        return True

    def to_components(self) -> list[dict[str, Any]]:
        """Give the components as Discord takes them."""
        return self._components


def drawing(view: discord.ui.LayoutView) -> Drawing:
    """Draw a view to the end."""
    components = view.to_components()  # type: ignore[no-untyped-call]  # discord.py lacks it
    return Drawing(components)


async def reply(message: discord.Message, shown: Drawing) -> int:
    """Answer a message in its channel, without a ping; gives the new message's id.

    Where the history may not be read, the answer comes as a plain message. Raises
    discord.Forbidden where the bot may not speak, discord.HTTPException where Discord stays down.
    """
    nonce = f"a{message.id}"
    reference = message.to_reference(fail_if_not_exists=False)
    try:
        sent = await _insist(
            lambda: message.channel.send(
                view=shown, reference=reference, nonce=nonce, allowed_mentions=NOBODY
            ),
            MESSAGE_PAUSES,
        )
    except discord.HTTPException as refused:
        if refused.code != REPLY_NEEDS_HISTORY:
            raise
        sent = await _insist(
            lambda: message.channel.send(view=shown, nonce=nonce, allowed_mentions=NOBODY),
            MESSAGE_PAUSES,
        )
    return sent.id


async def respond(
    interaction: discord.Interaction[Any], shown: Drawing, *, ephemeral: bool = False
) -> int | None:
    """Give the first response to an interaction; the message's id, or None if its reply was lost.

    Raises discord.HTTPException where Discord refuses it.
    """
    response = interaction.response
    sent = await _acknowledge(
        lambda: response.send_message(view=shown, ephemeral=ephemeral, allowed_mentions=NOBODY)
    )
    return sent.message_id if sent is not None else None


async def turn(interaction: discord.Interaction[Any], shown: Drawing) -> None:
    """Show something else in the message whose button was clicked."""
    response = interaction.response
    await _acknowledge(lambda: response.edit_message(view=shown, allowed_mentions=NOBODY))


async def offer(
    interaction: discord.Interaction[Any], choices: list[discord.app_commands.Choice[str]]
) -> None:
    """Offer choices while somebody types. Late or lost ones are not worth a retry."""
    try:
        await interaction.response.autocomplete(choices)
    except (discord.HTTPException, *_CUT) as lost:
        log.debug("choices not delivered: %s", lost)


async def _acknowledge(attempt: Callable[[], Awaitable[Sent]]) -> Sent | None:
    try:
        return await _insist(attempt, RESPONSE_PAUSES)
    except discord.HTTPException as refused:
        if refused.code == ALREADY_ACKNOWLEDGED:
            return None
        raise


async def _insist(attempt: Callable[[], Awaitable[Sent]], pauses: Sequence[float]) -> Sent:
    """Repeat a harmless attempt while Discord is down; the last failure is raised."""
    for pause in pauses:
        try:
            return await attempt()
        except discord.DiscordServerError as down:
            log.warning("Discord answered %s, sending again in %s s", down.status, pause)
        except _CUT as cut:
            log.warning("connection lost (%s), sending again in %s s", type(cut).__name__, pause)
        await asyncio.sleep(pause)
    return await attempt()
