"""Forms on their way to the record: kept as submitted, read, shown for checking, then published.

A draft is one person's in one place. Its fields are those of `facts.curation.forms.FIELDS`; a draft
that edits a fact also says which one and as of which revision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from facts.curation.change import Change, ChangeKind, LinkTo
from facts.curation.curator import Curator, Outcome
from facts.curation.form_fields import fields_of
from facts.curation.forms import FormReading, read_form
from facts.curation.incoming import Incoming
from facts.curation.nearest import Near, nearest
from facts.curation.review import Decision, Review, proposed
from facts.curation.rights import Member, may_suggest
from facts.errors import NotOnRecord, Refused
from facts.language.phrases import Phrases
from facts.model import BASE, Body
from facts.store.curation_drafts import Draft
from facts.store.curation_queue import ItemKind, QueueItem
from facts.store.people import known_person, person_of

FACT, EDIT = "fact", "edit"
"""Kinds of drafts: a new fact (or a suggestion of one), and new words for a fact on record."""

_ABOUT, _BASED_ON = "@fact", "@based_on"
_ITEM, _VERSION = "@item", "@version"


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft as it would go on record: what was read, what is wrong, and what is near it."""

    draft: Draft
    reading: FormReading
    near: tuple[Near, ...]

    @property
    def fact(self) -> str | None:
        """Give the fact that is edited, None for a new one."""
        return self.draft.fields.get(_ABOUT)

    @property
    def based_on(self) -> int | None:
        """Give the revision that the edit began from."""
        number = self.draft.fields.get(_BASED_ON)
        return int(number) if number else None


