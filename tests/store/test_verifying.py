"""`verify` finds what happened to the record behind the triggers' back."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from facts.model import Action, Hop
from facts.store import Store
from tests.store.records import PAPER, body, create, link


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
        ("UPDATE audit SET actor = 'user:9' WHERE kind = 'fact'", "journal"),
        ("UPDATE source SET name = 'Somebody' WHERE id = 'paper'", "projection"),
        ("UPDATE source SET reliability = 'A' WHERE id = 'paper'", "projection"),
        ("UPDATE source SET body = replace(body, 'Paper', 'Sheet')", "projection"),
        ("UPDATE source SET body = '{}' WHERE id = 'paper'", "body"),
        ("UPDATE source SET recorded_by = 'user:9' WHERE id = 'paper'", "projection"),
        ("DELETE FROM source WHERE id = 'tracker'", "projection"),
        ("UPDATE place SET parent = NULL WHERE id = 'izium'", "projection"),
        ("DELETE FROM place_alias WHERE alias = 'Izyum'", "projection"),
        ("UPDATE place_alias SET alias = 'Isjum' WHERE alias = 'Izyum'", "projection"),
        ("UPDATE series SET source = 'tracker'", "projection"),
        ("DELETE FROM series", "projection"),
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


async def test_entities_are_named_with_what_differs(history: Store) -> None:
    await tamper(
        history,
        "UPDATE source SET reliability = 'A' WHERE id = 'paper'",
        "DELETE FROM source WHERE id = 'tracker'",
        "UPDATE audit SET subject = 'staff' WHERE kind = 'series'",
        "UPDATE place_alias SET place = 'kharkiv-oblast' WHERE alias = 'Izyum'",
    )
    assert {str(finding) for finding in await history.verify()} == {
        "projection: source paper (base): differs from the journal in reliability",
        "projection: source tracker (base): is missing",
        "projection: series staff (base): is missing",
        "projection: series staff-tanks (base): is not in the journal",
        "projection: place izium (base): lacks or spells otherwise the name “izyum”",
        "projection: place kharkiv-oblast (base): has too much the name “izyum”",
    }


async def test_what_was_taken_out_is_no_loss(record: Store) -> None:
    async with record.writing(actor="user:1") as w:
        await w.put_source(replace(PAPER, id="sheet", name="Sheet"))
        await w.put_source(replace(PAPER, id="sheet", name="The Sheet"))
    async with record.writing(actor="user:1") as w:
        assert await w.remove_entity("source", "sheet")
    assert await record.verify() == []


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
