"""The parts of a cited fact in words: figure, place and time, citation, caveats, reliability.

All texts here are plain: no Markdown, no colour. Names and statements come cleaned and, where a screen
is small, shortened at a word; figures are written as they were said, never computed or rounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.render.safe_text import clip
from facts.answers import CitedDocument, CitedFact, Difference, Status
from facts.language.phrases import Phrases
from facts.model import Period, Unit, Verification

DOT = " · "
ARROW = " → "

_QUALIFIED = re.compile(r"(over|about|nearly|at least|up to|more than|almost) (\d[\d,.]*)")
_BETWEEN = re.compile(r"between (\d[\d,.]*) and (\d[\d,.]*)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DECIMAL = re.compile(r"(?<=\d)\.(?=\d)")
_NEEDS_STATEMENT = frozenset({Unit.RATIO, Unit.TIMES, Unit.THIRDS, Unit.PERCENT})


@dataclass(frozen=True, slots=True)
class Room:
    """How many characters each part may take; `scale` below 1 tightens all of them."""

    scale: float = 1.0

    def part(self, text: str, limit: int) -> str:
        """Clean a part and shorten it to its share of the room."""
        return clip(text, max(24, int(limit * self.scale)))

    @property
    def tight(self) -> bool:
        """Tell whether contradictions and copies must be counted instead of shown."""
        return self.scale < 0.5


AMPLE = Room()
WHOLE = Room(scale=1000.0)
"""Nothing shortened: for details and for output that is piped."""


def label(phrases: Phrases, kind: str, code: str) -> str:
    """Give the words for a code; one that has none is shown as its own words.

    Servers may use metrics that no shipped list names, so a missing label is no error.
    """
    key = f"labels.{kind}.{code}"
    return phrases(key) if phrases.has(key) else code.replace("_", " ")


def unit_words(fact: CitedFact, phrases: Phrases) -> str:
    """Give the unit to stand after a figure; empty for a bare count or where the wording has it."""
    measure = fact.measure
    if measure is None or measure.unit is Unit.COUNT:
        return ""
    count = int(measure.sort_key) if measure.sort_key.is_integer() else 2
    key = f"labels.unit.{measure.unit}"
    if phrases.has(f"{key}.other"):
        words = phrases.plural(key, count).strip()
    else:
        words = label(phrases, "unit", measure.unit)
    return "" if words.casefold() in measure.wording.casefold() else words


def said(fact: CitedFact, phrases: Phrases, room: Room = AMPLE) -> str:
    """Write the number in its own wording ("over 70"), with its unit; empty if nothing was counted.

    The few English qualifiers are translated; any other wording is shown as it was said.
    """
    if fact.measure is None:
        return ""
    wording = room.part(fact.measure.wording, 120)
    if phrases.language != "en":
        wording = _local(wording, phrases)
    return f"{wording} {unit_words(fact, phrases)}".strip()


def _local(wording: str, phrases: Phrases) -> str:
    if match := _QUALIFIED.fullmatch(wording):
        key, figure = match.groups()
        wording = phrases(f"render.qualifier.{key.replace(' ', '_')}", figure=figure)
    elif match := _BETWEEN.fullmatch(wording):
        wording = phrases("render.qualifier.between", low=match.group(1), high=match.group(2))
    # Elsewhere "2,169" would read as two and a fraction.
    return _DECIMAL.sub(",", _THOUSANDS.sub("\u00a0", wording))


def what(fact: CitedFact, phrases: Phrases) -> str:
    """Name what was counted or stated: metric, with the category where there is one."""
    metric = label(phrases, "metric", fact.metric)
    if fact.category is None:
        return metric
    return f"{metric}: {label(phrases, 'category', fact.category)}"


def where(fact: CitedFact, phrases: Phrases, room: Room = AMPLE) -> str:
    """Name what the figure covers, or say that no place is recorded."""
    return room.part(fact.place, 80) if fact.place else phrases("render.no_place")


def when(valid: Period | None, phrases: Phrases, room: Room = AMPLE) -> str:
    """Write the valid period as dates, with the words it was said in where no dates are known."""
    if valid is None:
        return ""
    start, end = valid.start, valid.end
    if start and end:
        if start.inferred or end.inferred or not (start.exact and end.exact):
            return phrases("dates.about", when=phrases.span(start.earliest, end.latest))
        return phrases.span(start.earliest, end.latest)
    if end:
        return phrases("render.until", when=phrases.dates(end))
    if start:
        return phrases("render.since", when=phrases.dates(start))
    return room.part(valid.words, 100) if valid.words else ""


def stated(fact: CitedFact, phrases: Phrases) -> str:
    """Say on which day it was stated, or that it is undated."""
    if fact.stated_on is None:
        return phrases("render.undated")
    return phrases("render.stated", when=phrases.dates(fact.stated_on))


def chain(fact: CitedFact, room: Room = AMPLE, *, role: bool = True) -> str:
    """Write originator → relays → publisher, the originator first and with the office held."""
    names = [room.part(h.name, 90) for h in fact.chain]
    originator = room.part(fact.originator, 120)
    if names and names[0] == room.part(fact.originator, 90):
        names = names[1:]
    if role and fact.originator_role:
        originator += f", {room.part(fact.originator_role, 60)}"
    return ARROW.join([originator, *names])


def published(document: CitedDocument, phrases: Phrases, room: Room = AMPLE) -> str:
    """Name a publication: publisher, title, who republished it, and its date; unknown is said."""
    parts = [room.part(document.publisher, 120)]
    if document.title:
        parts.append(f"“{room.part(document.title, 160)}”")
    if document.republished_by:
        by = room.part(document.republished_by, 80)
        parts.append(phrases("render.republished", by=by))
    dated = document.published_on
    if dated is None:
        parts.append(phrases("render.publication_undated"))
    else:
        parts.append(phrases("render.published", when=phrases.dates(dated)))
    return ", ".join(parts)


def reliability(fact: CitedFact, phrases: Phrases) -> str:
    """Write the source's letter with its words: "Reliability B (usually reliable)"."""
    letter = fact.reliability.value
    words = label(phrases, "reliability", letter)
    return phrases("render.reliability", letter=letter, words=words)


