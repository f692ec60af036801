"""The real program on a loopback Discord, shared by the tests of a module; people of each kind."""

from __future__ import annotations

from itertools import count

import pytest

from tests.loopback import Channel, Guild, LoopbackDiscord, Permission, Person, Program
from tests.loopback.fixtures import discord, program

__all__ = ["discord", "program"]

_numbers = count(1)


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
