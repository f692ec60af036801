"""Several processes on one store: whatever happens to one of them, every part is there once."""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import replace
from datetime import timedelta

import pytest

from facts.store import Store
from facts.store.store import utc_now
from tests.delivery.program import Job, Programs
from tests.delivery.world import here, subscribed, texts
from tests.loopback import Channel, LoopbackDiscord, rest_messages

DESTINATIONS = 30


async def due_digests(server: LoopbackDiscord, url: str) -> dict[str, Channel]:
    """Subscribe many channels a day ago; gives subscription → channel."""
    store = await Store.open(url, clock=lambda: utc_now() - timedelta(days=1))
    channels = [server.new_channel(server.home, f"c{n}") for n in range(DESTINATIONS)]
    owner = server.owner.user
    made = {(await subscribed(store, here(c, owner, zone="UTC"))).id: c for c in channels}
    await store.close()
    return made


@pytest.mark.parametrize("nonces", ["nonces known", "nonces forgotten"])
async def test_of_four_processes_one_stops_for_longer_than_its_lease(
    database: str, nonces: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten = nonces == "nonces forgotten"
    if forgotten:
        monkeypatch.setattr(rest_messages, "NONCE_SECONDS", 0.5)
    async with LoopbackDiscord(validate=False) as server, Programs() as programs:
        made = await due_digests(server, database)
        job = Job(database, server.api_url, server.gateway_url, server.token, parts=2, lease=2.0)
        job = replace(job, nonce_safe=0.0 if forgotten else 120.0, give_up=30.0)
        running = [programs.start(job) for _ in range(4)]
        await server.until(lambda: len(server.made(POST)) > 5 or None, seconds=30)
        stopped = await running[0].pid
        os.kill(stopped, signal.SIGSTOP)
        await asyncio.sleep(3.5)  # real processes with real leases: only time itself makes one late
        os.kill(stopped, signal.SIGCONT)
        ended = [await one.ended for one in running]
        assert [code for code, _ in ended] == [0, 0, 0, 0]
        for name, channel in made.items():
            got = [" ".join((t.split()[0], t.split()[2])) for t in texts(server, channel)]
            assert got == [f"{name} 0", f"{name} 1"]


POST = "POST /channels/{channel_id}/messages"
