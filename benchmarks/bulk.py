"""How long an import takes, and whether it holds the event loop while the bot serves.

    python -m benchmarks.bulk [--rows 10000] [--format csv] [--server]

Makes that many facts with links, reads them as a dry run and loads them, both as the bot does it at a
moderator's press, while a ticker on the same event loop measures how late it is woken. Prints seconds and
milliseconds.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from facts.curation import bulk
from facts.curation.collection import Collection, load_collection
from facts.curation.curator import Curator
from facts.curation.importing import Importing
from facts.curation.publish import publish_collection
from facts.curation.review import Review
from facts.curation.rights import Member
from facts.model import BASE, DateRange, Measure, Relation, RelationKind, Unit
from facts.store import Store
from facts.store.snapshots import Snapshots

GUILD = "123456789012345678"
OWNER = "900000000000000001"


class Watch:
    """Wakes every 2 ms and remembers how late it was; tells that and the time of each step."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self.wall, self.cpu = time.perf_counter(), time.process_time()
        self.began = self.wall

    async def run(self) -> None:
        """Tick until cancelled."""
        while True:
            due = time.perf_counter() + 0.002
            await asyncio.sleep(0.002)
            self.late.append((time.perf_counter() - due) * 1000)

    def tell(self, step: str) -> None:
        """Print a step's time and how late the loop was woken meanwhile, and begin the next."""
        wall, cpu = time.perf_counter(), time.process_time()
        late = sorted(self.late) or [0.0]
        print(
            f"{step:<8} {wall - self.wall:6.2f} s, CPU {cpu - self.cpu:6.2f} s; the loop late by"
            f" {late[len(late) * 99 // 100]:5.1f} ms (99 %), {late[-1]:5.1f} ms at worst"
        )
        self.late, self.wall, self.cpu = [], wall, cpu


def many(rows: int, scope: str = BASE) -> Collection:
    """Make facts like the shipped ones, each with a measure, pages, caveats and a link."""
    shipped = load_collection()
    models = [b for b in shipped.facts.values() if b.measure and not b.series and b.documents]
    facts = {}
    for n in range(rows):
        body = models[n % len(models)]
        measure = Measure(Unit.COUNT, f"over {n + 1:,}", n + 1, None)
        stated = DateRange.on(date(2022, 9, 1) + timedelta(days=n % 80))
        facts[f"own-bulk-{n:05}" if scope != BASE else f"bulk-{n:05}"] = replace(
            body,
            measure=measure,
            stated_on=stated,
            verification=body.verification,
            credibility=None,
        )
    names = list(facts)
    links = [
        Relation(RelationKind.SUPERSEDES, later, earlier, scope, "a later figure")
        for earlier, later in pairwise(names)
    ]
    return Collection.of(sources=(), places=(), series=(), facts=facts, relations=links[::2])


async def measure(rows: int, form: bulk.Format, scope: str, url: str) -> None:
    """Run one import as a moderator does it in Discord, and print what each press took."""
    store = await Store.open(url)
    await publish_collection(store, load_collection())
    snapshots = Snapshots(store)
    await snapshots.load()
    curator = Curator(store, snapshots, owners={OWNER})
    by = Member(OWNER) if scope == BASE else Member(OWNER, scope, manage_server=True)
    importing = Importing(curator, Review(curator))
    await curator.view(by.guild)
    data = bulk.write_file(many(rows, scope), form)
    gc.collect()
    gc.freeze()
    print(f"{rows:,} facts as {form.value}: {len(data) / 1e6:.1f} MB")
    watch = Watch()
    ticking = asyncio.create_task(watch.run())
    checked = await importing.check(f"many.{form}", data, by=by)
    watch.tell("dry run")
    assert checked.file is not None, checked.report.errors[:3]
    done = await importing.load(checked.file, checked.report.mark, by=by)
    watch.tell("load")  # the file is read again, loaded, and answers see it
    assert done.loaded is not None
    assert done.loaded.new == rows
    print(f"together {watch.wall - watch.began:6.2f} s")
    layer = snapshots.base() if scope == BASE else await snapshots.ensure_guild(scope)
    await asyncio.to_thread(bulk.write_file, layer, form)
    watch.tell("export")
    ticking.cancel()
    await store.close()


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description="time an import")
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--format", type=bulk.Format, default=bulk.Format.CSV)
    parser.add_argument("--server", action="store_true", help="into one server's own record")
    parser.add_argument("--url", help="a store to use; a new SQLite file by default")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = chosen.url or f"sqlite:///{Path(folder) / 'bulk.db'}"
        scope = GUILD if chosen.server else BASE
        asyncio.run(measure(chosen.rows, chosen.format, scope, url))


if __name__ == "__main__":
    main()
