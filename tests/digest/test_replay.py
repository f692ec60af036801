"""The campaign day by day: what was claimed on that day, and no later knowledge."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.delivery.composing import Nothing
from bot.delivery.digests import Digests, replayed
from facts.answering.digest import Digest, Interest
from facts.answering.replay import FIRST_DAY, campaign_day, replay_digest
from facts.curation.collection import load_collection
from facts.model import DateRange, Topic, Withdrawal
from facts.questions import Asked
from facts.snapshot import View
from facts.store import Store
from tests.digest.test_changes import composed, subscribed, window
from tests.store.records import create, link

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def shipped() -> View:
    return View(load_collection().layer())


def told(view: View, day: date, **how: int) -> Digest:
    return replay_digest(day, 1, Interest(), view, Asked(TODAY), **how)


def days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=n) for n in range(count)]


def test_it_starts_on_the_day_the_kherson_offensive_was_announced() -> None:
    assert date(2022, 8, 29) == FIRST_DAY
    assert campaign_day(None, TODAY, TODAY) == FIRST_DAY
    assert campaign_day(None, TODAY, TODAY + timedelta(days=7)) == date(2022, 9, 5)
    assert campaign_day(date(2022, 9, 6), TODAY, TODAY) == date(2022, 9, 6)


@pytest.mark.parametrize("day", days(FIRST_DAY, 16))
def test_each_day_holds_what_was_claimed_on_it_and_nothing_known_later(
    shipped: View, day: date
) -> None:
    digest = told(shipped, day)
    for fact in digest.answer.facts:
        record = shipped.get(fact.id)
        assert record is not None
        assert record.known_on == day
    seen = [
        d.fact
        for s in digest.answer.sections
        for b in s.blocks
        for x in b.lines
        for d in x.disputes
    ]
    for fact in seen:
        known = shipped.get(fact.id)
        assert known is not None
        assert known.known_on is not None
        assert known.known_on <= day
    assert all(f.withdrawn is None for f in digest.answer.facts)


def test_the_first_sixteen_days_have_something_to_read(shipped: View) -> None:
    empty = [day for day in days(FIRST_DAY, 16) if told(shipped, day).reason]
    assert len(empty) <= 2


def test_a_day_without_claims_says_so(shipped: View) -> None:
    digest = told(shipped, date(2022, 9, 1))
    assert digest.reason == "nothing_said"
    assert digest.answer.why == "No claim of this day is on record."


def test_the_end_is_told_once(shipped: View) -> None:
    last = max(r.known_on for r in shipped.all() if r.known_on)
    assert told(shipped, last).reason is None
    assert told(shipped, last + timedelta(days=1)).reason == "replay_ends"
    assert told(shipped, last + timedelta(days=2)).reason == "replay_over"


def test_after_downtime_one_digest_holds_the_days_that_were_missed(shipped: View) -> None:
    digest = told(shipped, date(2022, 9, 10), days=3)
    known = {r.known_on for f in digest.answer.facts if (r := shipped.get(f.id))}
    assert known == set(days(date(2022, 9, 8), 3))
    assert "8-10 September 2022" in (digest.answer.note or "")


def test_only_what_was_asked_for(shipped: View) -> None:
    about = Interest(Topic.EQUIPMENT_LOSSES, "kharkiv-oblast")
    digest = replay_digest(date(2022, 9, 12), 15, about, shipped, Asked(TODAY))
    assert digest.answer.facts
    assert {f.topic for f in digest.answer.facts} == {Topic.EQUIPMENT_LOSSES}


async def test_a_later_contradiction_and_change_of_mind_are_not_known_yet(
    record: Store, digests: Digests
) -> None:
    mind = Withdrawal(DateRange.on(date(2022, 9, 20)), "we were wrong")
    await create(record, "early", stated_on=DateRange.on(date(2022, 8, 29)), withdrawn=mind)
    await create(record, "late", stated_on=DateRange.on(date(2022, 9, 3)))
    async with record.writing(actor="user:1") as w:
        await w.relate(link("contradicts", "late", "early", note="not so"))
    first = TODAY
    since = await record.position()
    (text,) = await composed(record, digests, since, kind="replay", first_on=first)
    assert text.startswith("### Day 1: 29 August 2022")
    assert "early" in text
    assert "`late`" not in text
    assert "not so" not in text
    assert "we were wrong" not in text


async def test_tomorrow_is_the_next_day_whatever_time_or_zone_is_edited(record: Store) -> None:
    held = await subscribed(record, kind="replay", from_date=FIRST_DAY, first_on=TODAY)
    assert replayed(held, TODAY) == (FIRST_DAY, 1)
    assert replayed(held, TODAY + timedelta(days=9)) == (date(2022, 9, 7), 10)


async def test_a_silent_subscriber_hears_nothing_of_an_empty_day_but_of_the_end(
    record: Store, digests: Digests
) -> None:
    await create(record, "only", stated_on=DateRange.on(date(2022, 8, 29)))
    since = await record.position()
    ends = await subscribed(record, kind="replay", from_date=date(2022, 8, 30), first_on=TODAY)
    parts = await digests.compose(ends, await window(record, since))
    assert "has come to its end" in str(parts)
    over = await subscribed(record, kind="replay", from_date=date(2022, 9, 8), first_on=TODAY)
    found = await digests.compose(over, await window(record, since))
    assert found == Nothing("replay_over")
