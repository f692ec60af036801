"""Subscriptions: made, read, changed, paused, ended. When the next digest is due, the caller works out."""

from __future__ import annotations

import secrets
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, insert, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from facts.errors import NotOnRecord, Refused
from facts.language.phrases import Phrases
from facts.store.delivery_model import (
    LIMIT_EACH,
    DeliveryState,
    NewSubscription,
    Subscription,
    SubscriptionState,
)
from facts.store.delivery_tables import delivery, dm_channel, subscription
from facts.store.store import Store

_NAMES = [field.name for field in fields(Subscription)]
COLUMNS = [subscription.c[name] for name in _NAMES]
"""The columns of a `Subscription`, in its order."""

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_EDITABLE = frozenset(
    [
        "to",
        "guild",
        "channel",
        "kind",
        "at",
        "zone",
        "about",
        "place",
        "from_date",
        "first_on",
        "when_empty",
        "locale",
    ]
)


def subscription_of(row: Row[Any]) -> Subscription:
    """Read a row of COLUMNS."""
    values = {name: getattr(row, name) for name in _NAMES}
    return Subscription(**values | {"state": SubscriptionState(row.state)})


class Subscriptions:
    """Everybody's subscriptions in one store. Every change is a transaction of its own."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def create(
        self, wanted: NewSubscription, *, next_at: datetime, position: int
    ) -> Subscription:
        """Subscribe; the first digest is due at `next_at` and covers what is recorded after `position`.

        Raises Refused for the 26th of a channel (or of a person in direct messages).
        """
        now = self._store.now()
        row = asdict(wanted) | {
            "id": "".join(secrets.choice(_ALPHABET) for _ in range(6)),
            "state": SubscriptionState.ACTIVE,
            "state_since": now,
            "created_at": now,
            "next_at": next_at,
            "covered_until": now,
            "covered_position": position,
        }
        async with self._store.keeping() as connection:
            await _expect_room(connection, wanted)
            await connection.execute(insert(subscription).values(row))
        return await self.get(str(row["id"]))

    async def get(self, name: str) -> Subscription:
        """Give a subscription by id; raises NotOnRecord for one that is not held or has ended."""
        found = await self._list(subscription.c.id == name.strip().lower())
        if not found:
            raise NotOnRecord(f"There is no digest “{name}”.", "List yours with /digest list.")
        return found[0]

    async def of_owner(self, owner: str) -> list[Subscription]:
        """List what a person subscribed to, in direct messages and channels, oldest first."""
        return await self._list(subscription.c.owner == owner)

    async def of_channel(self, channel: str) -> list[Subscription]:
        """List what a channel gets, oldest first."""
        return await self._list(subscription.c.channel == channel)

    async def of_guild(self, guild: str) -> list[Subscription]:
        """List what the channels of a server get, oldest first."""
        return await self._list(subscription.c.guild == guild)

    async def standing(self) -> list[Subscription]:
        """List everybody's, oldest first, for who hosts them."""
        return await self._list(true())

    async def edit(self, name: str, *, next_at: datetime, **changes: Any) -> Subscription:
        """Change fields of a subscription by name, and when it is next due; raises NotOnRecord.

        Raises TypeError for a field that cannot be edited, Refused where a new place has no room.
        """
        unknown = set(changes) - _EDITABLE
        if unknown:
            raise TypeError(f"not editable: {', '.join(sorted(unknown))}")
        before = await self.get(name)
        after = {key: changes.get(key, getattr(before, key)) for key in _EDITABLE}
        moved = NewSubscription(owner=before.owner, **after)
        async with self._store.keeping() as connection:
            if (moved.to, moved.channel) != (before.to, before.channel):
                await _expect_room(connection, moved)
            due = next_at if before.state is SubscriptionState.ACTIVE else None
            await connection.execute(
                update(subscription)
                .where(subscription.c.id == before.id)
                .values(**changes, next_at=due)
            )
        return await self.get(before.id)

    async def pause(self, name: str, reason: str | None = None) -> Subscription:
        """Stop planning it until it is resumed; what is already due still arrives."""
        return await self._turn(name, SubscriptionState.PAUSED, reason, None)

    async def resume(self, name: str, *, next_at: datetime) -> Subscription:
        """Plan it again, from whatever state; its next digest covers the pause."""
        return await self._turn(name, SubscriptionState.ACTIVE, None, next_at)

    async def end(self, name: str) -> None:
        """Unsubscribe; what was due and not yet claimed is cancelled. Raises NotOnRecord."""
        held = await self.get(name)
        async with self._store.keeping() as connection:
            await _end(connection, subscription.c.id == held.id, self._store.now())

    async def end_guild(self, guild: str, state: SubscriptionState, reason: str) -> int:
        """Note that no channel of a server can be reached (BOT_REMOVED); gives how many it ended."""
        return await self._end_all(subscription.c.guild == guild, state, reason)

    async def end_channel(self, channel: str, state: SubscriptionState, reason: str) -> int:
        """Note that a channel cannot be reached (CHANNEL_GONE); gives how many it ended."""
        return await self._end_all(subscription.c.channel == channel, state, reason)

    async def forget_user(self, connection: AsyncConnection, user: str) -> int:
        """Delete what a person subscribed to in direct messages and their channel with the bot.

        Channels keep their digests; nobody owns them then. Gives how many were deleted.
        """
        mine = and_(subscription.c.owner == user, subscription.c.to == "dm")
        await _end(connection, mine, self._store.now())
        gone = await connection.execute(delete(subscription).where(mine))
        await connection.execute(
            update(subscription).where(subscription.c.owner == user).values(owner="")
        )
        await connection.execute(delete(delivery).where(delivery.c.user_id == user))
        await connection.execute(delete(dm_channel).where(dm_channel.c.user_id == user))
        return gone.rowcount

    async def _turn(
        self, name: str, state: SubscriptionState, reason: str | None, next_at: datetime | None
    ) -> Subscription:
        held = await self.get(name)
        values = {"state": state, "reason": reason, "state_since": self._store.now()}
        async with self._store.keeping() as connection:
            await connection.execute(
                update(subscription)
                .where(
                    subscription.c.id == held.id, subscription.c.state != SubscriptionState.ENDED
                )
                .values(**values, next_at=next_at)
            )
        return await self.get(held.id)

    async def _end_all(
        self, which: ColumnElement[bool], state: SubscriptionState, reason: str
    ) -> int:
        active = (SubscriptionState.ACTIVE, SubscriptionState.PAUSED, SubscriptionState.FORBIDDEN)
        now = self._store.now()
        async with self._store.keeping() as connection:
            where = and_(which, subscription.c.state.in_(active))
            await _cancel(connection, where, now, reason)
            values = {"state": state, "reason": reason, "state_since": now, "next_at": None}
            ended = await connection.execute(update(subscription).where(where).values(**values))
        return ended.rowcount

    async def _list(self, which: ColumnElement[bool]) -> list[Subscription]:
        wanted = (
            select(*COLUMNS)
            .where(which, subscription.c.state != SubscriptionState.ENDED)
            .order_by(subscription.c.created_at, subscription.c.id)
        )
        async with self._store.looking() as connection:
            return [subscription_of(row) for row in await connection.execute(wanted)]


