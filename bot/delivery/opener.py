"""Opening direct message channels: apart from sending, one at a time, and remembered.

Discord takes many opened in a short time for abuse (https://docs.discord.com/developers/resources/user,
"Create DM"), so they have a pace of their own, and hold no slot of the worker while they wait.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.delivery.discord_port import DiscordPort
from bot.delivery.pacing import ANSWER, sending_as
from bot.delivery.stamper import Stamper
from bot.delivery.verdicts import Lost, Refusal, judge
from facts.errors import StoreError
from facts.store.delivery_model import DeliveryState, Kind, Stamp
from facts.store.delivery_outbox import Outbox

log = logging.getLogger(__name__)

APART = 0.5
"""Seconds between two channels opened."""

AGAIN = tuple(timedelta(seconds=s) for s in (1, 5, 20, 60))
"""When a channel that could not be opened is tried again, after each time; the last stays."""


class Opener:
    """Open the channels that deliveries wait for, until cancelled."""

    def __init__(
        self,
        outbox: Outbox,
        discord: DiscordPort,
        stamper: Stamper,
        clock: Callable[[], datetime],
        opened: Callable[[], None],
        *,
        name: str,
        apart: float = APART,
        poll: float = 1.0,
    ) -> None:
        self._outbox = outbox
        self._discord = discord
        self._stamper = stamper
        self._clock = clock
        self._opened = opened
        self._name = name
        self._apart = apart
        self._poll = poll
        self._failures: dict[str, int] = {}

    async def run(self) -> None:
        """Open until cancelled."""
        while True:
            try:
                users = await self._outbox.unopened(limit=20)
                for user in users:
                    await self._open(user)
                    await asyncio.sleep(self._apart)
            except StoreError as away:
                log.warning("the outbox cannot be read: %s", away)
                users = []
            if not users:
                await asyncio.sleep(self._poll)

    async def _open(self, user: str) -> None:
        try:
            # Before digests: few and far between, and each lets a digest go.
            with sending_as(ANSWER, lambda: True):
                channel = await self._discord.open_dm(user)
        except Lost as lost:
            log.info("a direct message channel could not be opened: %s", lost)
            await self._put_off(user)
            return
        except Refusal as refused:
            await self._refused(user, refused)
            return
        self._failures.pop(user, None)
        await self._outbox.opened(user, channel)
        self._opened()

    async def _put_off(self, user: str) -> None:
        failures = self._failures[user] = self._failures.get(user, 0) + 1
        pause = AGAIN[min(failures, len(AGAIN)) - 1]
        await self._outbox.not_opened(user, self._clock() + pause)

    async def _refused(self, user: str, refused: Refusal) -> None:
        verdict = judge(Kind.DIGEST, refused)
        if verdict.state is DeliveryState.DUE:
            await self._put_off(user)
            return
        for one in await self._outbox.waiting_for_channel(user, self._name):
            stamp = Stamp(
                one.mark,
                one.claimed_by,
                one.tries,
                verdict.state,
                self._clock(),
                reason=verdict.reason,
                ends=verdict.ends,
            )
            await self._stamper.stamp(stamp)
            words = "delivery %s: %s (%s)"
            extra = {"deliveries": [one.mark]}
            log.warning(words, one.mark, stamp.state, stamp.reason, extra=extra)
