"""What is remembered of posted answers: what corrections need, for 90 days, and not where unwanted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.delivery.amending import Amending
from bot.delivery.answer_log import KEPT_FOR, AnswerNotes
from facts.curation.settings import SettingsBook
from facts.errors import StoreError
from facts.model import BASE, Action, Measure, Unit
from facts.store import Store
from facts.store.delivery_answers import AnswerLog, PostedAnswer, ShownFact
from facts.store.delivery_counts import count
from facts.store.delivery_tables import answer_log, answer_log_fact
from facts.store.snapshots import Snapshots
from tests.delivery.world import Clock
from tests.store.records import body, create

SHOWN = (ShownFact(BASE, "tanks", 1),)


async def everywhere(_guild: str | None) -> bool:
    return True


async def correct(store: Store) -> None:
    async with store.writing(actor="person:x") as w:
        changed = body("About tanks.", measure=Measure(Unit.COUNT, "over 75", low=75))
        await w.revise("tanks", Action.CORRECT, changed, reason="misread", notice=None, based_on=1)


def test_it_holds_message_channel_server_and_revisions_and_nothing_of_who_asked_what() -> None:
    assert set(answer_log.c.keys()) == {"message", "channel", "guild", "posted_at"}
    assert set(answer_log_fact.c.keys()) == {"message", "scope", "fact", "number"}


@pytest.mark.parametrize(("days", "reached"), [(89, 1), (91, 0)])
async def test_a_correction_reaches_answers_of_the_last_90_days(
    record: Store, snapshots: Snapshots, clock: Clock, days: int, reached: int
) -> None:
    await create(record, "tanks")
    amending = Amending(record, snapshots, SettingsBook(record, snapshots))
    await amending.plan()
    posted = clock() - timedelta(days=days)
    await AnswerLog(record).add([PostedAnswer("11", "1", None, posted, SHOWN)])
    await correct(record)
    assert await amending.plan() == reached


async def test_what_is_older_is_forgotten(record: Store, clock: Clock) -> None:
    notes = AnswerNotes(AnswerLog(record), everywhere, clock)
    notes.posted(11, 1, None, SHOWN)
    await notes.flush()
    clock.move(days=KEPT_FOR.days - 1)
    await notes._expire()
    assert (await count(record)).answers == 1
    clock.move(days=2)
    await notes._expire()
    assert (await count(record)).answers == 0


async def test_a_server_that_does_not_want_it_is_left_out(record: Store, clock: Clock) -> None:
    async def wanted(guild: str | None) -> bool:
        return guild != "5"

    notes = AnswerNotes(AnswerLog(record), wanted, clock)
    notes.posted(11, 1, 5, SHOWN)
    notes.posted(12, 2, 6, SHOWN)
    notes.posted(13, 3, None, SHOWN)
    await notes.flush()
    assert (await count(record)).answers == 2


async def test_answers_are_written_in_batches_and_wait_for_a_store_that_is_away(
    record: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, batches = AnswerLog(record), []
    add = log.add

    async def counted(answers: list[PostedAnswer]) -> None:
        batches.append(len(answers))
        if len(batches) == 1:
            raise StoreError("The store is away.")
        await add(answers)

    monkeypatch.setattr(log, "add", counted)
    notes = AnswerNotes(log, everywhere, clock)
    for message in range(300):
        notes.posted(message, 1, None, SHOWN)
    await notes.flush()
    assert (await count(record)).answers == 0
    await notes.flush()
    assert batches == [300, 300]
    assert (await count(record)).answers == 300
