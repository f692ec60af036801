"""How often one person and one server may ask: far above what people do, far below what hurts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many questions at once (`burst`), then so many a second (`rate`)."""

    burst: float
    rate: float


PERSON = Allowance(burst=12, rate=1.0)
"""A dozen questions in one go, then one a second."""

SERVER = Allowance(burst=240, rate=40.0)
"""For everybody in one server together."""

_FORGET_ABOVE = 20_000
"""Buckets kept; full ones are dropped beyond it, so that the memory is bounded."""


class Cooldowns:
    """Token buckets by asker and by server. `clock` counts seconds and never goes back."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._buckets: dict[int, tuple[float, float]] = {}
        self._told: dict[int, float] = {}

    def wait(self, user: int, guild: int | None) -> float:
        """Count one question; give 0 if it may be answered, else the seconds to wait for."""
        now = self._clock()
        if len(self._buckets) > _FORGET_ABOVE:
            self._forget(now)
        wait = self._take(user, PERSON, now)
        if not wait and guild is not None:
            wait = self._take(guild, SERVER, now)
        return wait

    def tell(self, user: int, wait: float) -> bool:
        """Decide whether to tell somebody that they must wait: in a channel only once each time."""
        now = self._clock()
        if self._told.get(user, 0.0) > now:
            return False
        if len(self._told) > _FORGET_ABOVE:
            self._told = {u: until for u, until in self._told.items() if until > now}
        self._told[user] = now + max(wait, 10.0)
        return True

    def _take(self, key: int, allowance: Allowance, now: float) -> float:
        left, since = self._buckets.get(key, (allowance.burst, now))
        left = min(allowance.burst, left + (now - since) * allowance.rate)
        if left < 1:
            self._buckets[key] = (left, now)
            return (1 - left) / allowance.rate
        self._buckets[key] = (left - 1, now)
        return 0.0

    def _forget(self, now: float) -> None:
        refilled = PERSON.burst / PERSON.rate
        self._buckets = {k: b for k, b in self._buckets.items() if now - b[1] < refilled}
