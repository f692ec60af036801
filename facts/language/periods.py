"""Read periods in English, Ukrainian and Russian, in any of the usual forms.

Hand-written, because a general date parser reads "5-12 sep" as the 5th of December. Which days a period
means is not decided here: that depends on the day of the question and on the record.
"""

from __future__ import annotations

from collections.abc import Sequence

from facts.errors import BadPeriod
from facts.language.dates import checked, date_at, day_number_at, year_at
from facts.language.normalise import Token, clean, tokenise, typed
from facts.language.phrases import Phrases
from facts.language.words import Phrasebook, vocabulary
from facts.questions import PartialDate, PeriodWords, RelativePeriod, SpanPeriod

LONGEST_DAYS = 36_525
"""A relative period longer than a century is refused."""

_UNIT_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
"""`week` means seven days and `month` thirty, ending today; a named month is the calendar's."""

_Span = tuple[PartialDate | None, PartialDate | None, int]


def read_period(words: str, locale: str = "en") -> PeriodWords:
    """Read a whole text as a period; the result keeps the words as typed.

    Raises BadPeriod, with a sentence in the locale's language, where a date does not exist, a range
    runs backwards, or the text is no period at all.
    """
    text = clean(words)
    tokens = tokenise(text)
    say = Phrases.of(locale)
    found = period_at(tokens, 0, text, say)
    if found is None or any(t.kind != "mark" for t in tokens[found[1] :]):
        shown = typed(text, tokens) or text[:60]
        raise BadPeriod(
            say("language.period.not_understood", words=shown), say("language.period.hint")
        )
    return found[0]


def read_date(words: str, locale: str = "en") -> PartialDate:
    """Read a whole text as one date, perhaps led by "as of"; raises BadPeriod."""
    text = clean(words)
    tokens = tokenise(text)
    say = Phrases.of(locale)
    marker = vocabulary().as_of.match(tokens, 0)
    found = as_of_date_at(tokens, marker[1] if marker else 0, say)
    if found is None or any(t.kind != "mark" for t in tokens[found[1] :]):
        shown = typed(text, tokens) or text[:60]
        raise BadPeriod(say("language.date.not_understood", words=shown), say("language.date.hint"))
    return found[0]


def as_of_date_at(tokens: Sequence[Token], at: int, say: Phrases) -> tuple[PartialDate, int] | None:
    """Read the date of an `as of` at a token, the last day of what it names; None if there is none."""
    while at < len(tokens) and tokens[at].kind == "key":
        at += 1
    found = date_at(tokens, at, say)
    if found is None and (lead := vocabulary().lead.match(tokens, at)):
        found = date_at(tokens, lead[1], say)
    return (found.last, found.end) if found else None


def period_at(
    tokens: Sequence[Token], at: int, text: str, say: Phrases
) -> tuple[PeriodWords, int] | None:
    """Read the longest period that starts at a token; gives it with the index behind it, or None.

    Leading words such as "in the" are skipped and not kept. Raises BadPeriod for what is clearly
    meant as a date and does not exist.
    """
    words = vocabulary()
    for _ in range(4):
        relative = _relative(tokens, at)
        if relative is not None:
            days, ago, end = relative
            shown = typed(text, tokens[at:end], limit=80)
            if not 1 <= days <= LONGEST_DAYS or ago > LONGEST_DAYS:
                raise BadPeriod(
                    say("language.period.length", words=shown), say("language.period.hint")
                )
            return RelativePeriod(shown, days, ago), end
        span = _span(tokens, at, say)
        if span is not None:
            start, last, end = span
            shown = typed(text, tokens[at:end], limit=80)
            return SpanPeriod(shown, *_ordered(start, last, shown, say)), end
        lead = words.lead.match(tokens, at)
        if lead is None:
            return None
        at = lead[1]
    return None


def _relative(tokens: Sequence[Token], at: int) -> tuple[int, int, int] | None:
    """Read `since yesterday`, or a run of days: days, days ago, index behind."""
    since = vocabulary().since.match(tokens, at)
    if since is None:
        return _days(tokens, at)
    led = _days(tokens, since[1])
    # "since yesterday" are two days, "since last week" the last seven.
    return (led[1] + 1 if led[1] else led[0], 0, led[2]) if led else None


