"""What other processes curate: `python -m tests.curation.program <job> <url> <name>`.

It says each thing done on a line of its own, only after it was acknowledged. The job `die` does
everything of `curate` again and again, each time in a process of its own that kills itself just before
its next write to the database (the first, the second… commits counted too), as a power cut would,
until one gets to the end.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from itertools import count
from typing import Any

from sqlalchemy import event

from facts.curation import importing, incoming, review
from facts.curation.curator import Curator
from facts.curation.drafting import Drafting
from facts.curation.rights import Member
from facts.errors import StaleRevision
from facts.store import Store
from facts.store.snapshots import Snapshots
from tests.store.records import body

MODERATOR = Member("900000000000000020", "77", manage_server=True)
MEMBER = Member("900000000000000030", "77")
_WRITES = ("INSERT", "UPDATE", "DELETE", "COMMIT")


def say(line: str) -> None:
    """Tell the test what is done."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def die_at(store: Store, number: int) -> None:
    """Kill this process just before its write of this number, commits counted too."""
    writes = count(1)

    def maybe() -> None:
        if next(writes) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    @event.listens_for(store.engine.sync_engine, "before_cursor_execute")
    def before(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(_WRITES):
            maybe()

    @event.listens_for(store.engine.sync_engine, "commit")
    def commit(_connection: Any) -> None:
        maybe()


async def curate(curator: Curator, _name: str) -> None:
    """Do one of everything, and say each thing once it is acknowledged."""
    queue, drafting = review.Review(curator), Drafting(curator)
    made = (await curator.add(body("One."), by=MODERATOR)).applied
    assert made is not None
    fact = str(made.fact)
    say(f"revision {fact} 1")
    await curator.correct(
        fact, body("Two."), based_on=1, reason="Misread.", notice="It was two.", by=MODERATOR
    )
    say(f"revision {fact} 2")
    await curator.retract(fact, based_on=2, reason="Wrong.", notice="Wrong.", by=MODERATOR)
    say(f"revision {fact} 3")
    await curator.restore(fact, based_on=3, reason="Right.", revision=1, by=MODERATOR)
    say(f"revision {fact} 4")
    draft = await drafting.begin({"statement": "A draft."}, by=MEMBER)
    say(f"draft {draft.id}")
    item = await incoming.Incoming(curator).suggest(body("Suggested."), by=MEMBER, channel=None)
    say(f"item {item.id}")
    decision = await queue.approve(item.id, version=1, by=MODERATOR)
    assert decision.applied is not None
    say(f"approved {item.id} {decision.applied.fact}")
    files = importing.Importing(curator, queue)
    checked = await files.check("rows.yaml", rows(draft.id), by=MODERATOR)
    assert checked.file is not None
    say(f"file {checked.file}")
    loaded = await files.load(checked.file, checked.report.mark, by=MODERATOR)
    assert loaded.loaded is not None
    say(f"loaded {checked.file} own-{draft.id}-a own-{draft.id}-b")


def rows(name: str) -> bytes:
    """Make a file of two facts, the second newer than the first."""
    one = "statement: Of a file., topic: statements, metric: said, chain: [paper]"
    newer = f"relations: [{{kind: supersedes, to: own-{name}-a}}]"
    return f"""facts:
- {{id: own-{name}-a, {one}}}
- {{id: own-{name}-b, {one}, {newer}}}
""".encode()


async def compete(curator: Curator, name: str) -> None:
    """Add a word to a fact ten times, reading it again whenever somebody else was faster."""
    done = 0
    while done < 10:
        history = await curator.store.history("own-race", ["77"])
        words = f"{history[-1].body.statement['en']}{name}"
        try:
            await curator.clarify(
                "own-race",
                body(words),
                based_on=history[-1].number,
                reason="One more.",
                by=MODERATOR,
            )
        except StaleRevision:
            continue
        done += 1
    say("done")


async def work(job: str, url: str, name: str, *, kill_at: int = 0) -> None:
    """Open the store and do a job, up to a write."""
    store = await Store.open(url)
    snapshots = Snapshots(store)
    await snapshots.load()
    if kill_at:
        die_at(store, kill_at)
    try:
        jobs = {"curate": curate, "compete": compete}
        await jobs[job](Curator(store, snapshots), name)
    finally:
        await store.close()


def die_again_and_again(url: str, step: int) -> None:
    """Fork a process for each write to die at (each `step`th); a fork spares it the imports."""
    incoming.SUGGESTIONS_A_DAY = 1000
    for number in count(1, step):
        child = os.fork()
        if child == 0:
            asyncio.run(work("curate", url, "-", kill_at=number))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            say(f"survived {number} {os.WEXITSTATUS(status)}")
            return


if __name__ == "__main__":
    asked, address, who = sys.argv[1:]
    if asked == "die":
        die_again_and_again(address, int(who))
    else:
        asyncio.run(work(asked, address, who))
