"""Servers that the bot joins and leaves: what is theirs is kept for 30 days, then deleted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable

from facts.curation.curator import Curator
from facts.curation.leaving import Leaving
from facts.errors import FactlineError
from facts.store.curation_guilds import kept_servers, removed_servers

log = logging.getLogger(__name__)

LOOK_EVERY = 6 * 3600.0
"""Seconds between two looks for servers whose time is over."""


class GuildLife:
    """Note arrivals and departures, and delete what is due. `purge` runs in one process only."""

    def __init__(self, curator: Curator) -> None:
        self._store = curator.store
        self._leaving = Leaving(curator)

    async def here(self, guilds: Iterable[int]) -> None:
        """Note servers that the bot is in; one that returned within 30 days has everything as it was."""
        found = {str(guild) for guild in guilds}
        try:
            # Few are ever waiting for deletion: the others cost no write.
            for guild in found & set(await removed_servers(self._store)):
                if await self._leaving.returned(guild):
                    log.info("back in server %s: its record is as it was", guild)
        except FactlineError as failed:
            log.warning("the return to a server could not be noted: %s", failed)

    async def ready(self, guilds: Iterable[int], mine: Callable[[int], bool]) -> None:
        """Compare the servers that a session starts with to those that have a record.

        What was missed while nobody listened is noted: a server that is not among `guilds` although its
        shard is `mine` removed the bot meanwhile.
        """
        here = set(guilds)
        await self.here(here)
        try:
            away = [int(one) for one in await kept_servers(self._store) if int(one) not in here]
        except FactlineError as failed:
            log.warning("servers that left meanwhile could not be looked up: %s", failed)
            return
        for guild in away:
            if mine(guild):
                await self.gone(guild)

    async def gone(self, guild: int) -> None:
        """Note that the bot was removed from a server."""
        try:
            await self._leaving.removed(str(guild))
            log.info("removed from server %s: its record is kept for 30 days", guild)
        except FactlineError as failed:
            log.warning("the removal from server %s could not be noted: %s", guild, failed)

    async def purge(self) -> None:
        """Delete what is due, now and every few hours, until cancelled."""
        while True:
            try:
                for guild in await self._leaving.purge_due():
                    log.info("deleted the record of server %s, left 30 days ago", guild)
            except FactlineError as failed:
                log.warning("records that are due could not be deleted: %s", failed)
            await asyncio.sleep(LOOK_EVERY)
