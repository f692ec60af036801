"""Why a record may not answer a question, however alike the words are: the hard constraints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from facts.language.asking.counting import LOSSES, uncounted, without_duration
from facts.language.asking.lexicon import Lexicon
from facts.language.asking.ranking import Candidate
from facts.language.asking.slots import Slots
from facts.language.asking.small_words import small_words
from facts.language.asking.times import in_time
from facts.language.asking.tokens import tokens
from facts.model import Side, Topic, Unit

_GROUND = frozenset({Topic.TERRITORY, Topic.SETTLEMENTS, Topic.ADVANCE})
_TERRITORY = frozenset({"area", "settlements", "town", "square_mile"})
_STATUS = ("retake", "control", "withdraw", "flag", "enter", "clear", "occupied", "flee")
_WEEK = re.compile(r"\bweek\b|\b(seven|7) days\b", re.IGNORECASE)
_TOTAL = re.compile(
    r"since (24 )?february|since the (full-scale )?invasion|since the war", re.IGNORECASE
)
_MONTH = re.compile(r"\bmonth\b", re.IGNORECASE)
_INVASION = date(2022, 3, 10)


def objections(slots: Slots, candidate: Candidate) -> Iterator[str]:
    """Name each hard constraint that the record breaks; none means that it may answer."""
    if slots.contrary or _wrong_side(slots, candidate) or _wrong_actor(slots, candidate):
        yield "side"
    if _other_category(slots, candidate) or _other_head(slots, candidate):
        yield "category"
    if _elsewhere(slots, candidate):
        yield "place"
    if _other_speaker(slots, candidate):
        yield "source"
    if slots.numbers and not any(_holds(candidate, n) for n in slots.numbers):
        yield "number"
    if _other_period(slots, candidate):
        yield "period"
    if asks_status(slots) and _no_status(slots, candidate):
        yield "status"
    undated = "how_long" in slots.kinds and without_duration(slots, candidate)
    if undated or ("how_many" in slots.kinds and uncounted(slots, candidate)):
        yield "quantity"


def asks_status(slots: Slots) -> bool:
    """Tell whether the question is whether a place is held, freed or left."""
    keys = {c for c, _ in slots.concepts}
    if slots.kinds & {"who"} and not slots.kinds & {"says", "how_many"} and not slots.numbers:
        return bool(slots.places and keys & {"retake", "control", "capture"} and "area" not in keys)
    asked = slots.kinds & {"status", "true"} and not slots.kinds & {
        "how_many", "who", "why", "says", "when", "where", "which",
    }  # fmt: skip
    return bool(
        asked and slots.places and keys & {"retake", "control", "clear", "occupied", "capture"}
    )


def _wrong_side(slots: Slots, candidate: Candidate) -> bool:
    body = candidate.record.body
    if slots.side is None or body.side is None:
        return False
    if slots.described and body.side is not slots.side and _names_only(body.side, candidate):
        return True
    if body.topic is Topic.EQUIPMENT_CAPTURED and "take" in slots.families and not slots.described:
        return slots.side is Side.UKRAINE
    if slots.side is Side.UKRAINE and "leave" in slots.families:
        return body.topic in _GROUND or body.side is Side.RUSSIA
    lossy = slots.described and body.topic in LOSSES
    taken = "take" in slots.families and body.topic in LOSSES
    if lossy or taken or (slots.families & {"loss", "leave"} and body.topic not in _GROUND):
        return body.side is not slots.side
    keys = {c for c, _ in slots.concepts}
    if body.topic in _GROUND and "clear" in keys and slots.described:
        return body.side is slots.side  # cleared of Russian troops: Ukraine's gain
    taker = slots.side is Side.RUSSIA and slots.places and not slots.described
    if body.topic in _GROUND and "take" in slots.families and not (keys & _TERRITORY or taker):
        return False
    if body.topic in _GROUND and slots.side is Side.RUSSIA and slots.families & {"gain", "take"}:
        return body.side is Side.UKRAINE or "occupied" in body.metric
    if body.topic in _GROUND and slots.side is not body.side:
        return "leave" not in slots.families and body.side is Side.UKRAINE
    return False


def _names_only(side: Side, candidate: Candidate) -> bool:
    """Tell whether a statement names one side and not the other."""
    words = tokens(candidate.record.body.statement["en"])
    return {h.concept for h in Lexicon.load().sides(words)} == {side.value}


def _wrong_actor(slots: Slots, candidate: Candidate) -> bool:
    """Tell whether the record has the other side do what is asked about."""
    if not slots.actors:
        return False
    lexicon = Lexicon.load()
    body = candidate.record.body
    told = candidate.part.actors_in(candidate.at, body.statement["en"])
    for concept, side in slots.actors:
        alike = {told[c] for c in told if c == concept or concept in lexicon.concepts[c].wider}
        if alike:
            if side not in alike:
                return True
            continue
        kind = lexicon.concepts[concept].kind
        moved = lexicon.concepts[concept].family in ("gain", "leave") or concept in _MOVES
        if kind == "event" and moved and body.side is not None and body.side is not side:
            return body.topic is not Topic.STRIKES
    return False


_MOVES = frozenset({"offensive", "mobilise", "regroup", "cross", "advance", "begin"})


def _other_category(slots: Slots, candidate: Candidate) -> bool:
    concepts = Lexicon.load().concepts
    body = candidate.record.body
    for key, kind in slots.concepts:
        category = concepts[key].category if kind == "thing" and key in concepts else None
        if category is None:
            continue
        if category == "personnel":
            lost = slots.families & {"loss"} and "how_many" in slots.kinds
            if lost and body.topic in (Topic.EQUIPMENT_LOSSES, Topic.EQUIPMENT_CAPTURED):
                return True
            if key == "prisoners" and candidate.weight(key) < 60:
                return True
        elif key == "heavy_equipment":
            if (
                "how_many" in slots.kinds
                and body.topic not in LOSSES
                and candidate.weight(key) < 60
            ):
                return True
        elif (
            max(candidate.weight(k) for k in (key, *concepts[key].akin, *slots.also_read(key))) < 60
        ):
            return True
    return False


def _other_head(slots: Slots, candidate: Candidate) -> bool:
    """Tell whether "which brigade" meets a record without any brigade."""
    return slots.head is not None and candidate.weight(slots.head) < 60


def _elsewhere(slots: Slots, candidate: Candidate) -> bool:
    places = slots.places
    if not places:
        return False
    if any(candidate.weight(p) < 40 for p in places):
        return True
    if _mentioned_only(slots, candidate):
        return True
    namings = candidate.part.namings
    if slots.city and not any(candidate.weight(f"city:{p}") for p in places):
        return any(candidate.part.count(f"city:{p}") or p in namings.oblasts for p in places)
    return False


def _mentioned_only(slots: Slots, candidate: Candidate) -> bool:
    """Tell whether a record is filed under other places and only mentions the one asked about.

    A figure must cover the place: one about another oblast does not, even if it names this one.
    """
    body = candidate.record.body
    namings = candidate.part.namings
    refs = ((body.scope_place,) if body.scope_place else ()) + body.places
    filed = {
        c
        for r in refs
        for c in (*namings.of_place.get(r.place, ()), *namings.around.get(r.place, ()))
    }
    inside = {a for p in slots.places for a in _around(p)}
    if filed and not filed & {*slots.places, *inside}:
        asks_what = bool(slots.kinds & {"says", "why", "who"}) and "how_many" not in slots.kinds
        return not (asks_what and all(candidate.weight(p) >= 90 for p in slots.places))
    if "how_many" not in slots.kinds or body.scope_place is None:
        return False
    scope = body.scope_place.place
    covers = {*namings.of_place.get(scope, ()), *namings.around.get(scope, ())}
    return bool(covers) and not covers & {*slots.places, *inside}


def _around(place: str) -> set[str]:
    concepts = Lexicon.load().concepts
    found: set[str] = set()
    known = concepts.get(place)
    while known is not None and known.within is not None and known.within not in found:
        found.add(known.within)
        known = concepts.get(known.within)
    return found


def _other_speaker(slots: Slots, candidate: Candidate) -> bool:
    for at, speaker in enumerate(slots.speakers):
        said = candidate.weight(f"by:{speaker}") >= 50
        if speaker == "moscow":
            said = said or candidate.weight("party:russia") > 0
        elif speaker in ("ukrainian_side", "kyiv_government"):
            said = said or candidate.weight("party:ukraine") > 0
        elif speaker == "yahoo":
            said = said or candidate.weight("by:yahoo") > 0
        named = candidate.weight(speaker) >= 60
        published = candidate.weight(f"by:{speaker}") > 0
        strict = "says" in slots.kinds and at == 0
        if not (said or (named and not strict) or (published and named)):
            return True
    return False


def _holds(candidate: Candidate, number: float) -> bool:
    known = candidate.part.numbers.get(number)
    return known is not None and candidate.at in known


def _no_status(slots: Slots, candidate: Candidate) -> bool:
    measure = candidate.record.body.measure
    if measure is not None and measure.unit in (Unit.KM2, Unit.SQUARE_MILES):
        return True
    if candidate.record.body.topic is Topic.STATEMENTS:
        return True
    if not all(candidate.weight(p) >= 90 for p in slots.places):
        return True
    if any(_only_listed(p, slots, candidate) for p in slots.places):
        return True
    return not any(candidate.weight(word) >= 60 for word in _STATUS)


def _only_listed(place: str, slots: Slots, candidate: Candidate) -> bool:
    """Tell whether a record counts places in an oblast instead of saying how the oblast or city stands."""
    if place not in candidate.part.namings.oblasts:
        return False
    body = candidate.record.body
    scope = body.scope_place.place if body.scope_place is not None else ""
    if place not in candidate.part.namings.of_place.get(scope, ()):
        return True
    if body.measure is not None or body.metric.startswith("settlements_"):
        return True
    oblast = {t.text for t in slots.words} & _OBLAST
    has_city = candidate.part.count(f"city:{place}")
    return bool(has_city and not oblast and not candidate.weight(f"city:{place}"))


_OBLAST = small_words("oblast")


def _other_period(slots: Slots, candidate: Candidate) -> bool:
    asks_when = slots.words[0].text in _WHEN
    if not (asks_when or slots.when or slots.relative or slots.weekday or slots.lasting):
        return False
    record = candidate.record
    words = " ".join(record.body.statement.values())
    if record.body.valid is not None and record.body.valid.words:
        words = f"{words} {record.body.valid.words}"
    valid = record.body.valid
    undated = valid is None or (valid.start is None and valid.end is None)
    if asks_when and undated and not _DATED.search(words):
        return True
    if slots.relative in ("today", "yesterday") and slots.when is None:
        return True
    if slots.weekday is not None and not _on_weekday(slots.weekday, candidate, words):
        return True
    if slots.lasting is not None and "how_many" in slots.kinds | _counts(slots):
        span = record.span_days
        if (
            slots.lasting > 31
            if span is None
            else abs(span - slots.lasting) > max(2, slots.lasting // 4)
        ):
            return True
    if slots.relative == "total":
        started = record.starts is not None and record.starts <= _INVASION
        if not (started or _TOTAL.search(words)):
            return True
    elif slots.relative == "week" and "how_many" in slots.kinds | _counts(slots):
        span = record.span_days
        if not ((span is not None and 5 <= span <= 9) or _WEEK.search(words)):
            return True
    elif slots.relative == "year":
        return record.span_days is None or record.span_days < 300
    elif slots.relative == "month":
        span = record.span_days
        if not ((span is not None and 25 <= span <= 32) or _MONTH.search(words)):
            return True
    return slots.when is not None and not in_time(slots.when, candidate.record)


def _on_weekday(day: str, candidate: Candidate, words: str) -> bool:
    record = candidate.record
    short = record.span_days is not None and record.span_days <= 2
    said = record.ends or record.known_on
    named = short and said is not None and said.weekday() == _WEEKDAYS[day]
    return named or day in words.lower()


_WEEKDAYS = {"monday": 0, "sunday": 6}
_WHEN = small_words("when_asked")
_DATED = re.compile(
    r"\b(january|february|march|april|june|july|august|september|october|november|december"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|weeks?|days?|hours?)\b",
    re.IGNORECASE,
)


def _counts(slots: Slots) -> frozenset[str]:
    """Treat "Russian tank losses this week" as a question of how many."""
    return frozenset({"how_many"}) if slots.families & {"loss", "take", "gain"} else frozenset()
