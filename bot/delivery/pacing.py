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
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import count
from math import isfinite
from types import SimpleNamespace
from typing import Any

import aiohttp

log = logging.getLogger(__name__)

ANSWER = 0
"""Before every lane of deliveries (`facts.store.delivery_model.Lane`)."""

WINDOW = 1.005
"""Seconds in which Discord counts no more than PER_WINDOW requests of ours: a second and a little."""
PER_WINDOW = 50
FOR_ANSWERS = 1
"""Turns of a window that deliveries leave free."""
EACH = 1 / 48.1
"""Seconds between two requests while deliveries are waiting: evenly, so that no two windows' bursts meet
and an answer waits behind none."""
CATCH_UP, MADE_GOOD = 0.7, 0.5
"""How much of that is kept while what a pause of this process cost is made good, and how many seconds of
a pause are."""
OVERTAKEN, SILENT = 0.25, 3.0
"""Seconds after which a request without an answer is taken to have been counted: since a later one was
answered, and since it was written where Discord answers nothing at all."""
USUAL_OF, USUAL, USUAL_FOR = 256, 0.25, 300.0
"""What a way takes without delay: of so many, this share took no longer. What is so many seconds old is
forgotten: two clocks drift apart."""

INVALID_WINDOW, INVALID_SLOW, INVALID_STOP = 600.0, 2_000, 5_000
"""Invalid answers in so many seconds at which deliveries slow down, and stop (banned at 10,000)."""

_ANEW = 16
"""After so many answers what is usual is worked out anew."""

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


@dataclass(slots=True, eq=False)
class Left:
    """A request that left: when it was written, and, once known, when it was counted at the latest.

    `overtaken` is when a later one was first answered before it.
    """

    written: float
    counted: float | None = None
    overtaken: float | None = None


class _Usual:
    """What a way usually takes, learnt from what it took lately."""

    def __init__(self) -> None:
        self._took: deque[tuple[float, float]] = deque(maxlen=USUAL_OF)
        self._usual = 0.0
        self._noted = 0

    def late(self, took: float, now: float) -> float:
        """Note what it took now; gives how much longer than usual that was, in seconds."""
        while self._took and now - self._took[0][0] > USUAL_FOR:
            self._took.popleft()
            self._noted = 0
        self._took.append((now, took))
        self._noted += 1
        if self._noted < _ANEW or self._noted % _ANEW == 0:  # sorting costs more than all the rest
            self._usual = sorted(one for _, one in self._took)[int(len(self._took) * USUAL)]
        return max(0.0, took - self._usual)


