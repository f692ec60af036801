"""Forms and bodies turn into each other, and a message fills a form, over the shipped record."""

from __future__ import annotations

from datetime import date

import pytest

from facts.curation.collection import load_collection
from facts.curation.form_dates import read_day, read_valid, write_day, write_valid
from facts.curation.form_fields import fields_of, fields_of_message
from facts.curation.forms import FIELDS, read_form
from facts.curation.nearest import nearest
from facts.curation.rules import with_rule_caveats
from facts.errors import BadPeriod
from facts.model import DateRange
from facts.snapshot import View

TODAY = date(2026, 1, 15)


@pytest.fixture(scope="module")
def view() -> View:
    return View(load_collection().layer())


@pytest.mark.parametrize("locale", ["en", "uk"])
def test_an_unchanged_form_changes_nothing(view: View, locale: str) -> None:
    sources = {source.id: source for source in view.sources()}
    for record in view.all():
        body = with_rule_caveats(record.body, sources)
        fields = fields_of(body, view, locale)
        assert set(fields) <= set(FIELDS)
        reading = read_form(fields, view, today=TODAY, locale=locale, base=body, base_fields=fields)
        assert (reading.body, reading.problems) == (body, ()), record.id


def test_most_shipped_facts_could_have_been_typed_into_a_form(view: View) -> None:
    records = list(view.all())
    wrong = [r.id for r in records if _problems(r.id, view)]
    assert len(wrong) <= len(records) // 100, wrong


def _problems(fact: str, view: View) -> tuple[object, ...]:
    record = view.get(fact)
    assert record is not None
    return read_form(fields_of(record.body, view), view, today=TODAY).problems


def test_a_fact_is_nearest_to_itself_and_never_more_than_three(view: View) -> None:
    for record in list(view.all())[::20]:
        near = nearest(record.body, view)
        assert len(near) <= 3
        assert record.id in {one.record.id for one in near}
        assert record.id not in {
            one.record.id for one in nearest(record.body, view, leave_out=record.id)
        }
        assert len(near) <= 3


def test_a_message_fills_the_form(view: View) -> None:
    fields = fields_of_message(
        "Zelensky says that Ukraine took over 70 tanks near Izium. Seen 12 September.",
        author="somebody",
        link="https://discord.com/channels/1/2/3",
        posted_on=date(2022, 9, 13),
        view=view,
    )
    assert fields["place"] == "izium"
    assert fields["figure"] == "over 70 tank"
    assert fields["stated_on"] == "12 September"
    assert fields["url"] == "https://discord.com/channels/1/2/3"
    assert fields["published_on"] == "2022-09-13"
    assert fields["originator"] == "volodymyr-zelensky"


@pytest.mark.parametrize(
    ("text", "first", "last", "inferred"),
    [
        ("12 September 2022", date(2022, 9, 12), date(2022, 9, 12), False),
        ("about 12-13 September 2022", date(2022, 9, 12), date(2022, 9, 13), True),
        ("12.09.2022", date(2022, 9, 12), date(2022, 9, 12), False),
        ("вересень 2022", date(2022, 9, 1), date(2022, 9, 30), False),
        ("близько 12 вересня 2022", date(2022, 9, 12), date(2022, 9, 12), True),
        ("10 january", date(2026, 1, 10), date(2026, 1, 10), False),
        ("20 january", date(2025, 1, 20), date(2025, 1, 20), False),
        ("yesterday", date(2026, 1, 14), date(2026, 1, 14), False),
    ],
)
def test_a_day_is_read_and_written(text: str, first: date, last: date, inferred: bool) -> None:
    known = read_day(text, TODAY)
    assert known == DateRange(first, last, inferred)
    assert read_day(write_day(known), TODAY) == known


@pytest.mark.parametrize("text", ["16 January 2026", "year 9999", "since 6 sep 2022", "soon"])
def test_a_day_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(BadPeriod) as refused:
        read_day(text, TODAY)
    assert refused.value.hint


def test_a_relative_period_counts_from_the_day_it_was_said() -> None:
    valid = read_valid("last 7 days", date(2022, 9, 12), TODAY)
    assert valid.start == DateRange(date(2022, 9, 6), date(2022, 9, 6), inferred=True)
    assert valid.end == DateRange(date(2022, 9, 12), date(2022, 9, 12), inferred=True)
    assert valid.words == "last 7 days"


@pytest.mark.parametrize(
    "text",
    [
        "2022-09-06..2022-09-12",
        "2022-09-06..2022-09-12 (in the last week)",
        "about 2022-09-06..2022-09-12 (in the last week (or so))",
        "since 2022-02-24 (since the invasion)",
        "until 2022-09-12",
        "2022-09-12",
        "(in recent days)",
    ],
)
def test_a_period_is_read_and_written(text: str) -> None:
    assert write_valid(read_valid(text, None, TODAY)) == text
