"""Dates of a form: words in three languages → the dates a record keeps, never in the future."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

from facts.errors import BadPeriod
from facts.language.normalise import clean
from facts.language.periods import read_period
from facts.language.phrases import Phrases
from facts.model import DateRange, Period
from facts.questions import PartialDate, RelativePeriod

_ABOUT = re.compile(
    r"^(?:about|around|circa|ca\.?|approx(?:imately)?|близько|приблизно|орієнтовно|около|примерно)\s+",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"(?:about )?(?:since |until )?[\d.\- ]+")
_SAID = re.compile(r"(?P<dates>[^()]*)\((?P<words>.+)\)")


def read_day(text: str, today: date, locale: str = "en") -> DateRange:
    """Read a day, a range of days or a month in which something was said; "about" marks it inferred.

    A date without a year means the latest one that is not in the future. Raises BadPeriod, also for a
    date after `today`.
    """
    typed = clean(text)
    bare = _ABOUT.sub("", typed)
    first, last = _ends(bare, today, today, locale)
    if first is None or last is None:
        raise BadPeriod(*_says("open", locale, words=typed[:60]))
    if last > today and first <= today and (first.year, first.month) == (last.year, last.month):
        last = min(last, today) if first.day == 1 else last
    if last > today:
        raise BadPeriod(*_says("future", locale, words=typed[:60]))
    return DateRange(first, last, inferred=bare != typed)


def read_valid(text: str, anchor: date | None, today: date, locale: str = "en") -> Period:
    """Read when it happened: a period as dates, or counted back from the day it was said (`anchor`).

    Words in brackets behind are kept as what was said, "2022-09-06..2022-09-12 (in the last week)";
    without them the whole text is. In brackets alone they stand for a period without dates. Raises
    BadPeriod, also where a relative period has no day to count from.
    """
    typed = clean(text)
    said = _SAID.fullmatch(typed)
    if said is not None:
        dates, words = said["dates"].strip(), said["words"].strip()[:300]
        if not dates:
            return Period(words=words)
        return replace(read_valid(dates, anchor, today, locale), words=words)
    bare = _ABOUT.sub("", typed)
    about = bare != typed
    period = read_period(bare, locale)
    if isinstance(period, RelativePeriod):
        if anchor is None:
            raise BadPeriod(*_says("no_anchor", locale, words=typed[:60]))
        last = anchor - timedelta(days=period.ago)
        first = last - timedelta(days=period.days - 1)
        return Period(DateRange(first, first, True), DateRange(last, last, True), typed[:300])
    known, until = _ends(bare, anchor or today, today, locale)
    start = DateRange(known, known, about) if known else None
    end = DateRange(until, until, about) if until else None
    if start is not None and start.earliest > today:
        raise BadPeriod(*_says("future", locale, words=typed[:60]))
    words = None if _PLAIN.fullmatch(typed) else typed[:300]
    return Period(start, end, words)


def read_span(text: str, today: date, locale: str = "en") -> tuple[date | None, date | None]:
    """Read a period of the calendar as its first and last day; an open end is None. Raises BadPeriod."""
    return _ends(clean(text), today, today, locale)


def write_day(known: DateRange | None) -> str:
    """Write a date so that `read_day` reads the same again: `about 2022-09-12..2022-09-13`."""
    if known is None:
        return ""
    text = known.earliest.isoformat()
    if not known.exact:
        text += f"..{known.latest.isoformat()}"
    return f"about {text}" if known.inferred else text


def write_valid(valid: Period | None) -> str:
    """Write a period so that `read_valid` reads its days and words again."""
    if valid is None:
        return ""
    start, end = valid.start, valid.end
    if start is not None and end is not None:
        days = (start.earliest, end.latest)
        text = f"{days[0]}..{days[1]}" if days[0] != days[1] else f"{days[0]}"
    elif start is not None:
        text = f"since {start.earliest}"
    else:
        text = f"until {end.latest}" if end is not None else ""
    if text and any(known is not None and known.inferred for known in (start, end)):
        text = f"about {text}"
    return f"{text} ({valid.words})".strip() if valid.words else text


def _ends(text: str, anchor: date, today: date, locale: str) -> tuple[date | None, date | None]:
    period = read_period(text, locale)
    if isinstance(period, RelativePeriod):
        last = today - timedelta(days=period.ago)
        return last - timedelta(days=period.days - 1), last
    # A year that was named once, or not at all, is the same for both ends.
    year = next((d.year for d in (period.end, period.start) if d is not None and d.year), None)
    end = _day(period.end, year, anchor, last=True) if period.end else None
    start = _day(period.start, year or (end.year if end else None), anchor, last=False)
    return start, end


def _day(partial: PartialDate | None, year: int | None, anchor: date, *, last: bool) -> date | None:
    if partial is None:
        return None
    chosen = partial.year or year
    if chosen is None:
        first = date(anchor.year, partial.month, min(partial.day or 1, 28))
        chosen = anchor.year if first <= anchor else anchor.year - 1
    longest = monthrange(chosen, partial.month)[1]
    day = partial.day or (longest if last else 1)
    return date(chosen, partial.month, min(day, longest))


def _says(key: str, locale: str, **values: str) -> tuple[str, str]:
    say = Phrases.of(locale)
    return say(f"curation.date.{key}", **values), say(f"curation.date.{key}_hint")
