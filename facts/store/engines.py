"""How the store is connected to: one asynchronous engine, and one for reading in worker threads."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from functools import partial
from sqlite3 import OperationalError
from typing import Any

import aiosqlite
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from facts.store.address import Address

BUSY_SECONDS = 30
"""How long a process waits for another one's writing transaction on SQLite."""

WRITING = "factline_writing"
"""Execution option of a connection whose transactions write."""


def make_engine(address: Address) -> AsyncEngine:
    """Make the engine for writing and for small reads on the event loop."""
    if not address.sqlite:
        return create_async_engine(address.url, pool_pre_ping=True, connect_args=_PG)
    url = address.url.set(drivername="sqlite+aiosqlite")
    arguments = {"timeout": BUSY_SECONDS, "async_creator_fn": _connect}
    engine = create_async_engine(url, connect_args=arguments)
    _tame_sqlite(engine.sync_engine)
    return engine


class _LettingGo(aiosqlite.Connection):
    """A connection that gives up its transaction before it is closed.

    A task that is cancelled while a statement runs leaves that statement's cursor behind. SQLite
    then closes the connection only once the cursor is collected, and holds its lock until then.
    """

    _stopping: Any = None

    async def close(self) -> None:
        """Roll back, close and end the thread; harmless however often it is called or cancelled."""
        stopping = self.stop()
        if stopping is not None:
            # Shielded: another caller may wait for the same end.
            await asyncio.shield(stopping)

    def stop(self) -> Any:
        """Have the thread roll back, close and end; gives the future of that end.

        The thread is told once. Told twice it would be gone before it reads the second message, and
        whoever waits for that one would wait for ever.
        """
        if self._stopping is None:
            if self._connection is not None:
                self._tx.put_nowait((None, self._connection.rollback))
            self._stopping = super().stop()
        return self._stopping


def _connect(*place: Any, **arguments: Any) -> _LettingGo:
    connection = _LettingGo(partial(sqlite3.connect, *place, **arguments), iter_chunk_size=64)
    connection._thread.daemon = True  # as SQLAlchemy does for the connections that it makes itself
    return connection


def make_reader(address: Address) -> Engine:
    """Make the engine for worker threads: layers, backups, checks and migrations."""
    if not address.sqlite:
        return create_engine(address.url, pool_pre_ping=True, connect_args=_PG)
    url = address.url.set(drivername="sqlite+pysqlite")
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    _tame_sqlite(engine)
    return engine


_PG = {"connect_timeout": 10, "application_name": "factline"}


def _tame_sqlite(engine: Engine) -> None:
    """Take transactions into our own hands.

    The driver's own transactions begin late and lose updates when several processes write; a
    writing transaction therefore begins IMMEDIATE. See
    https://docs.sqlalchemy.org/en/21/dialects/sqlite.html on transactions and the driver.
    """

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def use_wal(connection: Connection) -> None:
    """Switch an SQLite file to write-ahead logging; does nothing where it is switched already.

    Needs a connection in autocommit mode. Switching takes an exclusive lock that SQLite does not
    wait for, so a start beside other starts tries again for a while.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    raw = connection.connection.driver_connection
    assert raw is not None
    while True:
        try:
            if raw.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                raw.execute("PRAGMA journal_mode=WAL")
            return
        except OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
