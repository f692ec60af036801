"""Writing relations: recorded and ended like revisions, insert only and hash-chained."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from graphlib import CycleError, TopologicalSorter
from typing import Any

from sqlalchemy import select, text

from facts.errors import NotOnRecord, Refused
from facts.model import BASE, GENESIS, Relation, RelationKind
from facts.store.fact_log import FactLog
from facts.store.journal import Journal
from facts.store.tables import relation, relation_revision

Key = tuple[str, str, str]
"""Kind, from, to."""

ACYCLIC = (RelationKind.SUPERSEDES, RelationKind.PART_OF)
_MANY = 50

_REACH = text(
    """
    WITH RECURSIVE reach(origin, here) AS (
      SELECT from_fact, to_fact FROM relation
      WHERE position > :began AND live AND kind = :kind AND scope IN (:own, 'base')
      UNION
      SELECT reach.origin, relation.to_fact FROM reach
      JOIN relation ON relation.from_fact = reach.here
      WHERE live AND kind = :kind AND scope IN (:own, 'base')
    ) SELECT origin FROM reach WHERE origin = here LIMIT 1
    """
)


@dataclass(frozen=True, slots=True)
class Link:
    """What must be known of a relation in order to change it."""

    number: int
    live: bool
    note: str | None
    hash: str
    recorded_by: str


class RelationLog:
    """The relations of one scope as one writing transaction sees them."""

    def __init__(self, journal: Journal, facts: FactLog) -> None:
        self._journal = journal
        self._facts = facts
        self._links: dict[Key, Link | None] = {}
        self._began = journal.position
        self._new: dict[RelationKind, int] = {}
        self._all = False
        self._foreseen: set[str] = set()
        self.corroborations: set[str] = set()

    async def links(self) -> dict[Key, Link]:
        """Read every relation of this scope, ended ones too (for loading many at once)."""
        for key, link in (await self._read(None)).items():
            self._links.setdefault(key, link)
        self._all = True
        return {key: link for key, link in self._links.items() if link is not None}

    async def _link(self, key: Key) -> Link | None:
        if key not in self._links:
            known = self._all or key[1] in self._foreseen
            self._links[key] = None if known else (await self._read(key)).get(key)
        return self._links[key]

    async def foresee(self, names: Sequence[str]) -> None:
        """Read every relation that runs from these facts at once; then none costs its own query."""
        for key, link in (await self._read(None, names)).items():
            self._links.setdefault(key, link)
        self._foreseen.update(names)

    async def _read(self, key: Key | None, names: Sequence[str] = ()) -> dict[Key, Link]:
        wanted = select(relation).where(relation.c.scope == self._journal.scope)
        if key is not None:
            columns = (relation.c.kind, relation.c.from_fact, relation.c.to_fact)
            for column, value in zip(columns, key, strict=True):
                wanted = wanted.where(column == value)
        if names:
            wanted = wanted.where(relation.c.from_fact.in_(names))
        rows = await self._journal.connection.execute(wanted)
        return {
            (r.kind, r.from_fact, r.to_fact): Link(
                r.number, bool(r.live), r.note, r.hash, r.recorded_by
            )
            for r in rows
        }

    async def relate(self, given: Relation, reason: str | None) -> bool:
        """Record a relation or change its note; see `Writing.relate`."""
        link = given.canonical
        if link.scope != self._journal.scope:
            raise Refused(self._journal.say("store.other_relation"))
        await self._expect_ends(link)
        known = await self._link(_key(link))
        if known is not None and known.live and known.note == link.note:
            return False
        self._add(link, known, live=True, reason=reason)
        self._new[link.kind] = self._new.get(link.kind, 0) + 1
        await self._journal.breathe()
        return True

    async def end(self, given: Relation, reason: str) -> None:
        """End a relation; see `Writing.end_relation`."""
        link = given.canonical
        known = await self._link(_key(link))
        if known is None or not known.live:
            ends = {"one": link.from_fact, "two": link.to_fact}
            raise NotOnRecord(self._journal.say("store.not_related", **ends))
        self._add(replace(link, note=known.note), known, live=False, reason=reason)
        await self._journal.breathe()

    async def _expect_ends(self, link: Relation) -> None:
        scopes = []
        for name in (link.from_fact, link.to_fact):
            if await self._facts.head(name) is not None:
                scopes.append(self._journal.scope)
            elif await self._facts.head(name, BASE) is not None:
                scopes.append(BASE)
            else:
                raise NotOnRecord(self._journal.say("curation.no_fact", fact=name))
        server = self._journal.scope != BASE
        if server and link.kind is RelationKind.CORROBORATES and BASE in scopes:
            say = self._journal.say
            raise Refused(say("store.corroborates_shared"), say("store.corroborates_shared_hint"))

    def _add(self, link: Relation, known: Link | None, *, live: bool, reason: str | None) -> None:
        journal = self._journal
        number = known.number + 1 if known else 1
        previous = known.hash if known else GENESIS
        action = "record" if live else "end"
        subject = f"{link.kind} {link.from_fact} {link.to_fact}"
        state = json.dumps({"live": known.live, "note": known.note}) if known else None
        position = journal.record(
            "relation",
            subject,
            action,
            before=state,
            after=json.dumps({"live": live, "note": link.note}),
            reason=reason,
        )
        row: dict[str, Any] = {
            "scope": link.scope,
            "kind": link.kind.value,
            "from_fact": link.from_fact,
            "to_fact": link.to_fact,
            "number": number,
            "action": action,
            "recorded_at": journal.at,
            "recorded_by": journal.actor,
            "reason": reason,
            "note": link.note,
        }
        sealed = relation_hash(previous, **row)
        journal.put(
            relation_revision,
            row | {"position": position, "previous_hash": previous, "hash": sealed},
        )
        now = {name: row[name] for name in ("scope", "kind", "from_fact", "to_fact", "number")}
        journal.put(
            relation,
            now
            | {
                "position": position,
                "live": live,
                "note": link.note,
                "recorded_by": journal.actor,
                "hash": sealed,
            },
        )
        if link.kind is RelationKind.CORROBORATES:
            self.corroborations |= {link.from_fact, link.to_fact}
        self._links[_key(link)] = Link(number, live, link.note, sealed, journal.actor)

    async def settle(self) -> None:
        """Raise Refused if what was recorded runs in a circle. Needs every row to have been sent."""
        for kind in ACYCLIC:
            count = self._new.get(kind, 0)
            if count and (await self._many(kind) if count > _MANY else await self._few(kind)):
                say = self._journal.say
                raise Refused(say(f"store.circle.{kind}"), say("store.circle_hint"))

    async def _few(self, kind: RelationKind) -> bool:
        values = {"began": self._began, "kind": kind.value, "own": self._journal.scope}
        found = await self._journal.connection.execute(_REACH, values)
        return found.first() is not None

    async def _many(self, kind: RelationKind) -> bool:
        edges = select(relation.c.from_fact, relation.c.to_fact).where(
            relation.c.live,
            relation.c.kind == kind.value,
            relation.c.scope.in_((self._journal.scope, BASE)),
        )
        return circular(await self._journal.connection.execute(edges))


def circular(edges: Any) -> bool:
    """Tell whether pairs (from, to) run in a circle anywhere."""
    graph: dict[str, set[str]] = {}
    for start, end in edges:
        graph.setdefault(start, set()).add(end)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError:
        return True
    return False


def relation_hash(
    previous: str,
    *,
    scope: str,
    kind: str,
    from_fact: str,
    to_fact: str,
    number: int,
    action: str,
    recorded_at: datetime,
    recorded_by: str,
    reason: str | None,
    note: str | None,
) -> str:
    """Compute SHA-256 over the previous hash and everything this entry says (hex)."""
    said = [previous, scope, kind, from_fact, to_fact, number, action]
    when = recorded_at.isoformat(timespec="microseconds")
    written = json.dumps(
        [*said, when, recorded_by, reason, note], ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(written.encode()).hexdigest()


def _key(link: Relation) -> Key:
    return (link.kind.value, link.from_fact, link.to_fact)
