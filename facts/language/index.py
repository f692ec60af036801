"""Find names that are written exactly like one on record, and list those that are nearly so.

Three levels, the first that knows the words decides: a name; an alias; what follows from a name by
rule (an oblast without the word "oblast", a surname, a name without its bracket). Then case forms of
these, then Cyrillic words romanised. Likeness never decides: `near` only makes suggestions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from itertools import islice, product

from rapidfuzz import process
from rapidfuzz.distance import OSA

from facts.language.inflect import case_forms
from facts.language.romanise import is_cyrillic, romanisations, russian, ukrainian

NEAR = 0.72
"""How alike (optimal string alignment, 1 = equal) a suggestion must be at least."""

_COMBINATIONS = 64


class Level(IntEnum):
    """How directly a key stands for its entity; the lowest level that knows a key decides."""

    NAME = 0
    ALIAS = 1
    DERIVED = 2


class NameIndex:
    """The names of one kind of entity in one layer, by folded words. Immutable once built."""

    def __init__(self, entries: Iterable[tuple[str, Level, tuple[str, ...]]]) -> None:
        """Take (id, level, folded words)."""
        levels: tuple[dict[str, list[str]], ...] = ({}, {}, {})
        longest: dict[str, int] = {}
        lemmas: dict[str, list[str]] = {}
        seen: set[str] = set()
        for ident, level, words in entries:
            known = levels[level].setdefault(" ".join(words), [])
            if ident not in known:
                known.append(ident)
            longest[words[0]] = max(len(words), longest.get(words[0], 0))
            for word in words:
                if word not in seen:
                    seen.add(word)
                    if is_cyrillic(word):
                        for form in case_forms(word):
                            lemmas.setdefault(form, []).append(word)
        self._levels = tuple({k: tuple(v) for k, v in level.items()} for level in levels)
        self._longest = longest
        self._lemmas = {form: tuple(words) for form, words in lemmas.items()}
        self.keys: tuple[str, ...] = tuple(dict.fromkeys(k for lv in self._levels for k in lv))

    def longest(self, first: str) -> int:
        """Tell how many words a name that starts with this word may have; 0 if none does."""
        best = self._longest.get(first, 0)
        for lemma in self._lemmas.get(first, ()):
            best = max(best, self._longest.get(lemma, 0))
        for latin in romanisations(first):
            best = max(best, self._longest.get(latin, 0))
        return best

    def find(self, words: Sequence[str]) -> tuple[str, ...]:
        """Give the ids that go by exactly these folded words; empty if none does."""
        found = self.exact(" ".join(words))
        if found or all(w.isascii() for w in words):
            return found
        choices = [(word, *self._lemmas.get(word, ())) for word in words]
        for forms in islice(product(*choices), 1, _COMBINATIONS):
            found = self.exact(" ".join(forms))
            if found:
                return found
        for romanise in (ukrainian, russian):
            found = self.exact(" ".join(romanise(w) for w in words))
            if found:
                return found
        return ()

    def exact(self, key: str) -> tuple[str, ...]:
        """Give the ids of a key at the first level that knows it."""
        for level in self._levels:
            if key in level:
                return level[key]
        return ()

    def every(self, key: str) -> tuple[str, ...]:
        """Give the ids of a key at all levels."""
        return tuple(dict.fromkeys(i for level in self._levels for i in level.get(key, ())))

    def near(self, words: Sequence[str], limit: int = 3) -> list[tuple[float, str]]:
        """List ids whose names are nearly these words, the likest first, with the likeness (0-1).

        A name that holds all the words as they are counts as 0.95.
        """
        typed = " ".join(words)
        if len(typed) < 3:
            return []
        best: dict[str, float] = {}
        tries = [typed, *(" ".join(r(w) for w in words) for r in (ukrainian, russian))]
        for query in dict.fromkeys(tries if is_cyrillic(typed) else tries[:1]):
            for key, score, _ in process.extract(
                query,
                self.keys,
                scorer=OSA.normalized_similarity,
                processor=None,
                score_cutoff=NEAR,
                limit=limit * 2,
            ):
                for ident in self.every(key):
                    best[ident] = max(score, best.get(ident, 0.0))
        if len(typed) >= 4:
            inside = f" {typed} "
            for key in self.keys:
                if inside in f" {key} ":
                    for ident in self.every(key):
                        best[ident] = max(0.95, best.get(ident, 0.0))
        ranked = sorted(((score, ident) for ident, score in best.items()), key=_likest)
        return [r for r in ranked if r[0] >= ranked[0][0] - 0.15][:limit]


def _likest(scored: tuple[float, str]) -> tuple[float, str]:
    return -scored[0], scored[1]
