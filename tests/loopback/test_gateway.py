"""The gateway keeps sessions, replays what was missed, and fails in the ways that Discord does."""

from __future__ import annotations

import json
import zlib
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.loopback import LoopbackDiscord
from tests.loopback.bare import connected

INTENTS = 1 << 0 | 1 << 9 | 1 << 12
CONTENT = 1 << 15


@pytest.fixture
async def loopback() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord() as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


Socket = aiohttp.ClientWebSocketResponse


async def opened(http: aiohttp.ClientSession, url: str) -> Socket:
    socket = await http.ws_connect(url)
    assert (await socket.receive_json())["op"] == 10
    return socket


async def identify(
    socket: Socket, loopback: LoopbackDiscord, intents: int = INTENTS, **more: Any
) -> None:
    data = {"token": loopback.token, "intents": intents, "properties": {}} | more
    await socket.send_json({"op": 2, "d": data})


async def ready(socket: Socket) -> dict[str, Any]:
    message: dict[str, Any] = await socket.receive_json()
    assert message["t"] == "READY"
    return message


async def closed(socket: Socket) -> int | None:
    await socket.receive()
    return socket.close_code


async def test_a_session_starts_with_ready_and_its_servers(
    loopback: LoopbackDiscord, http: aiohttp.ClientSession
) -> None:
    socket = await opened(http, loopback.gateway_url)
    await identify(socket, loopback)
    assert (await ready(socket))["d"]["resume_gateway_url"] == loopback.gateway_url + "/resume"
    created = await socket.receive_json()
    assert (created["t"], created["s"]) == ("GUILD_CREATE", 2)
    assert created["d"]["id"] == str(loopback.home.id)


async def test_heartbeats_are_acknowledged(
    loopback: LoopbackDiscord, http: aiohttp.ClientSession
) -> None:
    socket = await opened(http, loopback.gateway_url)
    await socket.send_json({"op": 1, "d": None})
    assert (await socket.receive_json())["op"] == 11
    assert loopback.gateway.heartbeats == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"token": "another"}, 4004),
        ({"intents": "all"}, 4013),
        ({"shard": [2, 2]}, 4010),
        ({"intents": INTENTS | CONTENT}, 4014),
    ],
)
async def test_a_wrong_identify_closes_the_socket(
    loopback: LoopbackDiscord, http: aiohttp.ClientSession, wrong: dict[str, Any], code: int
) -> None:
    loopback.refused_intents = ("message_content",)
    socket = await opened(http, loopback.gateway_url)
    await identify(socket, loopback, **wrong)
    assert await closed(socket) == code


async def test_a_resumed_session_gets_what_it_missed(
    loopback: LoopbackDiscord, http: aiohttp.ClientSession
) -> None:
    socket = await opened(http, loopback.gateway_url)
    await identify(socket, loopback)
    session = (await ready(socket))["d"]
    await socket.receive_json()
    loopback.gateway.drop()
    assert await closed(socket) is not None or socket.closed
    loopback.owner.say(loopback.home.channel, "while you were away")
    again = await opened(http, session["resume_gateway_url"])
    resume = {"token": loopback.token, "session_id": session["session_id"], "seq": 2}
    await again.send_json({"op": 6, "d": resume})
    missed, resumed = await again.receive_json(), await again.receive_json()
    assert (missed["t"], missed["s"]) == ("MESSAGE_CREATE", 3)
    assert resumed["t"] == "RESUMED"


async def test_an_unknown_session_is_invalid(
    loopback: LoopbackDiscord, http: aiohttp.ClientSession
) -> None:
    socket = await opened(http, loopback.gateway_url + "/resume")
    await socket.send_json(
        {"op": 6, "d": {"token": loopback.token, "session_id": "gone", "seq": 2}}
    )
    assert await socket.receive_json() == {"op": 9, "d": False}


async def test_a_zlib_stream_is_one_stream(
    loopback: LoopbackDiscord, http: aiohttp.ClientSession
) -> None:
    socket = await http.ws_connect(loopback.gateway_url + "?compress=zlib-stream")
    inflate = zlib.decompressobj()

    async def received() -> Any:
        packed = await socket.receive_bytes()
        assert packed.endswith(b"\x00\x00\xff\xff")
        return json.loads(inflate.decompress(packed))

    assert (await received())["op"] == 10
    await identify(socket, loopback)
    assert (await received())["t"] == "READY"
    assert (await received())["t"] == "GUILD_CREATE"


async def test_contents_are_blank_without_the_intent_except_where_the_bot_is_meant(
    loopback: LoopbackDiscord, http: aiohttp.ClientSession
) -> None:
    socket = await opened(http, loopback.gateway_url)
    await identify(socket, loopback)
    await ready(socket)
    await socket.receive_json()
    channel = loopback.home.channel
    loopback.owner.say(channel, "for others")
    loopback.owner.say(channel, f"<@{loopback.bot.id}> for you")
    loopback.owner.say(loopback.owner.direct, "in private")
    contents = [(await socket.receive_json())["d"]["content"] for _ in range(3)]
    assert contents == ["", f"<@{loopback.bot.id}> for you", "in private"]


async def test_servers_are_spread_over_shards(
    loopback: LoopbackDiscord, http: aiohttp.ClientSession
) -> None:
    shard = (loopback.home.id >> 22) % 2
    sockets = [await opened(http, loopback.gateway_url) for _ in range(2)]
    for number, socket in enumerate(sockets):
        await identify(socket, loopback, shard=[number, 2])
        held = (await ready(socket))["d"]["guilds"]
        assert bool(held) == (number == shard)


async def test_the_gateway_can_be_down_refuse_and_come_back(
    loopback: LoopbackDiscord, http: aiohttp.ClientSession
) -> None:
    await loopback.take_gateway_down()
    with pytest.raises(aiohttp.ClientConnectionError):
        await http.ws_connect(loopback.gateway_url)
    await loopback.bring_gateway_up()
    loopback.gateway.refuse_resume = 503
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await http.ws_connect(loopback.gateway_url + "/resume")
    await opened(http, loopback.gateway_url)


async def test_a_silent_gateway_says_nothing_and_keeps_the_socket(
    loopback: LoopbackDiscord, http: aiohttp.ClientSession
) -> None:
    socket = await opened(http, loopback.gateway_url)
    await identify(socket, loopback)
    await ready(socket)
    await socket.receive_json()
    loopback.gateway.silent = True
    await socket.send_json({"op": 1, "d": 2})
    loopback.owner.say(loopback.home.channel, "hello?")
    with pytest.raises(TimeoutError):
        await socket.receive(timeout=0.05)
    assert not socket.closed
    assert loopback.gateway.heartbeats == 0


async def test_discord_py_resumes_when_cut_and_when_asked(loopback: LoopbackDiscord) -> None:
    async with connected(loopback):
        loopback.gateway.ask_reconnect()
        await loopback.until(lambda: len(loopback.gateway.resumes) == 1 or None)
        loopback.gateway.drop()
        await loopback.until(lambda: len(loopback.gateway.resumes) == 2 or None)
        answer = await loopback.owner.ask(loopback.home.channel, "!still there")
        assert answer.text == "you said !still there"
        assert len(loopback.gateway.identifies) == 1
