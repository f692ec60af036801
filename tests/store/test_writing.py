"""Facts change by revisions: nothing is overwritten, nothing is half written."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from facts.errors import NotOnRecord, Refused, StaleRevision
from facts.model import GENESIS, Action, Hop, PlaceRef, Source, SourceKind
from facts.store import Store
from facts.store.tables import audit, document, fact
from tests.store.records import body, create


async def test_a_fact_s_history_is_every_revision_chained_to_the_last(record: Store) -> None:
    async with record.writing(actor="user:1") as w:
        await w.create("tanks", body())
    async with record.writing(actor="user:2") as w:
        await w.revise("tanks", Action.CORRECT, body("Eighty."), reason="Misread.", notice="Sorry.")
        await w.revise("tanks", Action.RETRACT, reason="Withdrawn.")
    first, second, third = await record.history("tanks", ["base"])
    assert [r.number for r in (first, second, third)] == [1, 2, 3]
    assert [r.action for r in (first, second, third)] == ["create", "correct", "retract"]
    assert (first.previous_hash, second.previous_hash) == (GENESIS, first.hash)
    assert third.previous_hash == second.hash
    assert (second.recorded_by, second.reason, second.notice) == ("user:2", "Misread.", "Sorry.")
    assert first.body == body()
    assert third.body == second.body == body("Eighty.")


async def test_what_is_recorded_is_read_back_as_it_was(record: Store) -> None:
    rich = body(
        "Танки \u202bпід Ізюмом", places=(PlaceRef("izium", True),), aliases=("T-72", "т-72")
    )
    async with record.writing(actor="user:1") as w:
        made = await w.create("rich", rich)
    assert await record.history("rich", ["base"]) == [made]
    layer = await record.layer()
    assert layer.records["rich"].body == rich
    assert layer.records["rich"].recorded_at.tzinfo is UTC


async def test_the_clock_is_passed_in(database: str) -> None:
    then = datetime(2022, 9, 12, 10, 30, tzinfo=UTC)
    store = await Store.open(database, clock=lambda: then)
    async with store.writing(actor="user:1") as w:
        await w.put_source(Source("general-staff", "Staff", SourceKind.PARTY_OFFICIAL))
        made = await w.create(
            "a", body(chain=(Hop(source="general-staff"),), documents=(), scope_place=None)
        )
    assert made.recorded_at == then
    assert (await store.history("a", ["base"]))[0].recorded_at == then
    await store.close()


@pytest.mark.parametrize("retracted", [False, True])
async def test_an_id_is_never_used_twice(record: Store, retracted: bool) -> None:
    await create(record, "tanks")
    if retracted:
        async with record.writing(actor="user:1") as w:
            await w.revise("tanks", Action.RETRACT, reason="Wrong.")
    with pytest.raises(Refused, match="never used again"):
        await create(record, "tanks")


async def test_a_change_based_on_an_older_revision_is_refused(record: Store) -> None:
    await create(record, "tanks")
    async with record.writing(actor="user:1") as w:
        await w.revise("tanks", Action.CLARIFY, body("One."), reason="Clearer.", based_on=1)
    with pytest.raises(StaleRevision, match="revision 2"):
        async with record.writing(actor="user:2") as w:
            await w.revise("tanks", Action.CLARIFY, body("Two."), reason="Clearer.", based_on=1)
    assert len(await record.history("tanks", ["base"])) == 2


async def test_an_error_undoes_the_whole_transaction(record: Store) -> None:
    before = await record.layer()

    async def many_then_a_mistake() -> None:
        async with record.writing(actor="user:1") as w:
            for number in range(250):  # more than one batch
                await w.create(f"fact-{number}", body())
            await w.create("last", body(scope_place=PlaceRef("nowhere")))

    with pytest.raises(NotOnRecord, match="nowhere"):
        await many_then_a_mistake()
    after = await record.layer()
    assert (after.digest, after.position) == (before.digest, before.position)
    assert not after.records
    assert await record.verify() == []


@pytest.mark.parametrize(
    ("action", "sentence"),
    [("clarify", "retracted"), ("correct", "retracted"), ("retract", "retracted")],
)
async def test_a_retracted_fact_is_restored_before_it_changes(
    record: Store, action: str, sentence: str
) -> None:
    await create(record, "tanks")
    async with record.writing(actor="user:1") as w:
        await w.revise("tanks", Action.RETRACT, reason="Wrong.")
        with pytest.raises(Refused, match=sentence):
            await w.revise("tanks", Action(action), body("New."), reason="Because.")
        await w.revise("tanks", Action.RESTORE, body("New."), reason="It was right.")
        with pytest.raises(Refused, match="not retracted"):
            await w.revise("tanks", Action.RESTORE, reason="Again.")
    assert (await record.layer()).records["tanks"].body == body("New.")


async def test_a_revision_must_change_something(record: Store) -> None:
    await create(record, "tanks")
    async with record.writing(actor="user:1") as w:
        with pytest.raises(Refused, match="changes nothing"):
            await w.revise("tanks", Action.CLARIFY, body("About tanks."), reason="Why not.")
        with pytest.raises(Refused, match="exists already"):
            await w.revise("tanks", Action.CREATE, body("New."), reason="Why not.")
        with pytest.raises(NotOnRecord):
            await w.revise("nothing", Action.RETRACT, reason="Why not.")


async def test_a_reason_is_required(record: Store) -> None:
    await create(record, "tanks")
    async with record.writing(actor="user:1") as w:
        with pytest.raises(ValueError, match="reason"):
            await w.revise("tanks", Action.CLARIFY, body("New."), reason=" ")
    assert len(await record.history("tanks", ["base"])) == 1


@pytest.mark.parametrize(
    "parts",
    [
        {"chain": (Hop(source="nobody"),)},
        {"scope_place": PlaceRef("nowhere")},
        {"places": (PlaceRef("nowhere"),)},
        {"series": "nothing"},
    ],
)
async def test_a_body_may_only_name_what_is_on_record(record: Store, parts: dict[str, Any]) -> None:
    async with record.writing(actor="user:1") as w:
        with pytest.raises(NotOnRecord):
            await w.create("tanks", body(**parts))


async def test_every_change_is_audited_with_its_position(record: Store) -> None:
    await create(record, "tanks")
    async with record.writing(actor="user:2", scope="77") as w:
        await w.overlay("tanks", "note", "Doubted here.")
    rows = await record.reading(lambda c: c.execute(select(audit).order_by(audit.c.position)).all())
    assert [row.position for row in rows] == list(range(1, await record.position() + 1))
    made, noted = rows[-2:]
    assert (made.actor, made.kind, made.subject, made.action) == (
        "user:1",
        "fact",
        "tanks",
        "create",
    )
    assert (noted.actor, noted.scope, noted.kind) == ("user:2", "77", "overlay")
    assert noted.before is None
    assert "Doubted here." in noted.after


async def test_the_projection_is_typed_and_documents_are_kept_once(record: Store) -> None:
    await create(record, "tanks", "more-tanks")
    rows = await record.reading(lambda c: c.execute(select(fact).order_by(fact.c.fact)).all())
    assert [(r.fact, r.low, r.high, r.originator) for r in rows] == [
        ("more-tanks", 70, None, "general-staff"),
        ("tanks", 70, None, "general-staff"),
    ]
    assert len(await record.reading(lambda c: c.execute(select(document)).all())) == 1


async def test_a_transaction_that_changes_nothing_moves_nothing(record: Store) -> None:
    position = await record.position()
    async with record.writing(actor="user:1") as w:
        assert await w.put_source(Source("paper", "Paper", SourceKind.NEWS_MEDIA)) is False
    assert await record.position() == position
