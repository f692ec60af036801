"""Starting under difficulties: a refused token or intent, a gateway that is down."""

from __future__ import annotations

import asyncio
import signal
import socket
from pathlib import Path

import aiohttp
import pytest

from bot import client, gateway
from bot.settings import load
from bot.supervisor import run_discord
from facts.answering.desk import Desk
from facts.store import Store
from facts.store.snapshots import Snapshots
from tests.loopback import Fault, LoopbackDiscord, Program


async def test_a_refused_token_is_one_line_without_the_token(tmp_path: Path) -> None:
    async with LoopbackDiscord() as discord:
        program = Program(discord, tmp_path, settings={"DISCORD_TOKEN": "wrong.token.entirely"})
        await program.start()
        assert await program.wait() == 1
    (said,) = program.output.splitlines()
    assert "refused the token" in said
    assert "wrong.token" not in said


async def test_without_message_content_slash_and_mentions_work(tmp_path: Path) -> None:
    async with LoopbackDiscord(refused_intents=("message_content",)) as discord:
        channel = discord.home.channel
        async with Program(discord, tmp_path) as program:
            await program.commands()
            said = discord.owner.say(channel, "!losses week")
            assert "2022" in (await discord.owner.slash(channel, "losses", period="week")).text
            assert "2022" in (await discord.owner.mention(channel, "losses week")).text
            assert "2022" in (await discord.owner.ask(discord.owner.direct, "losses week")).text
            references = [p.payload.get("message_reference") or {} for p in channel.posts.values()]
            assert str(said.id) not in [r.get("message_id") for r in references]
        assert program.output.count("message-content intent is not granted") == 1


async def test_a_gateway_that_is_down_at_the_start_is_waited_for(tmp_path: Path) -> None:
    async with LoopbackDiscord() as discord:
        await discord.take_gateway_down()
        program = Program(discord, tmp_path)
        await program.start()
        await program.says("Retrying")
        assert "Traceback" not in program.output
        await discord.bring_gateway_up()
        await discord.until_ready()
        assert (await discord.owner.ask(discord.home.channel, "!about")).text
        assert await program.stop() == 0


async def test_an_api_that_is_down_at_the_start_is_waited_for(tmp_path: Path) -> None:
    async with LoopbackDiscord() as discord:
        discord.faults.add("GET /users/@me", Fault.unavailable(503), times=2)
        async with Program(discord, tmp_path):
            assert (await discord.owner.ask(discord.home.channel, "!about")).text


async def test_a_connection_that_has_fallen_silent_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "SILENT_AFTER", 0.5)
    monkeypatch.setattr(client, "LOOK_EVERY", 0.1)
    for name in ("DISCORD_TOKEN", "DISCORD_API_URL", "DISCORD_GATEWAY_URL"):
        monkeypatch.delenv(name, raising=False)
    store = await Store.open(f"sqlite:///{tmp_path / 'store.db'}")
    snapshots = Snapshots(store)
    await snapshots.load()
    async with LoopbackDiscord(heartbeat_seconds=0.1) as discord:
        monkeypatch.setenv("DISCORD_TOKEN", discord.token)
        monkeypatch.setenv("DISCORD_API_URL", discord.api_url)
        monkeypatch.setenv("DISCORD_GATEWAY_URL", discord.gateway_url)
        running = asyncio.create_task(run_discord(load(), store, snapshots, Desk(snapshots, store)))
        await discord.until_ready()
        beats = discord.gateway.heartbeats
        await discord.until(lambda: discord.gateway.heartbeats > beats + 12 or None)
        assert discord.gateway.readies == 1  # heard, and so left alone
        discord.gateway.silent = True
        await discord.until(lambda: not discord.gateway.connected or None)
        discord.gateway.silent = False
        await discord.until_ready(2)
        assert (await discord.owner.ask(discord.home.channel, "!about")).text
        signal.raise_signal(signal.SIGTERM)
        await asyncio.wait_for(running, 10)
    await store.close()


async def test_the_health_check_tells_whether_discord_is_there(tmp_path: Path) -> None:
    async with LoopbackDiscord() as discord, aiohttp.ClientSession() as http:
        address = f"127.0.0.1:{unused_port()}"
        program = Program(discord, tmp_path, settings={"FACTLINE_HTTP": address})
        async with program:
            await program.says("ready: ")
            async with http.get(f"http://{address}/healthz") as answer:
                assert (answer.status, (await answer.json())["servers"]) == (200, 1)
            discord.gateway.refuse = 503
            discord.gateway.drop()
            await program.says("Attempting a reconnect")
            async with http.get(f"http://{address}/healthz") as answer:
                assert answer.status == 503


def unused_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_a_taken_address_for_the_health_check_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        async with LoopbackDiscord() as discord:
            program = Program(discord, tmp_path, settings={"FACTLINE_HTTP": address})
            await program.start()
            assert await program.wait() == 1
    said = [line for line in program.output.splitlines() if "FACTLINE_HTTP" in line]
    assert len(said) == 1
    assert f"{address} cannot be listened on" in said[0]
    assert "Choose a free port" in said[0]
    assert "Traceback" not in program.output


async def test_a_gateway_that_wants_more_shards_ends_it_in_one_line(tmp_path: Path) -> None:
    async with LoopbackDiscord() as discord:
        discord.gateway.shards_wanted = 2  # more than the one that it recommends
        program = Program(discord, tmp_path)
        await program.start()
        assert await program.wait() == 1
    assert "Discord wants more shards. Unset or raise FACTLINE_SHARD_COUNT." in program.output
    assert "Traceback" not in program.output


async def test_only_the_first_shards_process_registers_commands(tmp_path: Path) -> None:
    shards = {"FACTLINE_SHARD_COUNT": "2", "FACTLINE_SHARD_IDS": "1"}
    async with LoopbackDiscord() as discord, Program(discord, tmp_path, settings=shards):
        assert [i["shard"] for i in discord.gateway.identifies] == [[1, 2]]
    assert not discord.commands


async def test_a_resume_address_that_refuses_does_not_hold_it_up(tmp_path: Path) -> None:
    async with LoopbackDiscord() as discord, Program(discord, tmp_path):
        discord.gateway.refuse_resume = 503
        discord.gateway.drop()
        await discord.until_ready(2)
        assert (await discord.owner.ask(discord.home.channel, "!about")).text


async def test_a_stop_while_connecting_ends_at_once(tmp_path: Path) -> None:
    async with LoopbackDiscord() as discord:
        discord.gateway.refuse = 503
        program = Program(discord, tmp_path)
        await program.start()
        await program.says("Retrying")
        started = asyncio.get_running_loop().time()
        assert await program.stop() == 0
        assert asyncio.get_running_loop().time() - started < 3
