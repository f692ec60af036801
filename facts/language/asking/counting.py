"""Whether a record counts what a question asks the number of: unit, thing and kind of count."""

from __future__ import annotations

import re

from facts.language.asking.lexicon import Lexicon
from facts.language.asking.ranking import Candidate
from facts.language.asking.slots import Slots
from facts.language.asking.small_words import small_words
from facts.language.asking.tokens import tokens
from facts.model import Topic, Unit

LOSSES = frozenset({Topic.EQUIPMENT_LOSSES, Topic.EQUIPMENT_CAPTURED, Topic.PERSONNEL_LOSSES})
"""Topics that count what is gone, not what somebody has."""

_AREAS = frozenset({Unit.KM2, Unit.SQUARE_MILES, Unit.PERCENT, Unit.TIMES, Unit.THIRDS})
_LENGTHS = frozenset({Unit.KM})
_VAGUE = re.compile(
    r"\b(several|multiple|dozens|scores|hundreds|thousands|many|half|double|tens|third|twice|multi"
    r"|two|three|four|five|six|seven|eight|nine|ten|(large|great|small) number|almost completely"
    r"|largely|most of)\b",
    re.IGNORECASE,
)
_PEOPLE = frozenset(
    {Unit.PEOPLE, Unit.BODIES, Unit.PEOPLE_PER_DAY, Unit.PERCENT, Unit.RATIO, Unit.THIRDS}
)
_PEOPLE_WORDS = (
    "personnel", "army", "prisoners", "civilians", "residents", "people", "women", "children", "officer",
    "general", "reservists", "volunteers", "mercenaries", "foreign_fighters", "deserters", "witnesses",
)  # fmt: skip
_PEOPLE_ONLY = frozenset({Unit.PEOPLE, Unit.BODIES, Unit.GRAVES, Unit.PEOPLE_PER_DAY})
_UNITS_OF: dict[str, frozenset[Unit]] = {
    **dict.fromkeys(_PEOPLE_WORDS, _PEOPLE),
    "settlements": frozenset({Unit.COUNT}),
    "graves": frozenset({Unit.GRAVES, Unit.COUNT}),
    "bodies": frozenset({Unit.BODIES, Unit.PEOPLE, Unit.COUNT}),
    "bridge": frozenset({Unit.BRIDGES, Unit.COUNT}),
    "brigade": frozenset({Unit.BRIGADES, Unit.COUNT}),
}


def without_duration(slots: Slots, candidate: Candidate) -> bool:
    """Tell whether how long something took, or lasts, is asked of a record without days or weeks."""
    if any(c == "front_length" for c, _ in slots.concepts):
        return False
    valid = candidate.record.body.valid
    told = (*candidate.record.body.statement.values(), (valid.words if valid else None) or "")
    return not any(_DURATION.search(text) for text in told)


_DURATION = re.compile(r"\b(hours?|days?|weeks?|months?|years?)\b", re.IGNORECASE)


def uncounted(slots: Slots, candidate: Candidate) -> bool:
    """Tell whether a record gives no number of what is asked how many of, or of something else."""
    body = candidate.record.body
    keys = {c for c, _ in slots.concepts}
    measure = body.measure
    if slots.counted is not None and candidate.weight(slots.counted) < 60:
        if slots.counted == "people" and measure is None:
            return not any(_VAGUE.search(text) for text in body.statement.values())
        people = _UNITS_OF.get(slots.counted) is _PEOPLE and measure is not None
        if not (people and measure is not None and measure.unit in _PEOPLE):
            return True
    if _stock(slots) and body.topic in LOSSES:
        return True
    if measure is None:
        return not _vaguely_counted(slots, candidate)
    if keys & {"area", "square_mile"} and "percent" not in keys:
        return measure.unit not in _AREAS
    units = _UNITS_OF.get(slots.counted or "")
    if units is not None:
        return measure.unit not in units
    category = Lexicon.load().concepts.get(slots.counted or "")
    if category is not None and category.category is None and measure.unit in _PEOPLE_ONLY:
        return True
    if "depth" in keys and not keys & {"area", "settlements"}:
        return measure.unit not in _LENGTHS
    lost = slots.families & {"loss", "take"}
    return bool(lost and measure.unit in (Unit.KM2, Unit.SQUARE_MILES, Unit.KM))


def _vaguely_counted(slots: Slots, candidate: Candidate) -> bool:
    """Tell whether a record without a figure still says how many ("several brigades")."""
    for text in candidate.record.body.statement.values():
        if slots.counted is None:
            if _VAGUE.search(text):
                return True
            continue
        words = tokens(text)
        for hit in candidate.part.namings.matcher(words):
            if hit.concept == slots.counted:
                before = " ".join(t.text for t in words[max(0, hit.start - 3) : hit.start])
                if _VAGUE.search(before):
                    return True
    return False


def _stock(slots: Slots) -> bool:
    """Tell whether people or things are counted that somebody has, not those that were lost."""
    if slots.counted is None or slots.families & {"loss", "take"} or slots.speakers:
        return False
    told = [c for c, kind in slots.concepts if kind != "place"]
    return slots.counted == "personnel" or (
        told == [slots.counted] and any(t.text in _HAVE for t in slots.words)
    )


_HAVE = small_words("have")
