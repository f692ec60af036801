"""Periods are read as people write them, in three languages; impossible ones are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts.errors import BadPeriod, FactlineError
from facts.language.periods import read_date, read_period
from facts.questions import PartialDate, RelativePeriod, SpanPeriod


def d(month: int, day: int | None = None, year: int | None = None) -> PartialDate:
    return PartialDate(month, day, year)


@pytest.mark.parametrize(
    ("words", "days", "ago"),
    [
        ("today", 1, 0), ("Yesterday", 1, 1), ("week", 7, 0), ("month", 30, 0), ("last 7 days", 7, 0),
        ("last week", 7, 0), ("this week", 7, 0), ("past 3 days", 3, 0), ("in the last seven days", 7, 0),
        ("last two weeks", 14, 0), ("14 days", 14, 0), ("3 days ago", 1, 3), ("a week ago", 1, 7),
        ("last 36 hours", 2, 0), ("over the past month", 30, 0), ("last year", 365, 0),
        ("since yesterday", 2, 0), ("since last week", 7, 0), ("з учора", 2, 0), ("since 3 days ago", 4, 0),
        ("тиждень", 7, 0), ("за тиждень", 7, 0), ("за останні 7 днів", 7, 0), ("минулого тижня", 7, 0),
        ("останні сім днів", 7, 0), ("сьогодні", 1, 0), ("вчора", 1, 1), ("учора", 1, 1),
        ("3 дні тому", 1, 3), ("за останній місяць", 30, 0), ("протягом двох тижнів", 14, 0),
        ("неделя", 7, 0), ("за неделю", 7, 0), ("за последние 7 дней", 7, 0), ("на прошлой неделе", 7, 0),
        ("сегодня", 1, 0), ("вчера", 1, 1), ("последние три дня", 3, 0), ("за сутки", 1, 0),
        ("за последние сутки", 1, 0), ("месяц", 30, 0), ("5 дней назад", 1, 5), ("прошлая неделя", 7, 0),
        ("последняя неделя", 7, 0), ("эта неделя", 7, 0), ("за добу", 1, 0), ("минула доба", 1, 0),
        ("сутки", None, 0), ("доба", None, 0),
    ],
)  # fmt: skip
def test_relative_periods(words: str, days: int | None, ago: int) -> None:
    if days is None:
        with pytest.raises(BadPeriod):
            read_period(words)
        return
    period = read_period(words)
    assert isinstance(period, RelativePeriod)
    assert (period.days, period.ago) == (days, ago)


SPANS = [
    ("since 6 sep", d(9, 6), None),
    ("from 6 September 2022", d(9, 6, 2022), None),
    ("2022-09-06..", d(9, 6, 2022), None),
    ("з 6 вересня", d(9, 6), None),
    ("починаючи з 6 вересня", d(9, 6), None),
    ("від 6 вер.", d(9, 6), None),
    ("с 6 сентября", d(9, 6), None),
    ("until 12 sep", None, d(9, 12)),
    ("up to 12 sep", None, d(9, 12)),
    ("..2022-09-12", None, d(9, 12, 2022)),
    ("до 12 вересня", None, d(9, 12)),
    ("по 12 сентября", None, d(9, 12)),
    ("5-12 sep", d(9, 5), d(9, 12)),
    ("5–12 Sep", d(9, 5), d(9, 12)),
    ("5 - 12 sep. 2022", d(9, 5, 2022), d(9, 12, 2022)),
    ("6 to 12 September 2022", d(9, 6, 2022), d(9, 12, 2022)),
    ("from 1 to 5 sep", d(9, 1), d(9, 5)),
    ("between 1 and 5 sep", d(9, 1), d(9, 5)),
    ("sep 5-12", d(9, 5), d(9, 12)),
    ("Sep 5 to 12, 2022", d(9, 5, 2022), d(9, 12, 2022)),
    ("september 6th to september 12th", d(9, 6), d(9, 12)),
    ("6 sep - 3 oct", d(9, 6), d(10, 3)),
    ("6 sep 2022 - 3 oct", d(9, 6, 2022), d(10, 3, 2022)),
    ("28 dec - 3 jan 2023", d(12, 28, 2022), d(1, 3, 2023)),
    ("28 dec - 3 jan", d(12, 28), d(1, 3)),
    ("2022-09-05..2022-09-12", d(9, 5, 2022), d(9, 12, 2022)),
    ("2022-09-05 - 2022-09-12", d(9, 5, 2022), d(9, 12, 2022)),
    ("2022-09-05 to 2022-09-12", d(9, 5, 2022), d(9, 12, 2022)),
    ("12-15.09.2022", d(9, 12, 2022), d(9, 15, 2022)),
    ("12.09-15.09.2022", d(9, 12, 2022), d(9, 15, 2022)),
    ("5-12 вересня", d(9, 5), d(9, 12)),
    ("з 1 по 5 вересня 2022 року", d(9, 1, 2022), d(9, 5, 2022)),
    ("між 1 і 5 вересня", d(9, 1), d(9, 5)),
    ("від 1 до 5 вересня", d(9, 1), d(9, 5)),
    ("с 6-го по 12-е сентября", d(9, 6), d(9, 12)),
    ("5 вер. - 12 вер. 2022", d(9, 5, 2022), d(9, 12, 2022)),
    ("september", d(9), d(9)),
    ("in september", d(9), d(9)),
    ("september 2022", d(9, None, 2022), d(9, None, 2022)),
    ("2022-09", d(9, None, 2022), d(9, None, 2022)),
    ("september-october 2022", d(9, None, 2022), d(10, None, 2022)),
    ("2022", d(1, None, 2022), d(12, None, 2022)),
    ("вересень 2022", d(9, None, 2022), d(9, None, 2022)),
    ("у вересні", d(9), d(9)),
    ("за вересень", d(9), d(9)),
    ("сентябрь", d(9), d(9)),
    ("в сентябре 2022 года", d(9, None, 2022), d(9, None, 2022)),
    ("листопад", d(11), d(11)),
    ("12 sep", d(9, 12), d(9, 12)),
    ("on the 12th of september", d(9, 12), d(9, 12)),
    ("September 12, 2022", d(9, 12, 2022), d(9, 12, 2022)),
    ("12.09.2022", d(9, 12, 2022), d(9, 12, 2022)),
    ("12/09/2022", d(9, 12, 2022), d(9, 12, 2022)),
    ("12.09.22", d(9, 12, 2022), d(9, 12, 2022)),
    ("12.09", d(9, 12), d(9, 12)),
    ("6 сен.", d(9, 6), d(9, 6)),
    ("early september", d(9, 1), d(9, 10)),
    ("mid-September 2022", d(9, 11, 2022), d(9, 20, 2022)),
    ("late september", d(9, 21), d(9)),
    ("на початку вересня", d(9, 1), d(9, 10)),
    ("в конце сентября", d(9, 21), d(9)),
    ("last september", d(9), d(9)),
    ("минулого вересня", d(9), d(9)),
    ("first week of september", d(9, 1), d(9, 7)),
    ("у першій половині вересня 2022", d(9, 1, 2022), d(9, 15, 2022)),
    ("вторая половина сентября", d(9, 16), d(9)),
    ("5/9 - 12/9", d(9, 5), d(9, 12)),
    ("Sept. 5th - 12th", d(9, 5), d(9, 12)),
    ("2022/09/05", d(9, 5, 2022), d(9, 5, 2022)),
    ("29 feb", d(2, 29), d(2, 29)),
    ("29 feb 2024", d(2, 29, 2024), d(2, 29, 2024)),
]


@pytest.mark.parametrize(("words", "start", "end"), SPANS)
def test_spans(words: str, start: PartialDate | None, end: PartialDate | None) -> None:
    period = read_period(words)
    assert isinstance(period, SpanPeriod)
    assert (period.start, period.end) == (start, end)


@pytest.mark.parametrize(("words", "start", "end"), SPANS)
def test_words_kept_read_back_to_the_same_period(
    words: str, start: PartialDate | None, end: PartialDate | None
) -> None:
    period = read_period(words)
    assert read_period(period.words) == period


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("31 sep", "31 September"),
        ("30 feb", "30 February"),
        ("29 feb 2022", "29 February 2022"),
        ("0 sep", "0 September"),
        ("45 sep", "45 September"),
        ("6 sep - 31 sep", "31 September"),
        ("2022-13-40", "month 13"),
        ("2022-00-10", "month 0"),
        ("32.01.2022", "32 January"),
        ("09/13/2022", "day comes first"),
        ("1 jan 9999", "9999"),
        ("9999-01-01", "9999"),
        ("september 0001", "year 1"),
        ("12 sep - 5 sep", "before it starts"),
        ("oct - sep 2022", "before it starts"),
        ("2022-09-12..2022-09-05", "before it starts"),
        ("5 sep 2023 - 5 sep 2022", "before it starts"),
        ("last 0 days", "number of days"),
        ("last 99999999999999999999 days", "number of days"),
        ("tomorrow", "tomorrow"),
        ("5-12", "5-12"),
        ("", "period"),
        ("week foo", "week foo"),
        ("🔥", "🔥"),
    ],
)
def test_impossible_periods_are_refused_with_a_sentence(words: str, says: str) -> None:
    with pytest.raises(BadPeriod) as refused:
        read_period(words)
    assert says in refused.value.sentence
    assert refused.value.hint


def test_refusals_speak_the_askers_language() -> None:
    with pytest.raises(BadPeriod, match="У календарі немає дати 31 вересня"):
        read_period("31 вересня", "uk")
    with pytest.raises(BadPeriod, match="В календаре нет даты 31 сентября"):
        read_period("31 сентября", "ru")


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("13 sep 2022", d(9, 13, 2022)),
        ("2022-09-13", d(9, 13, 2022)),
        ("as of 13 sep 2022", d(9, 13, 2022)),
        ("as-of 13.09.2022", d(9, 13, 2022)),
        ("станом на 13 вересня", d(9, 13)),
        ("по состоянию на 13 сентября 2022", d(9, 13, 2022)),
        ("september 2022", d(9, None, 2022)),
        ("2022", d(12, None, 2022)),
    ],
)
def test_dates(words: str, date: PartialDate) -> None:
    assert read_date(words) == date


@pytest.mark.parametrize("words", ["", "week", "31 sep", "as of", "5-12 sep"])
def test_what_is_no_date(words: str) -> None:
    with pytest.raises(BadPeriod):
        read_date(words)


WORDS = (
    "5 12 31 2022 9999 sep вересня сентябрь - .. . / to по since з last 7 days тиждень of early , "
    "ago between and the"
)
PIECES = st.lists(st.sampled_from(WORDS.split()), max_size=8)


@given(PIECES)
def test_any_words_give_a_period_or_a_refusal(pieces: list[str]) -> None:
    try:
        period = read_period(" ".join(pieces))
    except FactlineError:
        return
    assert read_period(period.words) == period


@pytest.mark.parametrize(
    "piece", ["since ", "з ", "last ", "5-", "12.09.2022", "until ", "as of ", "early ", "..", "'"]
)
def test_long_texts_are_refused_as_plainly_as_short_ones(piece: str) -> None:
    with pytest.raises(BadPeriod):
        read_period(piece * (4000 // len(piece)))
