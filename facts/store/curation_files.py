"""Files whose dry run was shown: kept, compressed, until they are loaded, rejected or too old."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from facts.store.curation_tables import import_file
from facts.store.people import random_name
from facts.store.store import Store

MOST_EACH = 5
"""Files that one person may have waiting for their own press in one place; older ones make room."""


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file as it came, of one person in one scope; `item` names the queue's item it waits in."""

    id: str
    scope: str
    person: str
    name: str
    packed: bytes
    item: str | None

    @property
    def data(self) -> bytes:
        """Give the file's bytes."""
        return zlib.decompress(self.packed)


async def keep_file(
    connection: AsyncConnection,
    *,
    scope: str,
    person: str,
    name: str,
    packed: bytes,
    at: datetime,
    before: datetime,
) -> str:
    """Keep a file (compressed by `zlib`); gives its id.

    Whoever keeps one clears away what lies here unused: everybody's files of before an instant, and
    their own beyond `MOST_EACH`. What waits in the queue stays.
    """
    column = import_file.c
    unused = (column.scope == scope, column.item.is_(None))
    await connection.execute(delete(import_file).where(*unused, column.created_at < before))
    mine = select(column.id).where(*unused, column.person == person)
    newest = mine.order_by(column.created_at.desc(), column.id).limit(MOST_EACH - 1)
    kept = (await connection.scalars(newest)).all()
    await connection.execute(
        delete(import_file).where(*unused, column.person == person, column.id.not_in(kept))
    )
    row = {"id": random_name(12), "scope": scope, "person": person, "name": name}
    await connection.execute(
        insert(import_file).values(row | {"data": packed, "item": None, "created_at": at})
    )
    return row["id"]


async def get_file(store: Store, ident: str, scope: str) -> ImportFile | None:
    """Give a kept file of one scope, or None."""
    wanted = select(import_file).where(import_file.c.id == ident, import_file.c.scope == scope)
    async with store.looking() as connection:
        row = (await connection.execute(wanted)).first()
    if row is None:
        return None
    return ImportFile(row.id, row.scope, row.person, row.name, bytes(row.data), row.item)


async def queue_file(connection: AsyncConnection, ident: str, item: str) -> bool:
    """Note the item that a file waits in; False if it is gone or waits in one already."""
    free = (import_file.c.id == ident, import_file.c.item.is_(None))
    moved = await connection.execute(update(import_file).where(*free).values(item=item))
    return moved.rowcount == 1


async def drop_file(connection: AsyncConnection, ident: str, *, item: str | None = None) -> bool:
    """Take a file away in the transaction that makes something of it; False if it was gone.

    With `item` only the file that waits in that one, without it only one that waits in none.
    """
    waits = import_file.c.item.is_(None) if item is None else import_file.c.item == item
    gone = await connection.execute(delete(import_file).where(import_file.c.id == ident, waits))
    return gone.rowcount == 1
