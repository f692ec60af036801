"""Register the commands with Discord: only when they changed, by one process."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Coroutine, Sequence
from typing import Any

import discord
from discord import app_commands

from facts.store import Store

log = logging.getLogger(__name__)


async def register_changed(
    tree: app_commands.CommandTree[Any], store: Store, guilds: Sequence[int], application: int
) -> None:
    """Register the tree's commands where Discord holds other ones: in these servers, else globally.

    What was registered last is noted by a digest of the payload and where it went. Called by the
    process that holds the first shard only.
    """
    payload = await payload_of(tree)
    text = json.dumps([payload, sorted(guilds)], sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    key = f"commands:{application}"
    if await store.meta(key) == digest:
        return
    for guild in guilds:
        there = discord.Object(guild)
        tree.copy_global_to(guild=there)
        await tree.sync(guild=there)
    if not guilds:
        await tree.sync()
    await _unbroken(_note(store, key, digest))
    where = ", ".join(map(str, guilds)) or "everywhere"
    log.info("registered %s commands (%s)", len(payload), where)


async def _note(store: Store, key: str, value: str) -> None:
    async with store.writing(actor="bot") as writing:
        await writing.set_meta(key, value)


async def _unbroken(work: Coroutine[Any, Any, None]) -> None:
    """Finish a piece of writing even when cancelled: torn off, it would leave the store locked."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait((task,))
        raise


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
