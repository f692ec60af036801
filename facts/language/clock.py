"""Times of day and time zones as people type them: "7.30 pm", "noon", "kyiv"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from zoneinfo import available_timezones

from rapidfuzz import fuzz, process

from facts.errors import UsageError
from facts.language.normalise import fold
from facts.language.phrases import Phrases
from facts.questions import Choice

_TIME = re.compile(
    r"(\d{1,2})(?:[:.\-h ](\d{2}))?\s*(h|hrs|uhr|годин[аиі]?|год|ч|час(?:ов|а)?)?\.?"
)
_BARE = re.compile(r"(\d{2})(\d{2})")
_HALF = {
    "am": 0,
    "a.m.": 0,
    "ранку": 0,
    "утра": 0,
    "pm": 12,
    "p.m.": 12,
    "вечора": 12,
    "дня": 12,
    "вечера": 12,
}
_NAMED = {
    "noon": "12:00",
    "midday": "12:00",
    "12 noon": "12:00",
    "полдень": "12:00",
    "в полдень": "12:00",
    "опівдні": "12:00",
    "полудень": "12:00",
    "midnight": "00:00",
    "12 midnight": "00:00",
    "24:00": "00:00",
    "опівночі": "00:00",
    "північ": "00:00",
    "полночь": "00:00",
    "в полночь": "00:00",
}
_OFFSET = re.compile(r"(?:utc|gmt|z)?\s*[+-]\s*\d{1,2}(?::?\d{2})?", re.IGNORECASE)
_MOST = 25


def read_time_of_day(text: str, locale: str = "en") -> str:
    """Read a time of day as HH:MM: "7:30", "7.30 pm", "0730", "noon".

    Raises UsageError for what is no time ("later") and for a time that no clock shows ("25:00").
    """
    typed = fold(text).strip()
    typed = re.sub(r"^(at|о|об|в|у|@) ", "", typed)
    if typed in _NAMED:
        return _NAMED[typed]
    half = next((h for h in sorted(_HALF, key=len, reverse=True) if typed.endswith(h)), None)
    rest = typed.removesuffix(half).strip() if half else typed
    found = _BARE.fullmatch(rest) or _TIME.fullmatch(rest)
    say = Phrases.of(locale)
    if found is None:
        raise UsageError(say("digest.time.unreadable", text=text[:40]), say("digest.time.hint"))
    hours, minutes = int(found[1]), int(found[2] or 0)
    if half is not None and 1 <= hours <= 12:
        hours = hours % 12 + _HALF[half]
    elif half is not None and _HALF[half] == 0:
        hours = 99  # there is no 13 am
    if hours > 23 or minutes > 59:
        raise UsageError(say("digest.time.no_such", text=text[:40]), say("digest.time.hint"))
    return f"{hours:02}:{minutes:02}"


def read_zone(text: str, locale: str = "en") -> str:
    """Read a time zone as its IANA name, from that name or the city in it, in any case.

    Raises UsageError, with the nearest names, for anything else; a plain offset such as UTC+2 too,
    since it would ignore summer time.
    """
    typed = _key(text)
    known = _zones().get(typed) or _cities().get(typed) or _relics().get(typed)
    if known is not None:
        return known
    say = Phrases.of(locale)
    if _OFFSET.fullmatch(text.strip()):
        raise UsageError(say("digest.zone.offset", text=text[:40]), say("digest.zone.hint"))
    names = _near(typed)
    hint = say("digest.zone.near", names=", ".join(names)) if names else say("digest.zone.hint")
    raise UsageError(say("digest.zone.unknown", text=text[:60]), hint)


def complete_zone(typed: str) -> list[Choice]:
    """Offer time zones for what was typed so far: names and cities that start so, then those that
    hold it, then near ones; 25 at most. For nothing typed, some that readers here are likely to want.
    """
    key = _key(typed)
    if not key:
        return [Choice(name, name) for name in _LIKELY]
    zones = _zones()
    starts = [zones[z] for z in zones if z.startswith(key) or z.rpartition("/")[2].startswith(key)]
    holds = [zones[z] for z in zones if key in z]
    found = dict.fromkeys([*starts, *holds]) or dict.fromkeys(_near(key))
    return [Choice(name, name) for name in found][:_MOST]


_LIKELY = (
    "Europe/Kyiv",
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Warsaw",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "America/Toronto",
    "Asia/Tokyo",
    "Australia/Sydney",
)


def _key(text: str) -> str:
    return text.strip().casefold().replace(" ", "_")


def _near(key: str) -> Sequence[str]:
    names = {**_cities(), **_zones()}
    found = process.extract(key, list(names), scorer=fuzz.WRatio, limit=6, score_cutoff=70)
    return list(dict.fromkeys(names[name] for name, _, _ in found))[:3]


@cache
def _zones() -> dict[str, str]:
    """Give the names of places (and UTC) by their folded form; offsets and relics are left out."""
    names = sorted(n for n in available_timezones() if "/" in n or n in ("UTC", "GMT"))
    left_out = ("Etc/", "SystemV/", "posix/", "right/")
    return {_key(name): name for name in names if not name.startswith(left_out)}


@cache
def _relics() -> dict[str, str]:
    """Give every IANA name: those that nobody is offered are understood all the same."""
    return {_key(name): name for name in available_timezones()}


@cache
def _cities() -> dict[str, str]:
    cities: dict[str, str] = {}
    for key, name in _zones().items():
        cities.setdefault(key.rpartition("/")[2], name)
    return {**cities, **dict.fromkeys(("київ", "киев", "kiev"), "Europe/Kyiv")}
