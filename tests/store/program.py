"""What another process does to a store: `python -m tests.store.program <job> <url> <name>`.

It says each thing done on a line of its own, only after the store has acknowledged it.
"""

from __future__ import annotations

import asyncio
import sys

from facts.model import Action
from facts.store import Store
from tests.store.records import body, create, link


def say(line: str) -> None:
    """Tell the test what is done."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def write(store: Store, name: str) -> None:
    """Add facts with a second revision and a relation each, whole or not at all, until killed."""
    for number in range(100_000):
        fact = f"{name}-{number}"
        async with store.writing(actor=f"user:{name}") as w:
            for part in ("a", "b"):
                await w.create(f"{fact}-{part}", body(f"About {fact}."))
            await w.revise(f"{fact}-a", Action.CORRECT, body("Anew."), reason="So it is.")
            await w.relate(link("contradicts", f"{fact}-a", f"{fact}-b"))
        say(fact)


async def count(store: Store, name: str) -> None:
    """Raise the number that a fact holds by one, twenty times."""
    for _ in range(20):
        async with store.writing(actor=f"user:{name}") as w:
            held = int((await w.body("counter")).statement["en"])
            await w.revise("counter", Action.CORRECT, body(str(held + 1)), reason="One more.")
    say("done")


async def add(store: Store, name: str) -> None:
    """Add one fact."""
    await create(store, name)
    say("done")


async def look(store: Store, _name: str) -> None:
    """Only open the store."""
    say(str(await store.position()))


async def main() -> None:
    """Do the job that the command line names."""
    job, url, name = sys.argv[1:]
    store = await Store.open(url)
    try:
        await {"write": write, "count": count, "add": add, "look": look}[job](store, name)
    finally:
        await store.close()


if __name__ == "__main__":
    asyncio.run(main())
