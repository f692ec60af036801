"""Who acts: which side a text has doing what, so that "did Russia strike" never meets Ukraine's strike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from facts.language.asking.lexicon import Hit, Lexicon
from facts.language.asking.small_words import small_words
from facts.language.asking.tokens import Token
from facts.model import Side

_NEAR = 7
"""How many words a side may stand before what it does."""


def actors(
    words: Sequence[Token], hits: Sequence[Hit], sides: Sequence[Hit], lexicon: Lexicon
) -> Mapping[str, Side]:
    """Map each event or particular of a text to the side that stands before it, or after "by".

    A thing that is not counted as lost takes only the adjective right before it ("Ukrainian television").
    Losses and captures are left out: whose they are is read by `facts.language.asking.sides`.
    """
    found: dict[str, Side] = {}
    for hit in hits:
        known = lexicon.concepts.get(hit.concept)
        if known is None or known.category is not None or _is_loss(hit.concept, lexicon):
            continue
        if known.kind == "detail":
            own = {h.start for h in hits if h is not hit}  # "towing the Russian tank": the tank's
            free = [s for s in sides if s.end not in own or s.start < hit.start]
            side = _beside(hit, words, free) or _before(hit, words, sides, _NEAR)
        elif known.kind == "event":
            side = _before(hit, words, sides, _NEAR) or _by(hit, words, sides)
        elif known.kind == "thing":
            side = _inside(hit, sides) or _before(hit, words, sides, 1)
        else:
            continue
        if side is not None:
            found.setdefault(hit.concept, side)
    return found


_NOT_ITS = small_words("not_its")


def _is_loss(concept: str, lexicon: Lexicon) -> bool:
    if concept == "destroy":
        return False
    kinds = (concept, *lexicon.concepts[concept].wider)
    families = (c.family for k in kinds if (c := lexicon.concepts.get(k)) is not None)
    return any(family in ("loss", "take") for family in families)


def _before(hit: Hit, words: Sequence[Token], sides: Sequence[Hit], reach: int) -> Side | None:
    near = [s for s in sides if hit.start - reach <= s.start and s.end <= hit.start]
    return Side(near[-1].concept) if near else _after(hit, words, sides)


def _beside(hit: Hit, words: Sequence[Token], sides: Sequence[Hit]) -> Side | None:
    """Give the side right before a particular, or within two words behind ("generous the Russians")."""
    right_before = [s for s in sides if s.end == hit.start]
    behind = [
        s
        for s in sides
        if hit.end <= s.start < hit.end + 2 and words[s.start - 1].text not in _NOT_ITS
    ]
    near = right_before or behind
    return Side(near[0].concept) if near else None


def _after(hit: Hit, words: Sequence[Token], sides: Sequence[Hit]) -> Side | None:
    """Read the subject behind its verb, as Ukrainian and Russian put it ("чи наступала Росія")."""
    for side in sides:
        if side.start == hit.end and not words[side.start].text.isascii():
            return Side(side.concept)
    return None


def _by(hit: Hit, words: Sequence[Token], sides: Sequence[Hit]) -> Side | None:
    for side in sides:
        if side.start >= hit.end and words[side.start - 1].text == "by":
            return Side(side.concept)
    return None


def _inside(hit: Hit, sides: Sequence[Hit]) -> Side | None:
    inside = [s for s in sides if hit.start <= s.start < hit.end]
    return Side(inside[0].concept) if inside else None
