"""Find a source or place by what a curator wrote: its id, its name, or an alias only it has."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol


class Named(Protocol):
    """What sources and places have in common."""

    @property
    def id(self) -> str:
        """The stable id."""

    @property
    def name(self) -> str:
        """The English name."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other names."""


class NameIndex:
    """Look up ids by id, then name, then alias. Letter case does not matter; nothing is guessed."""

    def __init__(self, things: Iterable[Named]) -> None:
        self.ids: set[str] = set()
        self._names: dict[str, set[str]] = defaultdict(set)
        self._aliases: dict[str, set[str]] = defaultdict(set)
        self._shown: dict[str, str] = {}
        for thing in things:
            self.ids.add(thing.id)
            self._shown[thing.id] = thing.name
            self._names[_plain(thing.name)].add(thing.id)
            for alias in thing.aliases:
                self._aliases[_plain(alias)].add(thing.id)

    def find(self, text: str) -> tuple[str, ...]:
        """Give the ids that a text stands for: one, none, or several where it is ambiguous."""
        if text in self.ids:
            return (text,)
        key = _plain(text)
        return tuple(sorted(self._names.get(key) or self._aliases.get(key) or ()))

    def known(self) -> list[str]:
        """List every name and id, for suggestions."""
        return [*self._shown.values(), *sorted(self.ids)]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
