"""Register the commands with Discord: only when they changed, by one process."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from typing import Any, Protocol

import discord
from discord import app_commands

log = logging.getLogger(__name__)


class Notes(Protocol):
    """Where a short text is kept between starts, seen by all processes of one bot."""

    async def meta_get(self, key: str) -> str | None:
        """Give a note, or None."""

    async def meta_set(self, key: str, value: str) -> None:
        """Keep a note."""


async def register_changed(
    tree: app_commands.CommandTree[Any], notes: Notes, guilds: Sequence[int], application: int
) -> None:
    """Register the tree's commands where Discord holds other ones: in these servers, else globally.

    What was registered last is noted by a digest of the whole payload. Called by the process that
    holds the first shard only.
    """
    payload = await payload_of(tree)
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    for guild in guilds or (None,):
        key = f"commands:{application}:{guild or 'everywhere'}"
        if await notes.meta_get(key) == digest:
            continue
        if guild is None:
            await tree.sync()
        else:
            there = discord.Object(guild)
            tree.copy_global_to(guild=there)
            await tree.sync(guild=there)
        await notes.meta_set(key, digest)
        log.info("registered %s commands (%s)", len(payload), guild or "everywhere")


async def payload_of(tree: app_commands.CommandTree[Any]) -> list[dict[str, Any]]:
    """Give what Discord would be told, translations included, in the order of names."""
    kinds = discord.AppCommandType
    commands = [
        c for kind in (kinds.chat_input, kinds.message) for c in tree.get_commands(type=kind)
    ]
    translator = tree.translator
    if translator is None:
        return [c.to_dict(tree) for c in commands]
    return [await c.get_translated_payload(tree, translator) for c in commands]
