"""Everything that is kept of one Discord user: given to them, or cut from them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, and_, delete, or_, select, update

from facts.store.curation_guilds import plain_row
from facts.store.curation_queue import WAITING
from facts.store.curation_quotas import keep_blocks
from facts.store.curation_tables import draft, import_file, person, queue_item, quota
from facts.store.delivery_subscriptions import Subscriptions
from facts.store.people import forget_user, known_mark, mark_of
from facts.store.store import Store
from facts.store.tables import metadata

_AS_PERSON = ("actor", "recorded_by", "person", "decided_by", "changed_by", "blocked_by")
_AS_USER = ("user_id", "owner")
_PROJECTED = frozenset({"fact", "relation"})
"""Tables that repeat what a log of theirs says."""


async def export_person(store: Store, user_id: str) -> dict[str, list[dict[str, Any]]]:
    """Read every row that names a user or their pseudonym, by table; empty tables are left out."""

    def read(connection: Connection) -> dict[str, list[dict[str, Any]]]:
        known = connection.scalar(select(person.c.id).where(person.c.user_id == user_id))
        names = [name for name in (known, known_mark(connection, user_id)) if name]
        found = {}
        for table in metadata.sorted_tables:
            if table.name in _PROJECTED:
                continue
            named: list[Any] = [
                table.c[name].in_(names) for name in _AS_PERSON if names and name in table.c
            ]
            named += [table.c[name] == user_id for name in _AS_USER if name in table.c]
            if not named:
                continue
            wanted = select(table).where(or_(*named)).order_by(*table.primary_key.columns)
            rows = [plain_row(table, row) for row in connection.execute(wanted).mappings()]
            if rows:
                found[table.name] = rows
        return found

    return await store.reading(read)


async def forget_person(store: Store, user_id: str) -> str | None:
    """Cut a user from everything that is kept, whole or not at all.

    Drafts, files, quotas, subscriptions and what waits in a queue are deleted; decided items keep their
    decision only. Where moderators had stopped them that stays, under their mark. The record keeps the
    pseudonym, which then leads to nobody. Gives it, or None where there was none.
    """
    async with store.keeping() as connection:
        await Subscriptions(store).forget_user(connection, user_id)
        known = await forget_user(connection, user_id)
        if known is None:
            return None
        await keep_blocks(connection, known, await mark_of(connection, user_id))
        for table in (draft, import_file, quota):
            await connection.execute(delete(table).where(table.c.person == known))
        theirs = queue_item.c.person == known
        waiting = queue_item.c.state.in_([state.value for state in WAITING])
        await connection.execute(delete(queue_item).where(and_(theirs, waiting)))
        bare = {"person": None, "channel": None, "payload": "{}"}
        await connection.execute(update(queue_item).where(theirs).values(bare))
    return known
