"""One trial: digests are due, a process is killed while it delivers them, another one goes on."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from facts.store import Store
from facts.store.delivery_tables import delivery
from facts.store.store import utc_now
from tests.delivery.program import Job, Programs
from tests.delivery.world import by_dm, here, subscribed, texts
from tests.loopback import Fault, LoopbackDiscord

POST = "POST /channels/{channel_id}/messages"

FAULTS: tuple[Callable[[], Fault], ...] = (
    Fault.lost_reply,
    Fault.cut,
    Fault.unavailable,
    lambda: Fault.rate_limited(0.02),
)


@dataclass(frozen=True)
class Case:
    """A store in which digests are due: one in a channel, one by direct message."""

    job: Job
    channel_subscription: str
    dm_subscription: str

    def expected(self, name: str) -> list[str]:
        """Give what must have arrived of a subscription, without the day."""
        return [f"{name} {n}" for n in range(self.job.parts)]


async def prepare(server: LoopbackDiscord, url: str, parts: int = 2) -> Case:
    """Subscribe a day ago, so that one digest each is due now."""
    store = await Store.open(url, clock=lambda: utc_now() - timedelta(days=1))
    owner = server.owner.user
    channel = await subscribed(store, here(server.home.channel, owner, zone="UTC"))
    dm = await subscribed(store, by_dm(owner, zone="UTC"))
    await store.close()
    job = Job(url, server.api_url, server.gateway_url, server.token, parts=parts)
    return Case(job, channel.id, dm.id)


def forget(server: LoopbackDiscord) -> None:
    """Empty every channel, for the next trial."""
    for channel in list(server.world.channels.values()):
        channel.posts.clear()
    server.nonces.clear()
    server.calls.clear()
    server.faults.clear()


def arrived(server: LoopbackDiscord, case: Case) -> str:
    """Say what is wrong with what arrived; empty if everything did, once and in order."""
    places = {
        case.channel_subscription: server.home.channel,
        case.dm_subscription: server.world.direct(server.owner.user),
    }
    wrong = []
    for name, channel in places.items():
        got = [" ".join((t.split()[0], t.split()[2])) for t in texts(server, channel)]
        if got != case.expected(name):
            wrong.append(f"{name}: {got}")
    return "; ".join(wrong)


async def trial(
    server: LoopbackDiscord, programs: Programs, case: Case, job: Job, *, faults: int = 0
) -> tuple[str, bool]:
    """Kill a process as the job says, let another finish; gives what is wrong, and whether it died.

    `faults` seeds what goes wrong on the wire; 0 for nothing.
    """
    chance = random.Random(faults)
    for _ in range(chance.randrange(1, 5) if faults else 0):
        server.faults.add(POST, chance.choice(FAULTS)())
    first, _ = await programs.run(job)
    if first not in (0, -9):
        return f"the first process ended with {first}", False
    second, _ = await programs.run(replace(job, kill_call="", kill_step=0))
    if second != 0:
        return f"the second process ended with {second}: {await standing(job.url)}", first == -9
    return arrived(server, case), first == -9


async def standing(url: str) -> str:
    """Say how far a store's deliveries have come."""
    store = await Store.open(url)
    async with store.looking() as connection:
        rows = (await connection.execute(delivery.select())).mappings().all()
    await store.close()
    told = ("subject", "part", "state", "reason", "tries", "channel", "try_after", "lease_until")
    return "; ".join(str([row[name] for name in told]) for row in rows)


def call_points(calls: dict[str, int]) -> Iterator[str]:
    """List every point before and after every call of a calm run (of idle looks the first two)."""
    for method, count in sorted(calls.items()):
        if method in ("steps", "planning.next_due"):
            continue
        looks = method in ("outbox.claim", "outbox.unopened", "planning.due")
        for number in range(1, (min(count, 2) if looks else count) + 1):
            yield f"before {method} {number}"
            yield f"after {method} {number}"
