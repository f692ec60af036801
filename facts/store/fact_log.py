"""Writing facts: every change is one more revision, chained to the last."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from facts.errors import NotOnRecord, Refused, StaleRevision
from facts.language.phrases import Phrases
from facts.model import BASE, GENESIS, Action, Body, Revision, body_json, revision_hash
from facts.model.history import body_from_json
from facts.store.entity_log import EntityLog
from facts.store.journal import Journal
from facts.store.projecting import project, text_hash
from facts.store.tables import document, fact, fact_document, revision


@dataclass(frozen=True, slots=True)
class Head:
    """What must be known of a fact's latest revision in order to add the next."""

    number: int
    action: Action
    hash: str
    body_hash: str
    recorded_by: str

    @property
    def retracted(self) -> bool:
        """Tell whether the fact is a tombstone."""
        return self.action is Action.RETRACT


class FactLog:
    """The facts of one scope as one writing transaction sees them."""

    def __init__(self, journal: Journal, entities: EntityLog) -> None:
        self._journal = journal
        self._entities = entities
        self._heads: dict[tuple[str, str], Head | None] = {}
        self._all = False
        self.touched: set[str] = set()

    async def heads(self) -> dict[str, Head]:
        """Read the latest revision of every fact of this scope (for loading many at once)."""
        scope = self._journal.scope
        for name, head in (await self._read(scope, None)).items():
            self._heads.setdefault((scope, name), head)
        self._all = True
        return {
            name: head
            for (where, name), head in self._heads.items()
            if head is not None and where == scope
        }

    async def head(self, name: str, scope: str | None = None) -> Head | None:
        """Give a fact's latest revision in this scope (or another), None if it was never created."""
        where = scope or self._journal.scope
        if (where, name) not in self._heads:
            if self._all and where == self._journal.scope:
                return None
            self._heads[where, name] = (await self._read(where, [name])).get(name)
        return self._heads[where, name]

    async def foresee(self, names: Sequence[str]) -> None:
        """Read the latest revisions of these facts at once, here and among shared ones.

        What follows about them costs no query each. A few hundred names at a time.
        """
        for scope in dict.fromkeys((self._journal.scope, BASE)):
            found = await self._read(scope, names)
            for name in names:
                self._heads.setdefault((scope, name), found.get(name))

    async def _read(self, scope: str, names: Sequence[str] | None) -> dict[str, Head]:
        columns = (fact.c.fact, fact.c.number, fact.c.action, fact.c.hash, fact.c.body_hash)
        wanted = select(*columns, fact.c.recorded_by).where(fact.c.scope == scope)
        if names is not None:
            wanted = wanted.where(fact.c.fact.in_(names))
        return {
            row.fact: Head(row.number, Action(row.action), row.hash, row.body_hash, row.recorded_by)
            for row in await self._journal.connection.execute(wanted)
        }

    async def create(self, name: str, body: Body) -> Revision:
        """Add a fact. Raises Refused if the id was ever used here, or is a shared fact's."""
        say = self._journal.say
        if await self.head(name) is not None:
            raise Refused(say("store.id.used", fact=name), say("store.id.choose"))
        if self._journal.scope != BASE and await self.head(name, BASE) is not None:
            raise Refused(say("store.id.shared", fact=name), say("store.id.choose"))
        await self._entities.expect_named(body)
        return await self._add(name, None, Action.CREATE, body, body_json(body), None, None)

    async def revise(
        self,
        name: str,
        action: Action,
        body: Body | None,
        *,
        reason: str,
        notice: str | None,
        based_on: int | None,
    ) -> Revision:
        """Add a revision; see `Writing.revise`."""
        head, say = await self._expect_own(name), self._journal.say
        if based_on is not None and based_on != head.number:
            said = say("store.stale", fact=name, number=head.number, read=based_on)
            raise StaleRevision(said, say("store.stale_hint"))
        anew = body is not None and text_hash(body_json(body)) != head.body_hash
        _expect_allowed(name, action, head, say, anew=anew)
        if body is None:
            text = await self.text(name)
            body = body_from_json(text)
        else:
            text = body_json(body)
            if action is Action.RETRACT and text_hash(text) != head.body_hash:
                raise Refused(say("store.retract_words"), say("store.retract_words_hint"))
        if action in (Action.CLARIFY, Action.CORRECT) and text_hash(text) == head.body_hash:
            raise Refused(say("store.changes_nothing", fact=name))
        if action is not Action.RETRACT:
            await self._entities.expect_named(body)
        return await self._add(name, head, action, body, text, reason, notice)

    async def _expect_own(self, name: str) -> Head:
        head, say = await self.head(name), self._journal.say
        if head is not None:
            return head
        if self._journal.scope != BASE and await self.head(name, BASE) is not None:
            raise Refused(say("store.shared_fact", fact=name), say("curation.shared_fact_hint"))
        raise NotOnRecord(say("curation.no_fact", fact=name))

    async def text(self, name: str) -> str:
        """Read the body of a fact's latest revision, as canonical JSON."""
        await self._journal.flush()
        latest = (
            select(revision.c.body)
            .where(revision.c.scope == self._journal.scope, revision.c.fact == name)
            .order_by(revision.c.number.desc())
            .limit(1)
        )
        return str((await self._journal.connection.execute(latest)).scalar_one())

    async def _add(
        self,
        name: str,
        head: Head | None,
        action: Action,
        body: Body,
        text: str,
        reason: str | None,
        notice: str | None,
    ) -> Revision:
        journal = self._journal
        number = head.number + 1 if head else 1
        previous = head.hash if head else GENESIS
        made = Revision(
            fact=name,
            scope=journal.scope,
            number=number,
            action=action,
            recorded_at=journal.at,
            recorded_by=journal.actor,
            body=body,
            previous_hash=previous,
            hash="",
            reason=reason,
            notice=notice,
        )
        # Hashed from the made revision: its texts are stripped, as they will be read back.
        sealed = revision_hash(
            previous,
            fact=name,
            scope=journal.scope,
            number=number,
            action=action.value,
            recorded_at=journal.at,
            recorded_by=made.recorded_by,
            reason=made.reason,
            notice=made.notice,
            body=text,
        )
        object.__setattr__(made, "hash", sealed)
        self._put(made, text, head)
        self._heads[journal.scope, name] = Head(
            number, action, sealed, text_hash(text), made.recorded_by
        )
        self.touched.add(name)
        await journal.breathe()
        return made

    def _put(self, made: Revision, text: str, head: Head | None) -> None:
        journal = self._journal
        position = journal.record(
            "fact",
            made.fact,
            made.action.value,
            before=_pointer(head.number, head.hash) if head else None,
            after=_pointer(made.number, made.hash),
            reason=made.reason,
        )
        log_row = {
            "position": position,
            "scope": made.scope,
            "fact": made.fact,
            "number": made.number,
            "action": made.action.value,
            "recorded_at": made.recorded_at,
            "recorded_by": made.recorded_by,
            "reason": made.reason,
            "notice": made.notice,
            "body": text,
            "previous_hash": made.previous_hash,
            "hash": made.hash,
        }
        journal.put(revision, log_row)
        projected = project(made, text, position)
        journal.put(fact, projected.fact)
        journal.put(document, *projected.documents)
        if head is not None:
            journal.remove(fact_document, scope=made.scope, fact=made.fact)
        journal.put(fact_document, *projected.links, key=(made.scope, made.fact))


def _expect_allowed(name: str, action: Action, head: Head, say: Phrases, *, anew: bool) -> None:
    if action is Action.CREATE:
        raise Refused(say("store.exists", fact=name))
    if action is Action.RESTORE and not head.retracted and not anew:
        raise Refused(say("store.stands", fact=name), say("store.stands_hint"))
    if action is not Action.RESTORE and head.retracted:
        raise Refused(say("store.retracted", fact=name), say("store.retracted_hint"))


def _pointer(number: int, sealed: str) -> str:
    """Name a revision in the audit: the log itself holds what it said."""
    return json.dumps({"revision": number, "hash": sealed})
