"""What the outbox and the subscriptions amount to: for metrics, and for the doctor to name what is stuck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from facts.store.delivery_model import DeliveryState, SubscriptionState
from facts.store.delivery_tables import answer_log, delivery, subscription
from facts.store.store import Store


@dataclass(frozen=True, slots=True)
class Counts:
    """How deliveries and subscriptions stand.

    Attributes:
        deliveries: how many by (kind, state, reason); what is sent has no reason.
        subscriptions: how many by state.
        answers: posted answers that corrections still reach.
        lag: seconds that the oldest delivery which is due has waited; 0 for none.
        unplanned: seconds that the oldest subscription which is due has waited for its digest.
    """

    deliveries: Mapping[tuple[str, str, str], int]
    subscriptions: Mapping[str, int]
    answers: int
    lag: float
    unplanned: float

    def of(self, state: DeliveryState) -> int:
        """Count the deliveries in one state."""
        return sum(n for (_, held, _), n in self.deliveries.items() if held == state)


async def count(store: Store) -> Counts:
    """Count everything now; a few queries over indexed columns, off the event loop."""
    now = store.now()
    return await store.reading(lambda connection: _count(connection, now))


def _count(connection: Connection, now: datetime) -> Counts:
    by = (delivery.c.kind, delivery.c.state, delivery.c.reason)
    rows = connection.execute(select(*by, func.count()).group_by(*by))
    standing = select(subscription.c.state, func.count()).group_by(subscription.c.state)
    waiting = select(func.min(delivery.c.try_after)).where(delivery.c.state == DeliveryState.DUE)
    unplanned = select(func.min(subscription.c.next_at)).where(
        subscription.c.state == SubscriptionState.ACTIVE
    )
    counted: dict[tuple[str, str, str], int] = {}
    for kind, state, reason, number in rows:
        key = (kind, state, "" if state == DeliveryState.SENT else reason or "")
        counted[key] = counted.get(key, 0) + number
    return Counts(
        deliveries=counted,
        subscriptions={row[0]: row[1] for row in connection.execute(standing)},
        answers=connection.scalar(select(func.count()).select_from(answer_log)) or 0,
        lag=_seconds(connection.scalar(waiting), now),
        unplanned=_seconds(connection.scalar(unplanned), now),
    )


def _seconds(since: Any, now: datetime) -> float:
    waited: timedelta = now - since if since is not None else timedelta(0)
    return max(0.0, waited.total_seconds())


@dataclass(frozen=True, slots=True)
class Stuck:
    """A delivery that should have been sent by now, or a subscription that should have been planned."""

    what: str
    subject: str
    since: datetime
    tries: int
    reason: str | None


async def stuck(store: Store, *, after: timedelta, most: int = 10) -> list[Stuck]:
    """List what has been due for longer than `after`, longest first."""
    before = store.now() - after

    def read(connection: Connection) -> list[Stuck]:
        late = (
            select(delivery)
            .where(
                delivery.c.state.in_((DeliveryState.DUE, DeliveryState.CLAIMED)),
                delivery.c.due_at < before,
            )
            .order_by(delivery.c.due_at)
            .limit(most)
        )
        found = [
            Stuck(row.kind, row.subject, row.due_at, row.tries, row.reason)
            for row in connection.execute(late)
        ]
        unplanned = (
            select(subscription.c.id, subscription.c.next_at)
            .where(
                subscription.c.state == SubscriptionState.ACTIVE, subscription.c.next_at < before
            )
            .order_by(subscription.c.next_at)
            .limit(most)
        )
        return found + [
            Stuck("subscription", row.id, row.next_at, 0, None)
            for row in connection.execute(unplanned)
        ]

    return await store.reading(read)
