"""The logs cannot be changed, whoever tries: the database itself refuses."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from facts.model import Action
from facts.store import Store
from tests.store.records import body, create, link

LOGS = ("revision", "relation_revision", "audit", "document")


async def run(store: Store, statement: str, **values: Any) -> None:
    """Run a statement as another program would, past every rule of ours."""
    async with store.engine.begin() as connection:
        await connection.execute(text(statement), values)


@pytest.fixture
async def history(record: Store) -> Store:
    await create(record, "tanks", "planes")
    async with record.writing(actor="user:1") as w:
        await w.revise("tanks", Action.CORRECT, body("Other."), reason="Misread.")
        await w.relate(link("contradicts", "planes", "tanks"))
    return record


@pytest.mark.parametrize("table", LOGS)
@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM {}", "UPDATE {} SET {column} = 'changed'"],
)
async def test_nothing_is_changed_or_deleted(history: Store, table: str, statement: str) -> None:
    column = {"audit": "reason", "document": "title"}.get(table, "reason")
    with pytest.raises(DBAPIError, match="insert only"):
        await run(history, statement.format(table, column=column))
    assert await history.verify() == []


@pytest.mark.parametrize("table", LOGS)
async def test_a_log_cannot_be_emptied(history: Store, table: str) -> None:
    sqlite = history.address.sqlite
    statement = f"DELETE FROM {table} WHERE 1" if sqlite else f"TRUNCATE {table} CASCADE"
    with pytest.raises(DBAPIError, match="insert only"):
        await run(history, statement)


COLUMNS = "scope, fact, action, recorded_at, recorded_by, reason, notice, body, hash"


@pytest.mark.parametrize(
    ("number", "previous"),
    [
        ("number + 2", "hash"),  # a gap
        ("number", "previous_hash"),  # a second revision of the same number
        ("number + 1", "previous_hash"),  # chained to the wrong one
    ],
)
async def test_a_revision_must_follow_on_from_the_last(
    history: Store, number: str, previous: str
) -> None:
    with pytest.raises(DBAPIError, match="follow on"):
        await run(
            history,
            f"INSERT INTO revision (position, number, previous_hash, {COLUMNS}) "
            f"SELECT 9999, {number}, {previous}, {COLUMNS} FROM revision "
            "WHERE fact = 'tanks' AND number = 2",
        )


async def test_an_insert_cannot_replace_a_revision(history: Store) -> None:
    verb = "INSERT OR REPLACE" if history.address.sqlite else "INSERT"
    with pytest.raises(DBAPIError):
        await run(
            history,
            f"{verb} INTO revision (position, number, previous_hash, {COLUMNS}) "
            f"SELECT position, number, previous_hash, {COLUMNS} FROM revision "
            "WHERE fact = 'tanks' AND number = 2",
        )
    assert await history.verify() == []


async def test_the_journal_has_no_gaps(history: Store) -> None:
    with pytest.raises(DBAPIError, match="follow on"):
        await run(
            history,
            "INSERT INTO audit (position, at, actor, scope, action, kind, subject) "
            "SELECT position + 100, at, actor, scope, action, kind, subject FROM audit "
            "WHERE position = 1",
        )
