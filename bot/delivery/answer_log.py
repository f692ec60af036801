"""Remember which message showed which revisions, so that a correction can reach it.

Written behind, in batches, never on an answer's way. No user and no question is kept; a server may turn
it off, and everything expires after 90 days.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from facts.errors import StoreError
from facts.model import BASE
from facts.store.delivery_answers import AnswerLog, PostedAnswer, ShownFact

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=90)
FLUSH_EVERY = 2.0
EXPIRE_EVERY = timedelta(hours=1)

_WAITING = 10_000
"""Answers kept in memory while the store is away; the oldest go first."""
_MATCHED = 2_000
"""Responses whose message is not known yet, and messages whose response is not."""

UNSEEN = "i"
"""Leads the id of an interaction whose response only its asker could see: no message to edit."""


@dataclass(frozen=True, slots=True)
class _Response:
    channel: str
    guild: str | None
    shown: tuple[ShownFact, ...]


class AnswerNotes:
    """Take note of answers as they are sent, and write them behind.

    `wanted` tells whether a server's answers are to be remembered at all.
    """

    def __init__(
        self,
        answers: AnswerLog,
        wanted: Callable[[str | None], Awaitable[bool]],
        clock: Callable[[], datetime],
    ) -> None:
        self._answers = answers
        self._wanted = wanted
        self._clock = clock
        self._waiting: OrderedDict[str, PostedAnswer] = OrderedDict()
        self._responses: OrderedDict[str, _Response] = OrderedDict()
        self._arrived: OrderedDict[str, str] = OrderedDict()
        self._expired_at = datetime.min.replace(tzinfo=UTC)

    def posted(
        self, message: int | str, channel: int, guild: int | None, shown: Sequence[ShownFact]
    ) -> None:
        """Note a message that shows these revisions now; later ones of the same message replace it."""
        where = str(guild) if guild is not None else None
        self._put(str(message), _Response(str(channel), where, _seen_in(shown, where)))

    def responded(
        self,
        interaction: int,
        channel: int,
        guild: int | None,
        shown: Sequence[ShownFact],
        *,
        ephemeral: bool,
    ) -> None:
        """Note a response to an interaction. Its message's id comes with the message's own event."""
        where = str(guild) if guild is not None else None
        response = _Response(str(channel), where, _seen_in(shown, where))
        if not shown:
            return
        if ephemeral:
            self._put(f"{UNSEEN}{interaction}", response)
            return
        message = self._arrived.pop(str(interaction), None)
        if message is not None:
            self._put(message, response)
        else:
            _bounded(self._responses, str(interaction), response, _MATCHED)

    def heard(self, event: Mapping[str, Any]) -> None:
        """Hear of a message of a bot, as the gateway tells it: perhaps it is one of our responses."""
        of = event.get("interaction_metadata")
        if not of:
            return
        response = self._responses.pop(str(of["id"]), None)
        if response is not None:
            self._put(str(event["id"]), response)
        else:
            _bounded(self._arrived, str(of["id"]), str(event["id"]), _MATCHED)

    async def run(self) -> None:
        """Write what was noted, and forget what has expired, until cancelled; then write the rest."""
        try:
            while True:
                await asyncio.sleep(FLUSH_EVERY)
                await self.flush()
                await self._expire()
        finally:
            await self.flush()

    async def flush(self) -> None:
        """Write what was noted; kept for the next time where the store is away."""
        if not self._waiting:
            return
        batch, self._waiting = self._waiting, OrderedDict()
        try:
            guilds = {one.guild for one in batch.values()}
            wanted = {guild for guild in guilds if await self._wanted(guild)}
            await self._answers.add([one for one in batch.values() if one.guild in wanted])
        except StoreError as away:
            log.warning("posted answers are not noted yet: %s", away)
            for message, one in batch.items():
                if message not in self._waiting and len(self._waiting) < _WAITING:
                    self._waiting[message] = one

    async def _expire(self) -> None:
        now = self._clock()
        if now - self._expired_at < EXPIRE_EVERY:
            return
        try:
            # The rest waits for the next round: nothing here may hold the writer for long.
            if not await self._answers.expire(now - KEPT_FOR):
                self._expired_at = now
        except StoreError as away:
            log.warning("expired answers are still kept: %s", away)

    def _put(self, message: str, response: _Response) -> None:
        now = self._clock()
        one = PostedAnswer(message, response.channel, response.guild, now, response.shown)
        _bounded(self._waiting, message, one, _WAITING)


def _seen_in(shown: Sequence[ShownFact], guild: str | None) -> tuple[ShownFact, ...]:
    """Name the server's own scope: servers with equal facts share drawings."""
    return tuple(
        one if one.scope == BASE or guild is None else ShownFact(guild, one.fact, one.number)
        for one in shown
    )


def _bounded(kept: OrderedDict[str, Any], key: str, value: Any, most: int) -> None:
    kept[key] = value
    if len(kept) > most:
        kept.popitem(last=False)
