"""When a digest is due: once every local day, worked out from the time zone's rules, never from timers.

An occurrence is named by its local date. On a day that has the wanted time twice (clocks go back) the
first one counts; on a day that has it not at all (clocks go forward) it is the first instant after the
gap. A date that a zone left out as a whole (a move across the date line) has no occurrence.
https://docs.python.org/3/library/datetime.html (fold), PEP 495
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from facts.errors import UsageError

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One run of a digest: its local date, which is its name, and its instant in UTC."""

    day: date
    at: datetime

    @property
    def key(self) -> str:
        """Give the name that makes it unique within a subscription."""
        return self.day.isoformat()


def next_occurrence(
    at: time, zone: ZoneInfo, after: datetime, *, last_day: date | None = None
) -> Occurrence:
    """Give the first occurrence strictly after an instant, and of a date after `last_day`.

    `last_day` is the date of the last one that was sent: a subscription moved to a later hour (or to
    another zone) is not served twice on one date. Raises OverflowError beyond the calendar.
    """
    for occurrence in _from(at, zone, after.astimezone(zone).date() - _DAY):
        if occurrence.at > after and (last_day is None or occurrence.day > last_day):
            return occurrence
    raise AssertionError("days do not end")


def latest_occurrence(
    at: time, zone: ZoneInfo, now: datetime, *, last_day: date | None = None
) -> Occurrence | None:
    """Give the last occurrence that is due at `now`; None if none of a date after `last_day` is.

    After downtime it stands for all that were missed.
    """
    day = now.astimezone(zone).date() + _DAY
    for _ in range(4):  # a zone leaves out one date at most
        found = _on(at, zone, day)
        if found is not None and found.at <= now:
            return found if last_day is None or found.day > last_day else None
        day -= _DAY
    return None


def _from(at: time, zone: ZoneInfo, day: date) -> Iterator[Occurrence]:
    while True:
        found = _on(at, zone, day)
        if found is not None:
            yield found
        day += _DAY


def _on(at: time, zone: ZoneInfo, day: date) -> Occurrence | None:
    """Give the occurrence of one local date, or None where the zone has no such date."""
    local = datetime.combine(day, at.replace(tzinfo=None, fold=0), zone)
    instant = local.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return Occurrence(day, instant)
    # In a gap fold 0 reads the time by the offset before it, fold 1 by the one after: the clocks
    # change between the two instants.
    early, late = local.replace(fold=1).astimezone(UTC), instant
    if late - early >= _DAY:
        return None
    return Occurrence(day, _change_between(zone, early, late))


def _change_between(zone: ZoneInfo, early: datetime, late: datetime) -> datetime:
    """Give the first second at which the offset of `late` holds."""
    after = late.astimezone(zone).utcoffset()
    low, high = int(early.timestamp()), int(late.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == after:
            high = middle
        else:
            low = middle
    return datetime.fromtimestamp(high, UTC)


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def zone_of(name: str) -> ZoneInfo:
    """Find an IANA time zone by name, in any case; raises UsageError for an unknown one."""
    known = _zones().get(name.strip().replace(" ", "_").casefold())
    if known is not None:
        try:
            return ZoneInfo(known)
        except (ZoneInfoNotFoundError, ValueError):
            pass  # named in the list, but not in the data
    raise UsageError(f"There is no time zone “{name}”.", "Write it like Europe/Kyiv.")


def clock_time(text: str) -> time:
    """Read HH:MM of a stored subscription; raises ValueError."""
    hours, minutes = text.split(":")
    return time(int(hours), int(minutes))
