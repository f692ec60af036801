"""The one arithmetic there is: the later minus the earlier point of one cumulative series.

Never across a correction of that series, never negative, never between open bounds: then the answer
says why there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from facts.answering.roles import SLACK
from facts.answering.setting import Setting
from facts.answers import Difference
from facts.model import SeriesCorrection
from facts.snapshot import Record


@dataclass(frozen=True, slots=True)
class Pair:
    """Two points of one series that may be subtracted."""

    earlier: Record
    later: Record

    @property
    def value(self) -> float:
        """Give the difference, never below zero."""
        return _exact(self.later) - _exact(self.earlier)


@dataclass(frozen=True, slots=True)
class NoPair:
    """Why two points of a series are not subtracted: a correction between them, or a fall."""

    earlier: Record
    later: Record
    correction: SeriesCorrection | None


def pair_over(setting: Setting, later: Record, first: date, days: int) -> Pair | NoPair | None:
    """Find the point to subtract from `later` for a window of `days` days that starts on `first`.

    It is the one nearest to the eve of the window, at most two days before it; None if the series
    holds none.
    """
    body = later.body
    if body.series is None or later.ends is None or not _is_exact(later):
        return None
    eve = first.toordinal() - 1
    since = date.fromordinal(max(1, eve - SLACK.days))
    oldest = date.fromordinal(max(1, later.ends.toordinal() - days - SLACK.days))
    until = later.ends - timedelta(days=1) if later.ends > date.min else later.ends
    points = [
        p
        for p in setting.view.points(body.series, max(since, oldest), until)
        if _is_exact(p) and p.ends != later.ends and _same_count(p, later)
    ]
    if not points:
        return None
    earlier = min(points, key=lambda p: (abs(_day(p) - eve), _day(p), p.id))
    assert earlier.ends is not None  # a point found by its day has one
    series = setting.view.series(body.series)
    correction = series.corrected_between(earlier.ends, later.ends)
    if correction is not None or _exact(later) < _exact(earlier):
        return NoPair(earlier, later, correction)
    return Pair(earlier, later)


def spans_window(pair: Pair, days: int) -> bool:
    """Tell whether a pair covers a relative period of so many days, two days more or less."""
    return abs(_day(pair.later) - _day(pair.earlier) - days) <= min(SLACK.days, days)


def cited_difference(setting: Setting, pair: Pair) -> Difference:
    """Show the difference of a pair with both ends cited."""
    measure, series = pair.later.body.measure, pair.later.body.series
    assert measure is not None  # a point of a series has a measure
    assert series is not None  # and a pair is of one series
    return Difference(
        series=series,
        earlier=setting.cite(pair.earlier),
        later=setting.cite(pair.later),
        value=pair.value,
        unit=measure.unit.value,
    )


def _day(record: Record) -> int:
    assert record.ends is not None  # points are found by their day
    return record.ends.toordinal()


def _is_exact(record: Record) -> bool:
    measure = record.body.measure
    return measure is not None and measure.low is not None and measure.low == measure.high


def _exact(record: Record) -> float:
    measure = record.body.measure
    assert measure is not None  # _is_exact was asked before
    assert measure.low is not None
    return measure.low


def _same_count(one: Record, other: Record) -> bool:
    """Guard the rule even where a curator mixed things up: one metric, category, side and unit."""
    a, b = one.body, other.body
    same_unit = a.measure is not None and b.measure is not None and a.measure.unit == b.measure.unit
    return same_unit and (a.metric, a.category, a.side, a.originator) == (
        b.metric,
        b.category,
        b.side,
        b.originator,
    )
