"""Stamping: what became of claimed deliveries, and what follows for the rest of their run.

Many stamps share a transaction, so that fifty deliveries a second cost a few commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from facts.store.delivery_model import DeliveryState, Kind, Stamp, SubscriptionState
from facts.store.delivery_outbox import enqueue
from facts.store.delivery_tables import delivery, subscription
from facts.store.store import Store

_OPEN_TO_SENT = (DeliveryState.CLAIMED, DeliveryState.DUE, DeliveryState.UNCERTAIN)
"""A worker that was given up may still come and say that it did send."""

_BREAKS_RUN = (
    DeliveryState.FORBIDDEN,
    DeliveryState.GONE,
    DeliveryState.DMS_CLOSED,
    DeliveryState.FAILED,
)
"""After these the later parts of a run are not sent either. After UNCERTAIN they are: the part has
probably arrived, and it will not come any more after them."""


class Stamping:
    """What workers write about deliveries that they claimed."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def stamp(self, stamps: Sequence[Stamp]) -> list[bool]:
        """Write stamps, in order, in one transaction; gives which of them still held their claim.

        A stamp of a claim that another worker has taken over changes nothing, unless it says SENT.
        """
        async with self._store.keeping() as connection:
            return [await _stamp(connection, one) for one in stamps]


async def _stamp(connection: AsyncConnection, one: Stamp) -> bool:
    changed = (
        await connection.execute(
            update(delivery)
            .where(*_held(one))
            .values(**_values(one))
            .returning(
                delivery.c.kind,
                delivery.c.subject,
                delivery.c.occurrence,
                delivery.c.part,
                delivery.c.subscription,
                delivery.c.window_from,
                delivery.c.window_position,
            )
        )
    ).first()
    if changed is None:
        return False
    if one.state in _BREAKS_RUN:
        await _break_run(connection, one, changed)
    if one.instead is not None:  # a later part of the same run, which has just been broken off
        await enqueue(connection, [one.instead], now=one.at)
    if changed.subscription is not None:
        if changed.kind == Kind.DIGEST and one.state is not DeliveryState.DUE:
            await _note_result(connection, one, changed)
        if one.ends is not None:
            await _end(connection, one, changed.subscription)
    return True


def _held(one: Stamp) -> list[Any]:
    mine = [delivery.c.mark == one.mark]
    if one.state is DeliveryState.SENT:
        return [*mine, delivery.c.state.in_(_OPEN_TO_SENT)]
    return [
        *mine,
        delivery.c.state == DeliveryState.CLAIMED,
        delivery.c.claimed_by == one.claimed_by,
        delivery.c.tries == one.tries,
    ]


def _values(one: Stamp) -> dict[str, Any]:
    values: dict[str, Any] = {
        "state": one.state,
        "reason": one.reason,
        "claimed_by": None,
        "lease_until": None,
    }
    if one.state is DeliveryState.DUE:
        values["try_after"] = one.try_after or one.at
        if one.not_stored:
            values["first_try_at"] = None
        if one.uncounted:
            values["tries"] = delivery.c.tries - 1
        return values
    return values | {"sent_message": one.sent_message, "finished_at": one.at}


async def _break_run(connection: AsyncConnection, one: Stamp, row: Any) -> None:
    """End the later parts of a run with the part that was not sent."""
    await connection.execute(
        update(delivery)
        .where(
            delivery.c.subject == row.subject,
            delivery.c.occurrence == row.occurrence,
            delivery.c.part > row.part,
            delivery.c.state == DeliveryState.DUE,
        )
        .values(state=one.state, reason=f"part {row.part + 1} was not sent", finished_at=one.at)
    )


async def _note_result(connection: AsyncConnection, one: Stamp, row: Any) -> None:
    values: dict[str, Any] = {"last_state": one.state, "last_reason": one.reason}
    if one.state is DeliveryState.SENT and row.part and await _doubtful_part(connection, row):
        return  # what became of that part is the result to tell
    whole_window_lost = one.state in _BREAKS_RUN and not await connection.scalar(
        select(func.count()).where(
            delivery.c.subject == row.subject,
            delivery.c.occurrence == row.occurrence,
            delivery.c.state.in_((DeliveryState.SENT, DeliveryState.UNCERTAIN)),
        )
    )
    if whole_window_lost and row.window_from is not None:
        # Nothing of it arrived: the next digest starts where this one had started.
        values |= {"covered_until": row.window_from, "covered_position": row.window_position}
    await connection.execute(
        update(subscription).where(subscription.c.id == row.subscription).values(**values)
    )


async def _doubtful_part(connection: AsyncConnection, row: Any) -> bool:
    """Tell whether an earlier part of the same run may or may not have arrived."""
    return bool(
        await connection.scalar(
            select(func.count()).where(
                delivery.c.subject == row.subject,
                delivery.c.occurrence == row.occurrence,
                delivery.c.part < row.part,
                delivery.c.state == DeliveryState.UNCERTAIN,
            )
        )
    )


async def _end(connection: AsyncConnection, one: Stamp, name: str) -> None:
    ended = await connection.execute(
        update(subscription)
        .where(
            and_(
                subscription.c.id == name,
                subscription.c.state == SubscriptionState.ACTIVE,
            )
        )
        .values(state=one.ends, reason=one.reason, state_since=one.at, next_at=None)
    )
    if ended.rowcount and one.told is not None:
        await enqueue(connection, [one.told], now=one.at)
