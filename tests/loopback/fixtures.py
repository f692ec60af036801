"""The real program on a loopback Discord, shared by the tests of a module; import both into a conftest."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.loopback import LoopbackDiscord, Program


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[LoopbackDiscord]:
    """Run a Discord."""
    async with LoopbackDiscord() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def program(
    discord: LoopbackDiscord, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Program]:
    """Run `python -m bot run` on it, in a folder of its own, its commands registered."""
    async with Program(discord, tmp_path_factory.mktemp("program")) as running:
        await running.commands()
        yield running
