"""What was asked of `digest subscribe` and `edit`: typed options, or a text in any order, as values."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.delivery.digests import replayed
from bot.delivery.occurrences import Occurrence
from facts.answering.replay import FIRST_DAY
from facts.errors import BadPeriod, NotOnRecord, UnknownWords, UsageError
from facts.language.clock import read_time_of_day, read_zone
from facts.language.names import Doubt, Found, Names
from facts.language.periods import read_date
from facts.language.phrases import Phrases
from facts.language.topics import read_topic
from facts.snapshot import View
from facts.store.delivery_model import Subscription

OPTIONS = ("at", "timezone", "where", "about", "place", "kind", "from_date", "when_empty", "id")
"""Every option of `digest`, as in INTERFACE.md."""

_CLOSED = {
    "where": ("here", "dm"),
    "kind": ("changes", "replay"),
    "when_empty": ("say", "silent"),
}
_ALSO = {"channel": "here", "direct": "dm", "dms": "dm", "me": "dm", "everything": "all"}
_YEAR = 2022
"""The year of the campaign, for a day that names none."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads options for one caller: their language, and the names on their record."""

    names: Names
    locale: str
    reach: Callable[[], tuple[date, date] | None]
    """Gives the first and last day on which a claim on record was made."""

    @classmethod
    def of(cls, view: View, locale: str) -> Reader:
        """Make the reader for a view."""

        def reach() -> tuple[date, date] | None:
            days = [r.known_on for r in view.all() if r.known_on is not None]
            return (min(days), max(days)) if days else None

        return cls(Names.of(view), locale, reach)

    def read(self, options: Mapping[str, str]) -> dict[str, Any]:
        """Read options into fields of a subscription (`where` stays `to`); what is empty is left out.

        Raises UsageError and NotOnRecord, each with what can be written instead.
        """
        read: dict[str, Any] = {}
        for name, text in options.items():
            if name in OPTIONS and name != "id" and text.strip():
                field, value = self._read(name, text.strip())
                read[field] = value
        return read

    def _read(self, name: str, text: str) -> tuple[str, Any]:
        if name == "at":
            return "at", read_time_of_day(text, self.locale)
        if name == "timezone":
            return "zone", read_zone(text, self.locale)
        if name == "about":
            return "about", None if _is_all(text) else read_topic(text, self.locale).value
        if name == "place":
            return "place", None if _is_all(text) else self._place(text)
        if name == "from_date":
            return "from_date", self._from_date(text)
        word = _ALSO.get(text.casefold(), text.casefold())
        if word not in _CLOSED[name]:
            say = Phrases.of(self.locale)
            raise UsageError(say(f"digest.choice.{name}", text=text[:40]))
        return ("to" if name == "where" else name), word

    def _place(self, text: str) -> str:
        if text.startswith("#") and self.names.get_place(text[1:]) is not None:
            return text[1:]
        found = self.names.place(text)
        if isinstance(found, Found):
            return found.id
        say = Phrases.of(self.locale)
        if found is None:
            raise NotOnRecord(say("digest.place.unknown", text=text[:60]), say("digest.place.hint"))
        raise _doubtful(found, text, self.names, say)

    def _from_date(self, text: str) -> date:
        say = Phrases.of(self.locale)
        wanted = self._day(text)
        if wanted is None:
            raise UsageError(say("digest.date.unreadable", text=text[:40]), say("digest.date.hint"))
        reach = self.reach()
        if reach is not None and wanted > reach[1]:
            first, last = map(say.day, reach)
            raise UsageError(
                say("digest.date.outside", day=say.day(wanted)),
                say("digest.date.outside_hint", first=first, last=last),
            )
        return wanted

    def _day(self, text: str) -> date | None:
        try:
            found = read_date(text)
        except BadPeriod:
            return None
        try:
            return date(found.year or _YEAR, found.month, found.day or 1)
        except ValueError:
            return None


def _is_all(text: str) -> bool:
    return text.casefold() in ("all", "everything", "усе", "все", "всё")


def _doubtful(found: Doubt, text: str, names: Names, say: Phrases) -> UsageError | NotOnRecord:
    labels = ", ".join(names.place_label(i, say.language) for i in found.ids[:5])
    if found.ambiguous:
        return UsageError(say("digest.place.several", text=text[:60], names=labels))
    return NotOnRecord(
        say("digest.place.unknown", text=text[:60]), say("digest.place.near", names=labels)
    )


