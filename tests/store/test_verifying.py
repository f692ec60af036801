"""`verify` finds what happened to the record behind the triggers' back."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from facts.model import Action, Hop
from facts.store import Store
from tests.store.records import body, create, link


@pytest.fixture
async def history(record: Store) -> Store:
    await create(record, "tanks", "planes", "ships")
    async with record.writing(actor="user:1") as w:
        await w.revise("tanks", Action.CORRECT, body("Other."), reason="Misread.")
        await w.relate(link("supersedes", "planes", "tanks", note="Newer."))
        await w.relate(link("supersedes", "tanks", "ships"))
    return record


async def tamper(store: Store, *statements: str) -> None:
    """Change the database as its administrator could, with every trigger off."""
    if store.address.path is not None:
        tamper_with_file(store.address.path, statements)
        return
    async with store.engine.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            await connection.execute(text(statement))


def tamper_with_file(path: Path, statements: Sequence[str]) -> None:
    with closing(sqlite3.connect(path)) as file:
        for (name,) in file.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            file.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            file.execute(statement)
        file.commit()


async def test_a_record_that_nobody_touched_is_clean(history: Store) -> None:
    assert await history.verify() == []


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("UPDATE revision SET reason = 'Nicer.' WHERE number = 2", "hash"),
        ("UPDATE revision SET recorded_by = 'user:9' WHERE fact = 'ships'", "hash"),
        ("UPDATE revision SET body = replace(body, '70', '71') WHERE fact = 'ships'", "hash"),
        ("UPDATE revision SET hash = previous_hash WHERE fact = 'ships'", "hash"),
        ("DELETE FROM revision WHERE fact = 'tanks' AND number = 1", "gap"),
        ("DELETE FROM revision WHERE fact = 'ships'", "projection"),
        ("UPDATE relation_revision SET note = 'Older.' WHERE note = 'Newer.'", "hash"),
        ("DELETE FROM relation_revision WHERE note = 'Newer.'", "projection"),
        ("UPDATE fact SET low = 71 WHERE fact = 'ships'", "projection"),
        ("UPDATE fact SET number = 1 WHERE fact = 'tanks'", "projection"),
        ("DELETE FROM fact WHERE fact = 'ships'", "projection"),
        ("DELETE FROM fact_document WHERE fact = 'ships'", "projection"),
        ("UPDATE document SET title = 'Gains'", "projection"),
        ("UPDATE relation SET live = NOT live WHERE note = 'Newer.'", "projection"),
        ("UPDATE meta SET value = '3' WHERE key = 'position'", "positions"),
        ("DELETE FROM audit WHERE position = 2", "positions"),
        ("UPDATE revision SET position = 99 WHERE fact = 'ships'", "positions"),
        ("INSERT INTO purging (scope) VALUES ('7')", "purging"),
        ("UPDATE revision SET body = '{}' WHERE fact = 'ships'", "body"),
        ("UPDATE revision SET body = replace(body, '\"topic\"', '\"t\"')", "body"),
        ("UPDATE revision SET action = 'invent' WHERE fact = 'ships'", "body"),
        ("UPDATE relation SET kind = 'likes' WHERE note = 'Newer.'", "relation"),
        ("UPDATE relation SET to_fact = from_fact WHERE note = 'Newer.'", "relation"),
        ("UPDATE relation SET from_fact = 'nowhere' WHERE note = 'Newer.'", "relation"),
        (
            """UPDATE relation SET kind = 'contradicts', from_fact = 'tanks', to_fact = 'planes'
            WHERE note = 'Newer.'""",
            "relation",
        ),
    ],
)
async def test_a_changed_row_is_found(history: Store, statement: str, rule: str) -> None:
    await tamper(history, statement)
    assert rule in {finding.rule for finding in await history.verify()}


async def test_a_value_that_cannot_be_read_hides_nothing_else(history: Store) -> None:
    if history.address.sqlite:  # PostgreSQL keeps no day that is none
        await tamper(
            history,
            "UPDATE revision SET recorded_at = 'never' WHERE fact = 'ships'",
            "UPDATE relation SET live = NOT live WHERE note = 'Newer.'",
        )
        found = [str(finding) for finding in await history.verify()]
        assert found[0].startswith("value: revisions: hold what cannot be read: ")
        assert "projection: supersedes planes tanks: differs from the log" in found
    else:
        with pytest.raises(DBAPIError):
            await tamper(history, "UPDATE revision SET recorded_at = 'never'")


async def test_a_broken_rule_is_found_even_if_every_hash_holds(history: Store) -> None:
    sure = body(credibility=1, chain=(Hop(source="tracker"),))
    async with history.writing(actor="user:1") as w:
        await w.create("other", body(chain=(Hop(source="paper"),)))
        await w.create("sure", sure)
        await w.relate(link("corroborates", "other", "sure"))
    await tamper(
        history,
        "UPDATE relation SET live = NOT live WHERE kind = 'corroborates'",
        "UPDATE relation SET from_fact = 'ships', to_fact = 'planes' WHERE from_fact = 'tanks'",
        "UPDATE relation SET from_fact = 'tanks', to_fact = 'ships' WHERE from_fact = 'planes'",
        "INSERT INTO relation SELECT scope, kind, 'planes', 'tanks', position, number, live, note, "
        "recorded_by, hash FROM relation WHERE from_fact = 'tanks'",
    )
    found = {str(finding) for finding in await history.verify()}
    assert "relation: supersedes (base): runs in a circle" in found
    assert "credibility: sure: is 1 without an independent corroboration" in found