def _days(tokens: Sequence[Token], at: int) -> tuple[int, int, int] | None:
    """Read today, yesterday, week, last 7 days, 3 days ago: days, days ago, index behind."""
    words = vocabulary()
    named = words.days_ago.match(tokens, at)
    if named is not None:
        return 1, named[0], named[1]
    last = words.last.match(tokens, at)
    number = _number(tokens, last[1] if last else at)
    unit = words.units.match(tokens, number[1] if number else last[1] if last else at)
    if unit is None:
        return None
    count = number[0] if number else 1
    days = -(-count // 24) if unit[0] == "hour" else count * _UNIT_DAYS[unit[0]]
    ago = words.ago.match(tokens, unit[1])
    if ago is not None and last is None:
        return 1, days, ago[1]
    # A bare "hour", "day" or "year" is too little to be a period.
    if last is None and number is None and unit[0] not in ("week", "month"):
        return None
    return days, 0, unit[1]


def _number(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    if at < len(tokens) and tokens[at].kind == "number":
        digits = tokens[at].text
        # A number of more digits is refused as too long, not computed.
        return int(digits[:7]), at + 1
    return vocabulary().numbers.match(tokens, at)


def _span(tokens: Sequence[Token], at: int, say: Phrases) -> _Span | None:
    """Read since X, from X to Y, between X and Y, until X, X to Y, X.., ..Y, or X alone."""
    words = vocabulary()
    for opening in (words.between, words.since):
        led = opening.match(tokens, at)
        if led is not None:
            both = _range(tokens, led[1], say)
            if both is not None:
                return both
            single = date_at(tokens, led[1], say)
            if single is not None and opening is words.since:
                return single.first, None, single.end
    led = words.until.match(tokens, at)
    if led is None and at < len(tokens) and tokens[at].kind == "dots":
        led = (True, at + 1)
    if led is not None:
        single = date_at(tokens, led[1], say)
        return (None, single.last, single.end) if single else None
    last = words.last.match(tokens, at)
    if last is not None:
        # "last september": of which year is decided like that of any month without one.
        month = date_at(tokens, last[1], say)
        named = month is not None and month.first.day is None and month.first == month.last
        return (month.first, month.last, month.end) if month is not None and named else None
    both = _range(tokens, at, say)
    if both is not None:
        return both
    single = date_at(tokens, at, say)
    if single is None:
        return None
    if single.end < len(tokens) and tokens[single.end].kind == "dots":
        return single.first, None, single.end + 1
    return single.first, single.last, single.end


def _range(tokens: Sequence[Token], at: int, say: Phrases) -> _Span | None:
    """Read two dates with a dash, dots or a word between them; parts may be named once."""
    day = day_number_at(tokens, at)
    if day is not None:
        after = _through(tokens, day[1])
        end = date_at(tokens, after, say) if after is not None else None
        if end is not None and end.last.day is not None and not _is_date(tokens, at, say):
            first = checked(PartialDate(end.last.month, day[0], end.last.year), say)
            return first, end.last, end.end
    start = date_at(tokens, at, say)
    if start is None:
        return None
    after = _through(tokens, start.end)
    if after is None:
        return None
    end = date_at(tokens, after, say)
    # "sep 5-12", "sep 5 to 12, 2022": the second day stands alone, or is read as part of no date.
    bare = day_number_at(tokens, after)
    if bare is not None and start.last.day is not None and (end is None or end.end == bare[1]):
        comma = bare[1] < len(tokens) and tokens[bare[1]].text == ","
        year = year_at(tokens, bare[1] + 1 if comma else bare[1])
        stop = bare[1] + (comma + 1 if year is not None else 0)
        year = year if year is not None else start.last.year
        return start.first, checked(PartialDate(start.last.month, bare[0], year), say), stop
    return (start.first, end.last, end.end) if end else None


def _is_date(tokens: Sequence[Token], at: int, say: Phrases) -> bool:
    """Tell whether a number starts a whole date by itself ("6 sep", "12.09.2022")."""
    return date_at(tokens, at, say) is not None


def _through(tokens: Sequence[Token], at: int) -> int | None:
    if at < len(tokens) and tokens[at].kind in ("dash", "dots"):
        return at + 1
    joint: Phrasebook[bool] = vocabulary().through
    found = joint.match(tokens, at)
    return found[1] if found else None


def _ordered(
    start: PartialDate | None, end: PartialDate | None, words: str, say: Phrases
) -> tuple[PartialDate | None, PartialDate | None]:
    """Give each end the year that the other names; raises BadPeriod if they run backwards.

    A turn of the year is taken as meant where it is shorter than half a year ("28 dec - 3 jan").
    """
    if start is None or end is None:
        return start, end
    backwards = _place_in_year(start, first=True) > _place_in_year(end, first=False)
    turn = start.month != end.month and (end.month - start.month) % 12 <= 6
    wraps = int(backwards and turn)
    if start.year is None and end.year is not None:
        start = checked(PartialDate(start.month, start.day, end.year - wraps), say)
    elif end.year is None and start.year is not None:
        end = checked(PartialDate(end.month, end.day, start.year + wraps), say)
    if start.year is not None and end.year is not None:
        backwards = (start.year, *_place_in_year(start, first=True)) > (
            end.year,
            *_place_in_year(end, first=False),
        )
    elif turn:
        backwards = False
    if backwards:
        raise BadPeriod(say("language.period.reversed", words=words), say("language.period.hint"))
    return start, end


def _place_in_year(date: PartialDate, *, first: bool) -> tuple[int, int]:
    return date.month, date.day if date.day is not None else (1 if first else 31)
