"""The real program on a loopback Discord, shared by the tests of a module; somebody who asks."""

from __future__ import annotations

from itertools import count

import pytest

from tests.loopback import Channel, LoopbackDiscord, Person, Program
from tests.loopback.fixtures import discord, program

__all__ = ["discord", "program"]

_numbers = count(1)


@pytest.fixture
def channel(discord: LoopbackDiscord, program: Program) -> Channel:
    """Give the home channel of a server with the running bot."""
    return discord.home.channel


@pytest.fixture
def asker(discord: LoopbackDiscord, program: Program) -> Person:
    """Give somebody who has not asked anything yet."""
    return discord.join(discord.home, f"Asker {next(_numbers)}")
