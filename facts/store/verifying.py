"""Checking the whole record: hashes, gaps, projections, relation rules, positions.

What is written is checked when it is written; this finds what happened to the store since: a row
changed behind the triggers' back, a disk that lies, an error of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, func, select

from facts.model import GENESIS, Action, Relation, RelationKind, revision_hash
from facts.store.credibility import independent
from facts.store.curation_tables import purging
from facts.store.findings import Finding
from facts.store.projecting import project
from facts.store.reading import read_position, revision_of
from facts.store.relation_log import ACYCLIC, circular, relation_hash
from facts.store.tables import (
    audit,
    document,
    fact,
    fact_document,
    relation,
    relation_revision,
    revision,
)
from facts.store.verifying_entities import entities, signatures

_ROWS = 500


def verify(connection: Connection) -> list[Finding]:
    """Check everything within one view of the store; gives what is broken."""
    found: list[Finding] = []
    for subject, check in _CHECKS:
        try:
            for finding in check(connection):
                found.append(finding)  # noqa: PERF402 - what was found before a failure is kept
        except ValueError as error:  # a value that no version of ours has written
            found.append(Finding("value", subject, f"hold what cannot be read: {_why(error)}"))
    return found


def _why(error: ValueError) -> str:
    """Say in one line why a value was refused."""
    said = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
    return said.removeprefix("Value error, ")


def _file(connection: Connection) -> Iterator[Finding]:
    if connection.dialect.name != "sqlite":
        return
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check").all():
        if said != "ok":
            yield Finding("file", "the store", str(said))
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        yield Finding("file", str(row[0]), f"row {row[1]} points to nothing in {row[2]}")


def _positions(connection: Connection) -> Iterator[Finding]:
    count, last = connection.execute(select(func.count(), func.max(audit.c.position))).one()
    position = read_position(connection)
    if count != (last or 0):
        yield Finding("positions", "audit", f"{last} positions, but {count} entries")
    if position != (last or 0):
        yield Finding("positions", "the store", f"stands at {position}, the journal at {last or 0}")
    for table, kind in ((revision, "fact"), (relation_revision, "relation")):
        entry = audit.alias()
        unjournalled = (
            select(table.c.position)
            .outerjoin(entry, entry.c.position == table.c.position)
            .where((entry.c.position.is_(None)) | (entry.c.kind != kind))
        )
        for lost in connection.scalars(unjournalled):
            yield Finding("positions", table.name, f"entry {lost} is not in the journal")
        logged = select(func.count()).select_from(table)
        journalled = select(func.count()).select_from(audit).where(audit.c.kind == kind)
        if connection.scalar(logged) != connection.scalar(journalled):
            yield Finding("positions", table.name, "does not hold everything that was journalled")


def _purging(connection: Connection) -> Iterator[Finding]:
    """A server stands there only within the transaction that deletes its record."""
    for scope in connection.scalars(select(purging.c.scope)):
        yield Finding("purging", scope, "was left open: the logs are not insert only for it")


def _revisions(connection: Connection) -> Iterator[Finding]:
    """Walk every chain; the latest revision of each must be what the projection holds."""
    held = {(r.scope, r.fact): r for r in _stream(connection, select(fact))}
    pages = {row.hash: row._asdict() for row in _stream(connection, select(document))}
    links: dict[tuple[str, str], list[Any]] = {}
    for row in _stream(connection, select(fact_document).order_by(fact_document.c.ordinal)):
        links.setdefault((row.scope, row.fact), []).append(row._asdict())
    log = select(revision).order_by(revision.c.scope, revision.c.fact, revision.c.number)
    for key, chain in _chains(connection, log, ("scope", "fact")):
        name = f"{key[1]} ({key[0]})"
        yield from _follows(name, chain, _sealed)
        projection = held.pop((key[0], key[1]), None)
        if projection is None:
            yield Finding("projection", name, "is missing")
            continue
        yield from _projected(name, chain[-1], projection, links.pop((key[0], key[1]), []), pages)
    for scope, lost in held:
        yield Finding("projection", f"{lost} ({scope})", "has no revision")


def _projected(
    name: str, last: Any, held: Any, links: list[Any], pages: dict[str, Any]
) -> Iterator[Finding]:
    try:
        wanted = project(revision_of(last), last.body, last.position)
    except ValueError as error:
        yield Finding("body", name, f"breaks a rule: {_why(error)}")
        return
    wrong = [column for column, value in wanted.fact.items() if getattr(held, column) != value]
    if wrong:
        yield Finding("projection", name, f"differs from the log in {', '.join(wrong)}")
    if links != wanted.links or any(pages.get(d["hash"]) != d for d in wanted.documents):
        yield Finding("projection", name, "differs from the log in its documents")


def _relations(connection: Connection) -> Iterator[Finding]:
    keys = ("scope", "kind", "from_fact", "to_fact")
    held = {tuple(getattr(r, k) for k in keys): r for r in _stream(connection, select(relation))}
    log = select(relation_revision).order_by(
        *(relation_revision.c[key] for key in keys), relation_revision.c.number
    )
    for key, chain in _chains(connection, log, keys):
        name = " ".join(key[1:])
        yield from _follows(name, chain, _sealed_relation)
        last, now = chain[-1], held.pop(key, None)
        wanted = (last.position, last.number, last.action == "record", last.note, last.hash)
        found = now and (now.position, now.number, bool(now.live), now.note, now.hash)
        if found != wanted:
            yield Finding("projection", name, "differs from the log")
    for key in held:
        yield Finding("projection", " ".join(key[1:]), "has no entry in the log")


def _relation_rules(connection: Connection) -> Iterator[Finding]:
    facts = {(r.scope, r.fact) for r in _stream(connection, select(fact.c.scope, fact.c.fact))}
    graphs: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in _stream(connection, select(relation).where(relation.c.live)):
        name = f"{row.kind} {row.from_fact} {row.to_fact}"
        ends = (row.from_fact, row.to_fact)
        graphs.setdefault((row.scope, row.kind), []).append(ends)
        try:
            link = Relation(RelationKind(row.kind), *ends, row.scope, row.note)
        except ValueError as error:
            yield Finding("relation", name, f"breaks a rule: {_why(error)}")
            continue
        if link.canonical != link:
            yield Finding("relation", name, "runs the wrong way round")
        own = [(row.scope, end) in facts for end in ends]
        shared = [("base", end) in facts for end in ends]
        if not all(mine or base for mine, base in zip(own, shared, strict=True)):
            yield Finding("relation", name, "has an end that is not on record")
        if link.kind is RelationKind.CORROBORATES and not all(own):
            yield Finding("relation", name, "lets a server's record corroborate a shared fact")
    for (scope, kind), edges in graphs.items():
        if kind in ACYCLIC and circular(edges):
            yield Finding("relation", f"{kind} ({scope})", "runs in a circle")


def _credibility(connection: Connection) -> Iterator[Finding]:
    claims = select(revision).join(fact, fact.c.position == revision.c.position)
    sure = claims.where(fact.c.credibility == 1, fact.c.action != Action.RETRACT.value)
    for row in connection.execute(sure).all():
        linked = select(relation.c.from_fact, relation.c.to_fact).where(
            relation.c.scope == row.scope,
            relation.c.live,
            relation.c.kind == RelationKind.CORROBORATES.value,
            (relation.c.from_fact == row.fact) | (relation.c.to_fact == row.fact),
        )
        names = {end for ends in connection.execute(linked) for end in ends} - {row.fact}
        others = connection.execute(
            claims.where(
                fact.c.scope == row.scope,
                fact.c.fact.in_(names),
                fact.c.action != Action.RETRACT.value,
            )
        ).all()
        ours = revision_of(row).body
        if not any(independent(ours, revision_of(other).body) for other in others):
            yield Finding("credibility", row.fact, "is 1 without an independent corroboration")


def _follows(name: str, chain: Sequence[Any], seal: Any) -> Iterator[Finding]:
    previous = GENESIS
    for number, row in enumerate(chain, start=1):
        if row.number != number:
            yield Finding("gap", name, f"revision {number} is missing")
            return
        if row.previous_hash != previous or seal(previous, row) != row.hash:
            yield Finding("hash", name, f"revision {number} is not what was recorded")
            return
        previous = row.hash


def _sealed(previous: str, row: Any) -> str:
    return revision_hash(
        previous,
        fact=row.fact,
        scope=row.scope,
        number=row.number,
        action=row.action,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        reason=row.reason,
        notice=row.notice,
        body=row.body,
    )


def _sealed_relation(previous: str, row: Any) -> str:
    return relation_hash(
        previous,
        scope=row.scope,
        kind=row.kind,
        from_fact=row.from_fact,
        to_fact=row.to_fact,
        number=row.number,
        action=row.action,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        reason=row.reason,
        note=row.note,
    )


def _chains(
    connection: Connection, log: Any, keys: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    """Group an ordered log by what its entries belong to."""
    current: tuple[str, ...] | None = None
    chain: list[Any] = []
    for row in _stream(connection, log):
        key = tuple(getattr(row, name) for name in keys)
        if key != current and current is not None:
            yield current, chain
            chain = []
        current = key
        chain.append(row)
    if current is not None:
        yield current, chain


def _stream(connection: Connection, wanted: Any) -> Iterator[Any]:
    rows = connection.execute(wanted, execution_options={"yield_per": _ROWS})
    for chunk in rows.partitions():
        yield from chunk


_CHECKS: tuple[tuple[str, Callable[[Connection], Iterator[Finding]]], ...] = (
    ("the file", _file),
    ("the journal's entries", _positions),
    ("servers to be deleted", _purging),
    ("sources, places and series", entities),
    ("the journal's entries", signatures),
    ("revisions", _revisions),
    ("relations", _relations),
    ("relations", _relation_rules),
    ("facts of credibility 1", _credibility),
)
"""What is checked, in this order, with what is named where its values cannot be read."""
