"""The outbox: rows put in when they become due, claimed with a lease, stamped with what became of them.

Two claims never hold one row: PostgreSQL skips locked rows, SQLite has one writer at a time. A row is
claimable only if nothing earlier waits for the same destination in the same lane, so that parts of a
digest arrive in order and a destination is served by one sender at a time.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from facts.store.delivery_model import (
    LANES,
    PENDING,
    Delivery,
    DeliveryState,
    Kind,
    Lane,
    NewDelivery,
    signed,
)
from facts.store.delivery_tables import delivery, dm_channel
from facts.store.store import Store
from facts.store.upserting import upsert

_CHUNK = 50
"""Rows in one insert: SQLite takes 32,766 values."""


async def enqueue(
    connection: AsyncConnection,
    rows: Sequence[NewDelivery],
    *,
    now: datetime,
    due_at: datetime | None = None,
    state: DeliveryState = DeliveryState.DUE,
    reason: str | None = None,
    window: tuple[datetime, int] | None = None,
) -> int:
    """Put rows into the outbox within a transaction (of `Store.keeping` or `Writing.connection`).

    What is there already under (subject, occurrence, part) stays as it is. `state` other than DUE
    records what is final at once, with its reason. `window` is where a digest's window began. Gives
    how many rows are new.
    """
    dms = await _known_channels(connection, [r.user_id for r in rows if r.user_id])
    turn = int(now.timestamp() * 1_000_000)
    common = {
        "turn": turn,
        "due_at": due_at or now,
        "state": state,
        "reason": reason,
        "tries": 0,
        "try_after": due_at or now,
        "finished_at": None if state in PENDING else now,
        "window_from": window[0] if window else None,
        "window_position": window[1] if window else None,
    }
    made = [_row(new, dms) | common | {"turn": turn + at} for at, new in enumerate(rows)]
    new = 0
    for start in range(0, len(made), _CHUNK):
        rows_now = made[start : start + _CHUNK]
        statement = (
            upsert(connection.dialect.name, delivery).values(rows_now).on_conflict_do_nothing()
        )
        new += len((await connection.execute(statement.returning(delivery.c.mark))).all())
    return new


async def _known_channels(connection: AsyncConnection, users: list[str]) -> dict[str, str]:
    if not users:
        return {}
    known = select(dm_channel.c.user_id, dm_channel.c.channel).where(
        dm_channel.c.user_id.in_(users)
    )
    return {row.user_id: row.channel for row in await connection.execute(known)}


def _row(new: NewDelivery, dms: dict[str, str]) -> dict[str, Any]:
    return {
        "mark": new.mark,
        "kind": new.kind,
        "lane": LANES[new.kind],
        "subject": new.subject,
        "occurrence": new.occurrence,
        "part": new.part,
        "subscription": new.subscription,
        "destination": new.destination,
        "guild": new.guild,
        "channel": new.channel or dms.get(new.user_id or ""),
        "user_id": new.user_id,
        "message": new.message,
        "payload": signed(new.components, new.mark),
        # Signed when it becomes a row of its own.
        "otherwise": None if new.otherwise is None else json.dumps(new.otherwise),
    }


class Outbox:
    """What workers do with the outbox. Every method is one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def claim(
        self, worker: str, lanes: Sequence[Lane], *, limit: int, lease: timedelta
    ) -> list[Delivery]:
        """Claim up to `limit` deliveries of these lanes for `worker` until now + `lease`.

        Digests before notices before amendments, longest due first. A direct message whose channel is
        not known yet is left to `unopened`.
        """
        now = self._store.now()
        until = now + lease
        if not await self._anything(lanes, now):
            return []  # looking takes no lock; on SQLite a claim would keep other writers waiting
        async with self._store.keeping() as connection:
            rows = await self._due(connection, lanes, now, limit)
            if len(rows) < limit:
                rows += await self._abandoned(connection, lanes, now, limit - len(rows))
            if not rows:
                return []
            await connection.execute(
                update(delivery)
                .where(delivery.c.mark.in_([row.mark for row in rows]))
                .values(
                    state=DeliveryState.CLAIMED,
                    claimed_by=worker,
                    lease_until=until,
                    tries=delivery.c.tries + 1,
                    first_try_at=func.coalesce(delivery.c.first_try_at, now),
                )
            )
        return [_claimed(row, worker, until, now) for row in rows]

    async def _anything(self, lanes: Sequence[Lane], now: datetime) -> bool:
        due = and_(delivery.c.state == DeliveryState.DUE, delivery.c.try_after <= now)
        lost = and_(delivery.c.state == DeliveryState.CLAIMED, delivery.c.lease_until < now)
        wanted = select(delivery.c.mark).where(
            or_(due, lost), delivery.c.lane.in_(lanes), delivery.c.channel.is_not(None)
        )
        async with self._store.looking() as connection:
            return await connection.scalar(wanted.limit(1)) is not None

    async def _due(
        self, connection: AsyncConnection, lanes: Sequence[Lane], now: datetime, limit: int
    ) -> list[Row[Any]]:
        due = and_(delivery.c.state == DeliveryState.DUE, delivery.c.try_after <= now)
        return await _first_in_line(connection, due, lanes, limit)

    async def _abandoned(
        self, connection: AsyncConnection, lanes: Sequence[Lane], now: datetime, limit: int
    ) -> list[Row[Any]]:
        lost = and_(delivery.c.state == DeliveryState.CLAIMED, delivery.c.lease_until < now)
        return await _first_in_line(connection, lost, lanes, limit)

    async def unopened(self, *, limit: int) -> list[str]:
        """List users who have something due but whose direct message channel is not known."""
        now = self._store.now()
        wanted = (
            select(delivery.c.user_id)
            .where(
                delivery.c.state == DeliveryState.DUE,
                delivery.c.channel.is_(None),
                delivery.c.try_after <= now,
            )
            .group_by(delivery.c.user_id)
            .order_by(func.min(delivery.c.turn))
            .limit(limit)
        )
        async with self._store.looking() as connection:
            return [str(user) for user in (await connection.execute(wanted)).scalars()]

    async def opened(self, user: str, channel: str) -> None:
        """Remember a user's direct message channel, and lead there what waits for it."""
        now = self._store.now()
        async with self._store.keeping() as connection:
            await remember_channel(connection, user, channel, now)

    async def not_opened(self, user: str, try_after: datetime) -> None:
        """Put off what waits for a channel that could not be opened now."""
        async with self._store.keeping() as connection:
            await connection.execute(
                update(delivery)
                .where(
                    delivery.c.user_id == user,
                    delivery.c.state == DeliveryState.DUE,
                    delivery.c.channel.is_(None),
                )
                .values(try_after=try_after)
            )

    async def waiting_for_channel(self, user: str, worker: str) -> list[Delivery]:
        """Claim everything of a user who cannot be written to, so that it can be stamped as such."""
        now = self._store.now()
        which = and_(
            delivery.c.user_id == user,
            delivery.c.state == DeliveryState.DUE,
            delivery.c.channel.is_(None),
        )
        until = now + timedelta(seconds=60)
        async with self._store.keeping() as connection:
            held = select(delivery).where(which).order_by(delivery.c.turn)
            rows = list((await connection.execute(held.with_for_update(skip_locked=True))).all())
            await connection.execute(
                update(delivery)
                .where(delivery.c.mark.in_([row.mark for row in rows]))
                .values(
                    state=DeliveryState.CLAIMED,
                    claimed_by=worker,
                    lease_until=until,
                    tries=delivery.c.tries + 1,
                )
            )
        return [_claimed(row, worker, until, now) for row in rows]


