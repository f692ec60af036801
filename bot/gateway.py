"""The connection to Discord: where it leads, what keeps it from dying, when it is given up.

discord.py reconnects by itself. This room adds what it lacks: an event that cannot be read ends
nothing, identifying does not wait longer than Discord asks, and a connection that has been silent too
long is noticed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any, TypeAlias

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from facts.errors import FactlineError

log = logging.getLogger(__name__)

Parser: TypeAlias = Callable[[Any], None]

SILENT_AFTER = 180.0
"""Seconds without a heard heartbeat after which the client is started again; beats come every 41 s."""

_FATAL = {
    4004: ("Discord refused the token.", "Reset it on the bot's page and set DISCORD_TOKEN anew."),
    4010: ("Discord refused a shard id.", "Check FACTLINE_SHARD_COUNT and FACTLINE_SHARD_IDS."),
    4011: ("Discord wants more shards.", "Unset or raise FACTLINE_SHARD_COUNT."),
    4012: ("Discord no longer speaks this version of its gateway.", "Update Factline."),
    4013: ("Discord does not know the intents asked for.", "Update Factline."),
}


def point_at(api: str, gateway: str | None) -> None:
    """Lead discord.py to another Discord-compatible endpoint or a proxy."""
    Route.BASE = api
    if gateway is not None:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)


def refusal(error: discord.LoginFailure | discord.ConnectionClosed) -> FactlineError | None:
    """Give the sentence for a refusal that no retry mends; None for any other close."""
    if isinstance(error, discord.LoginFailure):
        return FactlineError(*_FATAL[4004])
    if error.code in _FATAL:
        return FactlineError(*_FATAL[error.code])
    return None


def guarded(parsers: Mapping[str, Parser], heard: Parser | None = None) -> dict[str, Parser]:
    """Wrap the readers of gateway events: one malformed event is logged, and the connection lives.

    discord.py 2.7 lets such an error end the whole client. Messages of bots, our own among them, are
    not even read: they are never answered, and reading a large one costs as much as answering. They
    go to `heard` as they came.
    """
    wrapped = {event: _guard(event, parse) for event, parse in parsers.items()}
    if "MESSAGE_CREATE" in parsers:
        wrapped["MESSAGE_CREATE"] = _guard(
            "MESSAGE_CREATE", _by_people(parsers["MESSAGE_CREATE"], heard)
        )
    return wrapped


def _guard(event: str, parse: Parser) -> Parser:
    def guard(data: Any) -> None:
        try:
            parse(data)
        except Exception:  # whatever a malformed event does to the library
            log.exception("an event %s could not be read and is left out", event)

    return guard


def _by_people(parse: Parser, heard: Parser | None) -> Parser:
    def read(data: Any) -> None:
        if not data["author"].get("bot"):
            parse(data)
        elif heard is not None:
            heard(data)

    return read


class Identifying:
    """Keep five seconds between two identifies of one process, as Discord asks, and not more.

    https://docs.discord.com/developers/events/gateway#rate-limiting (max_concurrency of 1)
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._last: float | None = None

    async def turn(self) -> None:
        """Wait for the turn of the next identify."""
        if self._last is not None:
            await asyncio.sleep(max(0.0, self._last + 5.0 - self._clock()))
        self._last = self._clock()


class Hearing:
    """Notice shards that have been silent too long.

    A shard is heard when its session is up and its latency changed since the last look: every
    acknowledged heartbeat measures it anew. `clock` counts seconds.
    """

    def __init__(self, limit: float, clock: Callable[[], float] = monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._heard: dict[int, tuple[float, float]] = {}
        self._up: set[int] = set()

    def up(self, shard: int) -> None:
        """Note that a shard's session started or was resumed."""
        self._up.add(shard)

    def down(self, shard: int) -> None:
        """Note that a shard lost its session."""
        self._up.discard(shard)

    def silent(self, latencies: Mapping[int, float]) -> float:
        """Look at all shards' latencies; give how long (s) the most silent one is beyond the limit, or 0."""
        now = self._clock()
        longest = 0.0
        for shard, latency in latencies.items():
            before = self._heard.get(shard)
            if before is None or (shard in self._up and latency != before[1]):
                self._heard[shard] = (now, latency)
            else:
                longest = max(longest, now - before[0])
        return longest if longest > self._limit else 0.0
