"""The words of commands and periods, in three languages: content under review in `facts/collection/words`.

All languages are understood at once; a locale decides only which labels Factline shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Generic, TypeVar

import yaml

from facts.language.normalise import Token, words_of
from facts.language.phrases import LANGUAGES
from facts.model import Category, Side

T = TypeVar("T")
Node = Mapping[str, Any]


class Phrasebook(Generic[T]):
    """Find the longest known phrase that starts at a token.

    Raises ValueError when one phrase is given two meanings.
    """

    def __init__(self, pairs: Iterable[tuple[str, T]]) -> None:
        meanings: dict[tuple[str, ...], T] = {}
        for text, meaning in pairs:
            words = words_of(text)
            if meanings.setdefault(words, meaning) != meaning:
                raise ValueError(f"{text!r} means both {meanings[words]!r} and {meaning!r}")
        self.meanings: Mapping[tuple[str, ...], T] = meanings
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for words in sorted(meanings, key=len, reverse=True):
            self._by_first.setdefault(words[0], []).append(words)

    def match(self, tokens: Sequence[Token], at: int) -> tuple[T, int] | None:
        """Give the meaning of the longest phrase at a token and the index behind it, or None.

        Dashes and low lines within a phrase count as spaces: `as-of`, `as_of`, `as of`.
        """
        if at >= len(tokens):
            return None
        for words in self._by_first.get(tokens[at].text, ()):
            end = _follows(tokens, at + 1, words)
            if end is not None:
                return self.meanings[words], end
        return None


def _follows(tokens: Sequence[Token], at: int, words: tuple[str, ...]) -> int | None:
    for word in words[1:]:
        while at < len(tokens) and (tokens[at].kind == "dash" or tokens[at].text == "_"):
            at += 1
        if at >= len(tokens) or tokens[at].text != word:
            return None
        at += 1
    return at


@dataclass(frozen=True, slots=True)
class Words:
    """Every table of words, all languages together, and the labels by language."""

    commands: Phrasebook[str]
    options: Phrasebook[str]
    months: Phrasebook[int]
    units: Phrasebook[str]
    days_ago: Phrasebook[int]
    numbers: Phrasebook[int]
    last: Phrasebook[bool]
    ago: Phrasebook[bool]
    since: Phrasebook[bool]
    until: Phrasebook[bool]
    through: Phrasebook[bool]
    between: Phrasebook[bool]
    of: Phrasebook[bool]
    parts: Phrasebook[str]
    lead: Phrasebook[bool]
    as_of: Phrasebook[bool]
    kinds: Phrasebook[str]
    sides: Phrasebook[Side]
    categories: Phrasebook[Category]
    fillers: Phrasebook[bool]
    ordinals: frozenset[str]
    side_labels: Mapping[str, Mapping[Side, str]]
    category_labels: Mapping[str, Mapping[Category, str]]
    period_examples: Mapping[str, tuple[str, ...]]
    month_names: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def vocabulary() -> Words:
    """Read the shipped word lists once; raises ValueError where a word has two meanings."""
    folder = files("facts") / "collection" / "words"
    read: dict[str, Node] = {
        # Strings only: `on` and `no` are words here, not truth values.
        language: yaml.load((folder / f"{language}.yaml").read_text("utf-8"), yaml.CBaseLoader)  # noqa: S506 (it makes no objects)
        for language in LANGUAGES
    }
    nodes = list(read.values())
    return Words(
        commands=_table(nodes, "commands", str),
        options=_table(nodes, "options", str),
        months=_table(nodes, "months", int),
        units=_table(nodes, "units", str),
        days_ago=_table(nodes, "days_ago", int),
        numbers=_table(nodes, "numbers", int),
        last=_list(nodes, "last"),
        ago=_list(nodes, "ago"),
        since=_list(nodes, "since"),
        until=_list(nodes, "until"),
        through=_list(nodes, "through"),
        between=_list(nodes, "between"),
        of=_list(nodes, "of"),
        parts=_table(nodes, "parts", str),
        lead=_list(nodes, "lead"),
        as_of=_list(nodes, "as_of"),
        kinds=_table(nodes, "kinds", str),
        sides=_labelled(nodes, "sides", Side),
        categories=_labelled(nodes, "categories", Category),
        fillers=_list(nodes, "fillers"),
        ordinals=frozenset(o for node in nodes for o in node["ordinals"]),
        side_labels={lang: _labels(n["sides"], Side) for lang, n in read.items()},
        category_labels={lang: _labels(n["categories"], Category) for lang, n in read.items()},
        period_examples={lang: tuple(n["period_examples"]) for lang, n in read.items()},
        month_names={lang: tuple(m[0] for m in n["months"].values()) for lang, n in read.items()},
    )


def _table(nodes: Sequence[Node], key: str, kind: type[T]) -> Phrasebook[T]:
    make: Any = kind
    return Phrasebook(
        (text, make(meaning))
        for node in nodes
        for meaning, texts in node[key].items()
        for text in texts
    )


def _list(nodes: Sequence[Node], key: str) -> Phrasebook[bool]:
    return Phrasebook((text, True) for node in nodes for text in node[key])


def _labelled(nodes: Sequence[Node], key: str, kind: type[T]) -> Phrasebook[T]:
    make: Any = kind
    return Phrasebook(
        (text, make(meaning))
        for node in nodes
        for meaning, entry in node[key].items()
        for text in (meaning, *entry["words"], entry["label"])
    )


def _labels(entries: Mapping[str, Any], kind: type[T]) -> dict[T, str]:
    make: Any = kind
    return {make(meaning): entry["label"] for meaning, entry in entries.items()}
