"""Sending: whatever Discord does, the answer is there once."""

from __future__ import annotations

import asyncio
from typing import Any

import discord
import pytest

from bot import sending
from bot.notices import notice
from tests.client.connecting import connected
from tests.loopback import Fault, LoopbackDiscord, Post

POST = "POST /channels/{channel_id}/messages"


class Replying(discord.AutoShardedClient):
    """A bare client that replies to every message with one notice."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True, messages=True, message_content=True))
        self.failed: asyncio.Queue[Exception] = asyncio.Queue()

    async def on_message(self, message: discord.Message) -> None:
        if message.author.bot:
            return
        try:
            await sending.reply(self.http, message, notice("Here you are."))
        except discord.HTTPException as failed:
            self.failed.put_nowait(failed)


def answers(server: LoopbackDiscord) -> list[Post]:
    """List what the bot wrote in the home channel."""
    return [p for p in server.home.channel.posts.values() if p.author is server.bot]


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "MESSAGE_PAUSES", (0.0, 0.0, 0.0, 0.0))


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(
    "faults",
    [
        [Fault.unavailable(503)],
        [Fault.unavailable(429)],
        [Fault.cut()],
        [Fault.lost_reply()],
        [Fault.unavailable(503), Fault.lost_reply(), Fault.cut(), Fault.lost_reply()],
    ],
    ids=["503", "429 without a time", "cut", "lost reply", "everything"],
)
async def test_a_reply_that_discord_fails_arrives_once(faults: list[Fault]) -> None:
    async with LoopbackDiscord() as server:
        for fault in faults:
            server.faults.add(POST, fault)
        async with connected(Replying(), server):
            reply = await server.owner.ask(server.home.channel, "hello")
            await server.until(lambda: len(server.made(POST)) > len(faults) or None)
        assert "Here you are." in reply.text
        assert len(answers(server)) == 1


@pytest.mark.usefixtures("_impatient")
async def test_discord_that_stays_down_is_not_hammered_for_ever() -> None:
    client = Replying()
    async with LoopbackDiscord() as server:
        server.faults.add(POST, Fault.unavailable(503), times=None)
        async with connected(client, server):
            server.owner.say(server.home.channel, "hello")
            failed = await asyncio.wait_for(client.failed.get(), 10)
        assert isinstance(failed, discord.DiscordServerError)
        assert len(server.made(POST)) == 5


async def test_a_reply_pings_nobody() -> None:
    async with LoopbackDiscord() as server:
        async with connected(Replying(), server):
            await server.owner.ask(server.home.channel, "hello")
        body: dict[str, Any] = server.made(POST)[0].json
        assert body["allowed_mentions"]["parse"] == []
        assert not body["allowed_mentions"].get("replied_user")
        assert body["message_reference"]["fail_if_not_exists"] is False


class Waiting(discord.AutoShardedClient):
    """A bare client whose one command responds with a notice."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self.done: asyncio.Queue[None] = asyncio.Queue()
        self.tree = discord.app_commands.CommandTree(self)

        @self.tree.command(name="hello", description="say hello")
        async def hello(interaction: discord.Interaction[Any]) -> None:
            await sending.respond(interaction, notice("Here you are."))
            self.done.put_nowait(None)

    async def setup_hook(self) -> None:
        await self.tree.sync()


@pytest.mark.parametrize("fault", [Fault.cut(), Fault.lost_reply()], ids=["cut", "lost reply"])
async def test_a_first_response_that_discord_fails_is_there_once(fault: Fault) -> None:
    client = Waiting()
    async with LoopbackDiscord() as server:
        async with connected(client, server):
            server.faults.add(
                "POST /interactions/{interaction_id}/{interaction_token}/callback", fault
            )
            reply = await server.owner.slash(server.home.channel, "hello")
            await asyncio.wait_for(client.done.get(), 10)
        assert "Here you are." in reply.text
        assert len(answers(server)) == 1
