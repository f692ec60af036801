"""Starting under difficulties: a refused token or intent, a gateway that is down."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.loopback import LoopbackDiscord, Program


async def test_a_refused_token_is_one_line_without_the_token(tmp_path: Path) -> None:
    async with LoopbackDiscord() as discord:
        program = Program(discord, tmp_path, settings={"DISCORD_TOKEN": "wrong.token.entirely"})
        await program.start()
        assert await program.wait() == 1
    said = [line for line in program.output.splitlines() if "refused the token" in line]
    assert len(said) == 1
    assert "wrong.token" not in program.output
    assert "Traceback" not in program.output


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
        await discord.bring_gateway_up()
        await discord.until_ready()
        assert (await discord.owner.ask(discord.home.channel, "!about")).text
        assert await program.stop() == 0


async def test_an_api_that_is_down_at_the_start_is_waited_for(tmp_path: Path) -> None:
    from tests.loopback import Fault

    async with LoopbackDiscord() as discord:
        discord.faults.add("GET /users/@me", Fault.unavailable(503), times=2)
        async with Program(discord, tmp_path):
            assert (await discord.owner.ask(discord.home.channel, "!about")).text


async def test_a_stop_while_connecting_ends_at_once(tmp_path: Path) -> None:
    async with LoopbackDiscord() as discord:
        await discord.take_gateway_down()
        program = Program(discord, tmp_path)
        await program.start()
        await program.says("Retrying")
        started = asyncio.get_running_loop().time()
        assert await program.stop() == 0
        assert asyncio.get_running_loop().time() - started < 3
