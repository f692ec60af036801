"""The record in memory: the base layer and the layers of servers lately served, kept up to date.

Questions read from here and never touch the database. A change made in this process is seen at once
(after `refresh`, or a moment later by `watch`); other processes are told by NOTIFY on PostgreSQL and
look at the store's position once a second on SQLite.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections import OrderedDict
from contextlib import suppress
from functools import partial

from sqlalchemy import Connection

from facts.errors import StoreError
from facts.model import BASE
from facts.snapshot import Layer, changed
from facts.store import reading
from facts.store.listening import listen
from facts.store.store import Store

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
"""How often an SQLite store is looked at; PostgreSQL tells by itself."""

FALLBACK_SECONDS = 30.0
"""How often a PostgreSQL store is looked at beside its notices, in case one was lost."""

MANY_CHANGES = 2000
"""Past so many changes a layer is read anew instead of being changed."""

Update = tuple[int, dict[str, Layer]]


class Snapshots:
    """Layers in memory. Make one, `await load()`, then keep `watch()` running as a task.

    `records_kept` bounds the facts of all servers' layers together; those served longest ago go
    first.
    """

    def __init__(
        self, store: Store, *, records_kept: int = 20_000, guilds_kept: int = 1000
    ) -> None:
        self._store = store
        self._records_kept = records_kept
        self._guilds_kept = guilds_kept
        self._base: Layer | None = None
        self._guilds: OrderedDict[str, Layer] = OrderedDict()
        self._position = -1
        self._turn = asyncio.Lock()
        self._moved = asyncio.Event()
        self._forget = store.on_change(self._moved.set)

    @property
    def position(self) -> int:
        """Give the store's revision number that the layers stand at."""
        return self._position

    def base(self) -> Layer:
        """Give the shared layer; raises RuntimeError before `load`."""
        if self._base is None:
            raise RuntimeError("the snapshot has not been loaded yet")
        return self._base

    def guild(self, guild: str) -> Layer | None:
        """Give a server's layer if it is in memory; see `ensure_guild`."""
        layer = self._guilds.get(guild)
        if layer is not None:
            self._guilds.move_to_end(guild)
        return layer

    async def load(self) -> None:
        """Read the base layer. Raises StoreError if the store cannot be read."""
        async with self._turn:
            layer = await self._quietly(partial(reading.read_layer, scope=BASE))
            self._base, self._position = layer, layer.position
            self._guilds.clear()

    async def ensure_guild(self, guild: str) -> Layer:
        """Bring a server's layer into memory, reading it only if it is not there."""
        known = self.guild(guild)
        if known is not None:
            return known
        async with self._turn:
            known = self.guild(guild)
            if known is not None:
                return known
            layer = await self._store.layer(guild)
            if layer.position != self._position:
                # Read later than the rest stands: bring the rest up before they meet in a view.
                await self._catch_up()
            self._guilds[guild] = layer
            self._shrink()
            return layer

    async def refresh(self) -> bool:
        """Catch up with the store, reading only what changed; False if nothing did.

        Raises StoreError if the store cannot be read; the layers then stay as they were.
        """
        async with self._turn:
            return await self._catch_up()

    async def _catch_up(self) -> bool:
        position, layers = await self._store.reading(self._read_update)
        if position == self._position:
            return False
        if BASE in layers:
            self._base = layers.pop(BASE)
        self._guilds.update(layers)
        self._position = position
        return True

    def _read_update(self, connection: Connection) -> Update:
        """Make the layers that changed anew. Runs in a worker thread."""
        position, counts = reading.changes_since(connection, self._position)
        held = {BASE: self.base(), **self._guilds}
        layers = {}
        for scope in held.keys() & counts.keys():
            layer = held[scope]
            if counts[scope] > MANY_CHANGES or reading.purged(connection, scope, layer.position):
                layers[scope] = reading.read_layer(connection, scope)
            else:
                news = reading.read_changes(connection, scope, layer.position)
                layers[scope] = changed(layer, news)
        return position, layers

    def _shrink(self) -> None:
        weights = {guild: len(layer.records) for guild, layer in self._guilds.items()}
        total = sum(weights.values())
        while len(self._guilds) > 1 and (
            total > self._records_kept or len(self._guilds) > self._guilds_kept
        ):
            oldest, _ = self._guilds.popitem(last=False)
            total -= weights[oldest]

    async def _quietly(self, read: partial[Layer]) -> Layer:
        """Read a large layer without the collector walking over it again and again.

        A full collection over a large record holds the event loop for tens of milliseconds. What is
        loaded here lives as long as the process, so it is moved out of the collector's sight.
        """
        was_on = gc.isenabled()
        gc.disable()
        try:
            return await self._store.reading(read)
        finally:
            gc.freeze()
            if was_on:
                gc.enable()

    async def watch(self) -> None:
        """Keep the layers up to date until cancelled; failures are logged and outlived."""
        told = asyncio.create_task(listen(self._store, self._moved))
        seconds = POLL_SECONDS if self._store.address.sqlite else FALLBACK_SECONDS
        failing = False
        try:
            while True:
                # Not wait_for: on Python 3.11 it swallows a cancellation that meets the event.
                with suppress(TimeoutError):
                    async with asyncio.timeout(seconds):
                        await self._moved.wait()
                self._moved.clear()
                try:
                    await self.refresh()
                    failing = False
                except StoreError as error:
                    if not failing:
                        log.warning("Answers stay as they are for now. %s", error)
                    failing = True
        finally:
            told.cancel()
            self._forget()
