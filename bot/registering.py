"""Register the commands with Discord: only when they changed, by one process."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Coroutine, Iterable, Sequence
from typing import Any

import discord
from discord import app_commands

from facts.store import Store

log = logging.getLogger(__name__)


EVERYWHERE = "everywhere"
"""How the place of commands for all servers is noted."""


async def register_changed(
    tree: app_commands.CommandTree[Any], store: Store, guilds: Sequence[int], application: int
) -> None:
    """Register the tree's commands where Discord holds other ones: in these servers, else globally.

    Where they stood before and should not any more they are taken away, or people would see each
    twice. What was registered last is noted by a digest of the payload and where it went. Called by
    the process that holds the first shard only. A server that refuses holds up no other; the last
    refusal is raised, and nothing noted, so that the next start tries again.
    """
    payload = await payload_of(tree)
    text = json.dumps([payload, sorted(guilds)], sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    key = f"commands:{application}"
    if await store.meta(key) == digest:
        return
    places = {str(guild) for guild in guilds} or {EVERYWHERE}
    before = set((await store.meta(f"{key}:where") or "").split())
    # Until all is done nothing counts as registered, and every place that may hold some is known.
    await _unbroken(_note(store, key, "", before | places))
    refused: discord.HTTPException | None = None
    for place in sorted(places):
        try:
            await _register(tree, place)
        except discord.HTTPException as failed:
            log.error("commands could not be registered (%s): %s", place, failed)
            refused = failed
    for place in sorted(before - places):
        await _take_away(tree, place, application)
    if refused is not None:
        raise refused
    await _unbroken(_note(store, key, digest, places))
    log.info("registered %s commands (%s)", len(payload), ", ".join(sorted(places)))


async def _register(tree: app_commands.CommandTree[Any], place: str) -> None:
    if place == EVERYWHERE:
        await tree.sync()
        return
    there = discord.Object(int(place))
    tree.copy_global_to(guild=there)
    await tree.sync(guild=there)


async def _take_away(tree: app_commands.CommandTree[Any], place: str, application: int) -> None:
    """Take commands away from where they are not wanted any more; a server that was left has none."""
    http = tree.client.http
    try:
        if place == EVERYWHERE:
            await http.bulk_upsert_global_commands(application, [])
        else:
            await http.bulk_upsert_guild_commands(application, int(place), [])
    except (discord.Forbidden, discord.NotFound) as gone:
        log.info("no commands to take away (%s): %s", place, gone)


async def _note(store: Store, key: str, digest: str, places: Iterable[str]) -> None:
    async with store.writing(actor="bot") as writing:
        await writing.set_meta(key, digest)
        await writing.set_meta(f"{key}:where", " ".join(sorted(places)))


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
