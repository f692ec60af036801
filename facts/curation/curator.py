"""Curation as sentences: who may, what changes, and what waits for a second pair of eyes.

    outcome = await curator.correct("izium-…", body, based_on=3, reason=…, notice=…, by=member)

Every method checks the rights of who acts at that moment, writes into the scope where they act (their
server's own record; for the bot's owners in a direct message the shared one), takes the revision that
they had read, and gives an `Outcome`. Beside it: `curator.settings`, `facts.curation.drafting` (forms on
their way to a fact), `review` (the queue), `leaving` (what goes with a server) and `mydata`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from facts.curation.applying import apply_change, check_change, withdrawn_notice
from facts.curation.change import Applied, Change, ChangeKind, LinkTo, change_to_plain
from facts.curation.rights import Member, may_curate
from facts.curation.settings import SettingsBook
from facts.errors import NotOnRecord
from facts.language.phrases import Phrases
from facts.model import Body, DateRange, RelationKind, Source, Withdrawal
from facts.snapshot import View
from facts.store import Store, Writing
from facts.store.curation_audit import AuditEntry, export_audit, read_audit
from facts.store.curation_drafts import Drafts, take_draft
from facts.store.curation_queue import ItemKind, QueueItem, add_item
from facts.store.people import known_person, person_of
from facts.store.snapshots import Snapshots

Along = Callable[[Any], Awaitable[None]]
"""What goes with a change, in its transaction; takes the connection."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an act: `applied` stands on record, or `waiting` lies in the queue.

    Exactly one of the two is given. `waiting` is a change that a second moderator must approve.
    """

    applied: Applied | None = None
    waiting: QueueItem | None = None


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose hand writes where: the pseudonym and the scope that were granted."""

    person: str
    scope: str


