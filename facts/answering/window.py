"""Which days a question means: words about time → calendar days, with the record's help.

A record belongs to a window if its valid period ends there (`Record.ends`). Both ends are included;
a week is seven days. A date without a year means the latest year with matching records.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from facts.answering.candidates import Candidates
from facts.answering.roles import SLACK
from facts.errors import BadPeriod
from facts.questions import PartialDate, PeriodWords, RelativePeriod, SpanPeriod
from facts.snapshot import Record

WEEK = RelativePeriod("week", 7)
"""What a question about figures means when it names no period."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days a question means, both included; an open end is None.

    `read_back` tells that a relative period, kept in `asked`, held nothing by the calendar and was
    read back from the newest record.
    """

    first: date | None = None
    last: date | None = None
    words: str | None = None
    read_back: bool = False
    asked: RelativePeriod | None = None

    @property
    def whole(self) -> bool:
        """Tell whether the window leaves both ends open."""
        return self.first is None and self.last is None

    def holds(self, record: Record) -> bool:
        """Tell whether a record belongs here: its valid period ends in the window."""
        return self.whole or (record.ends is not None and self.has(record.ends))

    def has(self, day: date) -> bool:
        """Tell whether a day lies in the window."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def as_json(self) -> dict[str, Any]:
        """Give the window as the contract's plain values."""
        return {
            "from": self.first.isoformat() if self.first else None,
            "to": self.last.isoformat() if self.last else None,
            "words": self.words,
        }


def resolve(
    period: PeriodWords | None,
    day: date,
    candidates: Candidates,
    anchors: Callable[[Record, int], bool] | None = None,
    answers: Callable[[Record, Window], bool] = lambda _record, _window: True,
) -> Window:
    """Turn words about time into days.

    Args:
        period: what was said, or None for all of the record.
        day: the day relative periods count from.
        candidates: the records that the rest of the question allows.
        anchors: tells whether a record may stand for a relative period of so many days that the
            calendar finds empty; None where such a period is not read back.
        answers: tells whether a record in the calendar's window counts as something found there.

    Raises:
        BadPeriod: for a date that no calendar holds.
    """
    if period is None:
        return Window()
    if isinstance(period, SpanPeriod):
        return _span(period, day, _held_by(candidates), candidates.bounds())
    last = _back(day, period.ago)
    window = Window(_back(last, period.days - 1), last, period.words, asked=period)
    found = candidates.within(window.first, window.last)
    if anchors is None or any(answers(record, window) for record in found):
        return window
    for record in candidates.backwards(last):
        if record.ends is not None and anchors(record, period.days):
            first = _back(record.ends, period.days - 1)
            return Window(first, record.ends, period.words, read_back=True, asked=period)
    return window


def resolve_by_days(period: PeriodWords | None, today: date, days: Iterable[date]) -> Window:
    """Turn words about time into days where what is looked for are days themselves.

    Raises:
        BadPeriod: for a date that no calendar holds.
    """
    if period is None:
        return Window()
    if isinstance(period, RelativePeriod):
        last = _back(today, period.ago)
        return Window(_back(last, period.days - 1), last, period.words, asked=period)
    known = sorted(days)

    def holds(first: date, last: date) -> bool:
        return any(first <= day <= last for day in known)

    return _span(period, today, holds, (known[0], known[-1]) if known else None)


def short_enough(record: Record, days: int) -> bool:
    """Tell whether a figure's own span is no longer than so many days plus two."""
    return record.span_days is not None and record.span_days <= days + SLACK.days


def day_of(partial: PartialDate, day: date, candidates: Candidates) -> date:
    """Turn an as-of date into a day; without a year, the latest year with matching records by then.

    Raises:
        BadPeriod: for a date that no calendar holds.
    """
    span = SpanPeriod("as of", None, partial)
    window = _span(span, day, _held_by(candidates), candidates.bounds())
    assert window.last is not None  # a span whose end was said has one
    return window.last


def _back(day: date, days: int) -> date:
    # A window that would start before the calendar starts with it.
    return date.min if days >= day.toordinal() else day - timedelta(days=days)


Holds = Callable[[date, date], bool]
Bounds = tuple[date, date] | None


def _held_by(candidates: Candidates) -> Holds:
    return lambda first, last: any(True for _ in candidates.within(first, last))


def _span(period: SpanPeriod, day: date, holds: Holds, bounds: Bounds) -> Window:
    start, end = period.start, period.end
    known = next((p.year for p in (end, start) if p is not None and p.year is not None), None)
    if known is not None:
        first, last = _in_year(start, end, known)
        return Window(first, last, period.words)
    fallback: Window | None = None
    for year in _years(day, bounds):
        placed = _if_there(start, end, year)
        if placed is None:
            continue
        first, last = placed
        window = Window(first, last, period.words)
        # "until 6 September" alone means a year with records before that day, in that very year.
        since = first or date(year, 1, 1)
        if holds(since, last or max(day, since)):
            return window
        # Nothing there in any year: then the latest past one of the years that are on record.
        on_record = bounds is None or year <= bounds[1].year
        if fallback is None and on_record and (first or last or day) <= day:
            fallback = window
    if fallback is None:
        # Two leap years are eight years apart at most, around 1900 and 2100.
        nearest = (_if_there(start, end, day.year - back) for back in range(9))
        first, last = next(filter(None, nearest), None) or _in_year(start, end, day.year)
        fallback = Window(first, last, period.words)
    return fallback


def _if_there(
    start: PartialDate | None, end: PartialDate | None, year: int
) -> tuple[date | None, date | None] | None:
    """Place a span in a year, or give None where the year lacks a day of it: 29 February."""
    try:
        return _in_year(start, end, year)
    except BadPeriod:
        return None


def _years(day: date, held: Bounds) -> range:
    """Give the years worth trying, newest first: those of the record, one more at either end."""
    newest, oldest = (held[1].year, held[0].year) if held else (day.year, day.year)
    return range(min(day.year, newest + 1), min(oldest, day.year) - 2, -1)


def _in_year(
    start: PartialDate | None, end: PartialDate | None, year: int
) -> tuple[date | None, date | None]:
    """Place a span in a year: that of its end, or of its start where the end is open."""
    last = _last_day(end, end.year or year) if end else None
    first = _first_day(start, start.year or year) if start else None
    if first and last and first > last and start and end:
        if start.year is None:
            first = _first_day(start, last.year - 1)
        elif end.year is None:
            last = _last_day(end, first.year + 1)
        else:
            raise BadPeriod(
                "That period ends before it starts.",
                "Write the earlier date first, as in 5-12 sep.",
            )
    return first, last


def _first_day(partial: PartialDate, year: int) -> date:
    return _date(year, partial.month, partial.day or 1)


def _last_day(partial: PartialDate, year: int) -> date:
    if partial.day is not None:
        return _date(year, partial.month, partial.day)
    if not 1 <= year <= 9999 or not 1 <= partial.month <= 12:
        return _date(year, partial.month, 1)
    return _date(year, partial.month, monthrange(year, partial.month)[1])


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise BadPeriod(
            f"There is no date {year}-{month:02}-{day:02}.",
            "Write a date such as 6 sep or 2022-09-06.",
        ) from None
