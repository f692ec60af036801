"""Requests take their turn: within Discord's limit, answers first, far from a ban."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import aiohttp
import pytest

from bot.delivery import pacing
from bot.delivery.pacing import ANSWER, LeaseLost, Pace, sending_as
from facts.store.delivery_model import Lane
from tests.delivery.simulated import JumpingLoop, Way, simulated
from tests.delivery.world import discord_http
from tests.loopback import Fault, LoopbackDiscord


class Time:
    """Seconds that pass when somebody asks for them to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def leaving(pace: Pace, time: Time, lane: int, seconds: float) -> list[float]:
    """Ask for turns of a lane one after the other, each answered at once; give when each left."""
    left, end = [], time.now + seconds
    while time.now < end:
        if pace._wait(lane) <= 0:
            pace.answered(await pace.turn(lane))
            left.append(time.now)
        time.now += 0.001
    return left


class Sent:
    """What came of sending deliveries through a simulated Discord, and answers meanwhile."""

    def __init__(self, way: Way, waits: list[float]) -> None:
        first, last = min(way.counted), max(way.counted)
        self.rate = (len(way.counted) - 1) / (last - first)
        self.busiest = way.busiest()
        self.longest_wait = max(waits)


async def _send(count: int, way: Way, disturb: Callable[[], None], each: float) -> Sent:
    """Send so many deliveries, 250 at a time as the worker does, and an answer every 0.4 s."""
    loop, room, waits = asyncio.get_running_loop(), asyncio.Semaphore(250), [0.0]

    async def deliver() -> None:
        async with room:
            await way.request(Lane.DIGEST)

    async def answering() -> None:
        while True:
            await asyncio.sleep(0.4)
            asked = loop.time()
            left = await way.pace.turn(ANSWER)
            waits.append(loop.time() - asked)
            await way.travel(left)

    async def disturbing() -> None:
        while True:
            await asyncio.sleep(each)
            disturb()

    async with asyncio.TaskGroup() as beside:
        others = [beside.create_task(answering()), beside.create_task(disturbing())]
        await asyncio.gather(*(deliver() for _ in range(count)))
        for other in others:
            other.cancel()
    return Sent(way, waits)


def sending(
    seed: int,
    *,
    usual: float = 0.004,
    spread: float = 0.002,
    stall: float = 0.0,
    pause: float = 0.0,
    each: float = 0.7,
    read: float = 0.0,
    tells: bool = True,
) -> Sent:
    """Simulate 2,000 deliveries over a way that takes so many seconds there and back.

    `each` so many seconds Discord counts nothing for `stall` seconds, and this process pauses for `pause`.
    """

    async def send() -> Sent:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, JumpingLoop)
        way = Way(Pace(loop.time), seed, usual=usual, spread=spread, read=read, tells=tells)

        def disturb() -> None:
            way.stall(stall)
            loop.pass_by(pause)

        return await _send(2_000, way, disturb, each)

    return simulated(send())


@pytest.mark.parametrize("tells", [True, False])
def test_a_flood_is_sent_at_95_percent_of_the_limit_and_answers_hardly_wait(tells: bool) -> None:
    sent = sending(1, tells=tells)
    assert sent.rate >= 47.9
    assert sent.busiest <= 50
    assert sent.longest_wait < 0.025


@pytest.mark.parametrize("pause", [0.02, 0.05])
def test_what_a_pause_of_this_process_cost_is_made_good(pause: float) -> None:
    sent = sending(3, pause=pause)
    assert sent.rate >= 47.5
    assert sent.busiest <= 50


@pytest.mark.parametrize("tells", [True, False])
@pytest.mark.parametrize(
    ("stall", "each", "least"), [(0.05, 0.7, 47.5), (0.2, 2, 46), (1.5, 9, 40)]
)
def test_what_a_stall_on_the_way_bunches_never_makes_51_in_a_second(
    stall: float, each: float, least: float, tells: bool
) -> None:
    sent = sending(4, stall=stall, each=each, tells=tells)
    assert sent.busiest <= 50
    assert sent.rate > least


def test_over_a_long_and_uneven_way_the_limit_holds() -> None:
    sent = sending(5, usual=0.15, spread=0.02)
    assert sent.busiest <= 50
    assert sent.rate >= 47.5


def test_an_answer_that_is_read_late_costs_nothing_where_it_tells_when_it_was_counted() -> None:
    sent = sending(6, usual=0.1, spread=0.02, read=0.1)
    assert sent.busiest <= 50
    assert sent.rate >= 47.5


@pytest.mark.parametrize(
    ("headers", "at"),
    [
        ({"X-RateLimit-Reset": "1790000005.25", "X-RateLimit-Reset-After": "4.75"}, 1790000000.5),
        ({"X-RateLimit-Reset": "1790000005.25"}, None),
        ({"X-RateLimit-Reset": "soon", "X-RateLimit-Reset-After": "4.75"}, None),
        ({"X-RateLimit-Reset": "nan", "X-RateLimit-Reset-After": "4.75"}, None),
        ({}, None),
    ],
)
def test_discords_headers_tell_when_it_counted(headers: dict[str, str], at: float | None) -> None:
    assert pacing._counted_at(headers) == at


async def test_a_request_that_hangs_holds_up_no_other() -> None:
    time = Time()
    pace = Pace(time)
    for _ in range(30):
        hanging = await pace.turn(ANSWER)
        pace.written(hanging)
    time.now += 0.01
    later = await pace.turn(ANSWER)
    pace.written(later)
    pace.answered(later)
    time.now += pacing.OVERTAKEN + pacing.WINDOW
    assert len(await leaving(pace, time, Lane.DIGEST, 2)) > 80


async def test_what_was_usual_long_ago_says_nothing_now() -> None:
    """Discord's clock was set back by an hour meanwhile: a delay must not hide in that."""
    time = Time()
    pace = Pace(time)
    for ahead in (7200.0, 3600.0):
        for _ in range(20):
            left = await pace.turn(ANSWER)
            pace.written(left)
            time.now += 0.5
            pace.answered(left, left.written + ahead)
        time.now += pacing.USUAL_FOR + 1
    left = await pace.turn(ANSWER)
    pace.written(left)
    time.now += 0.5
    pace.answered(left, left.written + 3600.0)
    late = await pace.turn(ANSWER)
    pace.written(late)
    time.now += 0.5
    pace.answered(late, late.written + 3600.4)
    assert late.counted == pytest.approx(late.written + 0.4)


async def test_a_turn_that_is_not_used_is_given_back() -> None:
    time = Time()
    pace = Pace(time)
    for _ in range(pacing.PER_WINDOW):
        left = await pace.turn(ANSWER)
    assert pace._wait(ANSWER) > 0
    pace.unused(left)
    assert pace._wait(ANSWER) <= 0


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


@pytest.mark.parametrize(
    ("said", "seconds"),
    [(None, 1.0), ("0.4", 0.4), ("Wed, 25 Nov 2026 07:28:00 GMT", 1.0), ("inf", 1.0), ("nan", 1.0)],
)
def test_a_global_limit_holds_as_long_as_is_said_and_never_for_ever(
    said: str | None, seconds: float
) -> None:
    assert pacing._retry_after({} if said is None else {"Retry-After": said}) == seconds
