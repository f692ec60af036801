"""Text: `!losses week`, `@Factline losses`, a direct message. All go to the one parser as typed."""

from __future__ import annotations

import logging
import math

import discord
from discord.http import HTTPClient

from bot import metrics, sending
from bot.conversation import Conversation
from bot.cooldowns import Cooldowns
from bot.delivery.answer_log import AnswerNotes
from bot.letters import language_by_letters
from bot.notices import failure, notice
from bot.posting import for_one
from bot.rights import RightsTeller
from bot.sending import Drawing
from bot.text_commands import TextCommands
from facts.errors import FactlineError
from facts.language.phrases import Phrases

log = logging.getLogger(__name__)

_ASKED_BY_PEOPLE = (discord.MessageType.default, discord.MessageType.reply)


class Messages:
    """Find what is meant for the bot among all messages, and reply to it once."""

    def __init__(self, conversation: Conversation, cooldowns: Cooldowns, http: HTTPClient) -> None:
        self.commands = TextCommands(conversation.prefix)
        self.notes: AnswerNotes | None = None
        """Where answers are noted, so that corrections reach them."""
        self._http = http
        self._conversation = conversation
        self._cooldowns = cooldowns
        self._rights = RightsTeller(http)

    async def handle(self, message: discord.Message, me: int) -> None:
        """Answer a message if a person addressed the bot; `me` is the bot's own id."""
        if message.author.bot or message.webhook_id or message.type not in _ASKED_BY_PEOPLE:
            return
        text = self._addressed(message, me)
        if text is None:
            return
        guild = message.guild.id if message.guild else None
        wait = self._cooldowns.wait(message.author.id, guild)
        if not wait:
            locale = await self._language(message)
            await self._reply(message, await self._answer(message, text, locale), locale)
        elif self._cooldowns.tell(message.author.id, wait):
            locale = await self._language(message)
            words = Phrases.of(locale).plural("bot.cooldown", math.ceil(wait))
            await self._reply(message, notice(words), locale)

    async def _language(self, message: discord.Message) -> str:
        """Choose the language to answer in: what the server's settings say, else as `_locale`."""
        locale = _locale(message)
        if message.guild is None:
            return locale
        try:
            return (await self._conversation.asked(message.guild.id, locale)).locale
        except FactlineError:
            return locale  # the answer itself will say what is wrong with the store

    def _addressed(self, message: discord.Message, me: int) -> str | None:
        """Give what was said to the bot, the prefix kept and the mention taken off; else None."""
        content = message.content
        if content.startswith(self._conversation.prefix):
            meant = self.commands.find(content) or self._conversation.is_meant(content)
            return content if meant else None
        if content.startswith("<@"):
            mention = content[: content.find(">") + 1]
            if mention in (f"<@{me}>", f"<@!{me}>") or _is_own_role(message, mention):
                return content.removeprefix(mention).strip() or "help"
        return content.strip() or None if message.guild is None else None

    async def _answer(self, message: discord.Message, text: str, locale: str) -> Drawing:
        guild = message.guild.id if message.guild else None
        try:
            acting = self.commands.find(text)
            if acting is not None:
                handler, words = acting
                return await handler(message, words, locale)
            asked = await self._conversation.asked(guild, locale)
            shown = await self._conversation.text(text, asked)
            parent = getattr(message.channel, "parent_id", None)
            if await self._conversation.private(guild, message.channel.id, parent):
                return for_one(text.removeprefix(self._conversation.prefix), asked)
            return shown
        except Exception as error:  # noqa: BLE001 - the one handler: says it, and logs the unexpected
            return failure(error, locale, "a text command")

    async def _reply(self, message: discord.Message, drawing: Drawing, locale: str) -> None:
        try:
            sent = await self._point_at(message, drawing, locale)
            metrics.answered(drawing.outcome)
            if drawing.shown and self.notes is not None:
                guild = message.guild.id if message.guild else None
                self.notes.posted(sent, message.channel.id, guild, drawing.shown)
        except discord.Forbidden:
            await self._rights.tell(message, locale)
        except (discord.HTTPException, *sending.CUT) as lost:
            log.warning("a reply in channel %s was not delivered: %s", message.channel.id, lost)

    async def _point_at(self, message: discord.Message, drawing: Drawing, locale: str) -> int:
        """Reply; where the history may not be read, answer without pointing and name that right.

        Gives the id of the message sent.
        """
        try:
            return await sending.reply(self._http, message, drawing)
        except discord.HTTPException as refused:
            if refused.code != sending.REPLY_NEEDS_HISTORY:
                raise
            say = Phrases.of(locale)
            right = say("bot.right.read_message_history")
            named = drawing.with_line(say("bot.not_a_reply", right=right))
            return await sending.answer_beside(self._http, message, named)


def _is_own_role(message: discord.Message, mention: str) -> bool:
    """Tell whether the bot's own role was mentioned, which people pick by mistake for the bot."""
    if message.guild is None or not mention.startswith("<@&"):
        return False
    role = message.guild.self_role
    return role is not None and mention == f"<@&{role.id}>"


def _locale(message: discord.Message) -> str:
    """Give the language that Discord names for a server; in direct messages what the letters show."""
    if message.guild is not None:
        return message.guild.preferred_locale.value
    return language_by_letters(message.content)
