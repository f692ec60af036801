"""The journal of one writing transaction: positions, audit rows, and rows on their way to tables.

Rows are collected and sent in batches, so that one fact and fifty thousand are written by the same
code. A change takes one position: its audit row and its log row carry the same number.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table, and_, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from facts.language.phrases import Phrases
from facts.store.tables import (
    audit,
    document,
    fact,
    fact_document,
    meta,
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

BATCH = 100
"""Changes sent at a time: few enough that the event loop is never held for long."""

_ORDER: tuple[Table, ...] = (
    audit,
    revision,
    relation_revision,
    document,
    source,
    place,
    place_alias,
    series,
    fact,
    fact_document,
    relation,
    overlay,
)
_LOGS = frozenset({"audit", "revision", "relation_revision"})

Row = Mapping[str, Any]


class Journal:
    """What one transaction changes. Made by `Journal.begin`, ended by `close`.

    `say` writes what is refused in the language of whoever does it.
    """

    def __init__(
        self,
        connection: AsyncConnection,
        *,
        actor: str,
        scope: str,
        at: datetime,
        position: int,
        say: Phrases,
    ) -> None:
        self.connection = connection
        self.actor = actor
        self.scope = scope
        self.at = at
        self.position = position
        self.say = say
        self._began_at = position
        self._rows: dict[str, dict[tuple[Any, ...], list[Row]]] = {}
        self._gone: dict[str, list[Row]] = {}
        self._waiting = 0

    @classmethod
    async def begin(
        cls, connection: AsyncConnection, *, actor: str, scope: str, at: datetime, say: Phrases
    ) -> Journal:
        """Take the store's position; on PostgreSQL this makes other writers wait for their turn."""
        # FOR UPDATE is left out by SQLAlchemy on SQLite, where BEGIN IMMEDIATE does the same.
        held = select(meta.c.value).where(meta.c.key == "position").with_for_update()
        position = int((await connection.execute(held)).scalar_one())
        return cls(connection, actor=actor, scope=scope, at=at, position=position, say=say)

    @property
    def changed(self) -> bool:
        """Tell whether anything was recorded."""
        return self.position != self._began_at

    def record(
        self,
        kind: str,
        subject: str,
        action: str,
        *,
        before: str | None = None,
        after: str | None = None,
        reason: str | None = None,
    ) -> int:
        """Write down who did what to what, before and after; gives the change's position."""
        self.position += 1
        row = {
            "position": self.position,
            "at": self.at,
            "actor": self.actor,
            "scope": self.scope,
            "action": action,
            "kind": kind,
            "subject": subject,
            "before": before,
            "after": after,
            "reason": reason,
        }
        self.put(audit, row)
        self._waiting += 1
        return self.position

    def put(self, table: Table, *rows: Row, key: tuple[Any, ...] = ()) -> None:
        """Send rows to a table; rows put later under the same key (default: primary key) win."""
        pending = self._rows.setdefault(table.name, {})
        if key:
            pending[key] = list(rows)
            return
        names = [column.name for column in table.primary_key.columns]
        for row in rows:
            pending[tuple(row[name] for name in names)] = [row]

    def remove(self, table: Table, **where: Any) -> None:
        """Take rows out of a projection before the waiting ones are put in."""
        self._gone.setdefault(table.name, []).append(where)

    async def breathe(self) -> None:
        """Send what waits once there is a batch of it."""
        if self._waiting >= BATCH:
            await self.flush()

    async def flush(self) -> None:
        """Send everything that waits."""
        self._waiting = 0
        gone, self._gone = self._gone, {}
        rows, self._rows = self._rows, {}
        for table in reversed(_ORDER):
            if table.name in gone:
                await self._delete(table, gone[table.name])
        for table in _ORDER:
            if table.name in rows:
                waiting = [row for group in rows[table.name].values() for row in group]
                if waiting:
                    await self._insert(table, waiting)

    async def set_meta(self, key: str, value: str) -> None:
        """Note something about the store as a whole."""
        await self._insert(meta, [{"key": key, "value": value}])

    async def close(self) -> None:
        """Send the rest and move the store's position; other processes are told at commit."""
        await self.flush()
        if not self.changed:
            return
        moved = update(meta).where(meta.c.key == "position").values(value=str(self.position))
        await self.connection.execute(moved)
        if self.connection.dialect.name == "postgresql":
            await self.connection.exec_driver_sql(f"NOTIFY factline, '{self.position}'")

    async def _delete(self, table: Table, wheres: list[Row]) -> None:
        names = list(wheres[0])
        same = and_(*(table.c[name] == bindparam(f"b_{name}") for name in names))
        keys = [{f"b_{name}": where[name] for name in names} for where in wheres]
        await self.connection.execute(delete(table).where(same), keys)

    async def _insert(self, table: Table, rows: list[Row]) -> None:
        await self.connection.execute(_upsert(table, self.connection.dialect.name), rows)


def _upsert(table: Table, dialect: str) -> Any:
    """Insert; replace what a projection held, leave known documents, never touch a log."""
    statement = upsert(dialect, table)
    if table.name in _LOGS:
        return statement
    if table is document:
        return statement.on_conflict_do_nothing()
    keys = [column.name for column in table.primary_key.columns]
    others = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=others)
