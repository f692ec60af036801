"""From what was typed or picked to a drawing: ask the desk, draw, remember the last drawings.

The same store, question, language and day give the same answer (promise 9), so a drawing may be shown
again without being made again. Nothing here sends anything.
"""

from __future__ import annotations

import asyncio
import gc
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Protocol, TypeVar

from discord import ui

from bot.render.layout import layout
from bot.render.report_buttons import report_buttons
from bot.sending import Drawing, Json, drawing
from bot.shown import ids_in, revisions
from facts.answering.ask import check_message, prepare
from facts.answering.desk import Desk
from facts.answers import Answer
from facts.curation.server_settings import DEFAULTS
from facts.curation.settings import SettingsBook
from facts.errors import FactlineError
from facts.language.names import Names
from facts.language.parser import command_of, is_command, read, read_options
from facts.language.phrases import language_of
from facts.language.suggest import complete
from facts.questions import Ask, AskBack, Asked, Choice, Question
from facts.snapshot import View
from facts.store.delivery_answers import ShownFact

_KEPT = 512
"""Drawings kept: about 12 KB each."""

_READ = 4_096
"""Wordings whose reading is kept: well under 1 KB each."""

_LONGEST_KEPT = 200
"""Longer questions are not asked twice in the same words."""

_LONGEST_MESSAGE = 4_000

PLAIN = "ask"
"""The command that takes a question in plain words."""

_INDEXED = 64
"""How many servers' indexes are remembered as made."""

_LOOK_EVERY = 1.0
"""Seconds between two looks whether the shared facts have changed."""


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
        settings: SettingsBook | None = None,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self.prefix = prefix
        self._settings = settings
        self._desk = desk
        self._servers = servers
        self._clock = clock
        self._recent: OrderedDict[_Key, Drawing] = OrderedDict()
        self._read: OrderedDict[_Key, Question | AskBack] = OrderedDict()
        self._preparing: OrderedDict[_Layers, asyncio.Future[None]] = OrderedDict()

    async def asked(self, guild: int | None, locale: str) -> Asked:
        """Note the circumstances of a question: the server, its day, the language to answer in.

        A server's settings say what its day is and whether one language holds for everybody; else it is
        the day in UTC and the asker's own language.
        """
        if guild is None:
            return Asked(self._clock().date(), language_of(locale))
        name = str(guild)
        await self._servers.ensure_guild(name)
        settings = await self._settings.ensure(name) if self._settings else DEFAULTS
        today = self._clock().astimezone(settings.zone).date()
        return Asked(today, settings.language or language_of(locale), name)

    async def private(self, guild: int | None, *channels: int | None) -> bool:
        """Tell whether a server wants no public answers in a channel (named with its parent)."""
        if guild is None or self._settings is None:
            return False
        settings = await self._settings.ensure(str(guild))
        return not any(settings.public_in(str(channel)) for channel in channels if channel)

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
        return await self._draw(("text", text), asked, lambda: self._read_text(text, asked), text)

    async def options(self, command: str, options: Mapping[str, str], asked: Asked) -> Drawing:
        """Answer a slash command with its first screen; raises FactlineError."""
        words = ("options", command, *options.items())
        text = " ".join((command, *options.values()))
        return await self._draw(
            words, asked, lambda: self._read_options(command, options, asked), text
        )

    async def answer(self, text: str, asked: Asked) -> Answer:
        """Answer a text: a command if it starts with one, else a question in plain words.

        Raises FactlineError with a sentence where it cannot be read.
        """
        return await self._answer_to(await self._read_text(text, asked), asked, text)

    async def lookup(self, command: str, options: Mapping[str, str], asked: Asked) -> Answer:
        """Answer a slash command with the options that were filled in; raises FactlineError."""
        question = await self._read_options(command, options, asked)
        return await self._answer_to(question, asked, " ".join((command, *options.values())))

    async def _answer_to(self, question: Question | AskBack, asked: Asked, text: str) -> Answer:
        """Answer what was read. `!ask …` is a command, and yet a plain question that needs its index."""
        if isinstance(question, Ask):
            await self.prepare(asked)
        return await self._desk.answer_question(question, asked, text=text)

    async def _read_text(self, text: str, asked: Asked) -> Question | AskBack:
        if not is_command(text, prefix=self.prefix):
            await self.prepare(asked)
        return read(text, self.names(asked), prefix=self.prefix, locale=asked.locale)

    async def _read_options(
        self, command: str, options: Mapping[str, str], asked: Asked
    ) -> Question | AskBack:
        if command == PLAIN:
            await self.prepare(asked)
        return read_options(command, options, self.names(asked), locale=asked.locale)

    async def check(self, text: str, asked: Asked) -> Answer:
        """Look up what is on record about the claims in a message, whatever it starts with."""
        await self.prepare(asked)
        return check_message(text[:_LONGEST_MESSAGE], self._desk.view(asked), asked)

    def prepared(self, asked: Asked) -> bool:
        """Tell whether plain questions can be answered at once."""
        done = self._preparing.get(_layers_of(self._desk.view(asked)))
        return done is not None and done.done()

    def at_once(self, text: str, asked: Asked) -> bool:
        """Tell whether a text can be answered at once: a plain question may have to wait for its index."""
        return command_of(text, prefix=self.prefix) not in (None, PLAIN) or self.prepared(asked)

    async def prepare(self, asked: Asked) -> None:
        """Index what plain questions search, in a thread; at once where that was done before.

        Raises whatever indexing raises, to everybody who waits for it.
        """
        view = self._desk.view(asked)
        key = _layers_of(view)
        doing = self._preparing.get(key)
        if doing is None or (doing.done() and doing.exception() is not None):
            doing = asyncio.ensure_future(asyncio.to_thread(_index, view))
            self._preparing[key] = doing
            if len(self._preparing) > _INDEXED:
                self._preparing.popitem(last=False)
        if not doing.done():
            await asyncio.shield(doing)

    async def keep_prepared(self) -> None:
        """Index the shared facts whenever they have changed; runs until cancelled."""
        await self.prepare(Asked(self._clock().date()))
        # What was made so far stays: the collector, which holds the loop, need not walk over it.
        gc.freeze()
        while True:
            await self.prepare(Asked(self._clock().date()))
            await asyncio.sleep(_LOOK_EVERY)

    def names(self, asked: Asked) -> Names:
        """Give the names that may be typed in this place."""
        return Names.of(self._desk.view(asked))

    def seen_in(self, components: Sequence[Json], asked: Asked) -> tuple[ShownFact, ...]:
        """Name the facts, as they stand now, whose ids are written in components."""
        view = self._desk.view(asked)
        records = (view.get(fact) for fact in sorted(ids_in(components)))
        return tuple(ShownFact(r.scope, r.id, r.revision) for r in records if r is not None)

    def choices(self, option: str, typed: str, asked: Asked) -> list[Choice]:
        """Complete what is being typed into an option: 25 choices at most, from memory."""
        return complete(option, typed, self.names(asked), asked.locale)

    async def _draw(
        self,
        words: tuple[object, ...],
        asked: Asked,
        understand: Callable[[], Awaitable[Question | AskBack]],
        text: str,
    ) -> Drawing:
        view = self._desk.view(asked)
        # Servers with the same facts of their own, most often none, share readings and drawings.
        where = (*_layers_of(view), asked.locale, asked.today, asked.as_of)
        brief = len(str(words)) <= _LONGEST_KEPT
        question = _known(self._read, (*where, *words)) if brief else None
        if question is None:
            question = await understand()
            if brief:
                _keep(self._read, (*where, *words), question, _READ)
        # One question has many wordings, typed and picked; they share its drawing.
        shown = _known(self._recent, (*where, question))
        if shown is None:
            shown = draw(await self._answer_to(question, asked, text), asked)
            if brief:
                _keep(self._recent, (*where, question), shown, _KEPT)
        return shown


