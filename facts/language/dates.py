"""Read one date at a token: a day, a month, a part of a month or a year, in any usual form."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from facts.errors import BadPeriod
from facts.language.normalise import Token
from facts.language.phrases import Phrases
from facts.language.words import vocabulary
from facts.questions import PartialDate

YEARS = range(1900, 2101)
"""Years that a question may name."""

_ORDINAL = re.compile(r"(\d{1,2})(\D+)")
_PARTS = {
    "early": (1, 10),
    "mid": (11, 20),
    "late": (21, None),
    "first_week": (1, 7),
    "first_half": (1, 15),
    "second_half": (16, None),
}


class Dated(NamedTuple):
    """What was read: the first and last day (or month) meant, and the index behind it."""

    first: PartialDate
    last: PartialDate
    end: int


def date_at(tokens: Sequence[Token], at: int, say: Phrases) -> Dated | None:
    """Read the longest date that starts at a token, or None.

    Raises BadPeriod where the form is a date's, yet no such day, month or year exists.
    """
    if at >= len(tokens):
        return None
    return (
        _numeric(tokens, at, say)
        or _day_and_month(tokens, at, say)
        or _part(tokens, at, say)
        or _month_first(tokens, at, say)
        or _year(tokens, at, say)
    )


def day_number_at(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Read a bare day such as `6`, `6th` or `6-го`: the number and the index behind it, or None."""
    if at >= len(tokens):
        return None
    text = tokens[at].text
    if tokens[at].kind == "number" and len(text) <= 2:
        if _is(tokens, at + 1, "dash") and _text(tokens, at + 2) in vocabulary().ordinals:
            return int(text), at + 3
        return int(text), at + 1
    if tokens[at].kind == "word" and text[0].isdigit():
        found = _ORDINAL.fullmatch(text)
        if found and found[2] in vocabulary().ordinals and found[1].isascii():
            return int(found[1]), at + 1
    return None


def year_at(tokens: Sequence[Token], at: int) -> int | None:
    """Give the four-digit year at a token, or None; whether it may be asked about is not checked."""
    if _is(tokens, at, "number") and len(tokens[at].text) == 4:
        return int(tokens[at].text)
    return None


def checked(date: PartialDate, say: Phrases) -> PartialDate:
    """Give the date back if it exists; raises BadPeriod with the reason if not."""
    hint = say("language.date.hint")
    if date.year is not None and date.year not in YEARS:
        raise BadPeriod(say("language.date.no_such_year", year=date.year), hint)
    if not 1 <= date.month <= 12:
        raise BadPeriod(say("language.date.no_such_month", month=date.month), hint)
    if date.day is not None and not 1 <= date.day <= month_length(date):
        raise BadPeriod(say("language.date.no_such_day", date=shown(date, say)), hint)
    return date


def month_length(date: PartialDate) -> int:
    """Count the days of the date's month; a February without a year may be a leap year's."""
    return calendar.monthrange(date.year or 2000, date.month)[1]


def shown(date: PartialDate, say: Phrases) -> str:
    """Write a date for a person, as far as it is known."""
    month = say(f"dates.months.{date.month}")
    return " ".join(str(p) for p in (date.day, month, date.year) if p is not None)


def _numeric(tokens: Sequence[Token], at: int, say: Phrases) -> Dated | None:
    """Read 2022-09-05, 2022-09, 12.09.2022, 12/09/2022, 12.09.22, 12.09 (always day first)."""
    year = year_at(tokens, at)
    if year is not None:
        numbers, end = _joined(tokens, at + 1, 2)
        if numbers:
            day = numbers[1] if len(numbers) == 2 else None
            return _exact(PartialDate(numbers[0], day, year), end, say)
        return None
    if not (_is(tokens, at, "number") and len(tokens[at].text) <= 2):
        return None
    separator = _text(tokens, at + 1)
    month, end = _joined(tokens, at + 1, 1)
    if not month or not _touches(tokens, at, 3):
        return None
    day = int(tokens[at].text)
    if _text(tokens, end) == separator and _is(tokens, end + 1, "number"):
        digits = tokens[end + 1].text
        if len(digits) in (2, 4):
            year = int(digits) + (2000 if len(digits) == 2 else 0)
            return _exact(_day_first(day, month[0], year, say), end + 2, say)
    if separator in (".", "/"):
        return _exact(_day_first(day, month[0], None, say), end, say)
    return None


