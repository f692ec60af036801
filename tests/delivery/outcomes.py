"""What became of each delivery, read from the outbox."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from facts.store import Store
from facts.store.delivery_model import DeliveryState
from facts.store.delivery_tables import delivery


@dataclass(frozen=True, slots=True)
class Outcome:
    """One delivery as it stands."""

    mark: str
    state: DeliveryState
    reason: str | None
    tries: int
    sent_message: str | None


async def outcomes(store: Store, subject: str) -> list[Outcome]:
    """List the deliveries of a subject, such as `subscription:k7f2q`, oldest first."""
    wanted = select(delivery).where(delivery.c.subject == subject).order_by(delivery.c.turn)
    async with store.looking() as connection:
        rows = (await connection.execute(wanted)).all()
    return [
        Outcome(row.mark, DeliveryState(row.state), row.reason, row.tries, row.sent_message)
        for row in rows
    ]
