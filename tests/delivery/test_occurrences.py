"""A digest is due once every local day, whatever the clocks of its zone do."""

from __future__ import annotations

import importlib.resources
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.occurrences import clock_time, latest_occurrence, next_occurrence, zone_of
from facts.errors import UsageError

KYIV, NEW_YORK = ZoneInfo("Europe/Kyiv"), ZoneInfo("America/New_York")
LORD_HOWE, KATHMANDU = ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "at", "after", "day", "instant"),
    [
        # Kyiv: clocks go from 03:00 to 04:00 on 29 March 2026, from 04:00 to 03:00 on 25 October
        (KYIV, "07:30", "2026-03-28T12:00", "2026-03-29", "2026-03-29T04:30"),
        (KYIV, "07:30", "2026-10-24T12:00", "2026-10-25", "2026-10-25T05:30"),
        (KYIV, "03:30", "2026-03-28T12:00", "2026-03-29", "2026-03-29T01:00"),  # in the gap
        (KYIV, "03:00", "2026-03-28T12:00", "2026-03-29", "2026-03-29T01:00"),
        (KYIV, "04:00", "2026-03-28T12:00", "2026-03-29", "2026-03-29T01:00"),
        (KYIV, "03:30", "2026-10-24T12:00", "2026-10-25", "2026-10-25T00:30"),  # the first of two
        (KYIV, "03:30", "2026-10-25T00:30", "2026-10-26", "2026-10-26T01:30"),  # not the second
        # New York: 02:00 to 03:00 on 8 March 2026, 02:00 to 01:00 on 1 November
        (NEW_YORK, "02:30", "2026-03-08T00:00", "2026-03-08", "2026-03-08T07:00"),
        (NEW_YORK, "02:30", "2026-03-08T07:00", "2026-03-09", "2026-03-09T06:30"),
        (NEW_YORK, "01:30", "2026-11-01T00:00", "2026-11-01", "2026-11-01T05:30"),
        (NEW_YORK, "01:30", "2026-11-01T05:30", "2026-11-02", "2026-11-02T06:30"),
        # Lord Howe: half an hour, 02:00 to 02:30 on 4 October 2026, 02:00 to 01:30 on 5 April
        (LORD_HOWE, "02:15", "2026-10-03T00:00", "2026-10-04", "2026-10-03T15:30"),
        (LORD_HOWE, "01:45", "2026-04-04T00:00", "2026-04-05", "2026-04-04T14:45"),
        (LORD_HOWE, "01:45", "2026-04-04T14:45", "2026-04-06", "2026-04-05T15:15"),
        # Kathmandu: 5 hours 45 minutes, no clock change
        (KATHMANDU, "07:30", "2026-03-28T01:45", "2026-03-29", "2026-03-29T01:45"),
        (KATHMANDU, "00:00", "2028-02-28T00:00", "2028-02-29", "2028-02-28T18:15"),
        (KYIV, "09:00", "2028-02-28T08:00", "2028-02-29", "2028-02-29T07:00"),
        (KYIV, "09:00", "2028-02-29T08:00", "2028-03-01", "2028-03-01T07:00"),
        # Apia left out 30 December 2011
        (ZoneInfo("Pacific/Apia"), "09:00", "2011-12-29T20:00", "2011-12-31", "2011-12-30T19:00"),
    ],
)
def test_the_next_occurrence_is_right_across_clock_changes(
    zone: ZoneInfo, at: str, after: str, day: str, instant: str
) -> None:
    found = next_occurrence(clock_time(at), zone, utc(after))
    assert (found.key, found.at) == (day, utc(instant))


def test_a_start_late_by_a_second_still_finds_today_s() -> None:
    found = latest_occurrence(time(7, 30), KYIV, utc("2026-11-25T05:30:01"))
    assert found is not None
    assert found.key == "2026-11-25"


def test_a_start_early_by_a_second_finds_yesterday_s() -> None:
    found = latest_occurrence(time(7, 30), KYIV, utc("2026-11-25T05:29:59"))
    assert found is not None
    assert found.key == "2026-11-24"


def test_what_was_sent_today_is_not_due_again_at_a_later_hour() -> None:
    today = date(2026, 11, 25)
    now = utc("2026-11-25T20:00")
    assert latest_occurrence(time(21, 0), KYIV, now, last_day=today) is None
    moved = next_occurrence(time(23, 0), KYIV, now, last_day=today)
    assert moved.key == "2026-11-26"


def test_three_days_of_downtime_are_one_occurrence() -> None:
    found = latest_occurrence(
        time(9, 0), KYIV, utc("2026-11-28T12:00"), last_day=date(2026, 11, 24)
    )
    assert found is not None
    assert found.key == "2026-11-28"


def test_a_zone_whose_rules_change_is_followed() -> None:
    """The same name with the rules of another zone: what an update of the zone data is."""
    with importlib.resources.files("tzdata.zoneinfo").joinpath("Asia", "Kathmandu").open("rb") as f:
        changed = ZoneInfo.from_file(BytesIO(f.read()), key="Europe/Kyiv")
    after = utc("2026-11-25T12:00")
    assert next_occurrence(time(7, 30), KYIV, after).at == utc("2026-11-26T05:30")
    assert next_occurrence(time(7, 30), changed, after).at == utc("2026-11-26T01:45")


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([KYIV, NEW_YORK, LORD_HOWE, KATHMANDU, ZoneInfo("Africa/Casablanca")]),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    st.integers(0, 5_000).map(lambda days: datetime(2021, 1, 1, tzinfo=UTC) + timedelta(days)),
)
def test_every_date_has_one_occurrence_and_none_is_passed_over(
    zone: ZoneInfo, at: time, start: datetime
) -> None:
    now = start
    days = []
    for _ in range(400):
        found = next_occurrence(at, zone, now)
        assert found.at > now
        assert found.at.astimezone(zone).date() == found.day
        latest = latest_occurrence(at, zone, found.at)
        assert latest == found
        days.append(found.day)
        now = found.at
    assert days == [days[0] + timedelta(days=n) for n in range(400)]


def test_zones_are_found_in_any_case() -> None:
    assert zone_of("europe/kyiv").key == "Europe/Kyiv"
    assert zone_of("America/New York").key == "America/New_York"


@pytest.mark.parametrize("name", ["", "Kyiv time", "../etc/passwd", "Mars/Olympus"])
def test_an_unknown_zone_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(UsageError, match="no time zone"):
        zone_of(name)
