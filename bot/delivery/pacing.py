"""Pacing: every request to Discord takes its turn here, answers first.

Discord allows a bot 50 requests a second in all and bans it for ten minutes after 10,000 invalid ones
(401, 403, 429) in ten minutes; interaction callbacks and webhooks do not count
(https://docs.discord.com/developers/topics/rate-limits). The turns are taken in aiohttp's own trace of
discord.py's session, so that its retries count as well, and whatever else anybody sends.
"""

from __future__ import annotations

import asyncio
import heapq
import logging
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import count
from types import SimpleNamespace
from typing import Any

import aiohttp

log = logging.getLogger(__name__)

ANSWER = 0
"""Before every lane of deliveries (`facts.store.delivery_model.Lane`)."""

WINDOW = 1.025
"""Seconds in which no more than PER_WINDOW requests leave: a second, and room for uneven ways."""
PER_WINDOW = 50
FOR_ANSWERS = 1
"""Turns of a window that deliveries leave free."""
EACH = 1 / 47.7
"""Seconds between two deliveries: evenly, not in bursts, which would meet the next window's."""

INVALID_WINDOW, INVALID_SLOW, INVALID_STOP = 600.0, 2_000, 5_000
"""Invalid answers in so many seconds at which deliveries slow down, and stop (banned at 10,000)."""

_UNCOUNTED = ("/interactions/", "/webhooks/")


@dataclass(frozen=True, slots=True)
class _Sending:
    may_leave: Callable[[], bool]
    leaves: Callable[[], None]


_lane: ContextVar[int] = ContextVar("lane", default=ANSWER)
_sending: ContextVar[_Sending | None] = ContextVar("sending", default=None)


class LeaseLost(Exception):
    """The time to send is over: somebody else may be sending it. Nothing has left."""


@contextmanager
def sending_as(
    lane: int, may_leave: Callable[[], bool], leaves: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Have every request in this block take its turn in a lane, and leave only while it may.

    `may_leave` is asked at the last moment; a request that may not raises LeaseLost. `leaves` is told
    of each that does, before its first byte is written.
    """
    lane_before, sending_before = _lane.set(lane), _sending.set(_Sending(may_leave, leaves))
    try:
        yield
    finally:
        _lane.reset(lane_before)
        _sending.reset(sending_before)


@dataclass(slots=True)
class _Left:
    """A request of the present window, and when it left (or got its turn, where it has not yet)."""

    at: float


class Pace:
    """The shared budget of one process. `clock` counts seconds, `sleep` waits."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._recent: deque[_Left] = deque()
        self._invalid: deque[float] = deque()
        self._waiting: list[tuple[int, int, asyncio.Future[_Left]]] = []
        self._order = count()
        self._next_delivery = 0.0
        self._held_until = 0.0
        self._waker: asyncio.TimerHandle | None = None
        self.sent = 0

    async def turn(self, lane: int = ANSWER) -> _Left:
        """Wait for the turn of one request; set the result's `at` when it really leaves."""
        if not self._waiting and self._wait(lane) <= 0:
            return self._take(lane)
        future: asyncio.Future[_Left] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (lane, next(self._order), future))
        self._serve()
        return await future

    def invalid(self) -> None:
        """Count an answer of Discord's that brings a ban nearer."""
        self._invalid.append(self._clock())

    def hold(self, seconds: float) -> None:
        """Let nothing leave for a while: Discord said that the global limit is reached."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    @property
    def invalid_lately(self) -> int:
        """Give the invalid answers of the last ten minutes."""
        return self._invalid_since(self._clock())

    def _invalid_since(self, now: float) -> int:
        while self._invalid and now - self._invalid[0] >= INVALID_WINDOW:
            self._invalid.popleft()
        return len(self._invalid)

    def _wait(self, lane: int) -> float:
        """Give the seconds until a request of this lane could leave; 0 or less means now."""
        now = self._clock()
        while self._recent and now - self._recent[0].at >= WINDOW:
            self._recent.popleft()
        room = PER_WINDOW if lane == ANSWER else PER_WINDOW - FOR_ANSWERS
        wait = self._held_until - now
        if len(self._recent) >= room:
            wait = max(wait, self._recent[len(self._recent) - room].at + WINDOW - now)
        if lane != ANSWER:
            wait = max(wait, self._next_delivery - now)
            if self._invalid_since(now) >= INVALID_STOP:
                wait = max(wait, self._invalid[0] + INVALID_WINDOW - now)
        return wait

    def _take(self, lane: int) -> _Left:
        now = self._clock()
        left = _Left(now)
        self._recent.append(left)
        self.sent += 1
        if lane != ANSWER:
            gap = EACH * 10 if len(self._invalid) >= INVALID_SLOW else EACH
            self._next_delivery = max(self._next_delivery + gap, now + gap * 0.8)
        return left

    def _serve(self) -> None:
        """Let leave who may, and come back when the next one may."""
        if self._waker is not None:
            self._waker.cancel()
            self._waker = None
        while self._waiting:
            lane, _, future = self._waiting[0]
            if future.done():  # given up meanwhile
                heapq.heappop(self._waiting)
                continue
            wait = self._wait(lane)
            if wait > 0:
                self._waker = asyncio.get_running_loop().call_later(wait, self._serve)
                return
            heapq.heappop(self._waiting)
            future.set_result(self._take(lane))

    def trace(self) -> aiohttp.TraceConfig:
        """Make what discord.py's session is traced with: `discord.Client(http_trace=...)`."""
        config = aiohttp.TraceConfig()

        async def start(
            _session: aiohttp.ClientSession,
            context: SimpleNamespace,
            params: aiohttp.TraceRequestStartParams,
        ) -> None:
            url = params.url
            context.counted = url.scheme.startswith("http") and not any(
                part in url.path for part in _UNCOUNTED
            )
            context.left = await self.turn(_lane.get()) if context.counted else None
            _expect_time()

        async def headers(
            _session: aiohttp.ClientSession, context: SimpleNamespace, _params: Any
        ) -> None:
            _expect_time()  # connecting may have taken long; now they are written
            sending = _sending.get()
            if sending is not None:
                sending.leaves()
            if context.left is not None:
                context.left.at = self._clock()

        async def body(
            _session: aiohttp.ClientSession, _context: SimpleNamespace, _params: Any
        ) -> None:
            # aiohttp keeps the headers back and writes them with the body: before Python 3.12 a step of the
            # event loop later, in which the process can have been stopped. Now nothing lies between.
            _expect_time()

        async def end(
            _session: aiohttp.ClientSession,
            context: SimpleNamespace,
            params: aiohttp.TraceRequestEndParams,
        ) -> None:
            status = params.response.status
            if status in (401, 403, 429) and context.counted:
                self.invalid()
            if status == 429 and params.response.headers.get("X-RateLimit-Global"):
                log.warning("Discord's global limit was reached")
                self.hold(float(params.response.headers.get("Retry-After", "1")))

        config.on_request_start.append(start)
        config.on_request_headers_sent.append(headers)
        config.on_request_chunk_sent.append(body)
        config.on_request_end.append(end)
        return config


def _expect_time() -> None:
    sending = _sending.get()
    if sending is not None and not sending.may_leave():
        raise LeaseLost
