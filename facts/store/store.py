"""The store: opened, written to in whole transactions, read as layers, copied and checked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from facts.language.phrases import Phrases
from facts.model import BASE, Revision
from facts.snapshot import Layer
from facts.store import copying, reading, verifying
from facts.store.address import Address, read_address
from facts.store.engines import WRITING, make_engine, make_reader
from facts.store.failures import plain_failures
from facts.store.findings import Finding
from facts.store.journal import Journal
from facts.store.preparing import prepare
from facts.store.tables import meta, revision
from facts.store.writing import Writing

Clock = Callable[[], datetime]
Result = TypeVar("Result")


def utc_now() -> datetime:
    """Give the present instant."""
    return datetime.now(UTC)


class Store:
    """The record in a database. Get one by `await Store.open(url)`, end it by `await close()`.

    Everything that the database cannot do (no room, no connection, a damaged file…) is raised as
    StoreError with a sentence.
    """

    def __init__(self, address: Address, clock: Clock) -> None:
        self._address = address
        self._clock = clock
        self._engine: AsyncEngine = make_engine(address)
        self._reader: Engine = make_reader(address)
        # One writer at a time in this process; SQLite would let the others poll for their turn.
        self._turn = asyncio.Lock()
        self._listeners: list[Callable[[], None]] = []

    @classmethod
    async def open(cls, url: str, *, clock: Clock = utc_now) -> Store:
        """Open a store, making it or bringing it up to this version where needed.

        An SQLite file is copied before it is changed. Safe when several processes start at once.
        Raises StoreError (StoreTooNew, StoreDamaged) with a sentence; the password of the URL is
        never in it.
        """
        store = cls(read_address(url), clock)
        try:
            with plain_failures(store._address):
                await asyncio.to_thread(prepare, store._reader, store._address)
        except BaseException:
            await store.close()
            raise
        return store

    async def close(self) -> None:
        """Let go of every connection."""
        await self._engine.dispose()
        await asyncio.to_thread(self._reader.dispose)

    @property
    def address(self) -> Address:
        """Give where the store is."""
        return self._address

    @property
    def engine(self) -> AsyncEngine:
        """Give the engine, for other modules of `facts.store`."""
        return self._engine

    @asynccontextmanager
    async def writing(
        self, *, actor: str, scope: str = BASE, locale: str = "en"
    ) -> AsyncIterator[Writing]:
        """Open a writing transaction on one scope; it is whole, or leaves nothing.

        `actor` is who does it, such as `user:123` or `collection`; what is refused is said in their
        `locale`. Other writers wait for their turn: keep it short, and never open a second one inside.
        """
        async with AsyncExitStack() as stack:
            stack.enter_context(plain_failures(self._address))
            await stack.enter_async_context(self._turn)
            engine = self._engine.execution_options(**{WRITING: True})
            connection = await stack.enter_async_context(engine.connect())
            async with connection.begin():
                journal = await Journal.begin(
                    connection,
                    actor=actor,
                    scope=scope,
                    at=self._clock().astimezone(UTC),
                    say=Phrases.of(locale),
                )
                writing = Writing(journal)
                yield writing
                changed = await writing.finish()
        if changed:
            for listener in tuple(self._listeners):
                listener()

    @asynccontextmanager
    async def keeping(self) -> AsyncIterator[AsyncConnection]:
        """Open a writing transaction on tables beside the record; it is whole, or leaves nothing.

        For what curators and deliveries keep (drafts, the queue…): the record, its journal and the
        store's position stay as they are. Never open one inside `writing`: that waits for ever.
        """
        async with AsyncExitStack() as stack:
            stack.enter_context(plain_failures(self._address))
            await stack.enter_async_context(self._turn)
            engine = self._engine.execution_options(**{WRITING: True})
            connection = await stack.enter_async_context(engine.connect())
            async with connection.begin():
                yield connection

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[AsyncConnection]:
        """Open a small reading transaction on the event loop, for tables beside the record."""
        with plain_failures(self._address):
            async with self._engine.connect() as connection, connection.begin():
                yield connection

    def now(self) -> datetime:
        """Give the present instant by this store's clock (UTC)."""
        return self._clock().astimezone(UTC)

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call a listener after each change made through this store; gives how to stop it."""
        self._listeners.append(listener)
        return partial(self._listeners.remove, listener)

    async def position(self) -> int:
        """Give the store's revision number: how many changes were ever made."""
        return await self.reading(reading.read_position)

    async def meta(self, key: str) -> str | None:
        """Read a note about the store as a whole."""
        return await self.reading(lambda c: c.scalar(select(meta.c.value).where(meta.c.key == key)))

    async def layer(self, scope: str = BASE) -> Layer:
        """Read everything of one scope as an immutable layer, off the event loop."""
        return await self.reading(partial(reading.read_layer, scope=scope))

    async def history(self, fact: str, scopes: Sequence[str]) -> list[Revision]:
        """List every revision of a fact in these scopes, in the order they were made."""
        wanted = (
            select(revision)
            .where(revision.c.fact == fact, revision.c.scope.in_(scopes))
            .order_by(revision.c.position)
        )
        with plain_failures(self._address):
            async with self._engine.connect() as connection:
                rows = (await connection.execute(wanted)).all()
        return [reading.revision_of(row) for row in rows]

    async def backup(self, path: Path) -> None:
        """Make a consistent copy while others write; raises StoreError, or leaves a whole copy.

        An SQLite store gives an SQLite file; so does PostgreSQL, as a portable copy that Factline
        opens as it is.
        """
        with plain_failures(self._address):
            if self._address.sqlite:
                await asyncio.to_thread(copying.copy_file, self._reader, path)
            else:
                await self.reading(
                    partial(copying.copy_server, target=path, make=_make_empty_store)
                )

    async def verify(self) -> list[Finding]:
        """Recompute hashes and check every invariant of the record; an empty list is a clean bill."""
        return await self.reading(verifying.verify)

    async def reading(self, read: Callable[[Connection], Result]) -> Result:
        """Run a reader in a worker thread, inside one read-only view of the store."""

        def run() -> Result:
            with plain_failures(self._address), self._reader.connect() as connection:
                if not self._address.sqlite:
                    connection = connection.execution_options(
                        isolation_level="REPEATABLE READ", postgresql_readonly=True
                    )
                with connection.begin():
                    return read(connection)

        return await asyncio.to_thread(run)


def _make_empty_store(path: Path) -> Engine:
    address = read_address(f"sqlite:///{path}")
    engine = make_reader(address)
    prepare(engine, address)
    return engine
