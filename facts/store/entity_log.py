"""Writing sources, places and series: kept as they are now, every change audited."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Table, delete, or_, select

from facts.errors import NotOnRecord, Refused
from facts.language.normalise import fold
from facts.model import BASE, Body, Place, Series, Source
from facts.store.journal import Journal
from facts.store.tables import place, place_alias, revision, series, source

Entity = Source | Place | Series

ADAPTERS: dict[str, TypeAdapter[Any]] = {
    "source": TypeAdapter(Source),
    "place": TypeAdapter(Place),
    "series": TypeAdapter(Series),
}
TABLES: dict[str, Table] = {"source": source, "place": place, "series": series}


def kind_of(entity: Entity) -> str:
    """Name what an entity is: source, place or series."""
    return type(entity).__name__.lower()


def entity_json(entity: Entity) -> str:
    """Write an entity as JSON; the same entity gives the same text."""
    dumped = ADAPTERS[kind_of(entity)].dump_json(entity, exclude_defaults=True)
    return dumped.decode()


class EntityLog:
    """Sources, places and series as one writing transaction sees them."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._known: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}
        self._moved: dict[str, Place] = {}

    async def held(self, kind: str, scope: str) -> dict[str, tuple[str, str]]:
        """Give id → (JSON, recorded by) of one kind in one scope."""
        if (scope, kind) not in self._known:
            table = TABLES[kind]
            found = await self._journal.connection.execute(
                select(table.c.id, table.c.body, table.c.recorded_by).where(table.c.scope == scope)
            )
            self._known[scope, kind] = {row.id: (row.body, row.recorded_by) for row in found}
        return self._known[scope, kind]

    async def holds(self, entity: Entity) -> bool:
        """Tell whether an entity is held in the scope that is written, just like this."""
        known = (await self.held(kind_of(entity), self._journal.scope)).get(entity.id)
        return known is not None and known[0] == entity_json(entity)

    async def put(self, entity: Entity, reason: str | None = None) -> bool:
        """Add an entity or change it; False if it is held like this already.

        Raises Refused for one of another scope, for one that would hide a shared one, and for a name
        that another place of the same parent goes by; NotOnRecord for a series' unknown source.
        """
        journal, kind = self._journal, kind_of(entity)
        if entity.scope != journal.scope:
            raise Refused(journal.say("store.other_record", id=entity.id))
        if journal.scope != BASE and entity.id in await self.held(kind, BASE):
            said = journal.say(f"store.shared.{kind}", id=entity.id)
            raise Refused(said, journal.say("store.shared_hint"))
        known = await self.held(kind, journal.scope)
        text = entity_json(entity)
        before = known.get(entity.id)
        if before is not None and before[0] == text:
            return False
        if isinstance(entity, Series):
            await self._expect("source", [entity.source])
        action = "create" if before is None else "change"
        at = journal.record(
            kind,
            entity.id,
            action,
            before=before[0] if before else None,
            after=text,
            reason=reason,
        )
        row = {
            "scope": entity.scope,
            "id": entity.id,
            "body": text,
            "position": at,
            "recorded_by": journal.actor,
        }
        journal.put(TABLES[kind], row | columns_of(entity))
        if isinstance(entity, Place):
            self._moved[entity.id] = entity
        known[entity.id] = (text, journal.actor)
        return True

    async def remove(self, kind: str, name: str) -> bool:
        """Take out an entity that nothing on record, past or present, speaks of; False if one does.

        Raises NotOnRecord if it is not held in this scope.
        """
        journal = self._journal
        known = await self.held(kind, journal.scope)
        if name not in known:
            raise NotOnRecord(journal.say(f"store.no.{kind}", id=name))
        await journal.flush()
        if await self._spoken_of(kind, name):
            return False
        journal.record(kind, name, "remove", before=known.pop(name)[0])
        if kind == "place":
            journal.remove(place_alias, scope=journal.scope, place=name)
            self._moved.pop(name, None)
        journal.remove(TABLES[kind], scope=journal.scope, id=name)
        return True

    async def _spoken_of(self, kind: str, name: str) -> bool:
        fields = {"source": ("source", "publisher"), "place": ("place",), "series": ("series",)}
        named = [revision.c.body.contains(f'"{field}":"{name}"') for field in fields[kind]]
        checks = [select(revision.c.position).where(or_(*named)).limit(1)]
        if kind == "source":
            checks.append(select(series.c.position).where(series.c.source == name).limit(1))
        if kind == "place":
            checks.append(select(place.c.position).where(place.c.parent == name).limit(1))
        for check in checks:
            if (await self._journal.connection.execute(check)).first() is not None:
                return True
        return False

    async def expect_named(self, body: Body) -> None:
        """Raise NotOnRecord if a body names a source, place or series that its scope cannot see."""
        sources = [hop.source for hop in body.chain if hop.source]
        await self._expect("source", [*sources, *(d.publisher for d in body.documents)])
        refs = (*((body.scope_place,) if body.scope_place else ()), *body.places)
        await self._expect("place", [ref.place for ref in refs])
        if body.series is not None:
            await self._expect("series", [body.series])

    async def _expect(self, kind: str, ids: Iterable[str]) -> None:
        own = await self.held(kind, self._journal.scope)
        shared = await self.held(kind, BASE)
        for name in ids:
            if name not in own and name not in shared:
                say = self._journal.say
                raise NotOnRecord(say(f"store.no.{kind}", id=name), say(f"store.add.{kind}"))

    async def settle(self) -> None:
        """Write the names of changed places, all at once, so that two places may swap a name."""
        if not self._moved:
            return
        journal, moved = self._journal, self._moved
        self._moved = {}
        known = await self.held("place", journal.scope)
        await self._expect("place", [p.parent for p in moved.values() if p.parent])
        await journal.flush()
        ours = [place_alias.c.scope == journal.scope]
        found = await journal.connection.execute(select(place_alias).where(*ours))
        taken = {(r.parent, r.folded): r.place for r in found if r.place not in moved}
        rows = []
        for one in moved.values():
            for row in alias_rows(one):
                other = taken.setdefault((row["parent"], row["folded"]), one.id)
                if other != one.id:
                    pair = {"name": row["alias"], "one": other, "two": one.id}
                    said = journal.say("store.place_name", **pair)
                    raise Refused(said, journal.say("store.place_name_hint"))
                rows.append(row)
        if len(known) == len(moved):
            await journal.connection.execute(delete(place_alias).where(*ours))
        else:
            for one in moved.values():
                journal.remove(place_alias, scope=journal.scope, place=one.id)
        journal.put(place_alias, *rows)


def alias_rows(one: Place) -> list[dict[str, Any]]:
    """Write a place's names as rows, one for each folded form."""
    rows: dict[str, dict[str, Any]] = {}
    for name in one.names:
        folded = fold(name)
        if folded:
            rows.setdefault(
                folded,
                {
                    "scope": one.scope,
                    "place": one.id,
                    "folded": folded,
                    "alias": name,
                    "parent": one.parent or "",
                },
            )
    return list(rows.values())


def columns_of(entity: Entity) -> dict[str, Any]:
    """Give what stands in columns of its own beside the JSON, to be found by it."""
    if isinstance(entity, Source):
        return {
            "name": entity.name,
            "kind": entity.kind.value,
            "party": entity.party.value,
            "reliability": entity.reliability.value,
        }
    if isinstance(entity, Place):
        return {"name": entity.name, "kind": entity.kind.value, "parent": entity.parent}
    return {
        "source": entity.source,
        "metric": entity.metric,
        "category": entity.category.value if entity.category else None,
        "side": entity.side.value if entity.side else None,
    }
