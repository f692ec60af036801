"""REST refuses, repeats, limits and fails as Discord does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.loopback import Fault, LoopbackDiscord, Permission
from tests.loopback.ratelimit import RateLimits

SEND = "POST /channels/{channel_id}/messages"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def loopback(clock: Clock) -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord(clock=clock, check_responses=True) as running:
        yield running


class Http:
    """A client of the REST side: status and parsed body of each request."""

    def __init__(self, loopback: LoopbackDiscord, session: aiohttp.ClientSession) -> None:
        self._loopback = loopback
        self._session = session
        self.headers = {"Authorization": f"Bot {loopback.token}"}

    async def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        url = self._loopback.api_url + path
        async with self._session.request(method, url, json=body, headers=self.headers) as got:
            is_json = got.content_type == "application/json"
            return got.status, await got.json() if is_json else None

    async def send(self, **body: Any) -> tuple[int, Any]:
        return await self("POST", f"/channels/{self._loopback.home.channel.id}/messages", body)


@pytest.fixture
async def http(loopback: LoopbackDiscord) -> AsyncIterator[Http]:
    async with aiohttp.ClientSession() as session:
        yield Http(loopback, session)


async def test_a_wrong_token_is_unauthorized(http: Http) -> None:
    http.headers = {"Authorization": "Bot another"}
    assert await http("GET", "/users/@me") == (401, {"message": "401: Unauthorized", "code": 0})


async def test_unknown_paths_and_ids_are_not_found(loopback: LoopbackDiscord, http: Http) -> None:
    assert (await http("GET", "/nothing"))[0] == 404
    assert (await http("GET", "/channels/1"))[1]["code"] == 10003
    channel = loopback.home.channel.id
    assert (await http("GET", f"/channels/{channel}/messages/1"))[1]["code"] == 10008
    assert (await http("GET", "/guilds/1"))[1]["code"] == 10004


async def test_application_gateway_and_members_are_described(
    loopback: LoopbackDiscord, http: Http
) -> None:
    assert (await http("GET", "/gateway/bot"))[1]["url"] == loopback.gateway_url
    assert (await http("GET", "/applications/@me"))[1]["id"] == str(loopback.bot.id)
    owner = loopback.owner.user
    _, member = await http("GET", f"/guilds/{loopback.home.id}/members/{owner.id}")
    assert member["user"]["id"] == str(owner.id)
    assert (await http("GET", f"/guilds/{loopback.home.id}"))[0] == 200
    assert (await http("GET", f"/channels/{loopback.home.channel.id}"))[0] == 200
    assert (await http("GET", f"/users/{owner.id}"))[0] == 200


async def test_an_enforced_nonce_gives_the_earlier_message_back(
    loopback: LoopbackDiscord, http: Http, clock: Clock
) -> None:
    first = await http.send(content="once", nonce="n1", enforce_nonce=True)
    again = await http.send(content="twice", nonce="n1", enforce_nonce=True)
    assert again == first
    assert len(loopback.home.channel.posts) == 1
    clock.now += 301
    assert (await http.send(content="later", nonce="n1", enforce_nonce=True))[0] == 200
    assert len(loopback.home.channel.posts) == 2


async def test_a_nonce_of_a_deleted_message_is_not_found(
    loopback: LoopbackDiscord, http: Http
) -> None:
    _, first = await http.send(content="once", nonce="n1", enforce_nonce=True)
    channel = loopback.home.channel.id
    assert (await http("DELETE", f"/channels/{channel}/messages/{first['id']}"))[0] == 204
    assert (await http.send(content="again", nonce="n1", enforce_nonce=True))[1]["code"] == 10008


async def test_rights_are_enforced(loopback: LoopbackDiscord, http: Http) -> None:
    channel = loopback.home.channel
    said = loopback.owner.say(channel, "mine")
    path = f"/channels/{channel.id}/messages"
    assert (await http("PATCH", f"{path}/{said.id}", {"content": "x"}))[1]["code"] == 50005
    assert (await http("DELETE", f"{path}/{said.id}"))[1]["code"] == 50013
    channel.deny(loopback.home.everyone, Permission.READ_MESSAGE_HISTORY)
    channel.deny(loopback.bot, Permission.READ_MESSAGE_HISTORY)
    assert await http("GET", path) == (200, [])
    channel.deny(loopback.bot, Permission.SEND_MESSAGES)
    channel.deny(loopback.home.members[loopback.bot.id].roles[0], Permission.SEND_MESSAGES)
    assert (await http.send(content="hi"))[1]["code"] == 50013
    channel.deny(loopback.bot, Permission.VIEW_CHANNEL)
    assert (await http.send(content="hi"))[1]["code"] == 50001


async def test_direct_messages_may_be_closed(loopback: LoopbackDiscord, http: Http) -> None:
    reader = loopback.person("Taras")
    _, channel = await http("POST", "/users/@me/channels", {"recipient_id": str(reader.user.id)})
    path = f"/channels/{channel['id']}/messages"
    assert (await http("POST", path, {"content": "hi"}))[0] == 200
    reader.user.dms_open = False
    assert (await http("POST", path, {"content": "hi"}))[1]["code"] == 50007


async def test_threads_can_be_started_and_written_in(loopback: LoopbackDiscord, http: Http) -> None:
    _, first = await http.send(content="start here")
    base = f"/channels/{loopback.home.channel.id}/messages/{first['id']}/threads"
    status, thread = await http("POST", base, {"name": "talk"})
    assert (status, thread["id"]) == (200, first["id"])
    assert (await http("POST", f"/channels/{thread['id']}/messages", {"content": "in"}))[0] == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"content": "x" * 2001},
        {"content": "x", "flags": 1 << 15, "components": [{"type": 10, "content": "y"}]},
        {"flags": 1 << 15, "components": [{"type": 10, "content": "y" * 4000}] * 2},
        {"flags": 1 << 15, "components": [{"type": 10, "content": "y"}] * 41},
        {"components": [{"type": 10, "content": "y"}]},
        {
            "components": [
                {
                    "type": 1,
                    "components": [
                        {"type": 2, "style": 1, "label": "a", "custom_id": "same"},
                        {"type": 2, "style": 1, "label": "b", "custom_id": "same"},
                    ],
                }
            ]
        },
    ],
)
async def test_what_discord_refuses_is_refused(
    loopback: LoopbackDiscord, http: Http, body: dict[str, Any]
) -> None:
    status, said = await http.send(**body)
    assert status == 400
    assert said["code"] in (50006, 50035)
    assert not loopback.home.channel.posts
    loopback.violations.clear()


async def test_a_body_against_the_document_fails_the_test_that_sent_it() -> None:
    async def broken() -> None:
        async with aiohttp.ClientSession() as session, LoopbackDiscord() as loopback:
            if loopback.judge is None:  # a clone without the document: the rule itself still holds
                loopback.violations.append("something")
                return
            status, said = await Http(loopback, session).send(content="x", tts="loud")
            assert (status, said["code"]) == (400, 50035)

    with pytest.raises(AssertionError, match="Discord would refuse"):
        await broken()


async def test_faults_strike_as_planned(loopback: LoopbackDiscord, http: Http) -> None:
    loopback.faults.add(SEND, Fault.unavailable())
    loopback.faults.add(SEND, Fault.forbidden(), where=lambda call: call.json["content"] == "bad")
    assert (await http.send(content="a"))[0] == 503
    assert (await http.send(content="b"))[0] == 200
    assert (await http.send(content="bad"))[1]["code"] == 50013
    assert (await http.send(content="bad"))[0] == 200


async def test_a_cut_stores_nothing_and_a_lost_reply_stores_the_message(
    loopback: LoopbackDiscord, http: Http
) -> None:
    loopback.faults.add(SEND, Fault.cut())
    with pytest.raises(aiohttp.ClientConnectionError):
        await http.send(content="lost on the way")
    assert not loopback.home.channel.posts
    loopback.faults.add(SEND, Fault.lost_reply())
    with pytest.raises(aiohttp.ClientConnectionError):
        await http.send(content="arrived")
    assert loopback.home.channel.latest().payload["content"] == "arrived"


async def test_limits_count_by_channel_and_in_all(
    loopback: LoopbackDiscord, http: Http, clock: Clock
) -> None:
    loopback.limits = RateLimits(clock)
    statuses = [(await http.send(content="x"))[0] for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    clock.now += 5
    assert (await http.send(content="x"))[0] == 200
    clock.now += 5
    statuses = [(await http("GET", "/users/@me"))[0] for _ in range(51)]
    assert statuses.count(429) == 1
    assert (loopback.limits.refused_globally, loopback.limits.invalid) == (1, 2)
    assert loopback.limits.busiest == 50


async def test_an_interaction_is_answered_once_in_time(
    loopback: LoopbackDiscord, http: Http, clock: Clock
) -> None:
    loopback.commands[None] = [{"id": "1", "name": "hi", "type": 1}]
    exchange = loopback.owner.start_slash(loopback.home.channel, "hi")
    callback = f"/interactions/{exchange.id}/{exchange.token}/callback"
    webhook = f"/webhooks/{loopback.bot.id}/{exchange.token}"
    answer = {"type": 4, "data": {"content": "hello"}}
    assert (await http("POST", webhook, {"content": "too early"}))[1]["code"] == 10015
    assert await http("POST", callback, answer) == (204, None)
    assert (await http("POST", callback, answer))[1]["code"] == 40060
    assert (await http("PATCH", f"{webhook}/messages/@original", {"content": "new"}))[0] == 200
    assert loopback.home.channel.latest().payload["content"] == "new"
    clock.now += 901
    assert (await http("POST", webhook, {"content": "too late"}))[1]["code"] == 50027
    late = loopback.owner.start_slash(loopback.home.channel, "hi")
    clock.now += 3.1
    callback = f"/interactions/{late.id}/{late.token}/callback"
    assert (await http("POST", callback, answer))[1]["code"] == 10062


async def test_unchanged_commands_keep_their_version(loopback: LoopbackDiscord, http: Http) -> None:
    path = f"/applications/{loopback.bot.id}/commands"
    body = [{"name": "hi", "description": "Say hi"}, {"name": "by", "description": "Say bye"}]
    _, first = await http("PUT", path, body)
    body[1]["description"] = "Say goodbye"
    _, second = await http("PUT", path, body)
    assert [c["id"] for c in first] == [c["id"] for c in second]
    assert [a["version"] == b["version"] for a, b in zip(first, second, strict=True)] == [
        True,
        False,
    ]
    assert (await http("PUT", path, [body[0], body[0]]))[1]["code"] == 50035
