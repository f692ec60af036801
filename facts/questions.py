"""What can be asked: every question as a value, however it was typed.

Slash options, the prefix, a mention, a button and the console all end in one of these. Places and
sources are ids already; periods are still words about time, because which dates they mean depends
on the day and on the record (`facts.answering` resolves them).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from facts.model import Category, Side


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A calendar date whose year, or day, may have been left out ("6 sep", "september")."""

    month: int
    day: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class RelativePeriod:
    """So many days ending today (`ago` = 0) or that many days ago ("yesterday": days 1, ago 1)."""

    words: str
    days: int
    ago: int = 0


@dataclass(frozen=True, slots=True)
class SpanPeriod:
    """Dates from and to, both included; an open end is None ("since 6 sep").

    An end without day means the whole month.
    """

    words: str
    start: PartialDate | None
    end: PartialDate | None


PeriodWords = RelativePeriod | SpanPeriod


@dataclass(frozen=True, slots=True)
class Losses:
    """`losses`: what was lost by whom in a window, as counted or claimed."""

    period: PeriodWords | None = None
    category: Category | None = None
    side: Side | None = None
    source: str | None = None
    place: str | None = None
    as_of: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """`area`: what was said about ground gained and control of a place."""

    place: str
    period: PeriodWords | None = None
    as_of: PartialDate | None = None
    shared_name: str | None = None
    """The id of the city that shares the typed name with this oblast, to be offered."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """`timeline`: claims about a place, oldest first."""

    place: str | None = None
    period: PeriodWords | None = None
    as_of: PartialDate | None = None
    shared_name: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """`ask`: a plain question in English, Ukrainian or Russian."""

    text: str
    as_of: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class FactShow:
    """`fact show`: one fact, now or at an earlier revision (`id@revision`)."""

    id: str
    revision: int | None = None
    as_of: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class FactHistory:
    """`fact history`: every revision of one fact."""

    id: str


@dataclass(frozen=True, slots=True)
class SourceList:
    """`source list`: who is on record, optionally only names that contain `name`."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class SourceShow:
    """`source show`: one source's method, standing caveats, reliability and contribution."""

    id: str


@dataclass(frozen=True, slots=True)
class Corrections:
    """`corrections`: what was corrected or retracted in a period."""

    period: PeriodWords | None = None


@dataclass(frozen=True, slots=True)
class Help:
    """`help`: by example, optionally of one command."""

    topic: str | None = None


@dataclass(frozen=True, slots=True)
class About:
    """`about`: what Factline is, licence of the data, privacy."""


Question = (
    Losses
    | Area
    | Timeline
    | Ask
    | FactShow
    | FactHistory
    | SourceList
    | SourceShow
    | Corrections
    | Help
    | About
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One way on: a label for a person and the text of the question it stands for."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class AskBack:
    """The words fit several questions, or nearly fit one: put the choice to the asker.

    `reason` says which: `ambiguous`, `did_you_mean`, `plain_words` (no such command).
    """

    sentence: str
    choices: tuple[Choice, ...]
    reason: Literal["ambiguous", "did_you_mean", "plain_words"]
    command: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """The circumstances of a question: they and the store decide the answer, nothing else.

    `today` is the asker's calendar day (server's time zone, else UTC); `guild` a server's id or None.
    """

    today: date
    locale: str = "en"
    guild: str | None = None
    as_of: date | None = None