class Curator:
    """The record as moderators change it. One for each process."""

    def __init__(
        self, store: Store, snapshots: Snapshots, *, owners: Collection[str] = frozenset()
    ) -> None:
        self.store = store
        self.snapshots = snapshots
        self.owners = frozenset(owners)
        self.settings = SettingsBook(store, snapshots)
        self.drafts = Drafts(store)

    # -- who and where ----------------------------------------------------------------------------

    async def entitled(self, by: Member) -> Hand:
        """Give where somebody may write; raises Refused with a sentence if nowhere."""
        settings = await self.settings.fresh(by.guild)
        scope = may_curate(by, settings, self.owners).expect(by.locale)
        return Hand(await person_of(self.store, by.user_id), scope)

    async def view(self, guild: str | None) -> View:
        """Give what a place sees: the shared layer and the server's own."""
        own = await self.snapshots.ensure_guild(guild) if guild is not None else None
        return View(self.snapshots.base(), own)

    def today(self, guild: str | None) -> date:
        """Give the calendar day in a server's time zone (UTC in direct messages)."""
        return self.store.now().astimezone(self.settings.of(guild).zone).date()

    # -- facts ------------------------------------------------------------------------------------

    async def add(self, body: Body, *, by: Member, links: Sequence[LinkTo] = ()) -> Outcome:
        """Add a fact; rule caveats are added, its id is made from what it says."""
        change = Change(ChangeKind.CREATE, body=body, links=tuple(links))
        return await self.perform(change, by=by)

    async def clarify(
        self, fact: str, body: Body, *, based_on: int, reason: str, by: Member
    ) -> Outcome:
        """Make a fact clearer without changing what readers were told."""
        change = Change(ChangeKind.CLARIFY, fact, body, reason or None, based_on=based_on)
        return await self.perform(change, by=by)

    async def correct(
        self, fact: str, body: Body, *, based_on: int, reason: str, notice: str, by: Member
    ) -> Outcome:
        """Correct our error; `notice` is the sentence that readers will see."""
        change = Change(
            ChangeKind.CORRECT, fact, body, reason or None, notice or None, based_on=based_on
        )
        return await self.perform(change, by=by)

    async def retract(
        self, fact: str, *, based_on: int, reason: str, notice: str, by: Member
    ) -> Outcome:
        """Take a fact back; it stays as a tombstone with the sentence that readers will see."""
        change = Change(
            ChangeKind.RETRACT,
            fact,
            reason=reason or None,
            notice=notice or None,
            based_on=based_on,
        )
        return await self.perform(change, by=by)

    async def restore(
        self, fact: str, *, based_on: int, reason: str, by: Member, revision: int | None = None
    ) -> Outcome:
        """Give a retracted fact back, or any earlier revision's body, as a new revision."""
        change = Change(
            ChangeKind.RESTORE,
            fact,
            reason=reason or None,
            based_on=based_on,
            revision=revision,
        )
        return await self.perform(change, by=by)

    async def withdraw(
        self,
        fact: str,
        *,
        words: str,
        on: DateRange | None,
        based_on: int,
        reason: str,
        by: Member,
    ) -> Outcome:
        """Note that the originator took the claim back: their change of mind, not our error."""
        change = Change(
            ChangeKind.WITHDRAW,
            fact,
            reason=reason or None,
            based_on=based_on,
            withdrawal=Withdrawal(on, words),
        )
        return await self.perform(change, by=by)

    async def link(
        self,
        fact: str,
        kind: RelationKind,
        other: str,
        *,
        reason: str,
        by: Member,
        note: str | None = None,
    ) -> Outcome:
        """Relate two facts: `fact` supersedes, contradicts… `other`."""
        links = (LinkTo(kind, other, note),)
        return await self.perform(
            Change(ChangeKind.LINK, fact, reason=reason or None, links=links), by=by
        )

    async def unlink(
        self, fact: str, kind: RelationKind, other: str, *, reason: str, by: Member
    ) -> Outcome:
        """End a relation; that it stood stays on record."""
        links = (LinkTo(kind, other),)
        return await self.perform(
            Change(ChangeKind.UNLINK, fact, reason=reason or None, links=links), by=by
        )

    # -- a server's overlay -----------------------------------------------------------------------

    async def hide(self, fact: str, *, reason: str, by: Member) -> Outcome:
        """Leave a shared fact out of this server's answers, which say so."""
        return await self.perform(Change(ChangeKind.HIDE, fact, reason=reason or None), by=by)

    async def note(self, fact: str, words: str, *, by: Member) -> Outcome:
        """Add this server's note to a shared fact; a second one replaces it."""
        return await self.perform(Change(ChangeKind.NOTE, fact, text=words or None), by=by)

    async def pin(self, fact: str, *, by: Member) -> Outcome:
        """Pin a shared fact in this server."""
        return await self.perform(Change(ChangeKind.PIN, fact), by=by)

    async def lift(self, fact: str, what: str, *, reason: str, by: Member) -> Outcome:
        """Take back a `hide`, `note` or `pin` of this server."""
        change = Change(ChangeKind.LIFT, fact, reason=reason or None, text=what)
        return await self.perform(change, by=by)

    # -- sources ----------------------------------------------------------------------------------

    async def put_source(
        self, source: Source, *, reason: str, by: Member, seen: str | None = None
    ) -> Outcome:
        """Add or change a source of the scope where one acts; its caveats show on all its facts.

        `seen` is the `source_mark` of what was read before it was changed.
        """
        change = Change(ChangeKind.SOURCE, source=source, reason=reason or None, seen=seen)
        return await self.perform(change, by=by)

    # -- how every change is made -----------------------------------------------------------------

    async def perform(
        self, change: Change, *, by: Member, draft: str | None = None, along: Along | None = None
    ) -> Outcome:
        """Make a change now, or put it before a second moderator where the server wants that.

        With `draft` the change uses it up in the same transaction, so that pressing twice publishes
        once; `along` is done in it as well.

        Raises Refused (no right, a reason or sentence for readers is missing, a rule of the record),
        StaleRevision if somebody else changed the fact meanwhile, NotOnRecord.
        """
        hand = await self.entitled(by)
        say = Phrases.of(by.locale)
        check_change(change, say)
        settings = await self.settings.fresh(by.guild)
        if change.kind is ChangeKind.WITHDRAW and change.notice is None:
            change = replace(change, notice=withdrawn_notice(change, settings.language))
        if settings.two_person:
            return Outcome(waiting=await self._propose(change, hand, draft, along, say))
        async with self._writing(hand, say) as writing:
            await self._use_up(writing.connection, draft, along, hand, say)
            applied = await apply_change(writing, change, say)
        await self.snapshots.refresh()
        return Outcome(applied=applied)

    def _writing(self, hand: Hand, say: Phrases) -> AbstractAsyncContextManager[Writing]:
        return self.store.writing(actor=hand.person, scope=hand.scope, locale=say.language)

    async def _use_up(
        self, connection: Any, draft: str | None, along: Along | None, hand: Hand, say: Phrases
    ) -> None:
        if along is not None:
            await along(connection)
        if draft and not await take_draft(connection, draft, hand.person, hand.scope):
            raise NotOnRecord(say("curation.no_draft"))

    async def _propose(
        self, change: Change, hand: Hand, draft: str | None, along: Along | None, say: Phrases
    ) -> QueueItem:
        """Put a change into the queue after trying it out, so that no faulty one waits there."""
        await self._try_out(change, hand, say)
        async with self.store.keeping() as connection:
            await self._use_up(connection, draft, along, hand, say)
            return await add_item(
                connection,
                scope=hand.scope,
                kind=ItemKind.CHANGE,
                payload={"change": change_to_plain(change)},
                at=self.store.now(),
                person=hand.person,
                fact=change.fact,
            )

    async def _try_out(self, change: Change, hand: Hand, say: Phrases) -> None:
        try:
            async with self._writing(hand, say) as writing:
                await apply_change(writing, change, say)
                await writing.check()
                raise _Undone
        except _Undone:
            return

    # -- the audit --------------------------------------------------------------------------------

    async def audit(
        self,
        *,
        by: Member,
        who: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 50,
        before: int | None = None,
    ) -> tuple[AuditEntry, ...]:
        """List the changes of the scope where one acts, newest first.

        `who` is a Discord user's id, a pseudonym, or `collection`; `before` pages on from a position.
        """
        hand = await self.entitled(by)
        actor = await self._actor(who)
        if who is not None and actor is None:
            return ()
        return await read_audit(
            self.store,
            hand.scope,
            actor=actor,
            since=since,
            until=until,
            limit=limit,
            before=before,
        )

    async def export_audit(
        self,
        *,
        by: Member,
        who: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[AuditEntry]:
        """Give all changes of the scope where one acts, oldest first, for a file."""
        hand = await self.entitled(by)
        actor = await self._actor(who)
        if who is not None and actor is None:
            return []
        return await export_audit(self.store, hand.scope, actor=actor, since=since, until=until)

    async def _actor(self, who: str | None) -> str | None:
        if who is None or not who.isdecimal():
            return who
        return await known_person(self.store, who)


class _Undone(Exception):
    """Ends a trial."""
