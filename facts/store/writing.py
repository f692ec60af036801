"""One writing transaction: a whole change to one scope of the record, or none of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from facts.errors import NotOnRecord, Refused
from facts.model import BASE, Action, Body, Place, Relation, Revision, Series, Source
from facts.model.history import body_from_json
from facts.store.credibility import expect_corroborated
from facts.store.entity_log import ADAPTERS, EntityLog
from facts.store.fact_log import FactLog, Head
from facts.store.journal import Journal
from facts.store.relation_log import Key, Link, RelationLog
from facts.store.tables import meta, overlay, revision


class Writing:
    """What may be done in one transaction; made by `Store.writing`.

    Everything is written by `actor` into one `scope`, recorded at one instant, and audited by rule.
    An error that leaves the `async with` block undoes the whole transaction.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._entities = EntityLog(journal)
        self._facts = FactLog(journal, self._entities)
        self._relations = RelationLog(journal, self._facts)

    @property
    def connection(self) -> AsyncConnection:
        """Give the transaction's connection, for tables of `facts.store` that change with it."""
        return self._journal.connection

    @property
    def at(self) -> datetime:
        """Give the instant at which everything here is recorded (UTC)."""
        return self._journal.at

    @property
    def scope(self) -> str:
        """Give the scope that is written."""
        return self._journal.scope

    @property
    def actor(self) -> str:
        """Give who does this."""
        return self._journal.actor

    def note(
        self, kind: str, subject: str, action: str, before: str | None, after: str | None
    ) -> int:
        """Audit a change of something beside the record, such as a setting; gives its position."""
        return self._journal.record(kind, subject, action, before=before, after=after)

    async def create(self, fact: str, body: Body) -> Revision:
        """Add a fact under an id that was never used.

        Raises Refused for a used id, NotOnRecord for an unknown source, place or series.
        """
        return await self._facts.create(fact, body)

    async def revise(
        self,
        fact: str,
        action: Action,
        body: Body | None = None,
        *,
        reason: str,
        notice: str | None = None,
        based_on: int | None = None,
    ) -> Revision:
        """Add a revision to a fact of this scope: clarify, correct, retract or restore.

        `body` None keeps the body as it is. `based_on` is the revision the caller had read.
        Restoring gives a retracted fact back, or an earlier body to one that stands. Raises
        StaleRevision if `based_on` is no longer the latest, Refused where the action does not fit
        (a retracted fact is restored before it is changed; a change must change something; a
        server cannot change a shared fact), NotOnRecord for an unknown fact.
        """
        return await self._facts.revise(
            fact, action, body, reason=reason, notice=notice, based_on=based_on
        )

    async def relate(self, relation: Relation, *, reason: str | None = None) -> bool:
        """Record a relation, or change its note; False if it stands like this already.

        Raises NotOnRecord for an unknown fact, Refused where a server's fact would corroborate a
        shared one; at the end of the transaction Refused if facts would supersede or be part of each
        other in a circle.
        """
        return await self._relations.relate(relation, reason)

    async def end_relation(self, relation: Relation, *, reason: str) -> None:
        """End a relation (its note does not matter); raises NotOnRecord if it does not stand."""
        await self._relations.end(relation, reason)

    async def put_source(self, source: Source, *, reason: str | None = None) -> bool:
        """Add or change a source; False if it is held like this already."""
        return await self._entities.put(source, reason)

    async def put_place(self, place: Place) -> bool:
        """Add or change a place; False if it is held like this already.

        At the end of the transaction raises Refused if two places of one parent share a name.
        """
        return await self._entities.put(place)

    async def put_series(self, series: Series) -> bool:
        """Add or change a cumulative series; False if it is held like this already."""
        return await self._entities.put(series)

    async def remove_entity(self, kind: Literal["source", "place", "series"], name: str) -> bool:
        """Take out what nothing on record, past or present, speaks of; False (it stays) if it is."""
        return await self._entities.remove(kind, name)

    async def overlay(
        self, fact: str, kind: Literal["hide", "note", "pin"], text: str | None = None
    ) -> None:
        """Hide, annotate or pin a shared fact in this server; a second note replaces the first.

        Raises Refused in the shared record or for a note without text, NotOnRecord for a fact that
        the shared record does not hold.
        """
        if self.scope == BASE:
            raise Refused(self._journal.say("store.overlay.server"))
        if kind == "note" and not (text or "").strip():
            raise Refused(self._journal.say("curation.needs.note"))
        if await self._facts.head(fact, BASE) is None:
            raise NotOnRecord(self._journal.say("store.overlay.no_fact", fact=fact))
        before = await self._laid(fact, kind)
        after = json.dumps({"text": text})
        why = text if kind == "hide" else None
        position = self._journal.record(
            "overlay", fact, kind, before=before, after=after, reason=why
        )
        row = {"scope": self.scope, "fact": fact, "kind": kind, "text": text}
        put = {"position": position, "recorded_at": self.at, "recorded_by": self._journal.actor}
        self._journal.put(overlay, row | put)

    async def lift_overlay(
        self, fact: str, kind: Literal["hide", "note", "pin"], *, reason: str | None = None
    ) -> None:
        """Take back what this server laid over a shared fact; raises NotOnRecord if nothing was."""
        before = await self._laid(fact, kind)
        if before is None:
            raise NotOnRecord(self._journal.say("store.overlay.nothing", fact=fact))
        self._journal.record("overlay", fact, "lift", before=before, reason=reason)
        self._journal.remove(overlay, scope=self.scope, fact=fact, kind=kind)
        await self._journal.flush()

    async def _laid(self, fact: str, kind: str) -> str | None:
        await self._journal.flush()
        where = (overlay.c.scope == self.scope, overlay.c.fact == fact, overlay.c.kind == kind)
        found = (await self.connection.execute(select(overlay.c.text).where(*where))).first()
        return None if found is None else json.dumps({"text": found.text})

    async def body(self, fact: str) -> Body:
        """Read a fact of this scope as its latest revision has it; raises NotOnRecord."""
        if await self._facts.head(fact) is None:
            raise NotOnRecord(self._journal.say("curation.no_fact", fact=fact))
        return body_from_json(await self._facts.text(fact))

    async def body_at(self, fact: str, number: int) -> Body | None:
        """Read a fact of this scope as one of its revisions had it; None if there is no such one."""
        await self._journal.flush()
        found = await self.connection.scalar(
            select(revision.c.body).where(
                revision.c.scope == self.scope,
                revision.c.fact == fact,
                revision.c.number == number,
            )
        )
        return None if found is None else body_from_json(found)

    async def used(self, fact: str) -> bool:
        """Tell whether an id was ever used in this scope or is a shared fact's."""
        own = await self._facts.head(fact)
        return own is not None or await self._facts.head(fact, BASE) is not None

    async def sources(self) -> dict[str, Source]:
        """Give every source that this scope can see, by id."""
        held = await self._entities.held("source", BASE)
        if self.scope != BASE:
            held = held | await self._entities.held("source", self.scope)
        return {name: ADAPTERS["source"].validate_json(text) for name, (text, _) in held.items()}

    async def heads(self) -> dict[str, Head]:
        """Give every fact's latest revision number and hashes in this scope, read at once."""
        return await self._facts.heads()

    async def links(self) -> dict[Key, Link]:
        """Give every relation of this scope, ended ones too, read at once."""
        return await self._relations.links()

    async def foresee(self, names: Sequence[str]) -> None:
        """Look up facts and the relations that run from them at once, before many are written.

        Without it each costs queries of its own. A few hundred names at a time.
        """
        await self._facts.foresee(names)
        await self._relations.foresee(names)

    async def entities(self, kind: Literal["source", "place", "series"]) -> dict[str, str]:
        """Give id → who recorded it last, for one kind of entity in this scope."""
        held = await self._entities.held(kind, self.scope)
        return {name: recorded_by for name, (_, recorded_by) in held.items()}

    async def holds(self, entity: Source | Place | Series) -> bool:
        """Tell whether a source, place or series is held in this scope just like this."""
        return await self._entities.holds(entity)

    async def places(self) -> list[Place]:
        """List the places of this scope."""
        held = await self._entities.held("place", self.scope)
        return [ADAPTERS["place"].validate_json(text) for text, _ in held.values()]

    async def meta(self, key: str) -> str | None:
        """Read a note about the store as a whole."""
        return await self.connection.scalar(select(meta.c.value).where(meta.c.key == key))

    async def set_meta(self, key: str, value: str) -> None:
        """Keep a note about the store as a whole."""
        await self._journal.set_meta(key, value)

    async def check(self) -> None:
        """Send everything and check what only shows at the end.

        Raises Refused for circles, names of places given twice, and a credibility of 1 without ground.
        """
        await self._entities.settle()
        await self._journal.flush()
        await self._relations.settle()
        touched = frozenset(self._facts.touched | self._relations.corroborations)
        if touched:
            await expect_corroborated(self._journal, touched)

    async def finish(self) -> bool:
        """Check and end the transaction; called by `Store.writing`. Gives whether anything changed."""
        await self.check()
        await self._journal.close()
        return self._journal.changed
