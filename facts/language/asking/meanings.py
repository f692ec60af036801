"""Which of several meanings words have in a question, and which things it names only to leave out."""

from __future__ import annotations

from collections.abc import Sequence

from facts.language.asking.index import ViewIndex
from facts.language.asking.lexicon import Hit, Lexicon
from facts.language.asking.small_words import small_stems, small_words
from facts.language.asking.tokens import Token


def left_places(words: Sequence[Token], hits: Sequence[Hit], index: ViewIndex) -> list[Hit]:
    """Read "abandon" before a place as leaving it, and before things as leaving them behind."""
    where = {h.start for h in hits if index.namings.kind(h.concept) == "place"}
    return [
        Hit("withdraw", h.start, h.end)
        if h.concept == "abandon"
        and (h.end in where or (h.end + 1 in where and words[h.end].text == "the"))
        else h
        for h in hits
    ]


_EXCEPT = small_words("except_for")


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


_AROUND = small_words("around")


def capitals(
    words: Sequence[Token], hits: Sequence[Hit], lexicon: Lexicon
) -> tuple[list[Hit], list[Hit]]:
    """Read Kyiv and Moscow as the city after "in", as the government where it says something, else as
    the side that loses, takes or leaves; give the other hits, and the sides so read.
    """
    says = {h.start for h in lexicon.frame(words) if h.concept == "kinds.says"}
    read: list[Hit] = []
    sides: list[Hit] = []
    for hit in hits:
        if hit.concept not in _CAPITALS:
            read.append(hit)
            continue
        before = words[hit.start - 1].text if hit.start else ""
        told = says & {hit.end, *range(hit.start - 3, hit.start), hit.end + 1}
        done_to = any(h.end == hit.start and h.concept in _DONE for h in hits)
        if done_to or (not told and before not in _AROUND and _acts(hit, words, hits, lexicon)):
            sides.append(Hit(_CAPITALS[hit.concept], hit.start, hit.end))
        elif hit.concept == "moscow":
            read.append(hit)
        elif before in _AROUND:
            read.append(Hit("kyiv", hit.start, hit.end))
        elif says & {hit.end, hit.start - 1, hit.end + 1}:
            read.append(hit)
    return read, sides


_CAPITALS = {"kyiv_government": "ukraine", "moscow": "russia"}
_NAMES = small_stems("capitals")
_DONE = frozenset({"deceive", "defeat", "encircle", "strike"})
_SOLDIERS = frozenset({"army", "personnel"})


def _acts(capital: Hit, words: Sequence[Token], hits: Sequence[Hit], lexicon: Lexicon) -> bool:
    """Tell whether the next thing said of a capital is what an army does, or has to lose."""
    if not words[capital.start].text.startswith(_NAMES):
        return False  # "Russian generals" are people
    after = [h for h in hits if capital.end <= h.start <= capital.end + 2]
    known = lexicon.concepts.get(after[0].concept) if after else None
    if known is None:
        return False
    if known.kind == "event":
        return known.family in ("loss", "take", "gain", "leave")
    return known.category is not None or known.key in _SOLDIERS
