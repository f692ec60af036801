"""The queue as moderators work through it: oldest first, each thing decided once, the sender told.

What members send comes by `facts.curation.incoming`; changes and files come from moderators whose server
wants a second one to approve.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pydantic import TypeAdapter

from facts.curation.applying import apply_change
from facts.curation.change import Applied, Change, ChangeKind, change_from_plain
from facts.curation.curator import Curator, Hand
from facts.curation.rights import Member
from facts.errors import NotOnRecord, Refused
from facts.language.normalise import visible
from facts.language.phrases import Phrases
from facts.model import Body
from facts.store import Writing
from facts.store.curation_drafts import take_draft
from facts.store.curation_files import drop_file
from facts.store.curation_queue import (
    WAITING,
    ItemKind,
    ItemState,
    QueueItem,
    count_items,
    get_item,
    list_items,
    move_item,
)
from facts.store.people import user_of

_LEADS = frozenset({ItemKind.REPORT, ItemKind.QUESTION})
"""What leads to a change and is none itself."""

Within = Callable[[Writing], Awaitable[Applied | None]]
"""Makes what an approved item asks for, in the transaction that decides it."""

_BODY: TypeAdapter[Body] = TypeAdapter(Body)


@dataclass(frozen=True, slots=True)
class Tell:
    """Whom to tell of a decision: by direct message to `user_id`, else in `channel`.

    `user_id` is None for somebody who asked to be forgotten, `channel` for what came from a direct
    message; where both are None nobody is told. `text` is the sentence, in the server's language.
    """

    user_id: str | None
    channel: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Decision:
    """An item after a moderator's step, what it left on record, and whom to tell.

    `waiting` is the change that answers a report or a question where a second moderator must approve it.
    """

    item: QueueItem
    applied: Applied | None
    tell: Tell | None
    waiting: QueueItem | None = None


class Review:
    """The queue of wherever a member acts: their server's, or the owners' in a direct message."""

    def __init__(self, curator: Curator) -> None:
        self._curator = curator
        self._store = curator.store

    # -- what waits -------------------------------------------------------------------------------

    async def waiting(self, *, by: Member, limit: int = 25) -> tuple[QueueItem, ...]:
        """List what waits for a moderator, oldest first."""
        hand = await self._curator.entitled(by)
        return await list_items(self._store, hand.scope, states=(ItemState.OPEN,), limit=limit)

    async def asked(self, *, by: Member, limit: int = 25) -> tuple[QueueItem, ...]:
        """List what waits for its sender's answer, oldest first; it can be decided without one."""
        hand = await self._curator.entitled(by)
        return await list_items(
            self._store, hand.scope, states=(ItemState.ASKED_BACK,), limit=limit
        )

    async def count(self, *, by: Member) -> int:
        """Count what waits for a moderator."""
        return await count_items(self._store, (await self._curator.entitled(by)).scope)

    async def get(self, ident: str, *, by: Member) -> QueueItem:
        """Give one item of the queue where one acts; raises NotOnRecord."""
        hand = await self._curator.entitled(by)
        return await self._item(ident, hand, Phrases.of(by.locale))

    # -- decisions --------------------------------------------------------------------------------

    async def approve(
        self,
        ident: str,
        *,
        version: int,
        by: Member,
        edited: Change | None = None,
        draft: str | None = None,
        within: Within | None = None,
    ) -> Decision:
        """Approve a suggestion or a change, as it is or as `edited`; it goes on record at once.

        A report or a question is approved with the change that answers it, or with none: dealt with.
        Such a change is the moderator's own, and waits for a second one where the server wants that.
        What waits as a file is loaded by `within` (see `facts.curation.importing`).
        Raises Refused if another moderator was first, for one's own change under the two-person rule,
        and whatever the change itself breaks; the item then waits as before.
        """
        item, hand = await self.expect_second(ident, version, by=by)
        say = Phrases.of(by.locale)
        change = edited or proposed(item)
        if change is not None:
            within = partial(apply_change, change=change, say=say)
        elif item.kind is ItemKind.IMPORT and within is None:
            raise Refused(say("curation.review.file"))
        applied = waiting = None
        if within is None:
            async with self._store.keeping() as connection:
                await self._step(connection, item, version, ItemState.APPROVED, hand, say)
        elif change is not None and item.kind in _LEADS:

            async def along(connection: Any) -> None:
                await self._step(connection, item, version, ItemState.APPROVED, hand, say)

            made = await self._curator.perform(change, by=by, draft=draft, along=along)
            applied, waiting = made.applied, made.waiting
        else:
            async with self._store.writing(
                actor=hand.person, scope=hand.scope, locale=by.locale
            ) as writing:
                await self._step(writing.connection, item, version, ItemState.APPROVED, hand, say)
                if draft:
                    await take_draft(writing.connection, draft, hand.person, hand.scope)
                applied = await within(writing)
            await self._curator.snapshots.refresh()
        moved = await self._item(ident, hand, say)
        fact = (applied.fact if applied else item.fact) or ""
        tell = await self._tell(item, by.guild, "approved", fact=fact)
        return Decision(moved, applied, tell, waiting)

    async def expect_second(
        self, ident: str, version: int, *, by: Member
    ) -> tuple[QueueItem, Hand]:
        """Give an item that somebody may approve now, and as whom.

        Raises Refused if another moderator was first, and for one's own change under the two-person
        rule; NotOnRecord.
        """
        hand, say = await self._curator.entitled(by), Phrases.of(by.locale)
        item = await self._item(ident, hand, say)
        settings = await self._curator.settings.fresh(by.guild)
        own = item.person == hand.person and item.kind not in _LEADS
        if own and settings.two_person:
            raise Refused(say("curation.review.own"), say("curation.review.own_hint"))
        if item.version != version or item.state not in WAITING:
            raise _late(item, say)
        return item, hand

    async def reject(self, ident: str, *, version: int, reason: str, by: Member) -> Decision:
        """Say no, with the reason that the sender is told. Raises Refused as `approve` does."""
        return await self._close(ident, version, ItemState.REJECTED, "rejected", reason, by)

    async def ask_back(self, ident: str, *, version: int, words: str, by: Member) -> Decision:
        """Ask the sender something; the item waits for their answer, then comes back."""
        return await self._close(ident, version, ItemState.ASKED_BACK, "asked_back", words, by)

    # -- shared -----------------------------------------------------------------------------------

    async def _close(
        self, ident: str, version: int, state: ItemState, key: str, words: str, by: Member
    ) -> Decision:
        hand = await self._curator.entitled(by)
        say = Phrases.of(by.locale)
        said = visible(words)[:300]
        if not said:
            raise Refused(say("curation.needs.reason"), say("curation.needs.reason_hint"))
        item = await self._item(ident, hand, say)
        if state is ItemState.ASKED_BACK and item.person is None:
            raise Refused(say("curation.review.nobody"))
        async with self._store.keeping() as connection:
            await self._step(connection, item, version, state, hand, say, said)
        moved = await self._item(ident, hand, say)
        return Decision(moved, None, await self._tell(item, by.guild, key, words=said))

    async def _item(self, ident: str, hand: Hand, say: Phrases) -> QueueItem:
        item = await get_item(self._store, ident, hand.scope)
        if item is None:
            raise NotOnRecord(say("curation.review.gone"))
        return item

    async def _step(
        self,
        connection: Any,
        item: QueueItem,
        version: int,
        state: ItemState,
        hand: Hand,
        say: Phrases,
        reason: str | None = None,
    ) -> None:
        seen = replace(item, version=version)
        at = self._store.now()
        if not await move_item(connection, seen, state, at=at, by=hand.person, reason=reason):
            raise _late(await get_item(connection, item.id, item.scope), say)
        if item.kind is ItemKind.IMPORT and state is not ItemState.ASKED_BACK:
            await drop_file(connection, str(item.payload["file"]), item=item.id)

    async def _tell(
        self, item: QueueItem, guild: str | None, key: str, **values: str
    ) -> Tell | None:
        user = await user_of(self._store, item.person) if item.person else None
        if user is None and item.channel is None:
            return None
        settings = await self._curator.settings.ensure(guild)
        say = Phrases.of(settings.language or "en")
        about = {"name": str(item.payload.get("name", ""))}
        text = say(f"curation.tell.{item.kind}.{key}", **about, **values)
        return Tell(user, item.channel, text)


def _late(now: QueueItem | None, say: Phrases) -> Refused:
    key = now.state.value if now is not None else "gone"
    return Refused(say("curation.review.late"), say(f"curation.review.now.{key}"))


def proposed(item: QueueItem) -> Change | None:
    """Give the change that approving an item would make; None for reports and questions."""
    if "change" in item.payload:
        return change_from_plain(item.payload["change"])
    if "body" in item.payload:  # as suggestions were kept by earlier versions
        return Change(ChangeKind.CREATE, body=_BODY.validate_python(item.payload["body"]))
    return None
