"""A store is made, brought up to date, or refused with a sentence that says what to do."""

from __future__ import annotations

import os
import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from facts.errors import StoreDamaged, StoreError, StoreTooNew
from facts.store import Store, preparing
from facts.store.tables import metadata
from tests.store.records import body, create, furnish


def copies_in(folder: Path) -> list[Path]:
    return list(folder.glob("*.backup"))


async def test_the_migrations_make_the_tables_that_the_program_expects(database: str) -> None:
    def differences(connection: Connection) -> Any:
        return compare_metadata(MigrationContext.configure(connection), metadata)

    store = await Store.open(database)
    assert await store.reading(differences) == []
    await store.close()


def test_the_newest_migration_is_alembic_s_head() -> None:
    config = Config()
    config.set_main_option("script_location", "facts.store:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == preparing.newest_migration()


async def test_opening_again_changes_nothing(database: str, tmp_path: Path) -> None:
    store = await Store.open(database)
    await furnish(store)
    await create(store, "tanks")
    digest = (await store.layer()).digest
    await store.close()
    store = await Store.open(database)
    assert (await store.layer()).digest == digest
    await store.close()
    assert copies_in(tmp_path) == []


async def test_a_newer_store_is_refused(database: str) -> None:
    store = await Store.open(database)
    async with store.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await store.close()
    with pytest.raises(StoreTooNew, match="newer Factline"):
        await Store.open(database)


async def test_a_file_is_copied_before_it_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'factline.db'}"
    store = await Store.open(url)
    await furnish(store)
    await create(store, "tanks")
    layer, version = await store.layer(), preparing.newest_migration()
    await store.close()

    def one_more_column(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE meta ADD COLUMN remark TEXT"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0099'"))

    monkeypatch.setattr(preparing, "newest_migration", lambda: "0099")
    monkeypatch.setattr(preparing, "_upgrade", one_more_column)
    await (await Store.open(url)).close()
    monkeypatch.undo()

    (copy,) = copies_in(tmp_path)
    assert copy.name.startswith(f"factline.db.{version}-")
    store = await Store.open(f"sqlite:///{copy}")
    assert await store.layer() == layer
    await store.close()


