"""Checking sources, places and series: each is what the journal says was put last, and so are its columns.

They carry no chain of hashes: the journal's newest entry of each is what they are compared with.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, select

from facts.model import Place
from facts.store.entity_log import ADAPTERS, TABLES, alias_rows, columns_of
from facts.store.findings import Finding
from facts.store.tables import audit, place_alias, relation_revision, revision


def entities(connection: Connection) -> Iterator[Finding]:
    """Compare every source, place and series with the journal, and a place's names with the place."""
    names: set[tuple[Any, ...]] = set()
    for kind, table in TABLES.items():
        held = {(row.scope, row.id): row for row in connection.execute(select(table))}
        for key, last in _put_last(connection, kind).items():
            name, row = f"{kind} {key[1]} ({key[0]})", held.pop(key, None)
            if last.after is None:
                if row is not None:
                    yield Finding("projection", name, "was taken out, and is there")
            elif row is None:
                yield Finding("projection", name, "is missing")
            else:
                yield from _same(kind, name, row, last, names)
        for scope, lost in held:
            yield Finding("projection", f"{kind} {lost} ({scope})", "is not in the journal")
    found = {tuple(row) for row in connection.execute(select(*_ALIAS))}
    for scope, place, folded, *_ in sorted(names ^ found):
        missing = any(n[:3] == (scope, place, folded) for n in names)
        wrong = "lacks or spells otherwise" if missing else "has too much"
        yield Finding("projection", f"place {place} ({scope})", f"{wrong} the name “{folded}”")


def signatures(connection: Connection) -> Iterator[Finding]:
    """Find entries of the two logs that the journal ascribes to somebody else."""
    for table in (revision, relation_revision):
        other = (
            select(table.c.position)
            .join(audit, audit.c.position == table.c.position)
            .where((audit.c.actor != table.c.recorded_by) | (audit.c.scope != table.c.scope))
            .order_by(table.c.position)
        )
        for position in connection.scalars(other):
            yield Finding("journal", table.name, f"entry {position} is by somebody else there")


_ALIAS = tuple(place_alias.c[name] for name in ("scope", "place", "folded", "alias", "parent"))


def _put_last(connection: Connection, kind: str) -> dict[tuple[str, str], Any]:
    entries = select(audit).where(audit.c.kind == kind).order_by(audit.c.position)
    return {(entry.scope, entry.subject): entry for entry in connection.execute(entries)}


def _same(
    kind: str, name: str, row: Any, last: Any, names: set[tuple[Any, ...]]
) -> Iterator[Finding]:
    wanted = {"body": last.after, "position": last.position, "recorded_by": last.actor}
    try:
        entity = ADAPTERS[kind].validate_json(row.body)
    except ValidationError:
        yield Finding("body", name, "breaks a rule")
        return
    wanted |= {"scope": entity.scope, "id": entity.id, **columns_of(entity)}
    wrong = [column for column, value in wanted.items() if getattr(row, column) != value]
    if wrong:
        yield Finding("projection", name, f"differs from the journal in {', '.join(sorted(wrong))}")
    if isinstance(entity, Place):
        names.update(tuple(alias[c.name] for c in _ALIAS) for alias in alias_rows(entity))
