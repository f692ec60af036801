"""From what was typed or picked to a drawing: ask the desk, draw, remember the last drawings.

The same store, question, language and day give the same answer (promise 9), so a drawing may be shown
again without being made again. Nothing here sends anything.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Protocol

from discord import ui

from bot.render.layout import layout
from bot.sending import Drawing, drawing
from facts.answering.desk import Desk
from facts.answers import Answer
from facts.errors import FactlineError
from facts.language.names import Names
from facts.language.parser import is_command, read, read_options
from facts.language.phrases import language_of
from facts.language.suggest import complete
from facts.questions import Ask, AskBack, Asked, Choice

_KEPT = 500
"""Drawings kept: about 12 KB each."""

_LONGEST_KEPT = 200
"""Longer questions are not asked twice in the same words."""

_LONGEST_QUESTION = 4_000


class Servers(Protocol):
    """Who holds each server's own facts in memory."""

    async def ensure_guild(self, guild: str) -> object:
        """Have a server's own facts in memory."""


def _now() -> datetime:
    return datetime.now(UTC)


class Conversation:
    """Answer what people on Discord ask, in their language and with their server's own facts."""

    def __init__(
        self,
        desk: Desk,
        servers: Servers,
        *,
        prefix: str = "!",
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self.prefix = prefix
        self._desk = desk
        self._servers = servers
        self._clock = clock
        self._recent: OrderedDict[tuple[object, ...], Drawing] = OrderedDict()

    async def asked(self, guild: int | None, locale: str) -> Asked:
        """Note the circumstances of a question: the server, its day (UTC), the asker's language."""
        name = None
        if guild is not None:
            name = str(guild)
            await self._servers.ensure_guild(name)
        return Asked(self._clock().date(), language_of(locale), name)

    def is_meant(self, text: str) -> bool:
        """Tell whether a text with the prefix is for this bot: a command, or a slip of one.

        Other bots share prefixes: what is no command is left to them.
        """
        first = tuple(text.removeprefix(self.prefix).split(maxsplit=3)[:3])
        return _starts_command(first) or self._is_slip(text)

    def _is_slip(self, text: str) -> bool:
        try:
            names = self.names(Asked(self._clock().date()))
            question = read(text, names, prefix=self.prefix)
        except FactlineError:
            return False
        return isinstance(question, AskBack) and question.reason == "did_you_mean"

    async def text(self, text: str, asked: Asked) -> Drawing:
        """Answer a text with its first screen; raises FactlineError where it cannot be read."""
        return await self._draw(("text", text), asked, lambda: self.answer(text, asked))

    async def options(self, command: str, options: Mapping[str, str], asked: Asked) -> Drawing:
        """Answer a slash command with its first screen; raises FactlineError."""
        words = ("options", command, *options.items())
        return await self._draw(words, asked, lambda: self.lookup(command, options, asked))

    async def answer(self, text: str, asked: Asked) -> Answer:
        """Answer a text: a command if it starts with one, else a question in plain words.

        Raises FactlineError with a sentence where it cannot be read.
        """
        return await self._desk.answer(text, asked, prefix=self.prefix)

    async def lookup(self, command: str, options: Mapping[str, str], asked: Asked) -> Answer:
        """Answer a slash command with the options that were filled in; raises FactlineError."""
        question = read_options(command, options, self.names(asked), locale=asked.locale)
        text = " ".join((command, *options.values()))
        return await self._desk.answer_question(question, asked, text=text)

    async def check(self, text: str, asked: Asked) -> Answer:
        """Look up what is on record about a message, whatever it starts with."""
        text = text[:_LONGEST_QUESTION]
        return await self._desk.answer_question(Ask(text), asked, text=text)

    def names(self, asked: Asked) -> Names:
        """Give the names that may be typed in this place."""
        return Names.of(self._desk.view(asked))

    def choices(self, option: str, typed: str, asked: Asked) -> list[Choice]:
        """Complete what is being typed into an option: 25 choices at most, from memory."""
        return complete(option, typed, self.names(asked), asked.locale)

    async def _draw(
        self, words: tuple[object, ...], asked: Asked, ask: Callable[[], Awaitable[Answer]]
    ) -> Drawing:
        view = self._desk.view(asked)
        # Servers with the same facts of their own, most often none, share one drawing.
        own = view.guild.digest if view.guild is not None else None
        key = (view.base.digest, own, asked.locale, asked.today, asked.as_of, *words)
        known = self._recent.get(key)
        if known is not None:
            self._recent.move_to_end(key)
            return known
        shown = draw(await ask(), asked)
        if len(str(words)) <= _LONGEST_KEPT:
            self._recent[key] = shown
            if len(self._recent) > _KEPT:
                self._recent.popitem(last=False)
        return shown


@lru_cache(4_096)
def _starts_command(words: tuple[str, ...]) -> bool:
    return bool(words) and is_command(" ".join(words), prefix="")


def draw(
    answer: Answer, asked: Asked, *, extra: Sequence[ui.Button[ui.LayoutView]] = ()
) -> Drawing:
    """Draw the first screen of an answer for Discord, with further buttons under it."""
    view = layout(answer, locale=asked.locale, today=asked.today, extra=extra)
    return drawing(view)
