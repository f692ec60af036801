"""Bringing a store up to this version at the start: looked at, copied, migrated, checked.

Runs in a worker thread. Safe when several processes start at once: on SQLite the first one holds
the write lock, on PostgreSQL an advisory lock; the others wait and find nothing left to do.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from importlib.resources import files

from sqlalchemy import Connection, Engine, inspect, text

from facts.errors import StoreDamaged, StoreTooNew
from facts.store.address import Address
from facts.store.copying import copy_file
from facts.store.engines import WRITING, use_wal

log = logging.getLogger(__name__)

_ADVISORY_LOCK = 0x46414354  # "FACT": any number that other users of the database do not take


def newest_migration() -> str:
    """Give the id of the last migration in the package, without importing Alembic."""
    names = (f.name for f in (files("facts.store.migrations") / "versions").iterdir())
    return max(name[:4] for name in names if name[:4].isdigit())


def prepare(engine: Engine, address: Address) -> None:
    """Migrate a store where that is needed.

    Raises StoreTooNew if a newer Factline wrote it, StoreDamaged if it is no store of ours, database
    errors as they are.
    """
    with engine.connect().execution_options(**{WRITING: True}) as connection:
        if address.sqlite:
            use_wal(connection)
        if _version(connection, address) == newest_migration():
            return
        connection.rollback()
        if address.sqlite:
            _migrate_file(connection, engine, address)
        else:
            _migrate_server(connection, address)


def _migrate_file(connection: Connection, engine: Engine, address: Address) -> None:
    raw = connection.connection.driver_connection
    assert raw is not None
    # Rebuilding a parent table with foreign keys on would delete its children.
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():  # BEGIN IMMEDIATE: everybody else waits here
            version = _version(connection, address)
            if version == newest_migration():
                return
            if version is not None:
                _copy_before(version, engine, address)
            _upgrade(connection)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise StoreDamaged(
                    f"The store {address.shown} could not be brought up to this version: "
                    f"{len(broken)} rows point to nothing.",
                    "It is as it was. Restore the last good backup, or report this.",
                )
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def _copy_before(version: str, engine: Engine, address: Address) -> None:
    """Keep a copy beside the file, named for the version and the time it was made."""
    assert address.path is not None
    made = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    target = address.path.with_name(f"{address.path.name}.{version}-{made}.backup")
    copy_file(engine, target)
    log.info("Kept a copy of the store as %s before bringing it up to this version.", target.name)


def _migrate_server(connection: Connection, address: Address) -> None:
    with connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        if _version(connection, address) != newest_migration():
            _upgrade(connection)


def _version(connection: Connection, address: Address) -> str | None:
    """Read the last migration that the store went through; None for an empty database."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        if address.sqlite and tables:
            raise StoreDamaged(
                f"The file {address.shown} holds something else than a Factline store.",
                "Name another file in FACTLINE_DATABASE_URL.",
            )
        return None
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if version is None:
        return None
    if str(version) > newest_migration():
        raise StoreTooNew(
            f"The store {address.shown} was written by a newer Factline.",
            "Start the newer version, or restore the copy that was kept before its first start.",
        )
    return str(version)


def _upgrade(connection: Connection) -> None:
    # Imported here: a start that has nothing to migrate should not pay for it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "facts.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
