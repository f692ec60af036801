"""Who a pseudonym stands for. Discord ids never enter the record, its hashes or the audit.

A person is `person:` and twelve random letters and digits. The table `person` maps it to a Discord
user until they ask to be forgotten; the record, which knows the pseudonym only, stays valid.

A mark is what is left of somebody forgotten whom a server had stopped: their id under a secret of this
store, from which nobody reads it back, and which they get again when they return.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from facts.store.curation_tables import person
from facts.store.store import Store
from facts.store.tables import meta
from facts.store.upserting import upsert
from facts.store.writing import Writing

PREFIX = "person:"
_MARK = "mark:"
_KEPT_AS = "people"


def new_pseudonym() -> str:
    """Make a pseudonym that nobody has: `person:` and 60 random bits in base 32, lower case."""
    return PREFIX + random_name(12)


def random_name(length: int) -> str:
    """Make a random name of lower-case letters and digits 2-7, at most 24 of them."""
    return base64.b32encode(secrets.token_bytes(15)).decode().lower()[:length]


async def person_of(where: Store | Writing, user_id: str) -> str:
    """Give a user's pseudonym, making one at their first act.

    Within a writing transaction pass the `Writing`: the store itself would wait for it.
    """
    known = await known_person(where, user_id)
    if known is not None:
        return known
    async with _writing(where) as (connection, at):
        made = {"id": new_pseudonym(), "user_id": user_id, "created_at": at}
        await connection.execute(
            upsert(connection.dialect.name, person).values(made).on_conflict_do_nothing()
        )
        found = await connection.scalar(select(person.c.id).where(person.c.user_id == user_id))
    return str(found)


async def known_person(where: Store | Writing, user_id: str) -> str | None:
    """Give a user's pseudonym, or None where they never did anything that is kept."""
    wanted = select(person.c.id).where(person.c.user_id == user_id)
    async with _reading(where) as connection:
        return await connection.scalar(wanted)


async def user_of(where: Store | Writing, pseudonym: str) -> str | None:
    """Give the Discord id behind a pseudonym; None for one that was forgotten or never was."""
    wanted = select(person.c.user_id).where(person.c.id == pseudonym)
    async with _reading(where) as connection:
        return await connection.scalar(wanted)


async def mark_of(connection: AsyncConnection, user_id: str) -> str:
    """Give a user's mark, the same each time; makes the store's secret at the first."""
    made = {"key": _KEPT_AS, "value": secrets.token_hex(32)}
    await connection.execute(
        upsert(connection.dialect.name, meta).values(made).on_conflict_do_nothing()
    )
    return str(await connection.run_sync(known_mark, user_id))


def known_mark(connection: Connection, user_id: str) -> str | None:
    """Give a user's mark; None in a store that never made one."""
    secret = connection.scalar(select(meta.c.value).where(meta.c.key == _KEPT_AS))
    if secret is None:
        return None
    sealed = hashlib.blake2b(user_id.encode(), key=bytes.fromhex(secret), digest_size=10).digest()
    return _MARK + base64.b32encode(sealed).decode().lower()[:15]


async def forget_user(connection: AsyncConnection, user_id: str) -> str | None:
    """Cut the tie between a user and their pseudonym; gives the pseudonym, None if there was none."""
    found = await connection.scalar(select(person.c.id).where(person.c.user_id == user_id))
    cut = update(person).where(person.c.user_id == user_id).values(user_id=None)
    await connection.execute(cut)
    return found


@asynccontextmanager
async def _writing(where: Store | Writing) -> AsyncIterator[tuple[AsyncConnection, datetime]]:
    if isinstance(where, Writing):
        yield where.connection, where.at
        return
    async with where.keeping() as connection:
        yield connection, where.now()


@asynccontextmanager
async def _reading(where: Store | Writing) -> AsyncIterator[AsyncConnection]:
    if isinstance(where, Writing):
        yield where.connection
        return
    async with where.looking() as connection:
        yield connection
