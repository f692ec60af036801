"""Consistent copies of a store, made while others write.

An SQLite store is copied page by page as it stood at one moment. A PostgreSQL store is written out
as an SQLite file with the same tables: it is a store that Factline opens as it is. (A server's own
backups are `pg_dump` and its write-ahead log; this is the portable copy.)
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select

from facts.errors import StoreError
from facts.store.tables import metadata

_ROWS = 500


def copy_file(engine: Engine, target: Path) -> None:
    """Copy an SQLite store; the copy is one file, complete or not there at all.

    Raises StoreError if the target exists already or cannot be written.
    """

    def fill(part: Path) -> None:
        raw = engine.raw_connection()
        try:
            source = raw.driver_connection
            assert isinstance(source, sqlite3.Connection)
            with closing(sqlite3.connect(part)) as copy:
                source.backup(copy)
                # The copy says "write-ahead log" like its original; make it one plain file.
                copy.execute("PRAGMA journal_mode=DELETE")
        finally:
            raw.close()

    _whole_or_nothing(target, fill)


def copy_server(source: Connection, target: Path, make: Callable[[Path], Engine]) -> None:
    """Write the rows that a PostgreSQL transaction sees into a new SQLite store.

    `make` makes an empty store at a path. Raises StoreError as `copy_file` does.
    """

    def fill(part: Path) -> None:
        engine = make(part)
        try:
            with engine.begin() as copy:
                for table in metadata.sorted_tables:
                    copy.execute(delete(table)) if table.name == "meta" else None
                    keys = list(table.primary_key.columns)
                    rows = source.execute(
                        select(table).order_by(*keys), execution_options={"yield_per": _ROWS}
                    )
                    for chunk in rows.mappings().partitions():
                        copy.execute(insert(table), [dict(row) for row in chunk])
            _as_one_file(engine)
        finally:
            engine.dispose()

    _whole_or_nothing(target, fill)


def _as_one_file(engine: Engine) -> None:
    raw = engine.raw_connection()
    try:
        connection: Any = raw.driver_connection
        connection.execute("PRAGMA journal_mode=DELETE")
    finally:
        raw.close()


def _whole_or_nothing(target: Path, fill: Callable[[Path], None]) -> None:
    """Fill a file beside the target, then move it there; refuse to write over anything."""
    if target.exists():
        raise StoreError(f"“{target}” exists already.", "Name a new file for the copy.")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        part.touch()
        fill(part)
        part.replace(target)
    except OSError as error:
        raise StoreError(
            f"The copy “{target}” cannot be written: {error.strerror or 'the disk refused'}.",
            "Name a file in a folder that exists and has room.",
        ) from error
    finally:
        for rest in (part, part.with_name(part.name + "-wal"), part.with_name(part.name + "-shm")):
            rest.unlink(missing_ok=True)
