"""The real program on a loopback Discord, shared by the tests of a module; somebody who asks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count

import pytest
import pytest_asyncio

from tests.loopback import Channel, LoopbackDiscord, Person, Program

_numbers = count(1)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def program(
    discord: LoopbackDiscord, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Program]:
    folder = tmp_path_factory.mktemp("conversation")
    async with Program(discord, folder) as running:
        await running.commands()
        yield running


@pytest.fixture
def channel(discord: LoopbackDiscord, program: Program) -> Channel:
    """Give the home channel of a server with the running bot."""
    return discord.home.channel


@pytest.fixture
def asker(discord: LoopbackDiscord, program: Program) -> Person:
    """Give somebody who has not asked anything yet."""
    return discord.join(discord.home, f"Asker {next(_numbers)}")