def with_replay(
    fields: Mapping[str, Any], held: Subscription | None, following: Occurrence, say: Phrases
) -> dict[str, Any]:
    """Complete the fields of a replay: the day it starts from is told at the next digest.

    Raises UsageError for a start date without a replay.
    """
    kind = fields.get("kind", held.kind if held else "changes")
    if kind != "replay":
        if "from_date" in fields:
            raise UsageError(say("digest.date.only_replay"))
        return dict(fields)
    starts = "from_date" in fields or held is None or held.kind != "replay"
    if not starts:
        return dict(fields)
    return {"from_date": FIRST_DAY, **fields, "first_on": following.day}


def replay_day(held: Subscription, following: Occurrence) -> date:
    """Give the day of the campaign that the next digest is about."""
    return replayed(held, following.day)[0]


_LIKE_A_TIME = re.compile(r"\d{1,2}[:.]\d{2}")
_LIKE_A_ZONE = re.compile(r"[a-z_]+/[a-z_/]+", re.IGNORECASE)

Guess = Callable[[str], str | None]
"""Says which option words without a name are for, such as `place` for "kherson"; None for none."""


def read_words(text: str, locale: str, guess: Guess) -> dict[str, str]:
    """Read a text such as `07:30 Europe/Kyiv about strikes dm` into options, in any order.

    An option's value runs to the next option's name (`at 07:30` or `at:07:30`); what can only be one
    option needs no name. Raises UnknownWords for the rest, UsageError for an option given twice.
    """
    say = Phrases.of(locale)
    options: dict[str, str] = {}
    loose: list[list[str]] = [[]]
    current: str | None = None

    def put(option: str, value: str) -> None:
        if option in options:
            raise UsageError(say("digest.ask.twice", option=option))
        options[option] = value

    for word in text.split():
        name, _, value = word.partition(":")
        named = _OPTION_WORDS.get(name.casefold())
        bare = _BARE.get(word.casefold())
        if named is not None:
            put(named, value)
            current = named
            loose.append([])
        elif bare is not None and (current is None or options[current]):
            put(bare, word)
            current = None
            loose.append([])
        elif current is not None:
            options[current] = f"{options[current]} {word}".strip()
        else:
            loose[-1].append(word)
    unknown = [words for group in loose if (words := _guessed(group, guess, put))]
    if unknown:
        raise UnknownWords(
            say("digest.ask.unknown_words", words=", ".join(unknown)[:80]),
            say("digest.ask.unknown_hint"),
        )
    return options


def _guessed(group: Sequence[str], guess: Guess, put: Callable[[str, str], None]) -> str:
    """Give each run of words to the option it is for, longest run first; returns what is left."""
    at, left = 0, []
    while at < len(group):
        for end in range(len(group), at, -1):
            words = " ".join(group[at:end])
            option = guess(words)
            if option is not None:
                put(option, words)
                at = end
                break
        else:
            left.append(group[at])
            at += 1
    return " ".join(left)


def guesser(reader: Reader, ids: Collection[str]) -> Guess:
    """Make the guess for a caller: their digests' ids, times, zones, topics and places."""

    def guess(words: str) -> str | None:
        if words.casefold() in ids:
            return "id"
        # What looks like a time or a zone but is none is told so by name.
        if _LIKE_A_TIME.fullmatch(words):
            return "at"
        if _LIKE_A_ZONE.fullmatch(words):
            return "timezone"
        for option in ("at", "timezone", "about", "place"):
            if option == "timezone" and "/" not in words and words.casefold() != "utc":
                continue
            try:
                reader.read({option: words})
            except (UsageError, NotOnRecord):
                continue
            return option
        return None

    return guess


_OPTION_WORDS = {
    **{name: name for name in OPTIONS},
    "zone": "timezone",
    "tz": "timezone",
    "topic": "about",
    "from": "from_date",
}
_BARE = {
    "dm": "where",
    "here": "where",
    "replay": "kind",
    "changes": "kind",
    "say": "when_empty",
    "silent": "when_empty",
}
