"""Reading the audit: who changed what, when, before and after; never writing it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from facts.store.store import Store
from facts.store.tables import audit

EXPORT_CHUNK = 500


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change as the journal has it. `actor` is a pseudonym or `collection`.

    `subject` names what was changed (an id, `kind from to` of a relation); `before` and `after` are
    JSON texts or None. A server's entries that were deleted at its wish stay as blanks (`purged`).
    """

    position: int
    at: datetime
    actor: str
    scope: str
    action: str
    kind: str
    subject: str
    before: str | None
    after: str | None
    reason: str | None


async def read_audit(
    store: Store,
    scope: str,
    *,
    actor: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 50,
    before: int | None = None,
) -> tuple[AuditEntry, ...]:
    """List a scope's changes, newest first: by one actor, within [since, until), before a position."""
    wanted = _wanted(scope, actor, since, until).order_by(audit.c.position.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(audit.c.position < before)
    async with store.looking() as connection:
        return tuple(AuditEntry(**row._mapping) for row in await connection.execute(wanted))


async def export_audit(
    store: Store,
    scope: str,
    *,
    actor: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[AuditEntry]:
    """Read all of a scope's changes, oldest first, in a worker thread."""

    def read(connection: Connection) -> list[AuditEntry]:
        return list(_stream(connection, _wanted(scope, actor, since, until)))

    return await store.reading(read)


def _wanted(
    scope: str, actor: str | None, since: datetime | None, until: datetime | None
) -> Select[Any]:
    wanted = select(audit).where(audit.c.scope == scope)
    if actor is not None:
        wanted = wanted.where(audit.c.actor == actor)
    if since is not None:
        wanted = wanted.where(audit.c.at >= since)
    if until is not None:
        wanted = wanted.where(audit.c.at < until)
    return wanted


def _stream(connection: Connection, wanted: Select[Any]) -> Iterator[AuditEntry]:
    rows = connection.execute(
        wanted.order_by(audit.c.position), execution_options={"yield_per": EXPORT_CHUNK}
    )
    for row in rows:
        yield AuditEntry(**row._mapping)
