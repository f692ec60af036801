"""Servers that left: their record is kept for a while, then deleted whole, and with it all of theirs.

The journal keeps its positions: a deleted server's entries stay as blanks (`purged`), so that the
record of everybody else can still be checked without a gap. See
`docs/decisions/005-a-server-s-record-can-be-deleted.md`.
"""

from __future__ import annotations

import base64
import zlib
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from facts.errors import Refused
from facts.model import BASE
from facts.model.history import body_from_json
from facts.store.curation_tables import (
    blocked_member,
    draft,
    guild_removal,
    guild_setting,
    import_file,
    purging,
    queue_item,
    quota,
)
from facts.store.delivery_answers import AnswerLog
from facts.store.delivery_tables import delivery, subscription
from facts.store.projecting import document_row
from facts.store.store import Store
from facts.store.tables import (
    audit,
    document,
    fact,
    fact_document,
    metadata,
    overlay,
    place,
    place_alias,
    relation,
    relation_revision,
    revision,
    series,
    source,
)
from facts.store.upserting import upsert

_PROJECTIONS = (fact_document, fact, relation, overlay, place_alias, place, source, series)
_LOGS = (revision, relation_revision)
_BESIDE = (draft, queue_item, import_file, quota, blocked_member, guild_setting, guild_removal)
_MANY = 200


async def note_removed(store: Store, guild: str) -> None:
    """Note when the bot was removed from a server; the first note stands."""
    async with store.keeping() as connection:
        row = {"scope": guild, "removed_at": store.now()}
        await connection.execute(
            upsert(connection.dialect.name, guild_removal).values(row).on_conflict_do_nothing()
        )


async def note_returned(store: Store, guild: str) -> bool:
    """Note that the bot is in a server (again); True if its record had been waiting for deletion."""
    async with store.keeping() as connection:
        gone = await connection.execute(delete(guild_removal).where(guild_removal.c.scope == guild))
    return gone.rowcount == 1


async def removed_servers(store: Store, before: datetime | None = None) -> dict[str, datetime]:
    """Give the servers that the bot was removed from (before an instant) and when."""
    wanted = select(guild_removal).order_by(guild_removal.c.removed_at)
    if before is not None:
        wanted = wanted.where(guild_removal.c.removed_at < before)
    async with store.looking() as connection:
        return {row.scope: row.removed_at for row in await connection.execute(wanted)}


async def kept_servers(store: Store) -> tuple[str, ...]:
    """List the servers that have something on record or in the audit, beside its deletion."""
    kinds = audit.c.kind.not_in(("purged", "server"))
    wanted = select(audit.c.scope).where(audit.c.scope != BASE, kinds).distinct()
    async with store.looking() as connection:
        return tuple(sorted((await connection.scalars(wanted)).all()))


async def purge_server(
    store: Store, guild: str, *, actor: str, removed_before: datetime | None = None
) -> bool:
    """Delete everything of one server, whole or not at all; nobody else's record is touched.

    With `removed_before` only if the bot was removed before that instant and has not come back; False
    if it has. Raises Refused for the shared record.
    """
    if guild == BASE:
        raise Refused("The shared record cannot be deleted.")
    async with store.writing(actor=actor, scope=guild) as writing:
        connection = writing.connection
        if removed_before is not None:
            due = select(guild_removal.c.scope).where(
                guild_removal.c.scope == guild, guild_removal.c.removed_at < removed_before
            )
            if (await connection.execute(due.with_for_update())).first() is None:
                return False
        await connection.execute(insert(purging).values(scope=guild))
        pages = await _cited(connection, guild)
        await AnswerLog(store).forget_guild(connection, guild)
        for table in (delivery, subscription):
            await connection.execute(delete(table).where(table.c.guild == guild))
        for table in (*_PROJECTIONS, *_LOGS, *_BESIDE):
            await connection.execute(delete(table).where(table.c.scope == guild))
        await _drop_documents(connection, pages)
        blank = {"actor": "", "action": "purged", "kind": "purged", "subject": ""}
        nothing = dict.fromkeys(("before", "after", "reason"))
        await connection.execute(
            update(audit).where(audit.c.scope == guild).values(blank | nothing)
        )
        await connection.execute(delete(purging).where(purging.c.scope == guild))
        writing.note("server", guild, "purge", None, None)
    return True


async def _cited(connection: AsyncConnection, guild: str) -> list[str]:
    """Give the hashes of every page that any revision of a server ever cited."""
    texts = await connection.execute(select(revision.c.body).where(revision.c.scope == guild))
    bodies = (body_from_json(text) for text in texts.scalars())
    return sorted({str(document_row(d)["hash"]) for body in bodies for d in body.documents})


async def _drop_documents(connection: AsyncConnection, pages: list[str]) -> None:
    """Delete pages that nobody else cites now."""
    cited = exists().where(fact_document.c.document == document.c.hash)
    for at in range(0, len(pages), _MANY):
        some = document.c.hash.in_(pages[at : at + _MANY])
        await connection.execute(delete(document).where(some, ~cited))


async def export_server(store: Store, guild: str) -> dict[str, list[dict[str, Any]]]:
    """Read everything of one server as JSON-able rows by table, people as pseudonyms."""

    def read(connection: Connection) -> dict[str, list[dict[str, Any]]]:
        found = {}
        for table in metadata.sorted_tables:
            column = table.columns.get("scope", table.columns.get("guild"))
            if column is None or table in (purging, fact_document, place_alias):
                continue
            rows = connection.execute(_in_order(table).where(column == guild)).mappings()
            found[table.name] = [plain_row(table, row) for row in rows]
        return found

    return await store.reading(read)


def plain_row(table: Table, row: Any) -> dict[str, Any]:
    """Write a row as JSON-able values (files in Base64), without the Discord ids of people."""
    return {
        name: _plain(value)
        for name, value in row.items()
        if name not in ("user_id", "owner") and (table.name != "delivery" or name != "destination")
    }


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(zlib.decompress(value)).decode()
    return value.isoformat() if isinstance(value, date) else value


def _in_order(table: Table) -> Any:
    return select(table).order_by(*table.primary_key.columns)
