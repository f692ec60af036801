"""Which of several meanings words have in a question, and which things it names only to leave out."""

from __future__ import annotations

from collections.abc import Sequence

from facts.language.asking.index import ViewIndex
from facts.language.asking.lexicon import Hit, Lexicon
from facts.language.asking.tokens import Token

_EXCEPT = frozenset({"except", "excluding", "besides", "крім", "окрім", "кроме"})


def excepted(hit: Hit, words: Sequence[Token]) -> bool:
    """Tell whether a thing is named only to leave it out ("vehicles other than tanks")."""
    before = [t.text for t in words[max(0, hit.start - 2) : hit.start]]
    return (before[-1:] == ["than"] and before[0] == "other") or bool(_EXCEPT & set(before[-1:]))


def one_each(
    hits: Sequence[Hit], index: ViewIndex
) -> tuple[list[Hit], tuple[tuple[str, tuple[str, ...]], ...]]:
    """Let one concept stand for words that have several, one on record if there is; note the others."""
    spans: dict[tuple[int, int], list[Hit]] = {}
    for hit in hits:
        spans.setdefault((hit.start, hit.end), []).append(hit)
    kept: list[Hit] = []
    others: dict[str, tuple[str, ...]] = {}
    for same in spans.values():
        held = [h for h in same if index.count(h.concept) or index.count(f"by:{h.concept}")]
        first = (held or same)[0]
        kept.append(first)
        if len(same) > 1:
            others[first.concept] = tuple(h.concept for h in same if h is not first)
    return kept, tuple(others.items())


_IN = frozenset(
    [
        "in",
        "of",
        "near",
        "around",
        "at",
        "from",
        "inside",
        "for",
        "в",
        "у",
        "під",
        "біля",
        "з",
        "під",
        "под",
        "около",
        "из",
    ]
)


def places_of_kyiv(words: Sequence[Token], hits: Sequence[Hit], lexicon: Lexicon) -> list[Hit]:
    """Read Kyiv as the city after "in", as the government where it says something, else as neither."""
    says = {h.start for h in lexicon.frame(words) if h.concept == "kinds.says"}
    read: list[Hit] = []
    for hit in hits:
        if hit.concept != "kyiv_government":
            read.append(hit)
        elif hit.start and words[hit.start - 1].text in _IN:
            read.append(Hit("kyiv", hit.start, hit.end))
        elif says & {hit.end, hit.start - 1, hit.end + 1}:
            read.append(hit)
    return read
