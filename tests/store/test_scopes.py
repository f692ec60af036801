"""One server's record stays in that server, and nothing a server does alters the shared record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from facts.errors import NotOnRecord, Refused
from facts.model import Action, Place, PlaceKind, Source, SourceKind
from facts.snapshot import Overlay
from facts.store import Store
from tests.store.records import CITY, PAPER, body, create, link


async def test_a_server_s_facts_are_seen_by_no_other(record: Store) -> None:
    await create(record, "mine", scope="77")
    await create(record, "mine", scope="88")  # its own fact under the same id
    assert set((await record.layer("77")).records) == {"mine"}
    assert (await record.layer()).records == {}
    assert [r.scope for r in await record.history("mine", ["base", "77"])] == ["77"]


async def test_a_server_cannot_change_a_shared_fact(record: Store) -> None:
    await create(record, "shared")
    before = await record.layer()
    async with record.writing(actor="user:1", scope="77") as w:
        for action in (Action.CLARIFY, Action.CORRECT, Action.RETRACT, Action.RESTORE):
            with pytest.raises(Refused, match="shared fact"):
                await w.revise("shared", action, body("New."), reason="Mine.")
        with pytest.raises(Refused, match="shared fact"):
            await w.create("shared", body())
        with pytest.raises(Refused, match="shared record"):
            await w.put_source(replace(PAPER, scope="77"))
        with pytest.raises(Refused):
            await w.put_source(replace(PAPER, name="Better paper"))
        with pytest.raises(Refused):
            await w.relate(link("contradicts", "shared", "other"))
    assert await record.layer() == before


async def test_a_server_hides_annotates_and_pins_in_its_own_layer(record: Store) -> None:
    await create(record, "shared")
    digest = (await record.layer()).digest
    async with record.writing(actor="user:1", scope="77") as w:
        await w.overlay("shared", "hide")
        await w.overlay("shared", "note", "Doubted.")
        await w.overlay("shared", "note", "Doubted by us.")
    layer = await record.layer("77")
    assert layer.overlays == (
        Overlay("shared", "hide"),
        Overlay("shared", "note", "Doubted by us."),
    )
    assert (await record.layer()).digest == digest
    assert (await record.layer("88")).overlays == ()
    async with record.writing(actor="user:1", scope="77") as w:
        await w.lift_overlay("shared", "hide")
        with pytest.raises(NotOnRecord):
            await w.lift_overlay("shared", "pin")
        with pytest.raises(NotOnRecord):
            await w.overlay("nothing", "hide")
        with pytest.raises(Refused, match="words"):
            await w.overlay("shared", "note", " ")
    assert [o.kind for o in (await record.layer("77")).overlays] == ["note"]


async def test_the_shared_record_lays_nothing_over_itself(record: Store) -> None:
    await create(record, "shared")
    async with record.writing(actor="user:1") as w:
        with pytest.raises(Refused, match="server"):
            await w.overlay("shared", "hide")


async def test_a_server_s_own_sources_and_places_serve_its_facts_only(record: Store) -> None:
    farm = Place("farm", "Farm", PlaceKind.VILLAGE, parent="kharkiv-oblast", scope="77")
    witness = Source("witness", "Witness", SourceKind.WITNESS, scope="77")
    async with record.writing(actor="user:1", scope="77") as w:
        await w.put_place(farm)
        await w.put_source(witness)
    layer = await record.layer("77")
    assert (layer.places, layer.sources) == ({"farm": farm}, {"witness": witness})
    assert "farm" not in (await record.layer()).places


async def test_two_places_of_one_parent_cannot_share_a_name(record: Store) -> None:
    twin = Place("izium-village", "IZIUM", PlaceKind.VILLAGE, parent="kharkiv-oblast")

    async def put(place: Place) -> None:
        async with record.writing(actor="user:1") as w:
            await w.put_place(place)

    with pytest.raises(Refused, match="izium-village"):
        await put(twin)
    await put(replace(twin, parent=None))
    await put(replace(twin, name="Izium village"))
    assert set((await record.layer()).places) == {"kharkiv-oblast", "izium", "izium-village"}


async def test_two_places_may_swap_a_name_in_one_transaction(record: Store) -> None:
    other = Place("oskil", "Oskil", PlaceKind.VILLAGE, parent="kharkiv-oblast")
    async with record.writing(actor="user:1") as w:
        await w.put_place(other)
    async with record.writing(actor="user:1") as w:
        await w.put_place(replace(other, name="Izium"))
        await w.put_place(replace(CITY, name="Oskil", aliases=()))
    assert (await record.layer()).places["oskil"].name == "Izium"


async def test_only_what_nothing_speaks_of_can_be_taken_out(record: Store) -> None:
    await create(record, "tanks")
    async with record.writing(actor="user:1") as w:
        assert await w.remove_entity("source", "tracker")
        assert await w.remove_entity("place", "izium")
        assert not await w.remove_entity("place", "kharkiv-oblast")
        assert not await w.remove_entity("source", "paper")
        with pytest.raises(NotOnRecord):
            await w.remove_entity("source", "tracker")
    layer = await record.layer()
    assert set(layer.sources) == {"general-staff", "paper"}
    assert set(layer.places) == {"kharkiv-oblast"}
