"""A backup is whole, made while others write, and a store that opens as it is."""

from __future__ import annotations

import asyncio
from itertools import count
from pathlib import Path

import pytest

from facts.errors import StoreError
from facts.model import Action
from facts.store import Store
from tests.store.records import body, create, link


async def opened(path: Path) -> Store:
    return await Store.open(f"sqlite:///{path}")


def files_in(folder: Path) -> set[str]:
    names = {file.name for file in folder.iterdir()}
    return {name for name in names if not name.endswith(("-wal", "-shm"))}


async def test_a_copy_holds_everything_and_opens_as_it_is(record: Store, tmp_path: Path) -> None:
    await create(record, "tanks", "planes")
    await create(record, "mine", scope="77")
    async with record.writing(actor="user:1") as w:
        await w.revise("tanks", Action.CORRECT, body("Танки."), reason="Misread.")
        await w.relate(link("contradicts", "tanks", "planes", note="Other front."))
    async with record.writing(actor="user:1", scope="77") as w:
        await w.overlay("tanks", "hide")
    path = tmp_path / "copy.db"
    await record.backup(path)
    copy = await opened(path)
    assert await copy.verify() == []
    for scope in ("base", "77"):
        assert await copy.layer(scope) == await record.layer(scope)
    assert await copy.history("tanks", ["base"]) == await record.history("tanks", ["base"])
    await create(copy, "more")  # it can be written on
    await copy.close()
    assert files_in(tmp_path) <= {"factline.db", "copy.db"}


async def test_a_copy_made_while_others_write_is_consistent(record: Store, tmp_path: Path) -> None:
    begun, copied = asyncio.Event(), asyncio.Event()

    async def keep_writing() -> int:
        for number in count(1):
            await create(record, f"fact-{number}-a", f"fact-{number}-b")
            begun.set()
            if copied.is_set():
                return number
        raise AssertionError("counting does not end")

    writing = asyncio.create_task(keep_writing())
    await begun.wait()
    copies = [tmp_path / f"copy-{number}.db" for number in range(3)]
    for path in copies:
        await record.backup(path)
    copied.set()
    written = 2 * await writing
    sizes = []
    for path in copies:
        copy = await opened(path)
        assert await copy.verify() == []
        sizes.append(len((await copy.layer()).records))
        await copy.close()
    assert [size % 2 for size in sizes] == [0, 0, 0]
    assert 0 < sizes[0] <= sizes[1] <= sizes[2] <= written
    assert sizes[0] < written  # it was written to meanwhile


async def test_a_copy_is_never_written_over_anything(record: Store, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Mine.")
    with pytest.raises(StoreError, match="exists already"):
        await record.backup(path)
    assert path.read_text() == "Mine."


async def test_a_copy_that_cannot_be_made_says_so(record: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        await record.backup(tmp_path / "missing" / "copy.db")