def _day_first(day: int, month: int, year: int | None, say: Phrases) -> PartialDate:
    if month > 12 >= day:
        raise BadPeriod(say("language.date.day_first", month=month), say("language.date.hint"))
    return PartialDate(month, day, year)


def _joined(tokens: Sequence[Token], at: int, most: int) -> tuple[list[int], int]:
    """Read up to `most` numbers of one or two digits, each after the same separator."""
    numbers: list[int] = []
    separator = _text(tokens, at)
    if separator not in ("-", ".", "/"):
        return [], at
    while len(numbers) < most and _text(tokens, at) == separator and _touches(tokens, at - 1, 3):
        if not (_is(tokens, at + 1, "number") and len(tokens[at + 1].text) <= 2):
            break
        numbers.append(int(tokens[at + 1].text))
        at += 2
    return numbers, at


def _day_and_month(tokens: Sequence[Token], at: int, say: Phrases) -> Dated | None:
    found = day_number_at(tokens, at)
    if found is None:
        return None
    day, after = found
    of = vocabulary().of.match(tokens, after)
    month = _month_at(tokens, of[1] if of else after)
    if month is None:
        return None
    year, end = _optional_year(tokens, month[1])
    return _exact(PartialDate(month[0], day, year), end, say)


def _month_first(tokens: Sequence[Token], at: int, say: Phrases) -> Dated | None:
    """Read `september`, `september 2022`, `sep 6`, `sep 6, 2022`, `2022 september`."""
    year = year_at(tokens, at)
    month = _month_at(tokens, at + 1 if year is not None else at)
    if month is None:
        return None
    number, end = month
    the = vocabulary().of.match(tokens, end)
    day = day_number_at(tokens, the[1] if the else end)
    # "sep 12.09" or "sep 2022" is no day; neither is a number that a month's name follows.
    if day is not None and _month_at(tokens, day[1]) is None:
        if year is None:
            year, after = _optional_year(tokens, day[1])
        else:
            after = day[1]
        return _exact(PartialDate(number, day[0], year), after, say)
    if year is None:
        year, end = _optional_year(tokens, end)
    return _exact(PartialDate(number, None, year), end, say)


def _part(tokens: Sequence[Token], at: int, say: Phrases) -> Dated | None:
    """Read `early september`, `mid-september 2022`, `first half of september`."""
    part = vocabulary().parts.match(tokens, at)
    if part is None:
        return None
    start = part[1] + 1 if _is(tokens, part[1], "dash") else part[1]
    month = _month_at(tokens, start)
    if month is None:
        return None
    year, end = _optional_year(tokens, month[1])
    first, last = _PARTS[part[0]]
    known = checked(PartialDate(month[0], None, year), say)
    return Dated(PartialDate(known.month, first, year), PartialDate(known.month, last, year), end)


def _year(tokens: Sequence[Token], at: int, say: Phrases) -> Dated | None:
    year = year_at(tokens, at)
    if year is None:
        return None
    first = checked(PartialDate(1, None, year), say)
    return Dated(first, PartialDate(12, None, year), _skip_year_word(tokens, at + 1))


def _exact(date: PartialDate, end: int, say: Phrases) -> Dated:
    known = checked(date, say)
    return Dated(known, known, end)


def _month_at(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    found = vocabulary().months.match(tokens, at)
    if found is None:
        return None
    month, end = found
    # An abbreviation's full stop belongs to it: "6 вер. 2022".
    return month, end + 1 if _text(tokens, end) == "." else end


def _optional_year(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    comma = at + 1 if _text(tokens, at) == "," else at
    year = year_at(tokens, comma)
    if year is None:
        return None, at
    return year, _skip_year_word(tokens, comma + 1)


def _skip_year_word(tokens: Sequence[Token], at: int) -> int:
    """Step over the word in "2022 року", "2022 года"."""
    unit = vocabulary().units.match(tokens, at)
    return unit[1] if unit is not None and unit[0] == "year" else at


def _touches(tokens: Sequence[Token], at: int, count: int) -> bool:
    """Tell whether so many tokens stand together without a space between them."""
    run = tokens[at : at + count]
    return len(run) == count and all(a.end == b.start for a, b in pairwise(run))


def _is(tokens: Sequence[Token], at: int, kind: str) -> bool:
    return at < len(tokens) and tokens[at].kind == kind


def _text(tokens: Sequence[Token], at: int) -> str:
    if not 0 <= at < len(tokens):
        return ""
    return "-" if tokens[at].kind == "dash" else tokens[at].text