async def _end(connection: AsyncConnection, which: ColumnElement[bool], now: datetime) -> None:
    await _cancel(connection, which, now, "unsubscribed")
    values = {"state": SubscriptionState.ENDED, "state_since": now, "next_at": None}
    await connection.execute(update(subscription).where(which).values(**values))


async def _cancel(
    connection: AsyncConnection, which: ColumnElement[bool], now: datetime, reason: str
) -> None:
    """Cancel what is due and in nobody's hands; what is being sent finishes."""
    theirs = delivery.c.subscription.in_(select(subscription.c.id).where(which))
    await connection.execute(
        update(delivery)
        .where(theirs, delivery.c.state == DeliveryState.DUE)
        .values(state=DeliveryState.CANCELLED, reason=reason, finished_at=now)
    )


async def _expect_room(connection: AsyncConnection, wanted: NewSubscription) -> None:
    """Raise Refused where there are as many as there may be; keeps others out until the commit.

    Two at once would each see room for one. SQLite has one writer at a time; PostgreSQL lets those
    who subscribe for the same channel or person wait for each other.
    """
    if connection.dialect.name == "postgresql":
        whom = f"digests of {wanted.channel or wanted.owner}"
        await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(whom, 0))))
    here = subscription.c.channel == wanted.channel
    mine = and_(subscription.c.owner == wanted.owner, subscription.c.to == "dm")
    standing = subscription.c.state != SubscriptionState.ENDED
    count = await connection.scalar(
        select(func.count()).where(here if wanted.channel else mine, standing)
    )
    if (count or 0) >= LIMIT_EACH:
        say = Phrases.of(wanted.locale)
        where = "here" if wanted.channel else "dm"
        raise Refused(say(f"digest.full.{where}", count=LIMIT_EACH), say("digest.full.hint"))
