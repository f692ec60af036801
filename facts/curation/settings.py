"""Servers' settings in memory: read once a server, again only after something there changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from facts.curation.rights import Member, may_change_settings
from facts.curation.server_settings import (
    DEFAULTS,
    KEYS,
    ServerSettings,
    read_setting,
    settings_from,
)
from facts.store import Store
from facts.store.curation_settings import put_setting, read_settings
from facts.store.people import person_of
from facts.store.snapshots import Snapshots


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """One setting for `/settings show`: its value (see `ServerSettings`), who set it and when.

    `changed_by` is a pseudonym (`facts.store.people.user_of` gives the user), None for a default.
    """

    key: str
    value: Any
    changed_by: str | None
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Known:
    position: int
    settings: ServerSettings


class SettingsBook:
    """Every server's settings, from memory. Kept true by the server's layer: any audited change there
    makes a new layer, and settings older than the layer are read again.
    """

    def __init__(self, store: Store, snapshots: Snapshots, *, most: int = 5000) -> None:
        self._store = store
        self._snapshots = snapshots
        self._most = most
        self._known: dict[str, _Known] = {}

    def of(self, guild: str | None) -> ServerSettings:
        """Give a server's settings without waiting: defaults until `ensure` was awaited once."""
        known = self._known.get(guild) if guild is not None else None
        return known.settings if known is not None else DEFAULTS

    async def ensure(self, guild: str | None) -> ServerSettings:
        """Give a server's settings as they are now; costs a read only after a change there."""
        if guild is None:
            return DEFAULTS
        layer = await self._snapshots.ensure_guild(guild)
        known = self._known.get(guild)
        if known is None or known.position < layer.position:
            known = await self._read(guild)
        return known.settings

    async def fresh(self, guild: str | None) -> ServerSettings:
        """Read a server's settings from the store, for decisions about rights."""
        return DEFAULTS if guild is None else (await self._read(guild)).settings

    async def show(self, guild: str) -> tuple[ShownSetting, ...]:
        """List every setting in order, with who changed it last."""
        _, kept = await read_settings(self._store, guild)
        rows = {one.key: one for one in kept}
        settings = settings_from({one.key: one.value for one in kept})
        return tuple(
            ShownSetting(
                key,
                getattr(settings, key),
                rows[key].changed_by if key in rows else None,
                rows[key].changed_at if key in rows else None,
            )
            for key in KEYS
        )

    async def set(self, key: str, typed: str, *, by: Member) -> ServerSettings:
        """Set a key from what was typed, audited; gives the settings that now hold.

        Raises Refused without Manage Server, UsageError for an unknown key or a wrong value.
        """
        guild = may_change_settings(by).expect(by.locale)
        value = read_setting(key, typed, by.locale)
        actor = await person_of(self._store, by.user_id)
        async with self._store.writing(actor=actor, scope=guild, locale=by.locale) as writing:
            await put_setting(writing, key, value)
        await self._snapshots.refresh()
        return (await self._read(guild)).settings

    async def _read(self, guild: str) -> _Known:
        position, kept = await read_settings(self._store, guild)
        known = _Known(position, settings_from({one.key: one.value for one in kept}))
        if len(self._known) >= self._most:
            self._known.pop(next(iter(self._known)))
        self._known[guild] = known
        return known