def credibility(fact: CitedFact, phrases: Phrases) -> str:
    """Write the claim's credibility 1-6 with its words; empty where none was assessed."""
    if fact.credibility is None:
        return ""
    words = label(phrases, "credibility", str(fact.credibility))
    return phrases("render.credibility", number=fact.credibility, words=words)


def verification(fact: CitedFact, phrases: Phrases) -> str:
    """Say whether the claim was checked; empty where it is simply unverified."""
    if fact.verification is Verification.UNVERIFIED:
        return ""
    return label(phrases, "verification", fact.verification)


def standing(fact: CitedFact, phrases: Phrases, room: Room = AMPLE) -> str:
    """Say where the fact stands if that is not plainly current; own server and withdrawal too."""
    parts = []
    if fact.status is not Status.CURRENT:
        parts.append(phrases(f"render.status.{fact.status}"))
    if fact.withdrawn:
        parts.append(room.part(fact.withdrawn, 160))
    if fact.scope != "base":
        parts.append(phrases("render.own_server"))
    return ", ".join(parts)


def difference(found: Difference, phrases: Phrases, room: Room = AMPLE) -> str:
    """Write a difference of two points of one series, with both ends as they were said."""
    unit = f" {unit_words(found.later, phrases)}".rstrip()
    return phrases(
        "render.difference",
        value=phrases.number(found.value) + unit,
        from_said=said(found.earlier, phrases, room),
        from_day=_point_day(found.earlier, phrases),
        to_said=said(found.later, phrases, room),
        to_day=_point_day(found.later, phrases),
    )


def _point_day(fact: CitedFact, phrases: Phrases) -> str:
    ends = fact.valid.end if fact.valid else None
    return phrases.dates(ends or fact.stated_on)


def needs_statement(fact: CitedFact, phrases: Phrases) -> bool:
    """Tell whether figure and labels alone would not say what was claimed."""
    if fact.measure is None:
        return False  # the statement is the line itself
    return fact.measure.unit in _NEEDS_STATEMENT or not phrases.has(f"labels.metric.{fact.metric}")