async def test_a_migration_that_fails_leaves_the_store_as_it_was(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await Store.open(database)
    await furnish(store)
    digest = (await store.layer()).digest
    await store.close()

    def fails_halfway(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE meta ADD COLUMN remark TEXT"))
        raise StoreDamaged("It broke.")

    monkeypatch.setattr(preparing, "newest_migration", lambda: "0099")
    monkeypatch.setattr(preparing, "_upgrade", fails_halfway)
    with pytest.raises(StoreDamaged, match="It broke"):
        await Store.open(database)
    monkeypatch.undo()
    store = await Store.open(database)
    assert (await store.layer()).digest == digest
    assert await store.verify() == []
    await store.close()


async def test_a_migration_that_rebuilds_a_table_keeps_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'factline.db'}"
    store = await Store.open(url)
    await furnish(store)
    await create(store, "tanks")
    await store.close()

    def rebuild(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE anew AS SELECT * FROM document"))
        connection.execute(text("DROP TRIGGER document_no_delete"))
        connection.execute(text("DROP TABLE document"))
        connection.execute(text("CREATE TABLE document (hash TEXT PRIMARY KEY)"))
        connection.execute(text("INSERT INTO document SELECT hash FROM anew"))

    monkeypatch.setattr(preparing, "newest_migration", lambda: "0099")
    monkeypatch.setattr(preparing, "_upgrade", rebuild)
    store = await Store.open(url)
    monkeypatch.undo()
    count = text("SELECT count(*) FROM fact_document")
    assert await store.reading(lambda c: c.scalar(count)) == 1
    await store.close()


@pytest.mark.parametrize("content", [b"This is a letter.\n" * 400, os.urandom(5000)])
async def test_a_file_that_is_no_store_is_refused_and_left_alone(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "letter.txt"
    file.write_bytes(content)
    with pytest.raises(StoreDamaged, match="no Factline store"):
        await Store.open(f"sqlite:///{file}")
    assert file.read_bytes() == content


async def test_another_program_s_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE songs (title TEXT)")
        other.commit()
    with pytest.raises(StoreDamaged, match="something else"):
        await Store.open(f"sqlite:///{file}")


async def test_a_damaged_store_says_so(tmp_path: Path) -> None:
    file = tmp_path / "factline.db"
    store = await Store.open(f"sqlite:///{file}")
    await furnish(store)
    await create(store, *(f"fact-{number}" for number in range(50)))
    await store.close()
    with file.open("r+b") as raw:
        raw.seek(4096)
        raw.write(b"\xff" * (file.stat().st_size - 4096))

    async def read() -> None:
        damaged = await Store.open(f"sqlite:///{file}")
        try:
            await damaged.layer()
        finally:
            await damaged.close()

    with pytest.raises(StoreDamaged, match="damaged"):
        await read()


async def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened") as caught:
        await Store.open(f"sqlite:///{tmp_path / 'missing' / 'factline.db'}")
    assert "folder exists" in caught.value.hint


async def test_a_store_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    file = tmp_path / "factline.db"
    store = await Store.open(f"sqlite:///{file}")
    await furnish(store)
    async with store.engine.connect() as connection:  # what a read-only file system answers
        await connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(StoreError, match="cannot be written"):
        await create(store, "tanks")
    await store.close()


async def test_a_full_disk_is_named_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'factline.db'}")
    await furnish(store)
    await create(store, "tanks")
    layer = await store.layer()

    async def too_much() -> None:
        async with store.writing(actor="user:1") as w:
            pages = await w.connection.scalar(text("PRAGMA page_count"))
            await w.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 4}")
            for number in range(500):
                await w.create(f"fact-{number}", body("A long story. " * 14))

    with pytest.raises(StoreError, match="no room left"):
        await too_much()
    assert await store.layer() == layer
    assert await store.verify() == []
    await store.close()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://root:hunter2@host/facts", "no store in “mysql”"),
        ("hunter2", "no database address"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("postgresql://bot:hunter2@127.0.0.1:1/facts", "“facts” on 127.0.0.1 cannot be reached"),
    ],
)
async def test_a_wrong_address_is_explained_without_its_password(url: str, sentence: str) -> None:
    with pytest.raises(StoreError, match=re.escape(sentence)) as caught:
        await Store.open(url)
    assert "hunter2" not in f"{caught.value} {caught.value.hint}"
    assert caught.value.hint


@pytest.mark.parametrize(
    ("user", "name", "sentence"),
    [
        ("postgres", "nowhere", "no database “nowhere”"),
        ("stranger", "postgres", "refused the login"),
    ],
)
async def test_what_the_server_refuses_is_named(
    database: str, tmp_path: Path, user: str, name: str, sentence: str
) -> None:
    if database.startswith("sqlite"):
        (tmp_path / name).touch()
        url, sentence = f"sqlite:///{tmp_path / name / 'factline.db'}", "cannot be opened"
    else:
        url = re.sub(r"//postgres:@/\w+", f"//{user}:hunter2@/{name}", database)
    with pytest.raises(StoreError, match=sentence) as caught:
        await Store.open(url)
    assert "hunter2" not in str(caught.value)


async def test_postgres_without_its_driver_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("facts.store.address.find_spec", lambda _name: None)
    with pytest.raises(StoreError, match="driver") as caught:
        await Store.open("postgresql://bot@host/facts")
    assert "pip install '.[postgres]'" in caught.value.hint


async def test_a_start_with_nothing_to_migrate_does_not_load_the_migrations(
    store: Store, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "alembic"]:
        monkeypatch.delitem(sys.modules, name)
    assert store.address is not None
    await (await Store.open(database)).close()
    assert not [name for name in sys.modules if name.partition(".")[0] == "alembic"]
