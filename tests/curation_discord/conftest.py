"""The real program on a loopback Discord, shared by the tests of a module; people of each kind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count

import pytest
import pytest_asyncio

from tests.loopback import Channel, Guild, LoopbackDiscord, Permission, Person, Program

_numbers = count(1)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def program(
    discord: LoopbackDiscord, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Program]:
    async with Program(discord, tmp_path_factory.mktemp("curation")) as running:
        await running.commands()
        yield running


@pytest.fixture
def guild(discord: LoopbackDiscord, program: Program) -> Guild:
    """Give a server of the test's own, with the bot in it."""
    return discord.new_guild(f"Server {next(_numbers)}")


@pytest.fixture
def channel(guild: Guild) -> Channel:
    """Give the server's channel."""
    return guild.channel


@pytest.fixture
def moderator(discord: LoopbackDiscord, guild: Guild) -> Person:
    """Give somebody who may manage the server."""
    return discord.join(guild, "Moderator", Permission.MANAGE_GUILD)


@pytest.fixture
def member(discord: LoopbackDiscord, guild: Guild) -> Person:
    """Give somebody without rights."""
    return discord.join(guild, "Member")