_Key = tuple[object, ...]
_Kept = TypeVar("_Kept")


def _known(kept: OrderedDict[_Key, _Kept], key: _Key) -> _Kept | None:
    found = kept.get(key)
    if found is not None:
        kept.move_to_end(key)
    return found


def _keep(kept: OrderedDict[_Key, _Kept], key: _Key, value: _Kept, most: int) -> None:
    """Keep a value, and let the one go that was wanted longest ago."""
    kept[key] = value
    if len(kept) > most:
        kept.popitem(last=False)


_Layers = tuple[str, str | None]


def _layers_of(view: View) -> _Layers:
    return view.base.digest, view.guild.digest if view.guild is not None else None


def _index(view: View) -> None:
    Names.of(view).prepare()
    prepare(view.base)
    if view.guild is not None:
        prepare(view.guild, view.base)


@lru_cache(4_096)
def _starts_command(words: tuple[str, ...]) -> bool:
    return bool(words) and is_command(" ".join(words), prefix="")


def draw(
    answer: Answer, asked: Asked, *, extra: Sequence[ui.Button[ui.LayoutView]] = ()
) -> Drawing:
    """Draw the first screen of an answer for Discord, with further buttons under it."""
    below = [*extra, *report_buttons(answer, asked)]
    view = layout(answer, locale=asked.locale, today=asked.today, extra=below)
    shown = drawing(view)
    known = revisions(answer, shown.components)
    return replace(shown, shown=known, outcome=answer.outcome)
