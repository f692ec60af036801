"""Reading a layer from the tables, in a worker thread, in small chunks.

Small chunks because the event loop shares the interpreter: between two rows it may run. Equal parts
of bodies (chains, documents, dates, caveats) become one object, which halves the memory.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, func, select

from facts.model import (
    Action,
    Body,
    Relation,
    RelationKind,
    Revision,
)
from facts.model.history import body_from_json
from facts.snapshot import Changes, Layer, Overlay, Record, RecordCorrection
from facts.snapshot.digest import record_mark
from facts.store.entity_log import ADAPTERS, TABLES
from facts.store.tables import audit, fact, meta, overlay, relation, revision

CHUNK = 200
TOLD = (Action.CORRECT.value, Action.RETRACT.value, Action.RESTORE.value)
"""Actions that change what readers had been told."""

Part = TypeVar("Part", bound=Hashable)


class Sharing:
    """Makes equal values one object, for as long as a layer is being read."""

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}

    def same(self, part: Part) -> Part:
        """Give the first value that was equal to this one."""
        known: Part = self._known.setdefault(part, part)
        return known

    def slim(self, body: Body) -> Body:
        """Let a body that was just read share its parts with those read before."""
        for name in ("chain", "documents", "caveats", "places", "metric"):
            # The body is ours alone until it is handed out, so this changes nobody's value.
            object.__setattr__(body, name, self.same(getattr(body, name)))
        for name in ("scope_place", "stated_on", "valid", "measure", "series"):
            part = getattr(body, name)
            if part is not None:
                object.__setattr__(body, name, self.same(part))
        return body


def read_position(connection: Connection) -> int:
    """Read the store's revision number."""
    return int(connection.scalar(select(meta.c.value).where(meta.c.key == "position")) or 0)


def read_layer(connection: Connection, scope: str) -> Layer:
    """Read everything of one scope. The connection must hold one transaction throughout."""
    content, found = 0, []
    for record, marked in _records(connection, scope):
        found.append(record)
        content += marked
    return Layer.build(
        scope=scope,
        position=read_position(connection),
        records=found,
        sources=entities(connection, "source", scope),
        places=entities(connection, "place", scope),
        series=entities(connection, "series", scope),
        relations=relations(connection, scope),
        corrections=corrections(connection, scope),
        overlays=overlays(connection, scope),
        record_content=content,
    )


def read_changes(connection: Connection, scope: str, since: int) -> Changes:
    """Read what became different in a scope after a position of the store."""
    kinds = set(
        connection.scalars(
            select(audit.c.kind).where(audit.c.scope == scope, audit.c.position > since).distinct()
        )
    )
    whole = {
        name: entities(connection, kind, scope) if kind in kinds else None
        for name, kind in (("sources", "source"), ("places", "place"), ("series", "series"))
    }
    return Changes(
        position=read_position(connection),
        records=[record for record, _ in _records(connection, scope, since)],
        relations=_changed_relations(connection, scope, since),
        overlays=overlays(connection, scope) if "overlay" in kinds else None,
        corrections=corrections(connection, scope, since),
        **whole,
    )


def changes_since(connection: Connection, position: int) -> tuple[int, dict[str, int]]:
    """Give the store's position, and how often each scope changed after an earlier one."""
    counted = (
        select(audit.c.scope, func.count())
        .where(audit.c.position > position)
        .group_by(audit.c.scope)
    )
    return read_position(connection), {row[0]: row[1] for row in connection.execute(counted)}


def purged(connection: Connection, scope: str, since: int) -> bool:
    """Tell whether a server's record was deleted after a position: what is gone shows in no change."""
    deleted = select(audit.c.position).where(
        audit.c.scope == scope,
        audit.c.position > since,
        audit.c.kind == "server",
        audit.c.action == "purge",
    )
    return connection.execute(deleted.limit(1)).first() is not None


def _records(connection: Connection, scope: str, since: int = -1) -> Iterator[tuple[Record, int]]:
    """Stream facts in the order of their ids, with their marks; only those changed after `since`."""
    wanted = (
        select(
            fact.c.fact,
            fact.c.number,
            fact.c.action,
            fact.c.recorded_at,
            fact.c.hash,
            revision.c.body,
        )
        .join(revision, revision.c.position == fact.c.position)
        .where(fact.c.scope == scope, fact.c.position > since)
        .order_by(fact.c.fact)
    )
    sharing = Sharing()
    for name, number, said, at, sealed, text in _stream(connection, wanted):
        action = Action(said)
        body = sharing.slim(body_from_json(text))
        record = Record(name, scope, number, action, sharing.same(at), sealed, body)
        yield record, record_mark(name, number, action, text)


def _changed_relations(
    connection: Connection, scope: str, since: int
) -> list[tuple[Relation, bool]]:
    wanted = select(relation).where(relation.c.scope == scope, relation.c.position > since)
    return [
        (Relation(RelationKind(r.kind), r.from_fact, r.to_fact, scope, r.note), bool(r.live))
        for r in _stream(connection, wanted)
    ]


def entities(connection: Connection, kind: str, scope: str) -> list[Any]:
    """Read all sources, places or series of a scope."""
    table = TABLES[kind]
    found = connection.execute(select(table.c.body).where(table.c.scope == scope))
    return [ADAPTERS[kind].validate_json(text) for text in found.scalars()]


def relations(connection: Connection, scope: str) -> list[Relation]:
    """Read the relations of a scope that stand."""
    wanted = select(
        relation.c.kind, relation.c.from_fact, relation.c.to_fact, relation.c.note
    ).where(relation.c.scope == scope, relation.c.live)
    return [
        Relation(RelationKind(kind), start, end, scope, note)
        for kind, start, end, note in _stream(connection, wanted)
    ]


def corrections(connection: Connection, scope: str, since: int = -1) -> list[RecordCorrection]:
    """Read the revisions that changed what readers had been told."""
    log = revision.c
    wanted = select(
        log.fact, log.number, log.action, log.recorded_at, log.reason, log.notice
    ).where(log.scope == scope, log.action.in_(TOLD), log.position > since)
    return [
        RecordCorrection(name, number, Action(action), at, reason, notice)
        for name, number, action, at, reason, notice in _stream(connection, wanted)
    ]


def overlays(connection: Connection, scope: str) -> list[Overlay]:
    """Read what a server laid over shared facts, in a fixed order."""
    wanted = (
        select(overlay.c.fact, overlay.c.kind, overlay.c.text)
        .where(overlay.c.scope == scope)
        .order_by(overlay.c.fact, overlay.c.kind)
    )
    return [Overlay(name, kind, text) for name, kind, text in connection.execute(wanted)]


def revision_of(row: Any) -> Revision:
    """Make a revision from a row of the log."""
    return Revision(
        fact=row.fact,
        scope=row.scope,
        number=row.number,
        action=Action(row.action),
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        body=body_from_json(row.body),
        previous_hash=row.previous_hash,
        hash=row.hash,
        reason=row.reason,
        notice=row.notice,
    )


def _stream(connection: Connection, wanted: Select[Any]) -> Iterator[Any]:
    rows = connection.execute(wanted, execution_options={"yield_per": CHUNK})
    for chunk in rows.partitions():
        yield from chunk
