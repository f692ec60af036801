"""How far corrections have been carried to posted answers: one position, kept with the store."""

from __future__ import annotations

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from facts.store.store import Store
from facts.store.tables import meta

_KEY = "amended_to"


async def amended_to(store: Store) -> int | None:
    """Give the position up to which answers were amended; None before the first time."""
    found = await store.meta(_KEY)
    return None if found is None else int(found)


async def set_amended_to(connection: AsyncConnection, position: int) -> None:
    """Move on to a position, within a transaction of `Store.keeping`; never back."""
    mine = meta.c.key == _KEY
    held = await connection.scalar(select(meta.c.value).where(mine).with_for_update())
    if held is None:
        await connection.execute(insert(meta).values(key=_KEY, value=str(position)))
    elif int(held) < position:
        await connection.execute(update(meta).where(mine).values(value=str(position)))
