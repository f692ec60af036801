"""`factline console`: the commands of Discord at a prompt, on the same store."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from rich.console import Console
from rich.text import Text

from bot.letters import language_by_letters
from bot.opening import Factline, opened, today
from bot.render.terminal import draw_reading, draw_superseded
from bot.settings import Settings
from bot.streams import typed_lines
from bot.typed import answered, drawn_from, show
from facts.answering.digest import Digest
from facts.answers import Answer
from facts.errors import FactlineError
from facts.language.names import Names
from facts.language.phrases import Phrases
from facts.language.suggest import complete_line
from facts.questions import Asked

LEAVING = {"exit", "quit", "q", "вихід", "выход"}
MORE = {"more", "next", "далі", "дальше"}
WHY = {"why", "чому", "почему"}
OLDER = {"older", "старіші", "старые"}
LOCALE = "en"
"""What is offered while somebody types is in English; answers are in the language of the question."""


@dataclass(slots=True)
class _Shown:
    """The answer that was drawn last, and how far."""

    found: Answer | Digest
    locale: str
    screen: int = 0
    more: bool = False

    @property
    def answer(self) -> Answer:
        """Give what it was drawn from."""
        return drawn_from(self.found)


async def console(settings: Settings, *, because: str | None = None) -> int:
    """Read commands and questions until the end of input or `exit`; gives the exit code.

    `because` is a line shown first, such as why there is no connection to Discord.
    """
    screen = Console(highlight=False)
    async with opened(settings) as factline:
        if because:
            screen.print(Text(because, style="dim"))
        count = len(factline.snapshots.base().records)
        sign = settings.prefix
        screen.print(
            f"{count} facts on record. Try {sign}losses week or {sign}area kharkiv,"
            f" or ask in plain words; {sign}help shows more, exit leaves."
            " After an answer: more, why (how it was read), older (figures that were replaced).",
            markup=False,
        )
        last: _Shown | None = None
        async for line in _lines(factline):
            word = line.strip().lower().removeprefix(sign)
            if word in LEAVING:
                break
            if word in MORE | WHY | OLDER:
                _follow(word, last, screen)
            elif word:
                last = await _answer(factline, line, screen) or last
    return 0


async def _answer(factline: Factline, line: str, screen: Console) -> _Shown | None:
    asked = Asked(today(), language_by_letters(line))
    try:
        found = await answered(factline, line, asked)
    except FactlineError as error:
        screen.print(Text(str(error), style="yellow"))
        screen.print()
        return None
    shown = _Shown(found, asked.locale)
    _draw(shown, screen)
    return shown


def _draw(shown: _Shown, screen: Console) -> None:
    hint = Phrases.of(shown.locale)("console.more")
    shown.more = show(shown.found, screen, shown.locale, number=shown.screen or None, more=hint)
    screen.print()


def _follow(word: str, last: _Shown | None, screen: Console) -> None:
    """Show more about the last answer: its next screen, how it was read, older figures."""
    say = Phrases.of(last.locale if last else language_by_letters(word))
    if last is None:
        screen.print(say("console.nothing_asked"))
    elif word in WHY:
        draw_reading(last.answer, screen, last.locale)
    elif word in OLDER:
        if last.answer.superseded:
            draw_superseded(last.answer, screen, last.locale)
        else:
            screen.print(say("console.nothing_older"))
    elif last.more:
        last.screen += 1
        _draw(last, screen)
        return
    else:
        screen.print(say("console.no_more"))
    screen.print()


async def _lines(factline: Factline) -> AsyncIterator[str]:
    """Give what is typed, with history and completion at a terminal, plain lines otherwise."""
    if sys.stdin is None or not sys.stdin.isatty():
        for line in typed_lines():
            yield line
        return
    session: PromptSession[str] = PromptSession(
        "factline> ",
        history=_history(),
        completer=_Completer(factline),
        complete_while_typing=True,
        complete_in_thread=True,
    )
    while True:
        try:
            yield await session.prompt_async()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def _history() -> History:
    """Keep what was typed in the user's state folder; in memory where that cannot be written."""
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    folder = Path(base) / "factline"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "history").touch(mode=0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(folder / "history")


class _Completer(Completer):
    """Complete commands, places, periods, categories, sources and fact ids from memory."""

    def __init__(self, factline: Factline) -> None:
        self._factline = factline

    def get_completions(self, document: Document, _event: CompleteEvent) -> Iterable[Completion]:
        """Offer what may stand at the cursor."""
        view = self._factline.desk.view(Asked(today(), LOCALE))
        before = document.text_before_cursor
        prefix = self._factline.settings.prefix
        for choice in complete_line(before, Names.of(view), LOCALE, prefix=prefix):
            word = before.rsplit(" ", 1)[-1]
            yield Completion(choice.question, start_position=-len(word), display=choice.label)
