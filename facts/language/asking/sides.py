"""Whose: which side a question is about, read from where the side stands among its words."""

from __future__ import annotations

from collections.abc import Sequence

from facts.language.asking.lexicon import Hit, Lexicon
from facts.language.asking.small_words import small_stems, small_words
from facts.language.asking.tokens import Token
from facts.model import Side

_BY, _FROM, _MOVED_TO = small_words("by"), small_words("taken_from"), small_words("moved_to")
_TAKERS = frozenset({"destroy", "shoot_down", "kill", "wound", "capture"})
_PEOPLES, _NOMINATIVES = small_stems("peoples"), small_words("nominative")
_OF_WHOM, _INSTRUMENTAL = small_words("genitive"), small_words("instrumental")
_LOST = frozenset({"lose", "kill", "wound", "casualties", "abandon", "shoot_down"})
_OWNED = frozenset({"personnel", "army", "prisoners", "civilians", "officer", "general"})


def read_side(
    words: Sequence[Token], hits: Sequence[Hit], sides: Sequence[Hit], lexicon: Lexicon
) -> Side | None:
    """Tell whose losses, retreat or gain is asked about, as a record's `side` means it; None if unclear.

    Losses and captured things belong to their owner, a retreat to whose troops leave, a gain to whose
    troops come.
    """
    if not sides:
        return None
    events = [(h, c.family) for h in hits if (c := lexicon.concepts.get(h.concept)) and c.family]
    families = {family for _, family in events}
    territory = any(h.concept in ("area", "settlements", "town") for h in hits)
    if families == {"take"} and not has_owned(hits, lexicon):
        territory = territory or any(_is_place(h, lexicon) for h in hits)
    leaving = [h for h, f in events if f == "leave"]
    lost = any(h.concept in _LOST for h, _ in events)
    one_side = len({s.concept for s in sides}) == 1
    if leaving and one_side and not lost and "gain" not in families:
        return _actor(words, sides, leaving)
    if families == {"loss"} and not lost and not has_owned(hits, lexicon):
        return None  # bridges and the like belong to neither side: see `actors`
    if families & {"loss", "take"} and not territory:
        return _owner(words, hits, sides, events, lexicon)
    if leaving and "gain" not in families:
        return _actor(words, sides, leaving)
    if territory and "loss" in families:
        return _flip(_actor(words, sides, [h for h, _ in events]))
    if families & {"gain", "take"}:
        gains = [h for h, f in events if f in ("gain", "take")]
        by = [s for s in sides if s.start and words[s.start - 1].text == "by"]
        if by:
            return Side(by[0].concept)
        first = [
            s
            for s in sides
            if s.start < gains[0].start
            or (words[s.start].text in _NOMINATIVES and s.start == gains[0].end)
        ]
        return _actor(words, first, gains)
    if not families:
        return described(words, hits, sides, lexicon)
    return None


def _is_place(hit: Hit, lexicon: Lexicon) -> bool:
    known = lexicon.concepts.get(hit.concept)
    return hit.concept.startswith("#") or (known is not None and known.kind == "place")


def has_owned(hits: Sequence[Hit], lexicon: Lexicon) -> bool:
    """Tell whether a question is about things or people that belong to a side."""
    return bool(_owned(hits, lexicon))


def contrary(
    words: Sequence[Token], hits: Sequence[Hit], sides: Sequence[Hit], lexicon: Lexicon
) -> bool:
    """Tell whether one side is made to lose what is called the other's ("Russian tanks Ukraine lost")."""
    lost = [h for h in hits if h.concept == "lose"]
    owner = described(words, hits, sides, lexicon)
    if not lost or owner is None:
        return False
    subjects = [
        s
        for s in sides
        if not _describes(words, s)
        and (s.start < lost[0].start or words[s.start].text in _NOMINATIVES)
    ]
    return any(Side(s.concept) is not owner for s in subjects[-1:])


def described(
    words: Sequence[Token], hits: Sequence[Hit], sides: Sequence[Hit], lexicon: Lexicon
) -> Side | None:
    """Give the side whose adjective stands before a thing that can be lost, or None."""
    owned = _owned(hits, lexicon)
    for side in sides:
        if any(at in owned for at in (side.end, side.end + 1)) and _describes(words, side):
            return Side(side.concept)
        if side.start - 1 in owned and words[side.start].text in _OF_WHOM:
            return Side(side.concept)
    return None


def _owned(hits: Sequence[Hit], lexicon: Lexicon) -> set[int]:
    return {
        h.start
        for h in hits
        if h.concept in _OWNED
        or ((c := lexicon.concepts.get(h.concept)) is not None and c.category is not None)
    }


def _owner(
    words: Sequence[Token],
    hits: Sequence[Hit],
    sides: Sequence[Hit],
    events: Sequence[tuple[Hit, str | None]],
    lexicon: Lexicon,
) -> Side | None:
    adjective = described(words, hits, sides, lexicon)
    if adjective is not None:
        return adjective
    for side in sides:
        if side.start and words[side.start - 1].text in _FROM and words[side.start].text[-1] != "ю":
            return Side(side.concept)
    for event, _ in events:
        for side in sides:
            before = side.start < event.start
            if event.concept in _TAKERS:
                doer = words[side.start].text in _NOMINATIVES and event.concept != "kill"
                beside = side.start in (event.end, event.start - 1)
                if doer and beside and not words[side.start].text.isascii():
                    return _flip(Side(side.concept))
                by = side.start > event.end - 1 and words[side.start - 1].text in _BY
                if by or (before and not _describes(words, side)) or _instrumental(words, side):
                    return _flip(Side(side.concept))
                return Side(side.concept)
            return Side(side.concept)
    return None


def _describes(words: Sequence[Token], side: Hit) -> bool:
    """Tell an adjective ("Russian", "російських") from the country's name."""
    word = words[side.start].text
    if word.startswith(_PEOPLES):
        return True
    return word.endswith(("ian", "ians")) or "ськ" in word or "ск" in word or word == "ru"


def _instrumental(words: Sequence[Token], side: Hit) -> bool:
    return words[side.start].text in _INSTRUMENTAL


def _actor(words: Sequence[Token], sides: Sequence[Hit], events: Sequence[Hit]) -> Side | None:
    free = [s for s in sides if not (s.start and words[s.start - 1].text in _FROM | _MOVED_TO)]
    if not free:
        return None
    if len({s.concept for s in free}) == 1:
        return Side(free[0].concept)
    for event in events:
        before = [s for s in free if s.start < event.start]
        if before:
            return Side(before[-1].concept)
    return None


def _flip(side: Side | None) -> Side | None:
    if side is None:
        return None
    return Side.UKRAINE if side is Side.RUSSIA else Side.RUSSIA
