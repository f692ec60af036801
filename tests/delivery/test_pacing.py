"""Requests take their turn: within Discord's limit, answers first, far from a ban."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import aiohttp
import pytest

from bot.delivery import pacing
from bot.delivery.pacing import ANSWER, LeaseLost, Pace, sending_as
from facts.store.delivery_model import Lane
from tests.delivery.world import discord_http
from tests.loopback import Fault, LoopbackDiscord


class Time:
    """Seconds that pass when somebody asks for them to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def leaving(pace: Pace, time: Time, lane: int, seconds: float) -> list[float]:
    """Ask for turns of a lane one after the other, and give when each left."""
    left, end = [], time.now + seconds
    while time.now < end:
        if pace._wait(lane) <= 0:
            await pace.turn(lane)
            left.append(time.now)
        time.now += 0.001
    return left


async def test_deliveries_leave_evenly_at_95_percent_of_the_limit() -> None:
    time = Time()
    left = await leaving(Pace(time), time, Lane.DIGEST, 20)
    assert len(left) / 20 >= 47.4
    busiest = max(sum(t <= other < t + 1 for other in left) for t in left)
    assert busiest < 50
    gaps = [b - a for a, b in pairwise(left)]
    assert min(gaps) > 0.015


async def test_an_answer_finds_a_turn_while_deliveries_use_all_of_theirs() -> None:
    time = Time()
    pace = Pace(time)
    await leaving(pace, time, Lane.DIGEST, 3)
    assert pace._wait(ANSWER) <= 0
    await pace.turn(ANSWER)


async def test_answers_go_before_deliveries_that_waited_longer() -> None:
    pace = Pace()
    order: list[str] = []

    async def take(lane: int, name: str) -> None:
        await pace.turn(lane)
        order.append(name)

    pace.hold(0.05)
    lanes = [(Lane.AMENDMENT, "amendment"), (Lane.DIGEST, "digest"), (ANSWER, "answer")]
    await asyncio.gather(*(take(lane, name) for lane, name in lanes))
    assert order == ["answer", "digest", "amendment"]


async def test_who_gave_up_takes_no_turn() -> None:
    pace = Pace()
    pace.hold(0.05)
    waiting = asyncio.create_task(pace.turn(Lane.DIGEST))
    await asyncio.sleep(0)
    waiting.cancel()
    await pace.turn(Lane.DIGEST)
    assert pace.sent == 1


async def test_many_invalid_requests_slow_deliveries_down_then_stop_them() -> None:
    time = Time()
    pace = Pace(time)
    for _ in range(pacing.INVALID_SLOW):
        pace.invalid()
    assert len(await leaving(pace, time, Lane.DIGEST, 10)) < 60
    for _ in range(pacing.INVALID_STOP):
        pace.invalid()
    assert pace._wait(Lane.DIGEST) > 500
    assert pace._wait(ANSWER) <= 0
    time.now += pacing.INVALID_WINDOW
    assert pace._wait(Lane.DIGEST) <= 0


async def test_every_request_of_discord_py_is_counted_and_so_are_its_retries() -> None:
    pace = Pace()
    async with LoopbackDiscord() as server:
        server.faults.add("GET /users/{user_id}", Fault.rate_limited(0.01))
        async with discord_http(server, pace) as http:
            await http.get_user(server.owner.user.id)
    assert pace.sent == 3  # logging in, the refused one, the retry
    assert pace.invalid_lately == 1


async def test_what_may_not_leave_any_more_does_not() -> None:
    async with LoopbackDiscord() as server, discord_http(server) as http:
        before = len(server.calls)
        with pytest.raises(LeaseLost), sending_as(Lane.DIGEST, lambda: False):
            await http.get_user(server.owner.user.id)
        assert len(server.calls) == before


async def test_a_lease_that_ends_after_the_headers_keeps_the_body_back() -> None:
    left = False

    def leaves() -> None:
        nonlocal left
        left = True

    async with LoopbackDiscord() as server, discord_http(server) as http:
        channel = server.new_channel(server.home, "news")
        before = len(server.calls)
        # The headers are asked about first: what is true then need not be so a step later.
        with (
            pytest.raises(aiohttp.ClientConnectionError),
            sending_as(Lane.DIGEST, lambda: not left, leaves),
        ):
            await http.edit_channel(channel.id, reason=None, name="other")
        assert left
        assert len(server.calls) == before
