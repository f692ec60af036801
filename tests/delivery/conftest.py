"""A store whose clock is set, on SQLite and PostgreSQL, and a Discord beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from facts.store import Store
from tests.delivery.world import Clock
from tests.loopback import LoopbackDiscord


@pytest.fixture
def clock() -> Clock:
    """Give a clock that stands a minute before 07:30 in Kyiv."""
    return Clock()


@pytest.fixture
async def timed(store: Store, database: str, clock: Clock) -> AsyncIterator[Store]:
    """Give an empty store that lives by the clock."""
    opened = await Store.open(database, clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
async def server(clock: Clock) -> AsyncIterator[LoopbackDiscord]:
    """Give a running Discord that lives by the same clock."""
    async with LoopbackDiscord(clock=clock.seconds) as running:
        yield running
