"""The reviewed lexicon: which words stand for which concept, in three languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from facts.language.asking.tokens import Token, fold_plain, folded_tokens, stem
from facts.language.phrases import LANGUAGES

Kind = Literal["thing", "event", "detail", "speaker", "place", "frame", "refusal"]
_FILES: tuple[tuple[str, Kind], ...] = (
    ("things", "thing"),
    ("events", "event"),
    ("details", "detail"),
    ("speakers", "speaker"),
    ("places", "place"),
)
_LONGEST_ENDING = {True: 6, False: 8}
"""How many letters `*` may stand for, in Latin and in Cyrillic words."""


@dataclass(frozen=True, slots=True)
class Concept:
    """What words stand for.

    Attributes:
        wider: concepts that this one also stands for (a howitzer is artillery).
        akin: concepts that may be meant by it, though they are not the same (a supply line is a road).
        family: of events, how a side is read from it: loss, take, gain, leave.
        category: the model's category, of things that are counted.
        party: of speakers, the side they belong to.
        within: of places, the concept of what they lie in.
        other_war: of places, whether another war is meant.
        light: whether it says little by itself (troops, operation).
        gloss: its first English words, for comparing letters across languages.
    """

    key: str
    kind: Kind
    wider: tuple[str, ...] = ()
    akin: tuple[str, ...] = ()
    family: str | None = None
    category: str | None = None
    party: str | None = None
    within: str | None = None
    other_war: bool = False
    light: bool = False
    gloss: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept found in a text: the tokens from `start` to before `end` stand for it."""

    concept: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Pattern:
    rest: tuple[tuple[str, bool], ...]
    concept: str
    weight: int


_REMEMBERED = 5_000


class Matcher:
    """Find concepts in tokens; the longest phrase wins. A matcher may stand on a wider one."""

    def __init__(self, parent: Matcher | None = None) -> None:
        self._exact: dict[str, list[_Pattern]] = {}
        self._stems: dict[str, list[_Pattern]] = {}
        self._parent = parent
        self._seen: dict[str, tuple[_Pattern, ...]] = {}

    def add(self, concept: str, phrase: str) -> None:
        """Let a phrase stand for a concept; `word*` is the word with any ending."""
        words: list[tuple[str, bool]] = []
        for piece in phrase.split():
            cut = folded_tokens(fold_plain(piece))  # thousands, each cut once: not remembered
            words.extend((t.text, False) for t in cut[:-1])
            words.extend((t.text, piece.endswith("*")) for t in cut[-1:])
        if not words:
            return
        (first, open_ended), *rest = words
        table = self._stems if open_ended else self._exact
        found = table.setdefault(first, [])
        pattern = _Pattern(tuple(rest), concept, sum(len(w) for w, _ in words))
        if pattern not in found:
            found.append(pattern)
            self._seen.clear()

    def __call__(self, words: Sequence[Token]) -> list[Hit]:
        """List the concepts in order; words of a found phrase are not looked at again."""
        hits: list[Hit] = []
        at = 0
        while at < len(words):
            best: tuple[int, int] = (0, 0)
            concepts: list[str] = []
            for pattern in self._starting(words[at].text):
                size = _fits(pattern, words, at)
                if size == 0:
                    continue
                rank = (size, pattern.weight)
                if rank > best:
                    best, concepts = rank, [pattern.concept]
                elif rank == best and pattern.concept not in concepts:
                    concepts.append(pattern.concept)
            size = best[0]
            hits.extend(Hit(concept, at, at + size) for concept in concepts)
            at += size or 1
        return hits

    def _starting(self, word: str) -> tuple[_Pattern, ...]:
        """List the patterns whose first word this is; remembered, since texts repeat their words."""
        known = self._seen.get(word)
        if known is None:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            known = self._seen[word] = tuple(self._look_up(word))
        return known

    def _look_up(self, word: str) -> Iterator[_Pattern]:
        if self._parent is not None:
            yield from self._parent._starting(word)
        yield from self._exact.get(word, ())
        shortest = max(2, len(word) - _LONGEST_ENDING[word.isascii()])
        for size in range(len(word), shortest - 1, -1):
            known = self._stems.get(word[:size])
            if known is not None:
                yield from known