async def remember_channel(
    connection: AsyncConnection, user: str, channel: str, now: datetime
) -> None:
    """Note a user's direct message channel within a transaction, such as at subscribing."""
    row = {"user_id": user, "channel": channel, "opened_at": now}
    statement = upsert(connection.dialect.name, dm_channel).values(row)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["user_id"], set_={"channel": channel})
    )
    await connection.execute(
        update(delivery)
        .where(delivery.c.user_id == user, delivery.c.channel.is_(None))
        .values(channel=channel)
    )


async def _first_in_line(
    connection: AsyncConnection, which: Any, lanes: Sequence[Lane], limit: int
) -> list[Row[Any]]:
    """Lock rows that nothing earlier of the same destination and lane waits before."""
    earlier = delivery.alias("earlier")
    behind = exists().where(
        earlier.c.destination == delivery.c.destination,
        earlier.c.lane == delivery.c.lane,
        earlier.c.state.in_(PENDING),
        or_(
            earlier.c.turn < delivery.c.turn,
            and_(earlier.c.turn == delivery.c.turn, earlier.c.mark < delivery.c.mark),
        ),
    )
    wanted = (
        select(delivery)
        .where(which, delivery.c.lane.in_(lanes), delivery.c.channel.is_not(None), ~behind)
        .order_by(delivery.c.lane, delivery.c.turn)
        .limit(limit)
        # Left out by SQLAlchemy on SQLite, where BEGIN IMMEDIATE does the same.
        .with_for_update(of=delivery, skip_locked=True)
    )
    return list((await connection.execute(wanted)).all())


def _claimed(row: Row[Any], worker: str, until: datetime, now: datetime) -> Delivery:
    return Delivery(
        mark=row.mark,
        kind=Kind(row.kind),
        subject=row.subject,
        occurrence=row.occurrence,
        part=row.part,
        subscription=row.subscription,
        guild=row.guild,
        channel=row.channel or "",
        user_id=row.user_id,
        message=row.message,
        components=json.loads(row.payload),
        otherwise=None if row.otherwise is None else json.loads(row.otherwise),
        due_at=row.due_at,
        tries=row.tries + 1,
        claimed_by=worker,
        lease_until=until,
        first_try_at=row.first_try_at or now,
        repeated=row.first_try_at is not None,
    )
