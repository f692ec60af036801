"""Run a bare discord.py client inside the test, against the loopback Discord."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord

from bot import gateway
from tests.loopback import LoopbackDiscord


@asynccontextmanager
async def connected(client: discord.Client, server: LoopbackDiscord) -> AsyncIterator[None]:
    """Have a client connected for the block."""
    gateway.point_at(server.api_url, server.gateway_url)
    before = server.gateway.readies
    running = asyncio.create_task(client.start(server.token))
    try:
        await server.until_ready(before + 1)
        yield
    finally:
        await client.close()
        await asyncio.gather(running, return_exceptions=True)
