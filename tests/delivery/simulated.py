"""Time that costs none: an event loop whose clock jumps to whatever is due next, and a Discord on it."""

from __future__ import annotations

import asyncio
import random
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

from bot.delivery.pacing import Left, Pace

Got = TypeVar("Got")


class _Jumping(selectors.SelectSelector):
    """A selector that lets time pass instead of waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0

    def select(self, timeout: float | None = None) -> list[Any]:
        self.now += timeout or 0.0
        return super().select(0)


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop in simulated time."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now

    def pass_by(self, seconds: float) -> None:
        """Let time pass with nothing done, as when the process is held up."""
        self._jumping.now += seconds


def simulated(work: Coroutine[Any, Any, Got]) -> Got:
    """Run something in simulated time."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(work)


AHEAD = 86_400.0
"""How far Discord's clock is ahead of ours."""


class Way:
    """Requests on their way to a Discord that counts them when they arrive.

    There and back takes `usual` seconds and, on average, `spread` more; an answer takes `read` more on
    average until it is read. With `tells` an answer tells by Discord's own clock when its request was
    counted.
    """

    def __init__(
        self,
        pace: Pace,
        seed: int,
        *,
        usual: float,
        spread: float,
        read: float = 0.0,
        tells: bool = True,
    ) -> None:
        self.pace = pace
        self.counted: list[float] = []
        self._chance = random.Random(seed)
        self._usual = usual
        self._spread = spread
        self._read = read
        self._tells = tells
        self._stalled_until = 0.0

    def stall(self, seconds: float) -> None:
        """Have nothing counted for a while: what arrives meanwhile is counted together."""
        self._stalled_until = asyncio.get_running_loop().time() + seconds

    async def request(self, lane: int) -> None:
        """Send one request, and wait for its answer."""
        await self.travel(await self.pace.turn(lane))

    async def travel(self, left: Left) -> None:
        """Go there, be counted, and come back."""
        loop = asyncio.get_running_loop()
        self.pace.written(left)
        await asyncio.sleep(self._one_way())
        await asyncio.sleep(self._stalled_until - loop.time())
        counted = loop.time()
        self.counted.append(counted)
        await asyncio.sleep(self._one_way())
        if self._read:
            await asyncio.sleep(self._chance.expovariate(1 / self._read))
        self.pace.answered(left, counted + AHEAD if self._tells else None)

    def _one_way(self) -> float:
        return self._usual / 2 + self._chance.expovariate(2 / self._spread)

    def busiest(self) -> int:
        """Give the most requests counted within any one second."""
        times = sorted(self.counted)
        return max(
            sum(t <= other < t + 1.0 for other in times[n : n + 60]) for n, t in enumerate(times)
        )
