"""Relations are recorded and ended like revisions, and keep their rules."""

from __future__ import annotations

from typing import Any

import pytest

from facts.errors import NotOnRecord, Refused
from facts.model import Action, Hop
from facts.snapshot import Edge
from facts.store import Store
from facts.store.tables import relation_revision
from tests.store.records import body, create, link


async def relate(store: Store, *links: tuple[str, str, str], scope: str = "base") -> None:
    async with store.writing(actor="user:1", scope=scope) as w:
        for kind, start, end in links:
            await w.relate(link(kind, start, end, scope))


async def test_a_relation_is_seen_from_both_ends_with_its_note(record: Store) -> None:
    await create(record, "a", "b")
    async with record.writing(actor="user:1") as w:
        assert await w.relate(link("contradicts", "b", "a", note="Half as many."))
        assert not await w.relate(link("contradicts", "a", "b", note="Half as many."))
    edges = (await record.layer()).edges
    assert edges["a"] == (Edge(link("contradicts", "a", "b").kind, "b", "Half as many.", True),)
    assert edges["b"][0].outgoing is False


async def test_a_relation_s_history_is_kept_and_chained(record: Store) -> None:
    await create(record, "a", "b")
    supersedes = link("supersedes", "b", "a")
    async with record.writing(actor="user:1") as w:
        await w.relate(supersedes)
    async with record.writing(actor="user:2") as w:
        await w.relate(link("supersedes", "b", "a", note="A newer total."))
        await w.end_relation(supersedes, reason="Different fronts.")
    async with record.writing(actor="user:1") as w:
        await w.relate(supersedes)
    rows = await record.reading(
        lambda c: c.execute(relation_revision.select().order_by(relation_revision.c.number)).all()
    )
    assert [(r.number, r.action, r.note) for r in rows] == [
        (1, "record", None),
        (2, "record", "A newer total."),
        (3, "end", "A newer total."),
        (4, "record", None),
    ]
    assert [r.previous_hash for r in rows[1:]] == [r.hash for r in rows[:-1]]
    assert (await record.layer()).edges["b"][0].note is None


async def test_an_ended_relation_is_gone_from_the_layer(record: Store) -> None:
    await create(record, "a", "b")
    await relate(record, ("same_event", "a", "b"))
    async with record.writing(actor="user:1") as w:
        await w.end_relation(link("same_event", "b", "a"), reason="Another day.")
        with pytest.raises(NotOnRecord):
            await w.end_relation(link("same_event", "b", "a"), reason="Again.")
    assert (await record.layer()).edges == {}


@pytest.mark.parametrize("kind", ["supersedes", "part_of"])
@pytest.mark.parametrize("count", [2, 3, 80])
async def test_facts_cannot_supersede_or_be_part_of_each_other_in_a_circle(
    record: Store, kind: str, count: int
) -> None:
    names = [f"fact-{number}" for number in range(count)]
    await create(record, *names)
    chain = [(kind, names[at], names[at + 1]) for at in range(count - 1)]
    await relate(record, *chain)
    with pytest.raises(Refused, match="circle"):
        await relate(record, (kind, names[-1], names[0]))
    with pytest.raises(Refused, match="circle"):
        await relate(record, *((kind, end, start) for _, start, end in chain))
    assert await record.verify() == []


async def test_an_ended_link_no_longer_closes_a_circle(record: Store) -> None:
    await create(record, "a", "b")
    await relate(record, ("supersedes", "a", "b"))
    async with record.writing(actor="user:1") as w:
        await w.end_relation(link("supersedes", "a", "b"), reason="The other way round.")
        await w.relate(link("supersedes", "b", "a"))
    assert (await record.layer()).edges["b"][0].outgoing is True


async def test_a_server_s_link_cannot_close_a_circle_of_shared_ones(record: Store) -> None:
    await create(record, "a", "b")
    await relate(record, ("supersedes", "a", "b"))
    with pytest.raises(Refused, match="circle"):
        await relate(record, ("supersedes", "b", "a"), scope="77")


async def test_both_ends_must_be_on_record(record: Store) -> None:
    await create(record, "a")
    with pytest.raises(NotOnRecord, match="“b”"):
        await relate(record, ("contradicts", "a", "b"))


async def test_a_server_s_fact_cannot_corroborate_a_shared_one(record: Store) -> None:
    await create(record, "shared", "other")
    await create(record, "mine", "mine-too", scope="77")
    for start, end in (("mine", "shared"), ("shared", "mine"), ("shared", "other")):
        with pytest.raises(Refused, match="corroborate"):
            await relate(record, ("corroborates", start, end), scope="77")
    await relate(
        record, ("corroborates", "mine", "mine-too"), ("contradicts", "mine", "shared"), scope="77"
    )
    assert (await record.layer()).edges == {}
    assert set((await record.layer("77")).edges) == {"mine", "mine-too", "shared"}


SOLO: dict[str, Any] = {
    "chain": (Hop(source="general-staff"), Hop(words="telethon")),
    "documents": (),
}
OTHER: dict[str, Any] = {"chain": (Hop(source="tracker"),), "documents": ()}
SAME_RELAY: dict[str, Any] = {
    "chain": (Hop(source="tracker"), Hop(words="Telethon")),
    "documents": (),
}


async def test_credibility_1_needs_another_originator_and_no_shared_relay(record: Store) -> None:
    await create(record, "same-originator", **SOLO)
    await create(record, "same-relay", **SAME_RELAY)
    await create(record, "other", **OTHER)

    async def sure_of(*others: str) -> None:
        async with record.writing(actor="user:1") as w:
            await w.create("sure", body("Certain.", credibility=1, **SOLO))
            for other in others:
                await w.relate(link("corroborates", "sure", other))

    for others in ((), ("same-originator",), ("same-relay",)):
        with pytest.raises(Refused, match="credibility 1"):
            await sure_of(*others)
    await sure_of("same-relay", "other")
    assert await record.verify() == []


async def test_what_credibility_1_rests_on_cannot_be_taken_away(record: Store) -> None:
    await create(record, "other", **OTHER)
    corroborates = link("corroborates", "sure", "other")
    async with record.writing(actor="user:1") as w:
        await w.create("sure", body("Certain.", credibility=1, **SOLO))
        await w.relate(corroborates)

    async def retract() -> None:
        async with record.writing(actor="user:1") as w:
            await w.revise("other", Action.RETRACT, reason="Wrong.")

    async def end() -> None:
        async with record.writing(actor="user:1") as w:
            await w.end_relation(corroborates, reason="Another event.")

    for take_away in (retract, end):
        with pytest.raises(Refused, match="credibility 1"):
            await take_away()
    async with record.writing(actor="user:1") as w:
        await w.revise(
            "sure", Action.CORRECT, body("Certain.", credibility=2, **SOLO), reason="So."
        )
    await retract()