class Pace:
    """The shared budget of one process. `clock` counts seconds.

    What Discord counts is when a request arrives, which is not when it left: a stall on the way makes
    those that left evenly arrive together, and the next window's meet them. An answer tells by
    Discord's clock when its request was counted; where it does not, the request counts as late as
    its answer was. Only differences to what is usual matter, so the two clocks may disagree.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._recent: list[Left] = []
        self._there, self._and_back = _Usual(), _Usual()
        self._invalid: deque[float] = deque()
        self._waiting: list[tuple[int, int, asyncio.Future[Left]]] = []
        self._order = count()
        self._due = self._next_delivery = 0.0
        self._held_until = 0.0
        self._waker: asyncio.TimerHandle | None = None
        self.sent = 0

    async def turn(self, lane: int = ANSWER) -> Left:
        """Wait for the turn of one request; tell what becomes of it by the methods below."""
        if not self._waiting and self._wait(lane) <= 0:
            self._due = max(self._due, self._clock())  # nobody waited: nothing is to be made good
            return self._take()
        future: asyncio.Future[Left] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (lane, next(self._order), future))
        self._serve()
        return await future

    def written(self, left: Left) -> None:
        """Note that a request is written out now."""
        left.written = self._clock()
        self._settle(left, None)

    def answered(self, left: Left, counted_at: float | None = None) -> None:
        """Note that a request was answered; `counted_at` is when it was counted, by Discord's clock."""
        now = self._clock()
        for other in self._recent:
            if other.counted is None and other.overtaken is None and other.written < left.written:
                other.overtaken = now
        if counted_at is None:
            late = self._and_back.late(now - left.written, now)
        else:
            late = self._there.late(counted_at - left.written, now)
        self._settle(left, min(left.written + late, now))

    def broken(self, left: Left) -> None:
        """Note that a request ended without an answer: it may have been counted until now."""
        self._settle(left, self._clock())

    def unused(self, left: Left) -> None:
        """Give a turn back: nothing was written."""
        self._settle(left, -WINDOW)

    def _settle(self, left: Left, counted: float | None) -> None:
        left.counted = counted
        if left not in self._recent:  # it took so long that it was no more thought of
            self._recent.append(left)
        self._serve()

    def _counted(self, left: Left) -> float:
        """Give when a request was counted at the latest, as far as is known."""
        if left.counted is not None:
            return left.counted
        if left.overtaken is not None:
            return left.overtaken + OVERTAKEN
        return left.written + SILENT

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
        self._recent = [left for left in self._recent if now - self._counted(left) < WINDOW]
        room = PER_WINDOW if lane == ANSWER else PER_WINDOW - FOR_ANSWERS
        wait = self._held_until - now
        too_many = len(self._recent) - room
        if too_many >= 0:
            frees = sorted(map(self._counted, self._recent))[too_many]
            wait = max(wait, frees + WINDOW - now)
        if lane != ANSWER:
            wait = max(wait, self._next_delivery - now)
            if self._invalid_since(now) >= INVALID_STOP:
                wait = max(wait, self._invalid[0] + INVALID_WINDOW - now)
        return wait

    def _take(self) -> Left:
        now = self._clock()
        left = Left(now)
        self._recent.append(left)
        self.sent += 1
        gap = EACH * 10 if len(self._invalid) >= INVALID_SLOW else EACH
        self._due = max(self._due, now - MADE_GOOD) + gap
        self._next_delivery = max(self._due, now + gap * CATCH_UP)
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
            future.set_result(self._take())

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
            try:
                _expect_time()
            except LeaseLost:
                if context.left is not None:
                    self.unused(context.left)
                    context.left = None
                raise

        async def headers(
            _session: aiohttp.ClientSession, context: SimpleNamespace, _params: Any
        ) -> None:
            _expect_time()  # connecting may have taken long; now they are written
            sending = _sending.get()
            if sending is not None:
                sending.leaves()
            if context.left is not None:
                self.written(context.left)

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
            if context.left is not None:
                self.answered(context.left, _counted_at(params.response.headers))
            status = params.response.status
            if status in (401, 403, 429) and context.counted:
                self.invalid()
            if status == 429 and params.response.headers.get("X-RateLimit-Global"):
                log.warning("Discord's global limit was reached")
                self.hold(_retry_after(params.response.headers))

        async def broken(
            _session: aiohttp.ClientSession, context: SimpleNamespace, _params: Any
        ) -> None:
            if context.left is not None:
                self.broken(context.left)

        config.on_request_start.append(start)
        config.on_request_headers_sent.append(headers)
        config.on_request_chunk_sent.append(body)
        config.on_request_end.append(end)
        config.on_request_exception.append(broken)
        return config


def _counted_at(headers: Mapping[str, str]) -> float | None:
    """Read when Discord counted a request: when its bucket resets, less how long that still is.

    https://docs.discord.com/developers/topics/rate-limits#header-format
    """
    try:
        at = float(headers["X-RateLimit-Reset"]) - float(headers["X-RateLimit-Reset-After"])
    except (KeyError, ValueError):
        return None
    return at if isfinite(at) else None


def _retry_after(headers: Mapping[str, str]) -> float:
    """Read how many seconds to wait; one where a proxy says nothing, a date or nonsense."""
    try:
        seconds = float(headers.get("Retry-After", "1"))
    except ValueError:
        return 1.0
    return seconds if isfinite(seconds) else 1.0


def _expect_time() -> None:
    sending = _sending.get()
    if sending is not None and not sending.may_leave():
        raise LeaseLost