def _fits(pattern: _Pattern, words: Sequence[Token], at: int) -> int:
    size = 1 + len(pattern.rest)
    if at + size > len(words):
        return 0
    for offset, (wanted, open_ended) in enumerate(pattern.rest, start=1):
        word = words[at + offset].text
        if word == wanted:
            continue
        if not open_ended or not word.startswith(wanted):
            return 0
        if len(word) - len(wanted) > _LONGEST_ENDING[word.isascii()]:
            return 0
    return size


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All reviewed words, compiled. Get it by `Lexicon.load()`; it is shared and never changes."""

    concepts: Mapping[str, Concept]
    content: Matcher
    frame: Matcher
    refusals: Matcher
    sides: Matcher
    common: frozenset[str]
    common_stems: frozenset[str]
    vocabulary: frozenset[str]

    @staticmethod
    def load() -> Lexicon:
        """Read the lexicon once."""
        return _load()

    def is_common(self, token: Token) -> bool:
        """Tell whether a word is too common to carry meaning."""
        word = token.text
        if word in self.common or len(word) == 1:
            return True
        if word.isascii():
            return stem(word) in self.common_stems
        return any(
            word[:size] in self.common_stems for size in range(len(word), _shortest(word), -1)
        )


def _read(name: str) -> Any:
    file = files("facts") / "collection" / "lexicon" / f"{name}.yaml"
    # Every scalar as text: `true` and `9` are words and keys here, not values.
    return yaml.load(file.read_text("utf-8"), yaml.CBaseLoader)  # noqa: S506 (builds only text)


def _phrases(entry: Mapping[str, str]) -> Iterator[str]:
    for language in LANGUAGES:
        yield from (p.strip() for p in entry.get(language, "").split(",") if p.strip())


@lru_cache
def _load() -> Lexicon:
    concepts: dict[str, Concept] = {}
    content = Matcher()
    for name, kind in _FILES:
        for key, entry in _read(name).items():
            concepts[key] = _concept(key, kind, entry)
            for phrase in _phrases(entry):
                content.add(key, phrase)
    reading = _read("reading")
    frame = Matcher()
    for group, entries in reading.items():
        for key, entry in _grouped(group, entries):
            for phrase in _phrases(entry):
                frame.add(key, phrase)
    sides = Matcher()
    for side, entry in reading["sides"].items():
        for phrase in _phrases(entry):
            sides.add(side, phrase)
    refusals = Matcher()
    for reason, entry in _read("refusals").items():
        for phrase in _phrases(entry):
            refusals.add(reason, phrase)
    listed = _read("common")
    common = {w for key in LANGUAGES for w in listed[key].split()}
    stems = {stem(w) for w in listed["en_stems"].split()}
    for key in ("uk_stems", "ru_stems"):
        for word in listed[key].split():
            (stems if word.endswith("*") else common).add(word.rstrip("*"))
    return Lexicon(
        concepts=concepts,
        content=content,
        frame=frame,
        refusals=refusals,
        sides=sides,
        common=frozenset(common),
        common_stems=frozenset(stems),
        vocabulary=frozenset((*_latin_words(content), *_latin_words(frame), *_latin_words(sides))),
    )


def _grouped(group: str, entries: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, str]]]:
    if any(language in entries for language in LANGUAGES):
        yield group, entries
        return
    for key, entry in entries.items():
        yield f"{group}.{key}", entry


def _concept(key: str, kind: Kind, entry: Mapping[str, Any]) -> Concept:
    english = [p.strip().rstrip("*") for p in entry.get("en", "").split(",")]
    return Concept(
        key=key,
        kind=kind,
        wider=tuple(entry.get("is", ())),
        akin=tuple(entry.get("akin", ())),
        family=entry.get("family"),
        category=entry.get("category"),
        party=entry.get("party"),
        within=entry.get("in"),
        other_war=entry.get("war") == "other",
        light="light" in entry,
        gloss=" ".join(list(dict.fromkeys(" ".join(english).replace("*", "").split()))[:10]),
    )


def _latin_words(matcher: Matcher) -> Iterable[str]:
    for table in (matcher._exact, matcher._stems):
        yield from (word for word in table if word.isascii() and word.isalpha() and len(word) > 3)


def _shortest(word: str) -> int:
    return max(2, len(word) - 7)


def word_concept(token: Token) -> str:
    """Name the concept of a word that only the record explains: the word's stem."""
    return f"={stem(token.text)}"
