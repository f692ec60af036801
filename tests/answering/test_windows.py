"""Which days a question means."""

from __future__ import annotations

import pytest

from facts.answers import Answer, Outcome
from facts.errors import BadPeriod
from facts.questions import Corrections, Losses, PartialDate, RelativePeriod, SpanPeriod, Timeline
from tests.answering.written_records import ask, day, desk_of, ids, lost, point, span
from tests.generated_stores import RECORDED_AT

WEEK = RelativePeriod("week", 7)


def period(answer: Answer) -> tuple[str | None, str | None]:
    read = answer.read_as["period"]
    return read["from"], read["to"]


async def test_a_week_is_seven_days_with_both_ends() -> None:
    desk = desk_of({"in": lost(5, day(9, 7), days=1), "out": lost(6, day(9, 6), days=1)})
    found = await ask(desk, Losses(WEEK), as_of=day(9, 13))
    assert period(found) == ("2022-09-07", "2022-09-13")
    assert ids(found) == ["in"]
    assert found.note is not None
    assert found.note.startswith("7-13 September 2022.")


async def test_a_record_belongs_to_the_window_in_which_it_ends() -> None:
    desk = desk_of({"long": lost(5, day(9, 10), days=30), "later": lost(6, day(9, 14), days=7)})
    assert ids(await ask(desk, Losses(span(day(9, 8), day(9, 12))))) == ["long"]


async def test_an_undated_figure_belongs_where_it_was_stated() -> None:
    desk = desk_of({"a": lost(5, None, stated=day(9, 10))})
    assert ids(await ask(desk, Losses(span(day(9, 10), day(9, 10))))) == ["a"]


async def test_an_empty_week_is_read_back_from_the_newest_short_figure_and_says_so() -> None:
    desk = desk_of(
        {
            "nine-days": lost(5, day(9, 10), days=9),
            "ten-days": lost(6, day(9, 20), days=10),
            "no-number": lost(None, day(9, 25), days=1),
            "caption": lost(1, day(9, 26), days=1, metric="photo_caption"),
        }
    )
    found = await ask(desk, Losses(WEEK))
    assert found.note is not None
    assert found.note.startswith(
        "Nothing on record for the last 7 days; "
        "read back from the newest record: 4-10 September 2022."
    )
    assert ids(found) == ["nine-days"]


async def test_an_empty_week_is_read_back_from_the_newest_pair_of_a_series() -> None:
    desk = desk_of(
        {
            "one": point(2000, day(9, 5)),
            "two": point(2077, day(9, 12)),
            "week": lost(5, day(9, 10), days=7),
        }
    )
    found = await ask(desk, Losses(WEEK))
    assert period(found) == ("2022-09-06", "2022-09-12")
    assert [d.value for d in found.derived] == [77]


async def test_a_running_total_alone_does_not_fill_a_week() -> None:
    desk = desk_of(
        {"total": lost(2000, day(9, 12), days=200), "week": lost(70, day(8, 30), days=7)}
    )
    found = await ask(desk, Losses(WEEK), as_of=day(9, 13))
    assert period(found) == ("2022-08-24", "2022-08-30")
    assert ids(found) == ["week"]


async def test_losses_without_a_period_means_the_newest_week() -> None:
    desk = desk_of({"a": lost(5, day(9, 10), days=7)})
    assert (await ask(desk, Losses())).facts == (await ask(desk, Losses(WEEK))).facts


async def test_a_date_without_year_means_the_latest_year_with_matching_records() -> None:
    desk = desk_of({"a": lost(5, day(9, 10), days=1), "b": lost(6, day(9, 10, 2021), days=1)})
    september = SpanPeriod("september", PartialDate(9), PartialDate(9))
    assert period(await ask(desk, Losses(september))) == ("2022-09-01", "2022-09-30")
    since = SpanPeriod("since 6 sep", PartialDate(9, 6), None)
    assert period(await ask(desk, Losses(since))) == ("2022-09-06", None)
    until = SpanPeriod("until 12 sep", None, PartialDate(9, 12))
    assert period(await ask(desk, Losses(until))) == (None, "2022-09-12")


async def test_a_span_may_cross_the_new_year() -> None:
    desk = desk_of({"a": lost(5, day(1, 10, 2022), days=1)})
    winter = SpanPeriod("december to january", PartialDate(12), PartialDate(1))
    assert period(await ask(desk, Losses(winter))) == ("2021-12-01", "2022-01-31")


