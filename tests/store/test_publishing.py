"""A collection becomes revisions: new, clearer, corrected, retracted, back again; never an overwrite."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import date

import pytest

from facts.curation.publish import ACTOR, Published, action_for, publish_collection
from facts.errors import Refused, StoreError
from facts.model import (
    Action,
    Body,
    Caveat,
    CaveatCode,
    DateRange,
    Document,
    Hop,
    Measure,
    Place,
    PlaceKind,
    PlaceRef,
    Relation,
    Series,
    Source,
    Unit,
)
from facts.snapshot import Edge, Layer, Record
from facts.store import Store
from tests.store.records import CITY, OBLAST, PAPER, STAFF, TOTALS, TRACKER, body, create, link


@dataclass(frozen=True)
class Shelf:
    """A collection made in a test."""

    facts: dict[str, Body]
    relations: tuple[Relation, ...] = ()
    places: tuple[Place, ...] = (OBLAST, CITY)
    sources: tuple[Source, ...] = (STAFF, TRACKER, PAPER)
    series: tuple[Series, ...] = (TOTALS,)

    @property
    def digest(self) -> str:
        """Name the content."""
        return str(hash(repr(self)))


CLAIMS = Shelf(
    {"tanks": body(), "planes": body("Planes.")}, (link("contradicts", "tanks", "planes"),)
)


def changed(shelf: Shelf, **facts: Body | None) -> Shelf:
    merged = {name: said for name, said in (shelf.facts | facts).items() if said is not None}
    kept = tuple(r for r in shelf.relations if {r.from_fact, r.to_fact} <= merged.keys())
    return replace(shelf, facts=merged, relations=kept)


async def actions(store: Store, fact: str) -> list[str]:
    return [revision.action.value for revision in await store.history(fact, ["base"])]


async def test_an_empty_store_takes_everything(store: Store) -> None:
    assert await publish_collection(store, CLAIMS) == Published(new=2)
    layer = await store.layer()
    assert set(layer.records) == {"tanks", "planes"}
    assert set(layer.sources) == {"general-staff", "tracker", "paper"}
    assert set(layer.series) == {"staff-tanks"}
    assert len(layer.edges) == 2
    assert await store.verify() == []


async def test_caveats_that_follow_from_data_are_added(store: Store) -> None:
    await publish_collection(store, CLAIMS)
    caveats = (await store.layer()).records["tanks"].body.caveats
    assert caveats == (Caveat(code=CaveatCode.INTERESTED_PARTY),)


async def test_the_same_collection_changes_nothing(store: Store) -> None:
    await publish_collection(store, CLAIMS)
    position = await store.position()
    assert await publish_collection(store, CLAIMS) == Published(same=2)
    assert await store.position() == position


@pytest.mark.parametrize(
    ("later", "action"),
    [
        (body("Seventy tanks were destroyed."), "clarify"),
        (body(caveats=(Caveat(text="One video."),)), "clarify"),
        (
            body(chain=(Hop(source="general-staff", role="Spokesman"), Hop(source="paper"))),
            "clarify",
        ),
        (body(documents=(Document("paper", "https://example.org/2", "Moved"),)), "clarify"),
        (body(measure=Measure(Unit.COUNT, "over 80", low=80)), "correct"),
        (body(stated_on=DateRange.on(date(2022, 9, 13))), "correct"),
        (body(chain=(Hop(source="tracker"), Hop(source="paper"))), "correct"),
        (body(side="ukraine"), "correct"),
        (body(documents=(Document("tracker", "https://example.org/1"),)), "correct"),
    ],
)
async def test_a_changed_body_is_clarified_or_corrected(
    store: Store, later: Body, action: str
) -> None:
    await publish_collection(store, CLAIMS)
    done = await publish_collection(store, changed(CLAIMS, tanks=later))
    assert done == Published(changed=1, same=1)
    assert await actions(store, "tanks") == ["create", action]
    assert action_for(body(), later) == action
    assert (await store.history("tanks", ["base"]))[1].recorded_by == ACTOR


async def test_what_vanishes_is_retracted_and_restored_when_it_comes_back(store: Store) -> None:
    await publish_collection(store, CLAIMS)
    gone = await publish_collection(store, changed(CLAIMS, tanks=None))
    assert gone == Published(retracted=1, same=1)
    layer = await store.layer()
    assert layer.records["tanks"].retracted
    assert layer.edges == {}
    assert await publish_collection(store, CLAIMS) == Published(restored=1, same=1)
    assert await actions(store, "tanks") == ["create", "retract", "restore"]
    assert set((await store.layer()).edges) == {"tanks", "planes"}
    assert await store.verify() == []


async def test_a_relation_s_note_and_end_are_recorded(store: Store) -> None:
    await publish_collection(store, CLAIMS)
    noted = replace(CLAIMS, relations=(link("contradicts", "planes", "tanks", note="Half."),))
    await publish_collection(store, noted)
    edges = (await store.layer()).edges
    assert edges["planes"] == (Edge(noted.relations[0].kind, "tanks", "Half.", True),)
    await publish_collection(store, replace(CLAIMS, relations=()))
    assert (await store.layer()).edges == {}


async def test_what_others_recorded_is_left_and_reported(store: Store) -> None:
    await publish_collection(store, CLAIMS)
    async with store.writing(actor="user:owner") as w:
        await w.revise("tanks", Action.CORRECT, body("By hand."), reason="I know better.")
        await w.create("own", body("My own."))
        await w.put_source(replace(TRACKER, name="My tracker"))
        await w.end_relation(link("contradicts", "tanks", "planes"), reason="They agree.")
        await w.relate(link("same_event", "own", "planes"))
    await create(store, "mine", scope="77")
    before, server = await store.layer(), await store.layer("77")

    later = changed(CLAIMS, tanks=body("From the shelf."))
    later = replace(later, sources=(STAFF, PAPER, replace(TRACKER, name="Their tracker")))
    done = await publish_collection(store, later)
    assert sorted(done.kept) == [
        "fact tanks",
        "relation contradicts planes tanks",
        "source tracker",
    ]
    after = await store.layer()
    assert (after.records, after.edges, after.sources) == (
        before.records,
        before.edges,
        before.sources,
    )
    gone = await publish_collection(store, changed(later, tanks=None))
    assert gone == Published(same=1, kept=["source tracker"])
    assert not (await store.layer()).records["tanks"].retracted
    assert (await store.layer("77")) == server


async def test_what_the_collection_drops_goes_unless_the_record_needs_it(store: Store) -> None:
    spare = Place("spare", "Spare", PlaceKind.CITY)
    await publish_collection(store, replace(CLAIMS, places=(OBLAST, CITY, spare)))
    await publish_collection(store, replace(CLAIMS, places=(OBLAST, CITY)))
    assert set((await store.layer()).places) == {"kharkiv-oblast", "izium"}
    await publish_collection(store, replace(CLAIMS, facts={}, relations=(), places=(CITY,)))
    assert set((await store.layer()).places) == {"kharkiv-oblast", "izium"}


async def test_a_place_that_got_another_id_gives_up_its_names(store: Store) -> None:
    await publish_collection(store, CLAIMS)
    renamed = replace(OBLAST, id="kharkiv-region")
    moved = {
        name: replace(said, scope_place=PlaceRef("kharkiv-region"))
        for name, said in CLAIMS.facts.items()
    }
    city = replace(CITY, parent="kharkiv-region")
    await publish_collection(store, replace(CLAIMS, facts=moved, places=(renamed, city)))
    places = (await store.layer()).places
    assert places["kharkiv-oblast"].names == ("Kharkiv Oblast (former record)",)
    assert places["kharkiv-region"] == renamed
    assert await store.verify() == []


async def test_a_collection_that_breaks_a_rule_leaves_the_facts_as_they_were(store: Store) -> None:
    await publish_collection(store, CLAIMS)
    before = await store.layer()
    circle = (link("supersedes", "tanks", "planes"), link("supersedes", "planes", "tanks"))
    broken = replace(changed(CLAIMS, tanks=body("New."), more=body("More.")), relations=circle)
    with pytest.raises(Refused, match="circle"):
        await publish_collection(store, broken)
    assert await store.layer() == before
    assert await publish_collection(store, CLAIMS) == Published(same=2)


async def test_several_starts_at_once_publish_once(database: str, store: Store) -> None:
    stores = [store, await Store.open(database), await Store.open(database)]
    done = await asyncio.gather(*(publish_collection(s, CLAIMS) for s in stores))
    assert sorted(p.new for p in done) == [0, 0, 2]
    assert len(await store.history("tanks", ["base"])) == 1
    for other in stores[1:]:
        await other.close()


async def test_a_failing_store_is_an_error_not_a_half_collection(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def no_room(*_: object) -> None:
        raise StoreError("There is no room.")

    with monkeypatch.context() as patched:
        patched.setattr("facts.store.journal.Journal.close", no_room)
        with pytest.raises(StoreError):
            await publish_collection(store, CLAIMS)
    assert (await store.layer()).records == {}
    assert await publish_collection(store, CLAIMS) == Published(new=2)


async def test_the_store_s_digest_is_the_published_content_s(store: Store) -> None:
    plain = changed(CLAIMS, planes=body("Planes.", chain=(Hop(source="tracker"),)), tanks=None)
    await publish_collection(store, plain)
    layer = await store.layer()
    one = layer.records["planes"]
    said = plain.facts["planes"]
    built = Layer.build(
        scope="base",
        position=0,
        records=[Record("planes", "base", 1, Action.CREATE, one.recorded_at, one.hash, said)],
        sources=plain.sources,
        places=plain.places,
        series=plain.series,
    )
    assert layer.digest == built.digest
