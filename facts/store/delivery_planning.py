"""Planning: which subscriptions are due, and the transaction that makes their digests due."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from facts.store.delivery_model import (
    DeliveryState,
    NewDelivery,
    Subscription,
    SubscriptionState,
)
from facts.store.delivery_outbox import enqueue
from facts.store.delivery_subscriptions import COLUMNS, subscription_of
from facts.store.delivery_tables import subscription
from facts.store.store import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Run:
    """One occurrence of a subscription, composed: its parts, or why there are none.

    `state` is DUE with its parts; SKIPPED (nothing new) or FAILED with one row that holds the reason.
    `since` and `until` are where its window begins and ends: instant and position. A failed run
    leaves its window to the next.
    """

    subscription: Subscription
    occurrence: str
    next_at: datetime
    rows: Sequence[NewDelivery]
    since: tuple[datetime, int]
    until: tuple[datetime, int]
    state: DeliveryState = DeliveryState.DUE
    reason: str | None = None


class Planning:
    """What the planner does with the store. Every method is one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def due(self, *, limit: int, hold: timedelta) -> list[Subscription]:
        """Take up to `limit` subscriptions that are due, longest due first, out of others' hands.

        They are held for `hold`: a planner that dies meanwhile loses them to another.
        """
        now = self._store.now()
        next_due = await self.next_due()
        if next_due is None or next_due > now:
            return []  # looking takes no lock
        wanted = (
            select(*COLUMNS)
            .where(
                subscription.c.state == SubscriptionState.ACTIVE,
                subscription.c.next_at <= now,
                or_(subscription.c.planning_until.is_(None), subscription.c.planning_until < now),
            )
            .order_by(subscription.c.next_at, subscription.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        async with self._store.keeping() as connection:
            found = [subscription_of(row) for row in await connection.execute(wanted)]
            if found:
                await connection.execute(
                    update(subscription)
                    .where(subscription.c.id.in_([one.id for one in found]))
                    .values(planning_until=now + hold)
                )
        return found

    async def put(self, runs: Sequence[Run]) -> list[bool]:
        """Make runs due: their rows and the subscription's next occurrence, whole or not at all.

        Gives which were put; not those that another planner put, or whose subscription was changed
        meanwhile.
        """
        now = self._store.now()
        async with self._store.keeping() as connection:
            return [await _put(connection, run, now) for run in runs]

    async def active(self) -> list[Subscription]:
        """List the active subscriptions, to work out anew when they are due."""
        wanted = select(*COLUMNS).where(subscription.c.state == SubscriptionState.ACTIVE)
        async with self._store.looking() as connection:
            return [subscription_of(row) for row in await connection.execute(wanted)]

    async def reschedule(self, times: Mapping[Subscription, datetime]) -> None:
        """Set when subscriptions are next due, unless they were changed meanwhile."""
        async with self._store.keeping() as connection:
            for held, next_at in times.items():
                await connection.execute(
                    update(subscription)
                    .where(subscription.c.id == held.id, subscription.c.next_at == held.next_at)
                    .values(next_at=next_at)
                )

    async def next_due(self) -> datetime | None:
        """Give when the next subscription is due."""
        wanted = select(func.min(subscription.c.next_at)).where(
            subscription.c.state == SubscriptionState.ACTIVE
        )
        async with self._store.looking() as connection:
            found: datetime | None = await connection.scalar(wanted)
        return found


async def _put(connection: AsyncConnection, run: Run, now: datetime) -> bool:
    held = run.subscription
    covered = run.since if run.state is DeliveryState.FAILED else run.until
    values = {
        "next_at": run.next_at,
        "last_occurrence": run.occurrence,
        "last_at": now,
        "last_state": run.state,
        "last_reason": run.reason,
        "covered_until": covered[0],
        "covered_position": covered[1],
        "planning_until": None,
    }
    async with connection.begin_nested() as savepoint:
        # The same test for every planner: whoever moves `next_at` on has made the run.
        moved = await connection.execute(
            update(subscription)
            .where(
                subscription.c.id == held.id,
                subscription.c.state == SubscriptionState.ACTIVE,
                subscription.c.next_at == held.next_at,
                subscription.c.at == held.at,
                subscription.c.zone == held.zone,
            )
            .values(**values)
        )
        if moved.rowcount == 1:
            new = await enqueue(
                connection,
                run.rows,
                now=now,
                due_at=held.next_at,
                state=run.state,
                reason=run.reason,
                window=run.since,
            )
            if new == len(run.rows):
                return True
            log.error("a run of subscription %s on %s is there already", held.id, run.occurrence)
        await savepoint.rollback()
    return False
