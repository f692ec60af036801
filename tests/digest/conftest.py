"""A small record on a store whose clock is set, and the digests of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.delivery.digests import Digests
from facts.store import Store
from facts.store.snapshots import Snapshots
from tests.delivery.world import Clock
from tests.loopback import LoopbackDiscord
from tests.store.records import furnish


@pytest.fixture
def clock() -> Clock:
    """Give a clock that stands a minute before 07:30 in Kyiv."""
    return Clock()


@pytest.fixture
async def record(tmp_path: Path, clock: Clock) -> AsyncIterator[Store]:
    """Give a store with sources and places, and no facts yet."""
    opened = await Store.open(f"sqlite:///{tmp_path / 'factline.db'}", clock=clock)
    await furnish(opened)
    yield opened
    await opened.close()


@pytest.fixture
async def snapshots(record: Store) -> Snapshots:
    """Give the record in memory."""
    loaded = Snapshots(record)
    await loaded.load()
    return loaded


@pytest.fixture
def digests(record: Store, snapshots: Snapshots) -> Digests:
    """Give the composer of digests."""
    return Digests(record, snapshots)


@pytest.fixture
async def server(clock: Clock) -> AsyncIterator[LoopbackDiscord]:
    """Give a running Discord that lives by the same clock."""
    async with LoopbackDiscord(clock=clock.seconds) as running:
        yield running
