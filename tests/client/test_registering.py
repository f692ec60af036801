"""Commands are registered when they changed, and else left alone."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.registering import register_changed
from facts.store import Store
from tests.client.connecting import connected
from tests.loopback import Fault, LoopbackDiscord

EVERYWHERE = "PUT /applications/{application_id}/commands"
HERE = "PUT /applications/{application_id}/guilds/{guild_id}/commands"


def client_with(*names: str) -> tuple[discord.Client, app_commands.CommandTree[Any]]:
    """Make a bare client with commands of these names."""
    client = discord.AutoShardedClient(intents=discord.Intents(guilds=True))
    tree = app_commands.CommandTree(client)

    async def answer(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("Here you are.")

    for name in names:
        tree.add_command(app_commands.Command(name=name, description="ask", callback=answer))
    return client, tree


async def test_commands_are_registered_only_when_they_changed(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'store.db'}")
    async with LoopbackDiscord() as server:
        counts = []
        for names in (["losses"], ["losses"], ["losses", "area"]):
            client, tree = client_with(*names)
            async with connected(client, server):
                await register_changed(tree, store, (), server.bot.id)
            counts.append(len(server.made(EVERYWHERE)))
    await store.close()
    assert counts == [1, 1, 2]


async def test_named_servers_get_them_and_nobody_else(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'store.db'}")
    async with LoopbackDiscord() as server:
        client, tree = client_with("losses")
        async with connected(client, server):
            await register_changed(tree, store, (server.home.id,), server.bot.id)
        assert [c["name"] for c in server.commands[server.home.id]] == ["losses"]
        assert None not in server.commands
    await store.close()


async def test_commands_that_move_do_not_stay_where_they_were(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'store.db'}")
    async with LoopbackDiscord() as server:
        home, left = server.home.id, 999
        stood = []
        for guilds in ((home,), (), (home, left), ()):
            client, tree = client_with("losses")
            async with connected(client, server):
                try:
                    await register_changed(tree, store, guilds, server.bot.id)
                except discord.HTTPException:
                    assert left in guilds
            places = {None: "everywhere", home: "home"}
            stood.append({places[where] for where, held in server.commands.items() if held})
    await store.close()
    # A server that refuses holds up no other, and is asked again at the next start.
    assert stood == [{"home"}, {"everywhere"}, {"home"}, {"everywhere"}]


@pytest.mark.parametrize("turns", range(0, 40, 4))
async def test_a_start_that_is_broken_off_leaves_the_store_open_for_writing(
    turns: int, tmp_path: Path
) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'store.db'}")
    async with LoopbackDiscord() as server:
        client, tree = client_with("losses")
        async with connected(client, server):
            registering = asyncio.create_task(register_changed(tree, store, (), server.bot.id))
            await server.until(lambda: server.made(EVERYWHERE) or None)
            for _ in range(turns):
                await asyncio.sleep(0)
            registering.cancel()
            await asyncio.wait((registering,))
            async with asyncio.timeout(5), store.writing(actor="test") as writing:
                await writing.set_meta("note", str(turns))
    await store.close()


async def test_a_refused_registration_is_tried_again_next_time(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'store.db'}")
    async with LoopbackDiscord() as server:
        server.faults.add(EVERYWHERE, Fault.no_access())
        client, tree = client_with("losses")
        async with connected(client, server):
            with pytest.raises(discord.Forbidden):
                await register_changed(tree, store, (), server.bot.id)
            await register_changed(tree, store, (), server.bot.id)
        assert server.commands[None]
    await store.close()
