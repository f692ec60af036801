"""Discord's rate limits: one bucket a route and channel, 50 requests a second in all.

Numbers as observed and documented ("Rate Limits"): Discord may change a bucket at any time, so a
client must go by the headers alone. Interaction callbacks and follow-ups do not count towards the
global limit.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.loopback.routing import Call

GLOBAL_PER_SECOND = 50

BUCKETS: dict[str, tuple[int, float]] = {
    "POST /channels/{channel_id}/messages": (5, 5.0),
    "PATCH /channels/{channel_id}/messages/{message_id}": (5, 5.0),
    "GET /channels/{channel_id}/messages": (5, 5.0),
    "POST /webhooks/{webhook_id}/{webhook_token}": (5, 5.0),
}
"""Requests a window (seconds) for each route; a bucket counts for one channel or webhook token."""


@dataclass(slots=True)
class _Window:
    opened: float
    used: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the limits say to a request: the headers, and how long to wait if it is refused."""

    headers: dict[str, str]
    retry_after: float | None = None
    is_global: bool = False


@dataclass(slots=True)
class RateLimits:
    """Count requests and refuse the ones too many, as Discord does.

    `invalid` counts 401, 403 and 429 answers (Discord bans at 10,000 in ten minutes);
    `refused_globally` those over the global limit; `busiest` the most requests in any one second.
    """

    clock: Callable[[], float]
    per_second: int = GLOBAL_PER_SECOND
    buckets: dict[str, tuple[int, float]] = field(default_factory=lambda: dict(BUCKETS))
    invalid: int = 0
    refused: int = 0
    refused_globally: int = 0
    busiest: int = 0
    _windows: dict[str, _Window] = field(default_factory=dict)
    _recent: deque[float] = field(default_factory=deque)

    def judge(self, call: Call) -> Verdict:
        """Count a request and say whether it may pass."""
        now = self.clock()
        if not call.template.startswith(("/interactions/", "/webhooks/")):
            wait = self._global_wait(now)
            if wait is not None:
                self.refused_globally += 1
                headers = {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}
                return Verdict(headers, wait, is_global=True)
        limit = self.buckets.get(call.route)
        return self._bucket(call, *limit, now) if limit else Verdict({})

    def _global_wait(self, now: float) -> float | None:
        while self._recent and now - self._recent[0] >= 1.0:
            self._recent.popleft()
        if len(self._recent) >= self.per_second:
            return 1.0 - (now - self._recent[0])
        self._recent.append(now)
        self.busiest = max(self.busiest, len(self._recent))
        return None

    def _bucket(self, call: Call, limit: int, seconds: float, now: float) -> Verdict:
        major = call.params.get("channel_id") or call.params.get("webhook_token") or ""
        window = self._windows.get(f"{call.route} {major}")
        if window is None or now - window.opened >= seconds:
            window = self._windows[f"{call.route} {major}"] = _Window(now)
        left = limit - window.used
        reset_after = seconds - (now - window.opened)
        headers = {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(max(left - 1, 0)),
            "X-RateLimit-Reset": f"{now + reset_after:.3f}",
            "X-RateLimit-Reset-After": f"{reset_after:.3f}",
            "X-RateLimit-Bucket": f"{hash(call.route) & 0xFFFFFFFF:08x}",
        }
        if left <= 0:
            self.refused += 1
            return Verdict(headers | {"X-RateLimit-Scope": "user"}, reset_after)
        window.used += 1
        return Verdict(headers)
