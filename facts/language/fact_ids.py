"""Find fact ids by a part of them, or those that are nearly the one typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from facts.language.normalise import fold, words_of


class FactIds:
    """The ids of one layer in order, with one joined text to search inside them."""

    def __init__(self, ids: Sequence[str]) -> None:
        self.ids = tuple(sorted(ids))
        self._joined = "\n" + "\n".join(self.ids) + "\n"

    def holding(self, part: str, limit: int) -> Iterator[str]:
        """Go through ids that hold a text, in order, up to `limit` of them."""
        at, found = self._joined.find(part), 0
        while at >= 0 and found < limit:
            start = self._joined.rfind("\n", 0, at + 1) + 1
            end = self._joined.find("\n", at + 1)
            yield self._joined[start:end]
            found += 1
            at = self._joined.find(part, end)

    def holding_all(self, words: Sequence[str]) -> list[str]:
        """List the ids that hold every one of these words."""
        held = list(self.ids)
        for word in sorted(words, key=len, reverse=True):
            held = [ident for ident in held if word in ident]
        return held

    def near(self, typed: str, limit: int) -> list[tuple[float, str]]:
        """List ids that are nearly the one typed, or hold all its words. Linear: for errors."""
        text = fold(typed).replace(" ", "-")
        close = process.extract(
            text,
            self.ids,
            scorer=Levenshtein.distance,
            processor=None,
            score_cutoff=min(3, len(text) // 4),
            limit=limit,
        )
        if close:
            return [(1 - distance / len(text), ident) for ident, distance, _ in close]
        words = [w for w in words_of(typed) if len(w) > 2]
        return [(0.5, ident) for ident in self.holding_all(words)[:limit]] if words else []
