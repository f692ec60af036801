"""Reading the outbox: for metrics, for `factline doctor`, for people who ask what became of a digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select

from facts.store.delivery_model import PENDING, DeliveryState, Kind, SubscriptionState
from facts.store.delivery_tables import delivery, subscription
from facts.store.store import Store


@dataclass(frozen=True, slots=True)
class Outcome:
    """One delivery as it stands."""

    mark: str
    kind: Kind
    subject: str
    occurrence: str
    part: int
    state: DeliveryState
    reason: str | None
    tries: int
    due_at: datetime
    finished_at: datetime | None
    sent_message: str | None


@dataclass(frozen=True, slots=True)
class OutboxFigures:
    """The outbox in numbers. `lag` is how long the oldest due delivery has waited.

    `by_state` counts deliveries by (kind, state), the finished ones of the last day only;
    `subscriptions` counts subscriptions by state.
    """

    by_state: dict[tuple[str, str], int]
    subscriptions: dict[str, int]
    lag: timedelta


class OutboxReader:
    """Read what the outbox holds."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def outcomes(self, subject: str) -> list[Outcome]:
        """List the deliveries of a subject, such as `subscription:k7f2q`, oldest first."""
        wanted = select(delivery).where(delivery.c.subject == subject).order_by(delivery.c.turn)
        return await self._list(wanted)

    async def stuck(
        self, *, tries: int = 3, late: timedelta = timedelta(minutes=10)
    ) -> list[Outcome]:
        """List what is still on its way after so many tries or so long, longest due first, 50 at most."""
        now = self._store.now()
        wanted = (
            select(delivery)
            .where(
                delivery.c.state.in_(PENDING),
                or_(delivery.c.tries >= tries, delivery.c.due_at < now - late),
            )
            .order_by(delivery.c.turn)
            .limit(50)
        )
        return await self._list(wanted)

    async def figures(self) -> OutboxFigures:
        """Count what is due, sent, skipped and failed."""
        now = self._store.now()
        day = now - timedelta(days=1)
        counts = (
            select(delivery.c.kind, delivery.c.state, func.count().label("number"))
            .where(or_(delivery.c.state.in_(PENDING), delivery.c.finished_at >= day))
            .group_by(delivery.c.kind, delivery.c.state)
        )
        standing = (
            select(subscription.c.state, func.count().label("number"))
            .where(subscription.c.state != SubscriptionState.ENDED)
            .group_by(subscription.c.state)
        )
        oldest = select(func.min(delivery.c.due_at)).where(
            delivery.c.state.in_(PENDING), delivery.c.due_at <= now
        )
        async with self._store.looking() as connection:
            by_state = {
                (row.kind, row.state): row.number for row in await connection.execute(counts)
            }
            subscriptions = {row.state: row.number for row in await connection.execute(standing)}
            since: datetime | None = await connection.scalar(oldest)
        lag = timedelta(0) if since is None else now - since
        return OutboxFigures(by_state, subscriptions, lag)

    async def _list(self, wanted: Select[Any]) -> list[Outcome]:
        async with self._store.looking() as connection:
            rows = (await connection.execute(wanted)).all()
        return [
            Outcome(
                row.mark,
                Kind(row.kind),
                row.subject,
                row.occurrence,
                row.part,
                DeliveryState(row.state),
                row.reason,
                row.tries,
                row.due_at,
                row.finished_at,
                row.sent_message,
            )
            for row in rows
        ]
