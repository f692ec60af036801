"""Running it: planner, worker and opener of one process, started again whatever ends them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from discord.http import HTTPClient

from bot.delivery.composing import Composer
from bot.delivery.discord_port import DiscordHttp, DiscordPort
from bot.delivery.opener import APART, Opener
from bot.delivery.planner import Planner
from bot.delivery.sender import Patience, Sender
from bot.delivery.stamper import Stamper
from bot.delivery.worker import POLL, Worker
from facts.store import Store
from facts.store.delivery_outbox import Outbox
from facts.store.delivery_planning import Planning
from facts.store.delivery_stamping import Stamping
from facts.store.delivery_subscriptions import Subscriptions
from facts.store.snapshots import Snapshots

log = logging.getLogger(__name__)

RESTART_AFTER = 5.0
"""Seconds until a part that failed unexpectedly is started again."""


class Ports:
    """What delivery does outside of itself: the store's rooms and Discord."""

    def __init__(self, store: Store, discord: DiscordPort) -> None:
        self.outbox = Outbox(store)
        self.planning = Planning(store)
        self.stamping = Stamping(store)
        self.subscriptions = Subscriptions(store)
        self.discord = discord
        self.clock = store.now


async def deliver(store: Store, snapshots: Snapshots, http: HTTPClient, composer: Composer) -> None:
    """Plan and send until cancelled; what is on its way then is finished or left to its lease.

    Any process may send to any destination: sending is REST, and needs no shard.
    """

    async def position() -> int:
        await snapshots.refresh()
        return snapshots.position

    await deliver_with(Ports(store, DiscordHttp(http)), composer, position)


async def deliver_with(
    ports: Ports,
    composer: Composer,
    position: Callable[[], Awaitable[int]],
    *,
    patience: Patience | None = None,
    poll: float = POLL,
    apart: float = APART,
) -> None:
    """Do the same with ports and times of the caller's."""
    patience = patience or Patience()
    stamper = Stamper(ports.stamping.stamp)
    sender = Sender(ports.discord, composer, ports.subscriptions, ports.clock, patience)
    worker = Worker(ports.outbox, sender, stamper, patience, poll=poll)
    opener = Opener(
        ports.outbox,
        ports.discord,
        stamper,
        ports.clock,
        worker.nudge,
        name=worker.name,
        apart=apart,
        poll=poll,
    )
    planner = Planner(
        ports.planning,
        composer,
        position,
        ports.clock,
        worker.nudge,
        poll=poll,
        hold=patience.lease,
    )
    parts = (planner.run, worker.run, opener.run)
    tasks = [asyncio.create_task(_kept(part)) for part in parts]
    try:
        await asyncio.wait(tasks)  # not `gather`: each is cancelled once, as its stop takes a while
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _kept(part: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await part()
        except Exception:  # whatever it was: the outbox knows where to go on
            log.exception("a part of delivery stopped, and starts again in %s s", RESTART_AFTER)
        await asyncio.sleep(RESTART_AFTER)
