"""From what was typed or picked to a drawing: ask the desk, draw, remember the last drawings.

The same store, question, language and day give the same answer (promise 9), so a drawing may be shown
again without being made again. Nothing here sends anything.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
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

_KEPT = 1_000
"""Drawings kept: about 8 KB each."""

_LONGEST_KEPT = 200
"""Longer questions are not asked twice in the same words."""

_LONGEST_QUESTION = 4_000


class Servers(Protocol):
    """Who holds each server's own facts in memory."""

    async def ensure_guild(self, guild: str) -> object:
        """Have a server's own facts in memory."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """An answer with its first screen, ready to be sent."""

    answer: Answer
    drawing: Drawing


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
        self._recent: OrderedDict[tuple[object, ...], Drawn] = OrderedDict()

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

    async def text(self, text: str, asked: Asked) -> Drawn:
        """Answer a text: a command if it starts with one, else a question in plain words.

        Raises FactlineError with a sentence where it cannot be read.
        """

        async def answer() -> Answer:
            return await self._desk.answer(text, asked, prefix=self.prefix)

        return await self._draw(("text", text), asked, answer)

    async def options(self, command: str, options: Mapping[str, str], asked: Asked) -> Drawn:
        """Answer a slash command with the options that were filled in; raises FactlineError."""

        async def answer() -> Answer:
            question = read_options(command, options, self.names(asked), locale=asked.locale)
            text = " ".join((command, *options.values()))
            return await self._desk.answer_question(question, asked, text=text)

        return await self._draw(("options", command, *options.items()), asked, answer)

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
    ) -> Drawn:
        view = self._desk.view(asked)
        # Servers without facts of their own share one drawing.
        guild = view.guild.digest if view.guild is not None else None
        key = (view.base.digest, guild, asked.locale, asked.today, asked.as_of, *words)
        known = self._recent.get(key)
        if known is not None:
            self._recent.move_to_end(key)
            return known
        answer = await ask()
        drawn = Drawn(answer, draw(answer, asked))
        if len(str(words)) <= _LONGEST_KEPT:
            self._recent[key] = drawn
            if len(self._recent) > _KEPT:
                self._recent.popitem(last=False)
        return drawn


@lru_cache(4_096)
def _starts_command(words: tuple[str, ...]) -> bool:
    return bool(words) and is_command(" ".join(words), prefix="")


def draw(
    answer: Answer, asked: Asked, *, extra: Sequence[ui.Button[ui.LayoutView]] = ()
) -> Drawing:
    """Draw the first screen of an answer for Discord, with further buttons under it."""
    view = layout(answer, locale=asked.locale, today=asked.today, extra=extra)
    return drawing(view)
