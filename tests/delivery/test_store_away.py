"""A database that goes away while digests are being sent: afterwards every part is there once."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

from facts.store import Store
from tests.conftest import Server, postgres_server
from tests.delivery.test_once import POST, finished
from tests.delivery.world import Clock, Composing, delivering, discord_http, here, subscribed, texts
from tests.loopback import LoopbackDiscord


@asynccontextmanager
async def away(url: str) -> AsyncIterator[None]:
    """Keep the database from everybody for the block."""
    if url.startswith("sqlite"):
        file = url.removeprefix("sqlite:///")
        with closing(
            sqlite3.connect(file, isolation_level=None, timeout=30, check_same_thread=False)
        ) as held:
            # In a thread: the transaction that it waits for needs the event loop to end.
            await asyncio.to_thread(held.execute, "BEGIN IMMEDIATE")
            yield
            held.execute("ROLLBACK")
        return
    server, name = postgres_server(), url.split("?")[0].split("/")[-1]
    assert isinstance(server, Server)
    server.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    server.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    try:
        yield
    finally:
        server.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


async def test_a_database_that_goes_away_meanwhile_costs_nothing(
    timed: Store, database: str, clock: Clock, server: LoopbackDiscord
) -> None:
    channels = [server.new_channel(server.home, f"c{n}") for n in range(10)]
    owner = server.owner.user
    made = {(await subscribed(timed, here(c, owner))).id: c for c in channels}
    async with discord_http(server) as http, delivering(timed, http, Composing(3)):
        clock.move(minutes=1)
        await server.until(lambda: len(server.made(POST)) > 7 or None)
        async with away(database):
            await asyncio.sleep(0.5)  # requests under way get their replies, stamps have no store
        for name in made:
            await finished(timed, name, 3)
    for name, channel in made.items():
        assert texts(server, channel) == [f"{name} 2026-11-25 {n}" for n in range(3)]
