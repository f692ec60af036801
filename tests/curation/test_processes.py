"""Curators in several processes, and processes that die at any write: nothing acknowledged is lost."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from itertools import pairwise

from facts.curation.change import Change, ChangeKind
from facts.curation.curator import Curator
from facts.store import Store
from facts.store.curation_drafts import Drafts
from facts.store.curation_files import get_file
from facts.store.curation_queue import ItemState, get_item
from facts.store.people import known_person
from tests.curation.conftest import MODERATOR
from tests.curation.program import MEMBER
from tests.store.records import body


async def start(job: str, url: str, name: str = "-") -> Process:
    words = ("-m", "tests.curation.program", job, url, name)
    return await asyncio.create_subprocess_exec(sys.executable, *words, stdout=PIPE, stderr=PIPE)


async def check(store: Store, said: list[str]) -> None:
    """What was acknowledged is there; whatever else is there is whole."""
    assert await store.verify() == []
    layer = await store.layer("77")
    person = await known_person(store, MEMBER.user_id)
    drafts = {d.id for d in await Drafts(store).of(person, "77")} if person else set()
    for line in said:
        kind, ident, *rest = line.split()
        if kind == "revision":
            assert layer.records[ident].revision >= int(rest[0])
        elif kind == "draft":
            assert ident in drafts
        elif kind == "item":
            assert await get_item(store, ident, "77") is not None
        elif kind == "approved":
            item = await get_item(store, ident, "77")
            assert item is not None
            assert item.state is ItemState.APPROVED
            assert rest[0] in layer.records
        elif kind == "loaded":
            assert await get_file(store, ident, "77") is None
            assert set(rest) <= layer.records.keys()
    # A file is loaded whole or not at all, its links included.
    read = [r for r in layer.records.values() if r.body.statement["en"] == "Of a file."]
    assert read
    assert len(read) == 2 * sum(len(layer.edges[r.id]) for r in read if r.id.endswith("-b"))
    # An approved suggestion and its fact are one: never the one without the other.
    async with store.looking() as connection:
        approved = await connection.exec_driver_sql(
            "SELECT count(*) FROM queue_item WHERE state = 'approved'"
        )
        suggested = [r for r in layer.records.values() if r.body.statement["en"] == "Suggested."]
        assert approved.scalar_one() == len(suggested)


async def test_a_process_killed_at_any_write_loses_nothing_acknowledged(
    curator: Curator, database: str
) -> None:
    # Every process goes on in the same store, so that each meets what the dead ones left.
    step = 1 if curator.store.address.sqlite else 3  # starting on a server takes longer
    process = await start("die", database, str(step))
    out, err = await process.communicate()
    *said, last = out.decode().splitlines()
    survived, writes, code = last.split()
    assert (survived, code) == ("survived", "0"), err.decode()
    assert int(writes) > 40  # so many deaths
    await check(curator.store, said)


async def test_two_processes_editing_at_once_overwrite_nothing(
    curator: Curator, database: str
) -> None:
    change = Change(ChangeKind.CREATE, "own-race", body("x"))
    await curator.perform(change, by=MODERATOR)
    editors = [await start("compete", database, name) for name in ("a", "b")]
    for editor in editors:
        _, err = await editor.communicate()
        assert editor.returncode == 0, err.decode()
    history = await curator.store.history("own-race", ["77"])
    assert len(history) == 21
    texts = [revision.body.statement["en"] for revision in history]
    assert all(later.startswith(earlier) for earlier, later in pairwise(texts))
    assert (texts[-1].count("a"), texts[-1].count("b")) == (10, 10)
    assert await curator.store.verify() == []
