"""Text commands that are no questions: `!digest list`, `!fact add …`. Words lead to a handler.

Questions go to the one parser (`facts.language.parser`). What acts instead of asking is named here, in
the same place for the prefix, a mention and a direct message.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeAlias

import discord

from bot.sending import Drawing

Handler: TypeAlias = Callable[[discord.Message, str, str], Awaitable[Drawing]]
"""Acts on a message: gets it, the words after the command's own, and the locale to answer in.

What it raises is told like any failure: FactlineError in its own words.
"""


class TextCommands:
    """Find the handler for a text, longest command first."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._handlers: dict[tuple[str, ...], Handler] = {}

    def add(self, names: Iterable[str], handler: Handler) -> None:
        """Have a handler serve commands such as `digest` or `fact add`; raises ValueError for two."""
        for name in names:
            words = tuple(name.casefold().split())
            if words in self._handlers:
                raise ValueError(f"two text commands are called {name}")
            self._handlers[words] = handler

    def find(self, text: str) -> tuple[Handler, str] | None:
        """Give the handler of a text, with or without the prefix, and the words that follow."""
        bare = text.strip().removeprefix(self._prefix).lstrip()
        head = bare.split(maxsplit=3)
        for count in range(min(3, len(head)), 0, -1):
            handler = self._handlers.get(tuple(word.casefold() for word in head[:count]))
            if handler is not None:
                rest = bare.split(maxsplit=count)
                return handler, rest[count] if len(rest) > count else ""
        return None
