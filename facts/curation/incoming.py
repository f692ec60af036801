"""What comes into the queue: suggestions, reports, questions that found nothing, answers to moderators.

All of it from members within a daily quota, and never from one whom moderators have stopped. Questions
name nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from facts.curation.change import Change, ChangeKind, LinkTo, change_to_plain
from facts.curation.curator import Curator
from facts.curation.rights import Member, may_suggest
from facts.curation.stopping import expect_welcome
from facts.errors import NotOnRecord, Refused
from facts.language.normalise import fold, visible
from facts.language.phrases import Phrases
from facts.model import Body
from facts.store.curation_drafts import take_draft
from facts.store.curation_queue import (
    ItemKind,
    ItemState,
    QueueItem,
    add_item,
    get_item,
    list_items,
    move_item,
)
from facts.store.curation_quotas import use_quota
from facts.store.people import person_of

SUGGESTIONS_A_DAY = 10
REPORTS_A_DAY = 10
QUESTIONS_A_DAY = 10
ANSWERS_A_DAY = 30
QUESTIONS_KEPT = 200
"""Questions without an answer that wait in one queue at most; past it the newest are left out."""


class Incoming:
    """The way into the queue of wherever a member acts: their server's, or the owners'."""

    def __init__(self, curator: Curator) -> None:
        self._curator = curator
        self._store = curator.store

    async def suggest(
        self,
        body: Body,
        *,
        by: Member,
        channel: str | None,
        words: str = "",
        links: Sequence[LinkTo] = (),
        draft: str | None = None,
    ) -> QueueItem:
        """Send a suggested fact to the queue; `channel` is where to answer if no DM arrives; a `draft`
        is used up with it. `links` say how it stands to facts on record.

        Raises Refused past the day's quota, for a blocked member, or where only moderators suggest.
        """
        change = Change(ChangeKind.CREATE, body=body, links=tuple(links))
        payload: dict[str, Any] = {"change": change_to_plain(change)}
        if words:
            payload["words"] = visible(words)[:1000]
        return await self._send(
            ItemKind.SUGGESTION, payload, by, channel, most=SUGGESTIONS_A_DAY, draft=draft
        )

    async def report(
        self, fact: str, revision: int, words: str, *, by: Member, channel: str | None
    ) -> QueueItem:
        """Send "this is wrong" about a fact, as it stood in a revision, to the queue.

        Raises NotOnRecord for a fact that this place does not see, Refused as `suggest` does.
        """
        say = Phrases.of(by.locale)
        view = await self._curator.view(by.guild)
        if view.get(fact) is None:
            raise NotOnRecord(say("curation.no_fact", fact=fact[:120]))
        said = visible(words)[:1000]
        if not said:
            raise Refused(say("curation.needs.words"), say("curation.needs.words_hint"))
        payload = {"words": said, "revision": revision}
        return await self._send(
            ItemKind.REPORT, payload, by, channel, most=REPORTS_A_DAY, fact=fact
        )

    async def unanswered(self, question: str, *, by: Member) -> None:
        """Send a question that found nothing; the same one again is counted, nobody is named.

        Raises Refused as `suggest` does.
        """
        text = visible(question)[:300]
        folded = fold(text)
        if not folded:
            return
        scope, person = await self._sender(by)
        most = QUESTIONS_A_DAY
        async with self._store.keeping() as connection:
            await self._expect_welcome(connection, by, scope, person, ItemKind.QUESTION, most)
            held = await list_items(
                connection, scope, states=(ItemState.OPEN,), limit=2000, kind=ItemKind.QUESTION
            )
            same = next((i for i in held if i.payload.get("folded") == folded), None)
            now = self._store.now()
            if same is not None:
                counted = {**same.payload, "times": int(same.payload.get("times", 1)) + 1}
                await move_item(connection, same, ItemState.OPEN, at=None, by=None, payload=counted)
            elif len(held) < QUESTIONS_KEPT:
                payload = {"question": text, "folded": folded, "times": 1}
                await add_item(
                    connection,
                    scope=scope,
                    kind=ItemKind.QUESTION,
                    payload=payload,
                    at=now,
                    person=None,
                )

    async def answer_back(self, ident: str, words: str, *, by: Member) -> QueueItem:
        """Answer a moderator's question about one's own item, which returns to the queue.

        Works from the server or from a direct message. Raises NotOnRecord for another's item.
        """
        say = Phrases.of(by.locale)
        person = await person_of(self._store, by.user_id)
        said = visible(words)[:1000]
        if not said:
            raise Refused(say("curation.needs.words"), say("curation.needs.words_hint"))
        async with self._store.keeping() as connection:
            item = await get_item(connection, ident)
            if item is None or item.person != person or item.state is not ItemState.ASKED_BACK:
                raise NotOnRecord(say("curation.review.gone"))
            talk = [*item.payload.get("talk", []), {"asked": item.reason, "answered": said}]
            payload = {**item.payload, "talk": talk[-10:]}
            now = self._store.now()
            within = await use_quota(
                connection,
                scope=item.scope,
                person=person,
                day=now.date(),
                kind="answer",
                most=ANSWERS_A_DAY,
            )
            if not within:
                raise Refused(
                    say.plural("curation.quota", ANSWERS_A_DAY), say("curation.quota_hint")
                )
            moved = await move_item(
                connection, item, ItemState.OPEN, at=None, by=None, payload=payload
            )
            if not moved:  # a moderator decided it in this very moment
                raise NotOnRecord(say("curation.review.gone"))
        return replace(item, state=ItemState.OPEN, version=item.version + 1, payload=payload)

    async def _send(
        self,
        kind: ItemKind,
        payload: Mapping[str, Any],
        by: Member,
        channel: str | None,
        *,
        most: int,
        fact: str | None = None,
        draft: str | None = None,
    ) -> QueueItem:
        scope, person = await self._sender(by)
        now = self._store.now()
        async with self._store.keeping() as connection:
            await self._expect_welcome(connection, by, scope, person, kind, most)
            if draft and not await take_draft(connection, draft, person, scope):
                raise NotOnRecord(Phrases.of(by.locale)("curation.no_draft"))
            return await add_item(
                connection,
                scope=scope,
                kind=kind,
                payload=payload,
                at=now,
                person=person,
                fact=fact,
                channel=channel,
            )

    async def _sender(self, by: Member) -> tuple[str, str]:
        """Give whose queue something goes to, and as whose; raises Refused without the right."""
        settings = await self._curator.settings.fresh(by.guild)
        scope = may_suggest(by, settings, self._curator.owners).expect(by.locale)
        return scope, await person_of(self._store, by.user_id)

    async def _expect_welcome(
        self, connection: Any, by: Member, scope: str, person: str, kind: str, most: int
    ) -> None:
        await expect_welcome(
            self._curator, connection, by, scope=scope, person=person, kind=kind, most=most
        )
