"""What one client sends without being asked, started together: digests, amendments, the answer log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from discord.http import HTTPClient

from bot.delivery.amending import Amending
from bot.delivery.answer_log import AnswerNotes
from bot.delivery.digests import Digests
from bot.delivery.running import deliver
from facts.curation.settings import SettingsBook
from facts.errors import FactlineError
from facts.store import Store
from facts.store.delivery_answers import AnswerLog
from facts.store.delivery_model import Kind, NewDelivery, Subscription, SubscriptionState
from facts.store.delivery_outbox import enqueue
from facts.store.delivery_subscriptions import Subscriptions
from facts.store.snapshots import Snapshots

log = logging.getLogger(__name__)

RESTART_AFTER = 5.0
"""Seconds until a part that failed unexpectedly is started again."""


class Unasked:
    """Digests, corrections and the notes they need, for one client.

    `notes` is told of every answer; `digests` composes; `run` sends.
    """

    def __init__(self, store: Store, snapshots: Snapshots, settings: SettingsBook) -> None:
        self._store = store
        self._snapshots = snapshots
        self._settings = settings
        self._subscriptions = Subscriptions(store)
        self._amending = Amending(store, snapshots, settings)
        self.digests = Digests(store, snapshots)
        self.notes = AnswerNotes(AnswerLog(store), self._remembers, store.now)

    async def _remembers(self, guild: str | None) -> bool:
        return (await self._settings.ensure(guild)).answer_log

    async def run(self, http: HTTPClient) -> None:
        """Plan, send and take notes until cancelled; what is on its way then is finished."""

        async def delivering() -> None:
            await deliver(self._store, self._snapshots, http, self.digests)

        parts = (delivering, self._amending.run, self.notes.run)
        tasks = [asyncio.create_task(_kept(part)) for part in parts]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def guild_gone(self, guild: int) -> None:
        """Note that the bot was removed from a server: its digests stop, their owners are told once."""
        state, where = SubscriptionState.BOT_REMOVED, str(guild)
        try:
            held = await self._subscriptions.of_guild(where)
            await self._subscriptions.end_guild(where, state, "the bot was removed")
            await self._tell(held, state)
        except FactlineError as failed:
            log.warning("the digests of server %s could not be stopped: %s", guild, failed)

    async def channel_gone(self, channel: int) -> None:
        """Note that a channel or thread was deleted: its digests stop, their owners are told once."""
        state, where = SubscriptionState.CHANNEL_GONE, str(channel)
        try:
            held = await self._subscriptions.of_channel(where)
            if held:
                await self._subscriptions.end_channel(where, state, "the channel was deleted")
                await self._tell(held, state)
        except FactlineError as failed:
            log.warning("the digests of channel %s could not be stopped: %s", channel, failed)

    async def _tell(self, held: list[Subscription], state: SubscriptionState) -> None:
        """Make the word to each owner due; those whose digest had ended before heard it then."""
        over = (SubscriptionState.CHANNEL_GONE, SubscriptionState.BOT_REMOVED)
        words = []
        for one in held:
            part = None if one.state in over else await self.digests.notice(one, state)
            if part is not None:
                occurrence = f"{state}:{one.state_since:%Y-%m-%dT%H:%M:%S}"
                words.append(
                    NewDelivery(
                        Kind.NOTICE,
                        f"subscription:{one.id}",
                        occurrence,
                        part.components,
                        user_id=one.owner,
                    )
                )
        async with self._store.keeping() as connection:
            await enqueue(connection, words, now=self._store.now())


async def _kept(part: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await part()
        except Exception:  # whatever it was: the store knows where to go on
            log.exception("a part of delivery stopped, and starts again in %s s", RESTART_AFTER)
        await asyncio.sleep(RESTART_AFTER)
