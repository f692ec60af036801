"""Write a question as the short text that reads back to it: for buttons, links and logs."""

from __future__ import annotations

from collections.abc import Iterator

from facts.errors import BadPeriod
from facts.language.periods import read_period
from facts.questions import (
    About,
    Area,
    Ask,
    Corrections,
    FactHistory,
    FactShow,
    Help,
    Losses,
    PartialDate,
    PeriodWords,
    Question,
    RelativePeriod,
    SourceList,
    SourceShow,
    SpanPeriod,
    Timeline,
)

LONGEST = 80
"""A button's id holds 100 characters, of which a few are its own."""

_WORDS = 24
_MONTHS = ("", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def canonical(question: Question) -> str:
    """Write a question so that `read` gives it back; ids are exact, so no name is ambiguous.

    Only two things are given up for shortness: the words of a long period (its dates stay), and
    the end of an `ask` text beyond 80 characters.
    """
    return " ".join(_parts(question))


def _parts(question: Question) -> Iterator[str]:
    match question:
        case Losses():
            yield "losses"
            yield from _period(question.period)
            yield from (str(part) for part in (question.category, question.side) if part)
            if question.source:
                yield f"source:#{question.source}"
            if question.place:
                yield f"place:#{question.place}"
            yield from _as_of(question.as_of)
        case Area() | Timeline():
            yield "area" if isinstance(question, Area) else "timeline"
            if question.place:
                yield f"#{question.place}"
            yield from _period(question.period)
            yield from _as_of(question.as_of)
            if question.shared_name:
                yield f"shared:#{question.shared_name}"
        case Ask():
            yield "ask"
            yield from _as_of(question.as_of)
            yield _cut(question.text, LONGEST - 4)
        case FactShow():
            revision = f"@{question.revision}" if question.revision else ""
            yield f"fact show {question.id}{revision}"
            yield from _as_of(question.as_of)
        case FactHistory():
            yield f"fact history {question.id}"
        case SourceList():
            yield "source list"
            if question.name:
                yield _cut(question.name, LONGEST - 12)
        case SourceShow():
            yield f"source show #{question.id}"
        case Corrections():
            yield "corrections"
            yield from _period(question.period)
        case Help():
            yield "help"
            if question.topic:
                yield question.topic
        case About():
            yield "about"


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0]


def _as_of(date: PartialDate | None) -> Iterator[str]:
    if date is not None:
        yield f"as_of:{_date(date)}"


def _period(period: PeriodWords | None) -> Iterator[str]:
    if period is None:
        return
    if len(period.words) <= _WORDS:
        try:
            if read_period(period.words) == period:
                yield period.words
                return
        except BadPeriod:
            pass  # not words that were typed: write the dates instead
    yield _span(period) if isinstance(period, SpanPeriod) else _days(period)


def _days(period: RelativePeriod) -> str:
    return f"{period.ago} days ago" if period.ago else f"last {period.days} days"


def _span(period: SpanPeriod) -> str:
    if period.start is None:
        return f"until {_date(period.end)}" if period.end else ""
    if period.end is None:
        return f"since {_date(period.start)}"
    if period.start == period.end:
        return _date(period.start)
    return f"{_date(period.start)}..{_date(period.end)}"


def _date(date: PartialDate) -> str:
    if date.year is not None:
        day = "" if date.day is None else f"-{date.day:02}"
        return f"{date.year}-{date.month:02}{day}"
    return f"{date.day} {_MONTHS[date.month]}" if date.day else _MONTHS[date.month]