async def test_a_yearless_span_without_any_record_means_the_latest_year_on_record() -> None:
    desk = desk_of({"a": lost(5, day(9, 10), days=1)})
    found = await ask(desk, Losses(SpanPeriod("5-8 dec", PartialDate(12, 5), PartialDate(12, 8))))
    assert found.outcome is Outcome.NOTHING
    assert period(found) == ("2022-12-05", "2022-12-08")
    assert found.why is not None
    assert "10 September 2022" in found.why


async def test_29_february_is_looked_for_in_leap_years_only() -> None:
    desk = desk_of({"a": lost(5, day(2, 29, 2020), days=1)})
    leap = SpanPeriod("29 feb", PartialDate(2, 29), PartialDate(2, 29))
    assert ids(await ask(desk, Losses(leap))) == ["a"]


async def test_29_february_without_records_means_the_latest_one_and_not_a_wrong_date() -> None:
    leap = PartialDate(2, 29)
    found = await ask(desk_of({"a": lost(5, day(9, 10))}), Losses(SpanPeriod("29 feb", leap, leap)))
    assert found.outcome is Outcome.NOTHING
    assert period(found) == ("2024-02-29", "2024-02-29")
    as_of = await ask(desk_of({"a": lost(5, day(9, 10))}), Losses(as_of=leap))
    assert as_of.as_of == day(2, 29, 2024)


@pytest.mark.parametrize("partial", [PartialDate(2, 30, 2022), PartialDate(2, 30)])
async def test_a_date_that_no_calendar_holds_is_refused(partial: PartialDate) -> None:
    desk = desk_of({"a": lost(5, day(9, 10), days=1)})
    with pytest.raises(BadPeriod):
        await ask(desk, Losses(SpanPeriod("?", partial, partial)))


async def test_far_dates_answer_with_nothing() -> None:
    desk = desk_of({"a": lost(5, day(9, 10), days=1)})
    for year in (1, 9999):
        far = SpanPeriod("far", PartialDate(1, 1, year), PartialDate(12, 31, year))
        assert (await ask(desk, Losses(far))).outcome is Outcome.NOTHING
    early = await ask(desk, Losses(RelativePeriod("month", 30)), as_of=day(1, 3, 1))
    assert early.outcome is Outcome.NOTHING


async def test_as_of_without_year_means_the_latest_year_with_records_by_then() -> None:
    desk = desk_of({"early": lost(5, day(9, 10), days=1), "late": lost(6, day(9, 20), days=1)})
    found = await ask(desk, Losses(WEEK, as_of=PartialDate(9, 13)))
    assert found.as_of == day(9, 13)
    assert ids(found) == ["early"]


async def test_a_timeline_week_without_figures_is_read_back_from_events() -> None:
    desk = desk_of({"event": lost(None, day(9, 10), days=1, place="izium")})
    assert ids(await ask(desk, Timeline("izium", WEEK))) == ["event"]


async def test_corrections_of_an_empty_period_are_not_read_back() -> None:
    found = await ask(
        desk_of({"a": lost(5, day(9, 10))}, retracted=frozenset({"a"})), Corrections(WEEK)
    )
    assert found.outcome is Outcome.NOTHING


async def test_corrections_without_a_year_are_looked_for_where_there_are_some() -> None:
    desk = desk_of({"a": lost(5, day(9, 10))}, retracted=frozenset({"a"}))
    month = SpanPeriod("january", PartialDate(1), PartialDate(1))
    found = await ask(desk, Corrections(month))
    made = RECORDED_AT.date()
    assert found.outcome is Outcome.ANSWERED
    assert period(found) == (f"{made:%Y}-01-01", f"{made:%Y}-01-31")
    assert "retracted a" in (found.note or "")
    other = SpanPeriod("june", PartialDate(6), PartialDate(6))
    assert (await ask(desk, Corrections(other))).outcome is Outcome.NOTHING


async def test_a_figure_of_unknown_length_answers_where_nothing_else_can() -> None:
    desk = desk_of({"up-to": lost(200, day(10, 1), days=None)})
    found = await ask(desk, Losses(WEEK))
    assert ids(found) == ["up-to"]
    assert period(found) == ("2022-09-25", "2022-10-01")
    better = desk_of({"up-to": lost(200, day(10, 1), days=None), "week": lost(5, day(9, 10))})
    assert ids(await ask(better, Losses(WEEK))) == ["week"]
