"""Find fact ids by a part of them, or those that are nearly the one typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

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

    def near(self, typed: str, limit: int) -> list[tuple[float, str]]:
        """List ids that are nearly the one typed, or hold all its words. Linear: for errors."""
        text = fold(typed).replace(" ", "-")
        close = process.extract(
            text,
            self.ids,
            scorer=OSA.normalized_similarity,
            processor=None,
            score_cutoff=0.85,
            limit=limit,
        )
        if close:
            return [(score, ident) for ident, score, _ in close]
        words = [w for w in words_of(typed) if len(w) > 2]
        if not words:
            return []
        rarest = max(words, key=len)
        held = (i for i in self.holding(rarest, len(self.ids)) if all(w in i for w in words))
        return [(0.8, ident) for ident, _ in zip(held, range(limit), strict=False)]
