"""Names of one layer, sorted for completing what is being typed: built once, searched by bisection."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from facts.language.index import Level
from facts.language.normalise import words_of

WHOLE, PREFIX, WORD, ALIAS, INSIDE = range(5)
"""How a name was hit, the best first: the whole of a name or alias, a name's start, a later word's start,
an alias, anywhere.
"""

_ENOUGH = 400
_FEW = 25


class Completion:
    """Find ids whose names start with, or hold, what was typed so far."""

    def __init__(
        self,
        entries: Iterable[tuple[str, Level, tuple[str, ...]]],
        weight: Callable[[str], int],
    ) -> None:
        """Take (id, level, folded words) and how often an id is used; the oftener used comes first."""
        keys: set[tuple[str, int, str]] = set()
        ids: dict[str, None] = {}
        self._whole: set[tuple[str, str]] = set()
        for ident, level, words in entries:
            ids[ident] = None
            self._whole.add((" ".join(words), ident))
            for at in range(len(words)):
                rank = ALIAS if level is not Level.NAME else WORD if at else PREFIX
                keys.add((" ".join(words[at:]), rank, ident))
        self._keys = sorted(keys)
        self._texts = [key[0] for key in self._keys]
        self._weight = {ident: weight(ident) for ident in ids}
        self._common = sorted(ids, key=lambda i: (-self._weight[i], i))

    def find(self, typed: str) -> dict[str, int]:
        """Map ids to how they were hit; nothing typed gives the oftenest used."""
        words = words_of(typed)
        if not words:
            return dict.fromkeys(self._common[:_ENOUGH], INSIDE)
        text = " ".join(words)
        hits: dict[str, int] = {}
        for _, rank, ident in islice(self._starting(text), _ENOUGH):
            how = WHOLE if (text, ident) in self._whole else rank
            hits[ident] = min(how, hits.get(ident, INSIDE))
        if len(hits) < _FEW and len(text) > 1:
            for key, _, ident in self._keys:
                if ident not in hits and text in key:
                    hits[ident] = INSIDE
        return hits

    def weight(self, ident: str) -> int:
        """Tell how often an id is used."""
        return self._weight.get(ident, 0)

    def _starting(self, text: str) -> Iterator[tuple[str, int, str]]:
        at = bisect_left(self._texts, text)
        while at < len(self._texts) and self._texts[at].startswith(text):
            yield self._keys[at]
            at += 1


def starting(ids: Sequence[str], text: str, limit: int) -> list[str]:
    """List the first so many of sorted ids that start with a text."""
    at = bisect_left(ids, text)
    return [i for i in ids[at : at + limit] if i.startswith(text)]
