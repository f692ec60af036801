"""The layers in memory follow the store: at once here, soon elsewhere, and never half."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from facts.errors import StoreError
from facts.model import Action, Body, history
from facts.store import Store, listening, reading, snapshots
from facts.store.snapshots import Snapshots
from tests.store.records import CITY, PAPER, body, create, link


class Followed(Snapshots):
    """Layers that tell a test when they looked at the store."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.looked = asyncio.Event()

    async def refresh(self) -> bool:
        """Look, then tell."""
        try:
            return await super().refresh()
        finally:
            self.looked.set()


@pytest.fixture
async def loaded(record: Store) -> Followed:
    await create(record, "tanks", "planes")
    made = Followed(record)
    await made.load()
    return made


@asynccontextmanager
async def watching(layers: Snapshots) -> AsyncIterator[None]:
    task = asyncio.create_task(layers.watch())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(layers: Followed, fact: str) -> None:
    async with asyncio.timeout(20):
        while fact not in layers.base().records:
            await layers.looked.wait()
            layers.looked.clear()


async def test_nothing_is_served_before_it_was_loaded(record: Store) -> None:
    with pytest.raises(RuntimeError):
        Snapshots(record).base()


async def test_a_refresh_brings_every_kind_of_change(loaded: Followed, record: Store) -> None:
    before = loaded.base()
    assert not await loaded.refresh()
    async with record.writing(actor="user:1") as w:
        await w.create("ships", body())
        await w.revise("tanks", Action.CORRECT, body("Other."), reason="Misread.", notice="Sorry.")
        await w.revise("planes", Action.RETRACT, reason="Wrong.")
        await w.relate(link("contradicts", "ships", "tanks"))
        await w.put_source(type(PAPER)("paper", "The Paper", PAPER.kind))
        await w.put_place(type(CITY)("farm", "Farm", CITY.kind))
    assert loaded.base() is before
    assert await loaded.refresh()
    assert loaded.base() == await record.layer()
    assert loaded.base().digest != before.digest
    assert [c.fact for c in loaded.base().corrections] == ["tanks", "planes"]
    assert set(before.records) == {"tanks", "planes"}  # what was being read stays as it was


async def test_only_what_changed_is_read(
    loaded: Followed, record: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await create(record, "ships")
    read = []

    def body_from_json(text: str) -> Body:
        read.append(text)
        return history.body_from_json(text)

    monkeypatch.setattr(reading, "body_from_json", body_from_json)
    await loaded.refresh()
    assert len(read) == 1


async def test_many_changes_are_read_anew(
    loaded: Followed, record: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "MANY_CHANGES", 3)
    await create(record, *(f"fact-{number}" for number in range(9)))
    await loaded.refresh()
    assert loaded.base() == await record.layer()


async def test_a_server_s_layer_is_read_once_and_followed(loaded: Followed, record: Store) -> None:
    assert loaded.guild("77") is None
    empty = await loaded.ensure_guild("77")
    assert await loaded.ensure_guild("77") is empty
    await create(record, "mine", scope="77")
    async with record.writing(actor="user:1", scope="77") as w:
        await w.overlay("tanks", "hide")
    base = loaded.base()
    await loaded.refresh()
    assert loaded.guild("77") == await record.layer("77")
    assert loaded.base() is base


async def test_a_layer_read_later_never_meets_an_older_base(
    loaded: Followed, record: Store
) -> None:
    await create(record, "ships")
    async with record.writing(actor="user:1", scope="77") as w:
        await w.overlay("ships", "note", "New.")
    await loaded.ensure_guild("77")
    assert "ships" in loaded.base().records


async def test_layers_served_longest_ago_make_room(record: Store) -> None:
    layers = Snapshots(record, records_kept=2, guilds_kept=3)
    await layers.load()
    for guild in ("1", "2", "3"):
        await create(record, f"of-{guild}", scope=guild)
    for guild in ("1", "2"):
        await layers.ensure_guild(guild)
    assert layers.guild("1") is not None  # served again: "2" is now the oldest
    await layers.ensure_guild("3")
    assert [guild for guild in ("1", "2", "3") if layers.guild(guild)] == ["1", "3"]


async def test_a_change_of_this_process_is_seen_without_being_asked_for(
    loaded: Followed, record: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "POLL_SECONDS", 1000.0)
    monkeypatch.setattr(snapshots, "FALLBACK_SECONDS", 1000.0)
    monkeypatch.setattr(listening, "CHANNEL", "elsewhere")
    async with watching(loaded):
        await create(record, "ships")
        await until(loaded, "ships")


async def test_a_change_of_another_process_is_seen(
    loaded: Followed, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(snapshots, "FALLBACK_SECONDS", 1000.0)  # PostgreSQL tells by itself
    other = await Store.open(database)
    async with watching(loaded):
        await create(other, "ships")
        await until(loaded, "ships")
    await other.close()


async def test_a_store_that_fails_for_a_while_is_outlived(
    loaded: Followed,
    record: Store,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    failures = [StoreError("It is away.")] * 3
    original = record.reading

    async def fails_at_first(read: object) -> object:
        if failures:
            raise failures.pop()
        return await original(read)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(snapshots, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(snapshots, "FALLBACK_SECONDS", 0.01)
    await create(record, "ships")
    monkeypatch.setattr(record, "reading", fails_at_first)
    with caplog.at_level(logging.WARNING):
        async with watching(loaded):
            await until(loaded, "ships")
    assert [r.message for r in caplog.records].count(
        "Answers stay as they are for now. It is away."
    ) == 1
