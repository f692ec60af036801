"""When a plain question means: days, months and years written in it, and words such as "past week"."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from facts.language.asking.lexicon import Hit
from facts.language.asking.small_words import small_stems, small_words
from facts.language.asking.tokens import Token
from facts.snapshot import Record

Bound = Literal["on", "since", "until"]


@dataclass(frozen=True, slots=True)
class When:
    """The time a question names.

    Attributes:
        first: first day, or None if open.
        last: last day, or None if open.
        bound: `on` those days, `since` the first, `until` the last.
        start: first token of the words.
        end: token behind them.
    """

    first: date | None
    last: date | None
    bound: Bound
    start: int
    end: int


def read_when(words: Sequence[Token], frame: Sequence[Hit], latest_year: int) -> When | None:
    """Find the days a question names; a date without a year is read in the latest year on record.

    Two dates ("since 6 September, by the 11th of September") are the days between them.
    """
    months = {
        h.start: int(h.concept.split(".")[1]) for h in frame if h.concept.startswith("months.")
    }
    marks: dict[int, Bound] = {}
    for hit in frame:
        if hit.concept in ("since", "until"):
            marks[hit.end] = "since" if hit.concept == "since" else "until"
    dated = _iso(words) or _spelled(words, months, latest_year) or _year(words)
    if not dated:
        return None
    first, last, start, end = dated[0]
    if len(dated) > 1 and dated[1][1] > first:
        return When(first, dated[1][1], "on", start, dated[1][3])
    before = start
    while before not in marks and before and words[before - 1].text in _EDGES:
        before -= 1
    if (last - first).days in range(1, 27):  # "from 6 to 14 September" is a range, not "since"
        return When(first, last, "on", start, end)
    bound = marks.get(before, "on")
    if bound == "since":
        return When(first, None, bound, before, end)
    whole = (last - first).days > 26
    if bound == "until" and not (whole and before < start):
        return When(first if whole else None, last, bound, before, end)
    if before < start and (last - first).days > 26:
        first, last = _part_of_month(words[before:start], first, last)
    return When(first, last, "on", before, end)


def _part_of_month(edge: Sequence[Token], first: date, last: date) -> tuple[date, date]:
    """Give the part of a month that "early", "mid" or "late" means."""
    said = {t.text for t in edge}
    if said & _MIDDLE:
        return first.replace(day=10), first.replace(day=20)
    if said & _LATE:
        return first.replace(day=20), last
    return first, first.replace(day=10)


_MIDDLE, _LATE = small_words("middle_of"), small_words("end_of")
_EDGES = _MIDDLE | _LATE | small_words("part_of")
"""Words that may stand between "since" and a month."""

_UP_TO, _BEFORE_YEAR = small_words("up_to"), small_words("before_year")
_AFTER_YEAR = small_stems("after_year")

_Found = tuple[date, date, int, int]


def _iso(words: Sequence[Token]) -> list[_Found]:
    found: list[_Found] = []
    for at in range(len(words) - 2):
        values = [words[at + i].value for i in range(3)]
        if any(v is None or v != int(v) for v in values):
            continue
        a, b, c = (int(v or 0) for v in values)
        for year, month, day in ((a, b, c), (c, b, a)):
            if 1900 <= year <= 2100:
                made = _day(year, month, day)
                if made:
                    found.append((made, made, at, at + 3))
                    break
    for at in range(len(words) - 1):  # 12.09.2022 is cut as 12.09 and 2022
        head, tail = words[at].text, words[at + 1].value
        if tail is not None and 1900 <= tail <= 2100 and "." in head:
            left, _, right = head.partition(".")
            if left.isdigit() and right.isdigit():
                made = _day(int(tail), int(right), int(left))
                if made:
                    found.append((made, made, at, at + 2))
    return found


def _spelled(words: Sequence[Token], months: dict[int, int], latest_year: int) -> list[_Found]:
    found: list[_Found] = []
    for at, month in sorted(months.items()):
        before = _days_before(words, at)
        after = _days_after(words, at)
        start, end = at, at + 1
        days: tuple[int, int] | None = None
        if before:
            days, start = before
        elif after:
            days, end = after
        year = _year_at(words, end)
        if year:
            end += 1
        elif words[at].text in ("may", "march") and not days:
            continue
        year = year or latest_year
        if not days:
            last = monthrange(year, month)[1]
            found.append((date(year, month, 1), date(year, month, last), start, end))
            continue
        one, two = _day(year, month, days[0]), _day(year, month, days[1])
        if one and two and one <= two:
            found.append((one, two, start, end))
    return found


def _days_before(words: Sequence[Token], at: int) -> tuple[tuple[int, int], int] | None:
    if at and words[at - 1].text == "of":
        at -= 1
    last = _day_number(words, at - 1)
    if last is None:
        return None
    for back in (2, 3):
        first = _day_number(words, at - back)
        joined = back == 2 or words[at - 2].text in _UP_TO
        if first is not None and joined and first < last:
            return (first, last), at - back
    return (last, last), at - 1


def _days_after(words: Sequence[Token], at: int) -> tuple[tuple[int, int], int] | None:
    first = _day_number(words, at + 1)
    if first is None:
        return None
    last = _day_number(words, at + 2)
    if last is not None and last > first:
        return (first, last), at + 3
    return (first, first), at + 2


def _day_number(words: Sequence[Token], at: int) -> int | None:
    if not 0 <= at < len(words):
        return None
    token = words[at]
    if token.value is not None and token.value == int(token.value) and 1 <= token.value <= 31:
        return int(token.value) if token.text.isdigit() else None
    for ending in ("st", "nd", "rd", "th", "го", "е", "ого"):
        if token.text.endswith(ending) and token.text[: -len(ending)].isdigit():
            day = int(token.text[: -len(ending)])
            return day if 1 <= day <= 31 else None
    return None


def _year_at(words: Sequence[Token], at: int) -> int | None:
    if not 0 <= at < len(words):
        return None
    token = words[at]
    if token.text.isdigit() and len(token.text) == 4 and 1900 <= int(token.text) <= 2100:
        return int(token.text)
    return None


def _year(words: Sequence[Token]) -> list[_Found]:
    for at in range(len(words)):
        year = _year_at(words, at)
        if year is None:
            continue
        before = words[at - 1].text if at else "in"
        after = words[at + 1].text if at + 1 < len(words) else ""
        trailing = after.startswith(_AFTER_YEAR)
        if before in _BEFORE_YEAR or trailing or at == len(words) - 1:
            return [(date(year, 1, 1), date(year, 12, 31), at, at + 1)]
    return []


def _day(year: int, month: int, day: int) -> date | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    if day > monthrange(year, month)[1]:
        return None
    return date(year, month, day)


_WEEKS = timedelta(days=20)
"""A month ends where it ends; a day named may be the one before or after."""


def near(day: date, first: date | None, last: date | None, slack: int = 0) -> bool:
    """Tell whether a day lies in a window that is widened by `slack` days at both ends."""
    give = timedelta(days=slack)
    return (first is None or first - give <= day) and (last is None or day <= last + give)


def on_the_day(day: date, record: Record) -> bool:
    """Tell whether a record's own period, or its statement, is exactly of a day."""
    return day in (record.ends, record.known_on)


def in_time(when: When, record: Record) -> bool:
    """Tell whether a record is about, or was said in, the days a question names."""
    days = [d for d in (record.ends, record.known_on) if d is not None]
    if when.bound == "since":
        assert when.first is not None
        if record.starts is not None:
            return near(record.starts, when.first, when.first, 3)
        return any(d >= when.first for d in days)
    if when.bound == "until":
        assert when.last is not None
        if when.first is not None and any(near(d, when.first, when.last) for d in days):
            return True
        return any(near(d, when.last, when.last, 2) for d in days)
    whole = when.first is not None and when.last is not None and when.last - when.first > _WEEKS
    if any(near(d, when.first, when.last, 0 if whole else 1) for d in days):
        return True
    starts = record.starts
    if starts is not None and near(starts, when.first, when.last):
        return True
    span = record.span_days
    inside = starts is not None and record.ends is not None and when.first is not None
    if inside and span is not None and span <= 10:
        assert starts is not None
        assert record.ends is not None
        assert when.first is not None
        return starts - timedelta(days=1) <= when.first <= record.ends
    return False
