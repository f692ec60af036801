"""What a host sees and does: figures, what is stuck, a backup that is restored and goes on."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import update

from bot import doctor, metrics
from bot.delivery.subscribing import subscribe
from bot.health import health_served
from bot.settings import Address, Settings
from facts.model import BASE
from facts.store import Store
from facts.store.delivery_answers import AnswerLog, PostedAnswer, ShownFact
from facts.store.delivery_counts import count, stuck
from facts.store.delivery_model import Kind, Lane, NewDelivery, NewSubscription
from facts.store.delivery_outbox import Outbox, enqueue
from facts.store.delivery_subscriptions import Subscriptions
from facts.store.delivery_tables import delivery, subscription
from tests.delivery.world import Clock, components
from tests.store.records import create, furnish

EVERYTHING = NewSubscription("7", "dm", "changes", "07:30", "Europe/Kyiv")


def digest(subject: str = "subscription:k7f2qa") -> NewDelivery:
    return NewDelivery(
        Kind.DIGEST, subject, "2026-11-25", components("News", "k7f2qa"), channel="11"
    )


async def put(store: Store, one: NewDelivery) -> None:
    async with store.keeping() as connection:
        await enqueue(connection, [one], now=store.now())


async def test_a_backup_is_restored_and_goes_on_where_it_was(store: Store, tmp_path: Path) -> None:
    await furnish(store)
    await create(store, "tanks", "guns")
    held = await subscribe(store, EVERYTHING)
    await put(store, digest())
    shown = (ShownFact(BASE, "tanks", 1),)
    await AnswerLog(store).add([PostedAnswer("21", "11", None, store.now(), shown)])

    copy = tmp_path / "copy.db"
    await store.backup(copy)
    await create(store, "later")
    restored = await Store.open(f"sqlite:///{copy}")
    try:
        assert await restored.verify() == []
        assert sorted((await restored.layer()).records) == ["guns", "tanks"]
        assert await Subscriptions(restored).get(held.id) == held
        assert (await count(restored)).answers == 1
        (claimed,) = await Outbox(restored).claim(
            "w", [Lane.DIGEST], limit=5, lease=timedelta(seconds=60)
        )
        assert claimed.subject == "subscription:k7f2qa"
        await create(restored, "goes-on")
        assert await restored.verify() == []
    finally:
        await restored.close()


async def test_the_outbox_is_counted_by_state_and_reason(record: Store, clock: Clock) -> None:
    await subscribe(record, EVERYTHING)
    await put(record, digest())
    clock.move(seconds=90)
    metrics.answered("answered")
    written = await metrics.scrape(record, {"ok": True, "servers": 3, "shards_down": []})
    lines = written.splitlines()
    assert "factline_gateway_connected 1.0" in lines
    assert "factline_servers 3.0" in lines
    assert 'factline_deliveries{kind="digest",reason="",state="due"} 1.0' in lines
    assert 'factline_subscriptions{state="active"} 1.0' in lines
    assert any(line.startswith('factline_answers{outcome="answered"}') for line in lines)
    (lag,) = [float(x.split()[1]) for x in lines if x.startswith("factline_delivery_lag_seconds")]
    assert 89 < lag < 120


async def test_metrics_are_served_beside_the_health_check(record: Store) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    async def scrape() -> str:
        return await metrics.scrape(record, {"ok": False})

    async with (
        health_served(Address("127.0.0.1", port), lambda: {"ok": True}, scrape),
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as web,
    ):
        async with web.get("/healthz") as reply:
            assert reply.status == 200
        async with web.get("/metrics") as reply:
            assert reply.content_type == "text/plain"
            assert "factline_gateway_connected 0.0" in await reply.text()


async def test_without_the_extra_metrics_say_how_to_install_it() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with (
        health_served(Address("127.0.0.1", port), lambda: {"ok": True}),
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as web,
        web.get("/metrics") as reply,
    ):
        assert reply.status == 501
        assert "pip install" in await reply.text()


async def test_what_is_late_is_named(record: Store, clock: Clock) -> None:
    held = await subscribe(record, EVERYTHING)
    await put(record, digest())
    assert await stuck(record, after=timedelta(minutes=5)) == []
    clock.move(minutes=10)
    named = {(one.what, one.subject) for one in await stuck(record, after=timedelta(minutes=5))}
    assert named == {("digest", "subscription:k7f2qa"), ("subscription", held.id)}


async def test_the_doctor_says_what_is_stuck_and_what_to_do(
    record: Store, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    clock.move(days=-400)  # long before the doctor's own clock
    await put(record, digest())
    url = f"sqlite:///{record.address.url.database}"
    results = await doctor._deliveries(Settings(FACTLINE_DATABASE_URL=url))
    (late,) = [r for r in results if not r.success]
    assert "digest of subscription:k7f2qa is due since" in str(late)
    assert "factline run" in late.mend


async def test_the_doctor_tells_what_is_not_planned_what_is_tried_again_and_what_ended_badly(
    record: Store, clock: Clock
) -> None:
    clock.move(days=-400)
    late = await subscribe(record, EVERYTHING)
    lost = await subscribe(record, replace(EVERYTHING, owner="8"))
    await put(record, digest("subscription:tried"))
    await put(record, digest("subscription:failed"))
    async with record.keeping() as connection:
        for subject, values in (
            ("subscription:tried", {"tries": 3, "reason": "Discord answered 500"}),
            ("subscription:failed", {"state": "failed", "reason": "no such message"}),
        ):
            which = delivery.c.subject == subject
            await connection.execute(update(delivery).where(which).values(**values))
        gone = update(subscription).where(subscription.c.id == lost.id)
        await connection.execute(gone.values(state="channel_gone"))
    url = f"sqlite:///{record.address.url.database}"
    told = [str(r) for r in await doctor._deliveries(Settings(FACTLINE_DATABASE_URL=url))]
    (tried,) = [text for text in told if "subscription:tried" in text]
    assert "3 tries, last: Discord answered 500\n      → It is tried again by itself" in tried
    (planned,) = [text for text in told if f"subscription {late.id} was due at" in text]
    assert "is not planned\n      → Is “factline run” running" in planned
    assert "ok    deliveries: 1 digest failed: no such message" in told
    (stopped,) = [text for text in told if "stopped" in text]
    assert stopped.startswith("ok    subscriptions: 1 stopped: channel gone\n      → Their owners")
