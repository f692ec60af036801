"""What goes with a server: kept for 30 days after the bot was removed, or deleted and exported at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from facts.curation.curator import Curator
from facts.curation.rights import Member, may_change_settings
from facts.store.curation_guilds import (
    export_server,
    note_removed,
    note_returned,
    purge_server,
    removed_servers,
)
from facts.store.people import person_of

KEPT_DAYS = 30
"""How long a server's record outlives the bot's removal."""

ACTOR = "retention"
"""Who deletes a record whose time is over."""


class Leaving:
    """Servers that the bot leaves and returns to, and what they may do with all of theirs."""

    def __init__(self, curator: Curator) -> None:
        self._curator = curator
        self._store = curator.store

    async def removed(self, guild: str) -> None:
        """Note that the bot was removed from a server. Its record is kept as it is."""
        await note_removed(self._store, guild)

    async def returned(self, guild: str) -> bool:
        """Note that the bot is in a server; True if its record had been waiting for deletion.

        Call it for every server that the bot finds itself in.
        """
        return await note_returned(self._store, guild)

    async def purge_due(self) -> tuple[str, ...]:
        """Delete the record of every server left longer than `KEPT_DAYS` ago; gives which."""
        before = self._store.now() - timedelta(days=KEPT_DAYS)
        due = await removed_servers(self._store, before)
        gone = [
            guild
            for guild in due
            if await purge_server(self._store, guild, actor=ACTOR, removed_before=before)
        ]
        if gone:
            await self._curator.snapshots.refresh()
        return tuple(gone)

    async def delete_everything(self, *, by: Member) -> None:
        """Delete everything of the server where one acts, now and for good.

        Raises Refused without the permission Manage Server.
        """
        guild = may_change_settings(by).expect(by.locale)
        actor = await person_of(self._store, by.user_id)
        await purge_server(self._store, guild, actor=actor)
        await self._curator.snapshots.refresh()

    async def export_everything(self, *, by: Member) -> dict[str, Any]:
        """Give everything of the server where one acts as JSON-able rows, people as pseudonyms.

        Raises Refused without the permission Manage Server.
        """
        guild = may_change_settings(by).expect(by.locale)
        return {"server": guild, "kept": await export_server(self._store, guild)}
