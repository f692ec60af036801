"""Name the rights that keep the bot from answering, to the one who asked."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

import discord
from discord.http import HTTPClient

from bot import sending
from bot.notices import notice
from facts.language.phrases import Phrases

log = logging.getLogger(__name__)

_TELL_AGAIN_AFTER = 3_600.0
_REMEMBERED = 2_000


def missing_rights(channel: discord.abc.MessageableChannel, me: discord.Member) -> list[str]:
    """List what the bot lacks to answer in a channel of a server, in Discord's own names."""
    if isinstance(channel, (discord.DMChannel, discord.GroupChannel, discord.PartialMessageable)):
        return []
    return lacking(channel.permissions_for(me), thread=isinstance(channel, discord.Thread))


def lacking(has: discord.Permissions, *, thread: bool) -> list[str]:
    """List what is missing among rights to write in a channel and read it again."""
    speaking = "send_messages_in_threads" if thread else "send_messages"
    needed = ("view_channel", speaking, "embed_links", "read_message_history")
    return [name for name in needed if not getattr(has, name)]


class RightsTeller:
    """Tell an asker in a direct message why there is no answer; once an hour for a channel."""

    def __init__(self, http: HTTPClient, clock: Callable[[], float] = monotonic) -> None:
        self._http = http
        self._clock = clock
        self._told: OrderedDict[tuple[int, int], float] = OrderedDict()

    async def tell(self, message: discord.Message, locale: str) -> None:
        """Name the missing rights to the author of a message that could not be answered."""
        missing = missing_rights(message.channel, message.guild.me) if message.guild else []
        log.info("may not answer in channel %s: lacks %s", message.channel.id, missing or "access")
        if self._told_lately((message.author.id, message.channel.id)):
            return
        say = Phrases.of(locale)
        names = ", ".join(say(f"bot.right.{name}") for name in missing)
        where = getattr(message.channel, "name", "") or str(message.channel.id)
        text = say("bot.missing_rights", channel=where, rights=names) if names else ""
        try:
            words = notice(text or say("bot.no_access", channel=where))
            await sending.tell(self._http, message.author, words, nonce=f"r{message.id}")
        except discord.HTTPException as closed:
            log.info("could not tell user %s either: %s", message.author.id, closed.code)

    def _told_lately(self, key: tuple[int, int]) -> bool:
        now = self._clock()
        before = self._told.get(key)
        if before is not None and now - before < _TELL_AGAIN_AFTER:
            return True
        self._told[key] = now
        self._told.move_to_end(key)
        if len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)
        return False
