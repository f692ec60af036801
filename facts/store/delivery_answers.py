"""The answer log: which message showed which revisions, so that a correction reaches it.

Message, channel, server and revisions only: nothing about who asked or what. Written behind, in
batches; it expires.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from facts.store.delivery_tables import answer_log, answer_log_fact
from facts.store.store import Store
from facts.store.upserting import upsert


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A revision that an answer showed."""

    scope: str
    fact: str
    number: int


@dataclass(frozen=True, slots=True)
class PostedAnswer:
    """An answer as it stands in a channel."""

    message: str
    channel: str
    guild: str | None
    posted_at: datetime
    shown: tuple[ShownFact, ...]


class AnswerLog:
    """Remember posted answers for as long as corrections reach them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def add(self, answers: Sequence[PostedAnswer]) -> None:
        """Write a batch; a message that is written again shows what the later one says."""
        if not answers:
            return
        async with self._store.keeping() as connection:
            await _forget(connection, [one.message for one in answers])
            rows = {
                one.message: {
                    "message": one.message,
                    "channel": one.channel,
                    "guild": one.guild,
                    "posted_at": one.posted_at,
                }
                for one in answers
            }
            await connection.execute(
                upsert(connection.dialect.name, answer_log).on_conflict_do_nothing(),
                list(rows.values()),
            )
            shown = {
                (one.message, fact.scope, fact.fact): {
                    "message": one.message,
                    "scope": fact.scope,
                    "fact": fact.fact,
                    "number": fact.number,
                }
                for one in answers
                for fact in one.shown
            }
            if shown:
                await connection.execute(
                    upsert(connection.dialect.name, answer_log_fact).on_conflict_do_nothing(),
                    list(shown.values()),
                )

    async def showing(
        self,
        connection: AsyncConnection,
        scope: str,
        fact: str,
        *,
        before: int,
        since: datetime,
        after: str = "",
        limit: int = 500,
    ) -> list[PostedAnswer]:
        """List answers posted since then that showed a fact in a revision before `before`.

        In order of message id, from beyond `after`: for a walk in chunks. Each holds all it showed.
        """
        wanted = (
            select(answer_log)
            .join(answer_log_fact, answer_log_fact.c.message == answer_log.c.message)
            .where(
                answer_log_fact.c.scope == scope,
                answer_log_fact.c.fact == fact,
                answer_log_fact.c.number < before,
                answer_log.c.posted_at >= since,
                answer_log.c.message > after,
            )
            .order_by(answer_log.c.message)
            .limit(limit)
        )
        rows = (await connection.execute(wanted)).all()
        shown: dict[str, list[ShownFact]] = {row.message: [] for row in rows}
        facts = select(answer_log_fact).where(answer_log_fact.c.message.in_(list(shown)))
        for row in await connection.execute(facts):
            shown[row.message].append(ShownFact(row.scope, row.fact, row.number))
        return [
            PostedAnswer(
                row.message, row.channel, row.guild, row.posted_at, tuple(shown[row.message])
            )
            for row in rows
        ]

    async def expire(self, before: datetime, *, limit: int = 1_000) -> int:
        """Forget up to `limit` answers posted before an instant; gives how many."""
        async with self._store.keeping() as connection:
            old = select(answer_log.c.message).where(answer_log.c.posted_at < before).limit(limit)
            messages = list((await connection.execute(old)).scalars())
            await _forget(connection, messages)
        return len(messages)

    async def forget_guild(self, connection: AsyncConnection, guild: str) -> None:
        """Forget every answer in a server."""
        theirs = select(answer_log.c.message).where(answer_log.c.guild == guild)
        await connection.execute(
            delete(answer_log_fact).where(answer_log_fact.c.message.in_(theirs))
        )
        await connection.execute(delete(answer_log).where(answer_log.c.guild == guild))


async def _forget(connection: AsyncConnection, messages: Sequence[str]) -> None:
    if not messages:
        return
    for table in (answer_log_fact, answer_log):
        await connection.execute(delete(table).where(table.c.message.in_(messages)))
