"""What a growing record costs: answers, the event loop's pauses, memory, the start.

`python -m benchmarks.answer_cost [--large N] [--adds N]`
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

from benchmarks.against_bare import BOTS, started
from benchmarks.deck import deck
from benchmarks.growing import grown
from benchmarks.load import Crowd
from benchmarks.process import memory_mb
from facts.answering.desk import Desk
from facts.answers import Answer
from facts.curation.collection import Collection, load_collection
from facts.curation.publish import publish_collection
from facts.language.names import Names
from facts.questions import Asked
from facts.snapshot import Layer
from facts.store import Store
from facts.store.snapshots import Snapshots
from tests.loopback import Program

TODAY = date(2026, 11, 25)
PASSES = 3
ROUNDS = 3
BATCH = 2000


@dataclass(frozen=True)
class Held:
    """One layer, held in memory as the program holds it."""

    layer: Layer

    def base(self) -> Layer:
        """Give the layer."""
        return self.layer

    def guild(self, guild: str) -> Layer | None:  # noqa: ARG002 - the desk's signature
        """Give none: no server has facts of its own here."""
        return None


async def once(layers: Held) -> tuple[float, list[Answer]]:
    """Answer the whole deck by a desk that remembers nothing yet; CPU seconds and answers."""
    desk, asked = Desk(layers), Asked(TODAY)
    before = time.process_time()
    answers = [await desk.answer(f"!{card.text}", asked) for card in deck()]
    return time.process_time() - before, answers


async def by_size(sizes: tuple[int, ...]) -> None:
    """Compare the cost of the deck over records of several sizes, in turn."""
    held = {size: Held(grown(size).layer()) for size in sizes}
    shown = {size: await once(layers) for size, layers in held.items()}
    alike = {
        size: sum(
            [f.id for f in a.facts] == [f.id for f in b.facts]
            for a, b in zip(answers, shown[sizes[0]][1], strict=True)
        )
        for size, (_, answers) in shown.items()
    }
    costs: dict[int, list[float]] = {size: [] for size in sizes}
    for _ in range(ROUNDS):
        for size, layers in held.items():
            # The program does both once, after loading; indexing and collecting are no answers.
            Names.of(Desk(layers).view(Asked(TODAY))).prepare()
            gc.collect()
            gc.freeze()
            for _ in range(PASSES):
                costs[size].append((await once(layers))[0])
    base = median(costs[sizes[0]])
    print("| facts | ms an answer | ratio | same facts shown |\n|---|---|---|---|")
    for size in sizes:
        cost = median(costs[size])
        facts, answers = len(held[size].layer.records), len(deck())
        each = cost / answers * 1000
        print(f"| {facts} | {each:.3f} | {cost / base:.2f} | {alike[size]}/{answers} |")


async def fill(url: str, collection: Collection) -> None:
    """Make a store: the shipped collection as the program loads it, the rest as an import would."""
    store = await Store.open(url)
    shipped = load_collection()
    await publish_collection(store, shipped)
    known = {place.id for place in shipped.places}
    further = [item for item in collection.facts.items() if item[0] not in shipped.facts]
    for start in range(0, len(further), BATCH):
        async with store.writing(actor="import") as w:
            if start == 0:
                for place in collection.places:
                    if place.id not in known:
                        await w.put_place(place)
            for key, body in further[start : start + BATCH]:
                await w.create(key, body)
    await store.close()


class Ticker:
    """A task that wants to run every millisecond, and notes how late it was let."""

    def __init__(self) -> None:
        self.latest = 0.0
        self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            self.latest = max(self.latest, time.perf_counter() - before - 0.001)

    async def during(self, work: Callable[[], Awaitable[object]]) -> float:
        """Give the longest time in milliseconds that the loop was held while the work was done."""
        await asyncio.sleep(0.01)
        self.latest = 0.0
        await work()
        await asyncio.sleep(0.01)
        return self.latest * 1000

    def stop(self) -> None:
        """End the task."""
        self._task.cancel()


async def pauses(url: str, adds: int) -> None:
    """Measure how long the loop is held while facts are added and asked for at once."""
    store = await Store.open(url)
    snapshots = Snapshots(store)
    await snapshots.load()
    desk, asked = Desk(snapshots, store), Asked(TODAY)
    cards = deck()
    await desk.answer(f"!{cards[0].text}", asked)
    ticker = Ticker()
    body = next(iter(load_collection().facts.values()))
    held: dict[str, list[float]] = {"idle": [], "adding": [], "first answer after": []}
    for number in range(adds):
        held["idle"].append(await ticker.during(lambda: asyncio.sleep(0.3)))

        async def add(name: str = f"added-by-the-benchmark-{number}") -> None:
            async with store.writing(actor="user:1") as w:
                await w.create(name, body)
            await snapshots.refresh()  # what `watch` does when the store moves

        held["adding"].append(await ticker.during(add))

        async def ask(text: str = f"!{cards[number + 1].text}") -> None:
            await desk.answer(text, asked)

        held["first answer after"].append(await ticker.during(ask))
    ticker.stop()
    facts = len(snapshots.base().records)
    await store.close()
    print(f"\n| loop held, at {facts} facts | median ms | longest ms |\n|---|---|---|")
    for what, figures in held.items():
        print(f"| {what} | {median(figures):.1f} | {max(figures):.1f} |")


async def program(folder: Path, starts: int = 3) -> tuple[float, float]:
    """Start the real program on a store; median seconds to READY, and memory in MiB after a deck."""
    ready, memory = [], []
    for _ in range(starts):
        async with Crowd(guilds=1, people=300) as crowd:
            running = Program(crowd, folder, command=BOTS["factline"])
            try:
                ready.append(await started(running, crowd))
                for card in deck():
                    await crowd.slash(card)
                memory.append(memory_mb(running.pid))
            finally:
                await running.kill()
    return median(ready), median(memory)


async def measure(large: int, adds: int) -> None:
    """Measure everything in turn and print it as Markdown tables."""
    await by_size((0, 5_000, large))
    rows = []
    with tempfile.TemporaryDirectory(prefix="factline-bench-") as base:
        for name, size in (("shipped", 0), ("large", large)):
            folder = Path(base) / name
            folder.mkdir()
            url = f"sqlite:///{folder / 'factline.db'}"
            collection = grown(size)
            await fill(url, collection)
            rows.append((len(collection.facts), *await program(folder)))
        await pauses(url, adds)
    print("\n| facts | start to READY s | memory MB after the deck |\n|---|---|---|")
    for facts, ready, memory in rows:
        print(f"| {facts} | {ready:.2f} | {memory:.0f} |")


def main() -> None:
    """Read the options and measure."""
    chosen = argparse.ArgumentParser(description=__doc__)
    chosen.add_argument("--large", type=int, default=50_000, help="facts in the large store")
    chosen.add_argument("--adds", type=int, default=10, help="facts added for the pauses")
    options = chosen.parse_args()
    asyncio.run(measure(options.large, options.adds))


if __name__ == "__main__":
    main()