class Drafting:
    """What forms do. Everybody who may suggest may keep drafts; publishing needs a moderator."""

    def __init__(self, curator: Curator) -> None:
        self._curator = curator

    async def begin(self, fields: Mapping[str, str], *, by: Member) -> Draft:
        """Begin a draft of a new fact with what is known already. Raises Refused without the right."""
        person, scope = await self._hand(by)
        return await self._curator.drafts.start(person, scope, FACT, fields)

    async def begin_edit(self, fact: str, *, by: Member) -> Draft:
        """Begin a draft that edits a fact of the record one keeps, filled with what it says now.

        Raises Refused without the right, or for a shared fact in a server; NotOnRecord.
        """
        hand = await self._curator.entitled(by)
        say = Phrases.of(by.locale)
        view = await self._curator.view(by.guild)
        record = view.get(fact)
        if record is None:
            raise NotOnRecord(say("curation.no_fact", fact=fact[:120]))
        if record.scope != hand.scope:
            raise Refused(say("curation.shared_fact"), say("curation.shared_fact_hint"))
        fields = fields_of(record.body, view, by.locale)
        about = {_ABOUT: record.id, _BASED_ON: str(record.revision)}
        return await self._curator.drafts.start(hand.person, hand.scope, EDIT, fields | about)

    async def begin_review(self, item: QueueItem, *, by: Member) -> Draft:
        """Begin a draft to edit and approve what waits in the queue, with `approve_edited`.

        A report opens the reported fact. Raises Refused for a question or a change without words.
        """
        change = proposed(item)
        if item.kind is ItemKind.REPORT and item.fact is not None:
            begun = await self.begin_edit(item.fact, by=by)
            about = {_ITEM: item.id, _VERSION: str(item.version)}
            return await self._curator.drafts.keep(
                begun.id, begun.person, begun.scope, about, locale=by.locale
            )
        hand = await self._curator.entitled(by)
        if change is None or change.body is None or item.scope != hand.scope:
            raise Refused(Phrases.of(by.locale)("curation.needs.body"))
        view = await self._curator.view(by.guild)
        fields = fields_of(change.body, view, by.locale)
        fields |= {_ITEM: item.id, _VERSION: str(item.version)}
        if change.fact is not None:
            fields |= {_ABOUT: change.fact, _BASED_ON: str(change.based_on or 1)}
        return await self._curator.drafts.start(hand.person, hand.scope, EDIT, fields)

    async def approve_edited(
        self,
        draft: str,
        *,
        by: Member,
        links: Sequence[LinkTo] = (),
        reason: str | None = None,
        notice: str | None = None,
        correct: bool = True,
    ) -> Decision:
        """Approve an item of the queue as the draft now says; see `begin_review` and `publish`."""
        preview = await self.preview(draft, by=by)
        change = self._change(preview, by, links, reason, notice, correct)
        fields = preview.draft.fields
        if _ITEM not in fields:
            raise NotOnRecord(Phrases.of(by.locale)("curation.review.gone"))
        review = Review(self._curator)
        return await review.approve(
            fields[_ITEM], version=int(fields[_VERSION]), by=by, edited=change, draft=draft
        )

    async def submit(self, draft: str, fields: Mapping[str, str], *, by: Member) -> Preview:
        """Keep what a form submitted, at once, then read the whole draft.

        Raises NotOnRecord for a draft that is not theirs here.
        """
        person, scope = await self._hand(by)
        given = {name: text for name, text in fields.items() if not name.startswith("@")}
        drafts = self._curator.drafts
        kept = await drafts.keep(draft, person, scope, given, locale=by.locale)
        return await self._preview(kept, by)

    async def preview(self, draft: str, *, by: Member) -> Preview:
        """Read a draft again; raises NotOnRecord for a draft that is not theirs here."""
        person, scope = await self._hand(by)
        held = await self._curator.drafts.get(draft, person, scope, locale=by.locale)
        return await self._preview(held, by)

    async def offered(self, *, by: Member) -> tuple[Draft, ...]:
        """List one's drafts in this place, the one touched last first, to go on with."""
        person = await known_person(self._curator.store, by.user_id)
        if person is None:
            return ()
        return await self._curator.drafts.of(person, by.guild or BASE)

    async def discard(self, draft: str, *, by: Member) -> None:
        """Throw a draft away."""
        person = await known_person(self._curator.store, by.user_id)
        if person is not None:
            await self._curator.drafts.discard(draft, person, by.guild or BASE)

    async def publish(
        self,
        draft: str,
        *,
        by: Member,
        links: Sequence[LinkTo] = (),
        reason: str | None = None,
        notice: str | None = None,
        correct: bool = True,
    ) -> Outcome:
        """Put a draft on record (or before a second moderator) and use it up, whole or not at all.

        An edit needs a reason, and where it is a correction (`correct`; else it clarifies) a notice.
        Raises Refused while the draft has problems, StaleRevision, NotOnRecord.
        """
        preview = await self.preview(draft, by=by)
        change = self._change(preview, by, links, reason, notice, correct)
        return await self._curator.perform(change, by=by, draft=draft)

    async def suggest(
        self,
        draft: str,
        *,
        by: Member,
        channel: str | None,
        words: str = "",
        links: Sequence[LinkTo] = (),
    ) -> QueueItem:
        """Send a draft to the moderators' queue and use it up. Raises Refused as `Incoming.suggest`."""
        preview = await self.preview(draft, by=by)
        body = self._ready(preview, by)
        incoming = Incoming(self._curator)
        return await incoming.suggest(
            body, by=by, channel=channel, words=words, links=links, draft=draft
        )

    async def _hand(self, by: Member) -> tuple[str, str]:
        settings = await self._curator.settings.fresh(by.guild)
        scope = may_suggest(by, settings, self._curator.owners).expect(by.locale)
        return await person_of(self._curator.store, by.user_id), scope

    async def _preview(self, draft: Draft, by: Member) -> Preview:
        curator = self._curator
        await curator.settings.ensure(by.guild)
        view = await curator.view(by.guild)
        about = draft.fields.get(_ABOUT)
        record = view.get(about) if about is not None else None
        base = record.body if record is not None else None
        reading = read_form(
            draft.fields,
            view,
            today=curator.today(by.guild),
            locale=by.locale,
            base=base,
            base_fields=fields_of(base, view, by.locale) if base is not None else None,
        )
        near = nearest(reading.body, view, leave_out=about) if reading.body is not None else ()
        return Preview(draft, reading, near)

    def _change(
        self,
        preview: Preview,
        by: Member,
        links: Sequence[LinkTo],
        reason: str | None,
        notice: str | None,
        correct: bool,
    ) -> Change:
        body = self._ready(preview, by)
        if preview.fact is None:
            return Change(ChangeKind.CREATE, body=body, links=tuple(links), reason=reason or None)
        return Change(
            ChangeKind.CORRECT if correct else ChangeKind.CLARIFY,
            preview.fact,
            body,
            reason or None,
            notice or None,
            based_on=preview.based_on,
            links=tuple(links),
        )

    def _ready(self, preview: Preview, by: Member) -> Body:
        reading = preview.reading
        if reading.body is None:
            first = reading.problems[0]
            raise Refused(Phrases.of(by.locale)("curation.not_ready"), first.sentence)
        return reading.body
