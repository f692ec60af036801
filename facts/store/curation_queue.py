"""The queue: what waits for a moderator, oldest first, and how each thing was decided.

An item is decided once. Who decides names the version they had seen; of two moderators one wins.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from facts.store.curation_tables import queue_item
from facts.store.people import random_name
from facts.store.store import Store


class ItemKind(StrEnum):
    """What waits: a suggested fact, a question without an answer, a report; a change or a file to load
    that a second moderator must approve.
    """

    SUGGESTION = "suggestion"
    QUESTION = "question"
    REPORT = "report"
    CHANGE = "change"
    IMPORT = "import"


class ItemState(StrEnum):
    """Where an item stands. Open ones wait for a moderator, `asked_back` for who sent it."""

    OPEN = "open"
    ASKED_BACK = "asked_back"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


WAITING = (ItemState.OPEN, ItemState.ASKED_BACK)


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One thing in a server's queue (or the shared record's).

    `person` sent it (None once they asked to be forgotten), from `channel` if it was one of a server;
    `payload` is what they sent, by kind; `fact` the fact it is about; `version` grows with each step.
    """

    id: str
    scope: str
    kind: ItemKind
    state: ItemState
    version: int
    person: str | None
    payload: Mapping[str, Any]
    created_at: datetime
    fact: str | None = None
    channel: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    reason: str | None = None


async def add_item(
    connection: AsyncConnection,
    *,
    scope: str,
    kind: ItemKind,
    payload: Mapping[str, Any],
    at: datetime,
    person: str | None,
    fact: str | None = None,
    channel: str | None = None,
) -> QueueItem:
    """Put something into the queue."""
    made = QueueItem(
        random_name(12),
        scope,
        kind,
        ItemState.OPEN,
        1,
        person,
        dict(payload),
        at,
        fact=fact,
        channel=channel,
    )
    row: dict[str, Any] = {
        "id": made.id,
        "scope": scope,
        "kind": kind.value,
        "state": made.state.value,
    }
    row |= {"version": 1, "person": person, "fact": fact, "channel": channel, "created_at": at}
    await connection.execute(insert(queue_item).values(row | {"payload": _json(payload)}))
    return made


async def move_item(
    connection: AsyncConnection,
    item: QueueItem,
    state: ItemState,
    *,
    at: datetime | None,
    by: str | None,
    reason: str | None = None,
    payload: Mapping[str, Any] | None = None,
) -> bool:
    """Take a waiting item one step on from the version seen; False if somebody else was first."""
    values: dict[str, Any] = {"state": state.value, "version": item.version + 1, "reason": reason}
    values |= {"decided_by": by, "decided_at": at}
    if payload is not None:
        values["payload"] = _json(payload)
    moved = await connection.execute(
        update(queue_item)
        .where(
            queue_item.c.id == item.id,
            queue_item.c.version == item.version,
            queue_item.c.state.in_([s.value for s in WAITING]),
        )
        .values(values)
    )
    return moved.rowcount == 1


async def get_item(
    where: Store | AsyncConnection, ident: str, scope: str | None = None
) -> QueueItem | None:
    """Give an item (of one scope, where that is named), or None."""
    wanted = select(queue_item).where(queue_item.c.id == ident)
    if scope is not None:
        wanted = wanted.where(queue_item.c.scope == scope)
    if isinstance(where, Store):
        async with where.looking() as connection:
            row = (await connection.execute(wanted)).first()
    else:
        row = (await where.execute(wanted)).first()
    return None if row is None else _item(row)


async def list_items(
    where: Store | AsyncConnection,
    scope: str,
    *,
    states: Sequence[ItemState],
    limit: int,
    kind: ItemKind | None = None,
) -> tuple[QueueItem, ...]:
    """List items of a scope in some states (and of one kind), oldest first."""
    wanted = (
        select(queue_item)
        .where(queue_item.c.scope == scope, queue_item.c.state.in_([s.value for s in states]))
        .order_by(queue_item.c.created_at, queue_item.c.id)
        .limit(limit)
    )
    if kind is not None:
        wanted = wanted.where(queue_item.c.kind == kind.value)
    if isinstance(where, Store):
        async with where.looking() as connection:
            return tuple(_item(row) for row in await connection.execute(wanted))
    return tuple(_item(row) for row in await where.execute(wanted))


async def count_items(store: Store, scope: str) -> int:
    """Count what waits for a moderator of a scope."""
    open_here = (queue_item.c.scope == scope, queue_item.c.state == ItemState.OPEN.value)
    async with store.looking() as connection:
        return int(await connection.scalar(select(func.count()).where(*open_here)) or 0)


def _item(row: Any) -> QueueItem:
    return QueueItem(
        id=row.id,
        scope=row.scope,
        kind=ItemKind(row.kind),
        state=ItemState(row.state),
        version=row.version,
        person=row.person,
        payload=json.loads(row.payload),
        created_at=row.created_at,
        fact=row.fact,
        channel=row.channel,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reason=row.reason,
    )


def _json(payload: Mapping[str, Any]) -> str:
    return json.dumps(dict(payload), ensure_ascii=False)
