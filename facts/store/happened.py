"""What happened to facts between two positions of the store: for digests, and for amending answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, func, select, tuple_, union

from facts.model import Action, Revision
from facts.store.reading import TOLD, read_position, revision_of
from facts.store.store import Store
from facts.store.tables import fact, overlay, revision

_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Told:
    """The step that changed what readers had been told: correct, retract or restore."""

    number: int
    action: Action
    recorded_at: datetime
    reason: str
    notice: str | None


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened to one fact in a window.

    Attributes:
        created: it was not on record before.
        told: the last correction, retraction or restoring in the window, or None.
        before: the revision that stood before the window, where `told` changed it.
    """

    fact: str
    scope: str
    created: bool
    told: Told | None = None
    before: Revision | None = None


async def happened(store: Store, scope: str, since: int, until: int) -> tuple[Happened, ...]:
    """List what happened in one scope after position `since` and up to `until`, by fact.

    Facts that were only clarified are left out: nothing that readers had been told has changed.
    """

    def read(connection: Connection) -> tuple[Happened, ...]:
        return tuple(_read(connection, scope, since, until))

    return await store.reading(read)


def _read(connection: Connection, scope: str, since: int, until: int) -> Iterable[Happened]:
    log = revision.c
    wanted = (
        select(log.fact, log.number, log.action, log.recorded_at, log.reason, log.notice)
        .where(log.scope == scope, log.position > since, log.position <= until)
        .order_by(log.fact, log.number)
    )
    found: Sequence[Any] = connection.execute(wanted).all()
    steps = {name: list(rows) for name, rows in groupby(found, key=lambda row: str(row.fact))}
    told = {name: _told(rows) for name, rows in steps.items()}
    earlier = [(n, rows[0].number - 1) for n, rows in steps.items() if told[n] and _is_old(rows)]
    before = _revisions(connection, scope, earlier)
    for name, rows in steps.items():
        if told[name] is not None or not _is_old(rows):
            yield Happened(name, scope, not _is_old(rows), told[name], before.get(name))


def _is_old(rows: Sequence[Any]) -> bool:
    return bool(rows[0].number > 1)


def _told(rows: Sequence[Any]) -> Told | None:
    for row in reversed(rows):
        if row.action in TOLD:
            return Told(row.number, Action(row.action), row.recorded_at, row.reason, row.notice)
    return None


def _revisions(
    connection: Connection, scope: str, wanted: Sequence[tuple[str, int]]
) -> dict[str, Revision]:
    found: dict[str, Revision] = {}
    for start in range(0, len(wanted), _CHUNK):
        which = tuple_(revision.c.fact, revision.c.number).in_(wanted[start : start + _CHUNK])
        rows = connection.execute(select(revision).where(revision.c.scope == scope, which))
        found.update((row.fact, revision_of(row)) for row in rows)
    return found


async def position_at(store: Store, instant: datetime) -> int:
    """Give the position of the last revision recorded by an instant; 0 where there is none."""

    def read(connection: Connection) -> int:
        earlier = select(func.max(revision.c.position)).where(revision.c.recorded_at <= instant)
        return connection.execute(earlier).scalar() or 0

    return await store.reading(read)


async def scopes_held(store: Store) -> frozenset[str]:
    """List the scopes that hold anything of their own: most servers hold nothing."""

    def read(connection: Connection) -> frozenset[str]:
        held = union(select(fact.c.scope), select(overlay.c.scope))
        return frozenset(connection.execute(held).scalars())

    return await store.reading(read)


@dataclass(frozen=True, slots=True)
class ToldAt:
    """One correction, retraction or restoring, with its place in the journal."""

    position: int
    scope: str
    revision: Revision
    before: Revision


async def told_since(store: Store, position: int, *, limit: int) -> tuple[int, list[ToldAt]]:
    """List what readers were told anew after a position, oldest first; gives how far that reaches.

    Each comes with the revision right before it.
    """

    def read(connection: Connection) -> tuple[int, list[ToldAt]]:
        log = revision.c
        wanted = (
            select(revision)
            .where(log.position > position, log.action.in_(TOLD))
            .order_by(log.position)
            .limit(limit)
        )
        rows = connection.execute(wanted).all()
        found = []
        for row in rows:
            before = _revisions(connection, row.scope, [(row.fact, row.number - 1)])
            found.append(ToldAt(row.position, row.scope, revision_of(row), before[row.fact]))
        reach = rows[-1].position if len(rows) == limit else read_position(connection)
        return reach, found

    return await store.reading(read)
