"""The outbox worker: claims what is due, has it sent side by side, stamps it.

A destination is served by one sender at a time (the claims see to it), so a slow one holds nobody else:
it takes one of many slots. Corrections have few slots of their own; a flood of them waits behind.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from bot.delivery.sender import Patience, Sender
from bot.delivery.stamper import Stamper
from facts.errors import StoreError
from facts.store.delivery_model import Delivery, DeliveryState, Lane, Stamp
from facts.store.delivery_outbox import Outbox

log = logging.getLogger(__name__)

POLL = 1.0
"""Seconds between two looks for what is due."""

STORE_AWAY = 2.0
"""Seconds until the store is asked again after it failed."""

FINISH_WITHIN = 3.0
"""Seconds that what is on its way gets when the worker is stopped."""


@dataclass(slots=True)
class _Pool:
    lanes: Sequence[Lane]
    slots: int
    busy: int = 0

    @property
    def room(self) -> int:
        """Give how many to claim now: none until a tenth is free, so that claims come in batches."""
        free = self.slots - self.busy
        return free if free >= self.slots // 10 else 0


class Worker:
    """Send what the outbox holds, until cancelled."""

    def __init__(
        self,
        outbox: Outbox,
        sender: Sender,
        stamper: Stamper,
        patience: Patience,
        *,
        poll: float = POLL,
    ) -> None:
        self.name = f"w{secrets.token_hex(8)}"
        self._outbox = outbox
        self._sender = sender
        self._stamper = stamper
        self._patience = patience
        self._poll = poll
        self._pools = (
            _Pool((Lane.DIGEST, Lane.NOTICE), 250),
            _Pool((Lane.AMENDMENT,), 50),
        )
        self._tasks: dict[asyncio.Task[None], Delivery] = {}
        self._look = asyncio.Event()

    def nudge(self) -> None:
        """Look for what is due now."""
        self._look.set()

    async def run(self) -> None:
        """Send until cancelled; what is on its way then is finished or handed back."""
        try:
            while True:
                self._look.clear()
                try:
                    for pool in self._pools:
                        await self._fill(pool)
                except StoreError as away:
                    log.warning("the outbox cannot be read: %s", away)
                    await asyncio.sleep(STORE_AWAY)
                # Not `wait_for`: before Python 3.12 it may swallow that we are cancelled.
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._poll):
                        await self._look.wait()
        finally:
            await self._stop()

    async def _fill(self, pool: _Pool) -> None:
        if not pool.room:
            return
        claimed = await self._outbox.claim(
            self.name, pool.lanes, limit=pool.room, lease=self._patience.lease
        )
        for one in claimed:
            pool.busy += 1
            task = asyncio.create_task(self._serve(one, pool))
            self._tasks[task] = one
            task.add_done_callback(lambda done: self._tasks.pop(done, None))

    async def _serve(self, one: Delivery, pool: _Pool) -> None:
        log.debug("delivery %s claimed, try %d", one.mark, one.tries, extra=_id(one))
        try:
            stamp = await self._sender.attempt(one)
            if await self._stamper.stamp(stamp):
                _tell(one, stamp)
            else:
                words = "delivery %s: another worker has it (%s here)"
                log.warning(words, one.mark, stamp.state, extra=_id(one))
        except Exception:  # one delivery must not touch the others; its lease runs out
            log.exception("delivery %s failed unexpectedly", one.mark, extra=_id(one))
        finally:
            pool.busy -= 1
            self._look.set()

    async def _stop(self) -> None:
        """Let finish what is on its way, hand back what has not left, and wait for no store for ever."""
        tasks = dict(self._tasks)
        if tasks:
            await asyncio.wait(tasks, timeout=FINISH_WITHIN)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks, timeout=FINISH_WITHIN)
        await self._stamper.close()
        await asyncio.gather(*tasks, return_exceptions=True)


def _tell(one: Delivery, stamp: Stamp) -> None:
    level = (
        logging.INFO if stamp.state in (DeliveryState.SENT, DeliveryState.DUE) else logging.WARNING
    )
    late = (stamp.at - one.due_at).total_seconds()
    log.log(
        level,
        "delivery %s of %s on %s part %d: %s after %.1f s, try %d%s",
        one.mark,
        one.subject,
        one.occurrence,
        one.part + 1,
        "put back" if stamp.state is DeliveryState.DUE else stamp.state,
        late,
        one.tries,
        f" ({stamp.reason})" if stamp.reason else "",
        extra=_id(one),
    )


def _id(one: Delivery) -> dict[str, list[str]]:
    """Give the field that a delivery's lines have in common in a log for machines."""
    return {"deliveries": [one.mark]}
