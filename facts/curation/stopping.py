"""Members who send too much: a quota a day for everybody, and a moderator's word that somebody stops.

Both hold for one member in one place. That somebody was stopped outlives `/mydata delete`: it is then
kept under a mark that leads to nobody, so that nobody lifts their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from facts.curation.curator import Curator
from facts.curation.rights import Member
from facts.errors import NotOnRecord, Refused
from facts.language.normalise import visible
from facts.language.phrases import Phrases
from facts.store.curation_quotas import (
    Block,
    block_of,
    lift_block,
    list_blocks,
    put_block,
    use_quota,
)
from facts.store.people import mark_of, person_of, user_of


@dataclass(frozen=True, slots=True)
class Stopped:
    """A member from whom a place takes nothing; `user_id` is None for one who was forgotten."""

    block: Block
    user_id: str | None


class Stopping:
    """Whom a place has stopped from sending anything to its moderators."""

    def __init__(self, curator: Curator) -> None:
        self._curator = curator
        self._store = curator.store

    async def stop(self, user_id: str, *, reason: str, by: Member) -> None:
        """Take no more of a member here, audited; they are told the reason when they try."""
        hand = await self._curator.entitled(by)
        say = Phrases.of(by.locale)
        said = visible(reason)[:300]
        if not said:
            raise Refused(say("curation.needs.reason"), say("curation.needs.reason_hint"))
        person = await person_of(self._store, user_id)
        async with self._store.writing(actor=hand.person, scope=hand.scope) as writing:
            block = Block(hand.scope, person, said, hand.person, writing.at)
            await put_block(writing.connection, block)
            writing.note("member", person, "stop", None, said)

    async def welcome(self, person: str, *, by: Member) -> None:
        """Take things of a member again (`person` as in their `Block`), audited.

        Raises NotOnRecord if they are not stopped, or no longer.
        """
        hand = await self._curator.entitled(by)
        async with self._store.writing(actor=hand.person, scope=hand.scope) as writing:
            if not await lift_block(writing.connection, hand.scope, person):
                raise NotOnRecord(Phrases.of(by.locale)("curation.not_stopped"))
            writing.note("member", person, "welcome", None, None)

    async def stopped(self, *, by: Member) -> tuple[Stopped, ...]:
        """List whom the place where one acts has stopped, in the order they were."""
        blocks = await list_blocks(self._store, (await self._curator.entitled(by)).scope)
        return tuple([Stopped(one, await user_of(self._store, one.person)) for one in blocks])


async def expect_welcome(
    curator: Curator,
    connection: Any,
    by: Member,
    *,
    scope: str,
    person: str,
    kind: str,
    most: int,
) -> None:
    """Count one thing that a member sends, in the transaction that keeps it.

    Raises Refused for a member who was stopped here, with the reason, and past the day's quota.
    """
    say = Phrases.of(by.locale)
    mark = await mark_of(connection, by.user_id)
    block = await block_of(connection, scope, (person, mark))
    if block is not None:
        raise Refused(say("curation.blocked", reason=block.reason))
    today = curator.store.now().date()
    if not await use_quota(connection, scope=scope, person=person, day=today, kind=kind, most=most):
        raise Refused(say.plural("curation.quota", most), say("curation.quota_hint"))
