"""Several processes on one store, and processes that die: nothing acknowledged is lost, nothing half."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process

from facts.model import Action, Source, SourceKind
from facts.store import Store
from facts.store.engines import _connect
from tests.store.records import body


async def start(job: str, url: str, name: str) -> Process:
    words = ("-m", "tests.store.program", job, url, name)
    return await asyncio.create_subprocess_exec(sys.executable, *words, stdout=PIPE, stderr=PIPE)


async def finished(process: Process) -> str:
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode().strip()


async def test_what_was_acknowledged_survives_a_killed_process(
    record: Store, database: str
) -> None:
    process = await start("write", database, "killed")
    assert process.stdout is not None
    acknowledged = [(await process.stdout.readline()).decode().strip() for _ in range(12)]
    process.kill()
    out, _ = await process.communicate()
    acknowledged += out.decode().split()[: out.decode().count("\n")]

    layer = await record.layer()
    whole = {fact.removesuffix("-a") for fact in layer.records if fact.endswith("-a")}
    assert set(acknowledged) <= whole
    assert len(whole) <= len(acknowledged) + 1  # the one that could not be acknowledged any more
    for fact in whole:
        assert layer.records[f"{fact}-a"].revision == 2
        assert f"{fact}-b" in layer.records
        assert len(layer.edges[f"{fact}-a"]) == 1
    assert await record.verify() == []
    async with record.writing(actor="user:1") as w:  # and writing goes on
        await w.revise(f"{acknowledged[0]}-b", Action.RETRACT, reason="Wrong.")


async def test_four_processes_lose_no_update(record: Store, database: str) -> None:
    async with record.writing(actor="user:1") as w:
        await w.create("counter", body("0"))
    writers = [await start("count", database, f"p{number}") for number in range(4)]
    await asyncio.gather(*map(finished, writers))
    history = await record.history("counter", ["base"])
    assert [r.body.statement["en"] for r in history] == [str(number) for number in range(81)]
    assert len({r.recorded_by for r in history}) == 5
    assert await record.verify() == []


async def test_several_processes_may_make_a_store_at_once(database: str) -> None:
    starts = [await start("look", database, "-") for _ in range(3)]
    assert await asyncio.gather(*map(finished, starts)) == ["0", "0", "0"]
    store = await Store.open(database)
    assert await store.verify() == []
    await store.close()


async def test_a_write_that_is_cancelled_leaves_no_lock_behind(store: Store) -> None:
    """Whatever a cancelled task was waiting for, the next writer finds the store free."""

    async def write(number: int) -> None:
        async with store.writing(actor="user:1") as w:
            await w.put_source(Source(id=f"s{number}", name="Somebody", kind=SourceKind.WITNESS))

    await write(0)
    for steps in range(1, 60):
        task = asyncio.create_task(write(steps))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await asyncio.wait_for(write(steps + 1_000), 10)


async def test_a_connection_ends_however_often_it_is_told_to() -> None:
    """Closing that is interrupted and done again waits for nobody who is gone."""
    for steps in range(6):
        connection = await _connect(":memory:")
        closing = asyncio.create_task(connection.close())
        for _ in range(steps):
            await asyncio.sleep(0)
        closing.cancel()
        connection.stop()
        async with asyncio.timeout(5):
            await asyncio.gather(closing, return_exceptions=True)
            await connection.close()
