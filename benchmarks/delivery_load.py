"""Deliver to many at once, within Discord's limits, against a loopback Discord that enforces them.

    python -m benchmarks.delivery_load burst   10,000 destinations due at one minute, questions meanwhile
    python -m benchmarks.delivery_load alone   1,000 destinations: 100 forbidden, 100 gone, 50 slow
    python -m benchmarks.delivery_load flood   a correction of 5,000 messages, then 500 digests

`burst` runs the real program, with its own digests (half of them "changes", half "replay").
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

from sqlalchemy import insert, update

from benchmarks.deck import deck
from benchmarks.load import Crowd
from benchmarks.process import cpu_seconds
from facts.store import Store
from facts.store.delivery_model import Kind, NewDelivery
from facts.store.delivery_outbox import enqueue
from facts.store.delivery_tables import subscription
from facts.store.store import utc_now
from tests.delivery.program import Job, Programs
from tests.delivery.world import components
from tests.loopback import Channel, Fault, LoopbackDiscord, Permission, Post, Program, User, posting
from tests.loopback.exchanges import Exchange
from tests.loopback.ratelimit import RateLimits, Verdict
from tests.loopback.routing import Call
from tests.loopback.world import Json

POST = "POST /channels/{channel_id}/messages"


class Counting(RateLimits):
    """Discord's limits, noting when each request was taken that counts towards the global one."""

    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__(clock)
        self.taken: list[float] = []

    def judge(self, call: Call) -> Verdict:
        """Judge as ever."""
        verdict = super().judge(call)
        if not verdict.is_global and not call.template.startswith(("/interactions/", "/webhooks/")):
            self.taken.append(time.monotonic())
        return verdict


class Watched(Crowd):
    """A crowd's Discord with limits that notes when each channel got the bot's first message."""

    def __init__(self) -> None:
        super().__init__(guilds=20, people=20)
        self.limits = self.counting = Counting(self.clock)
        self.arrivals: dict[int, float] = {}
        self.awaited: set[int] = set()

    def new_post(
        self,
        channel: Channel,
        author: User,
        body: Json,
        *,
        flags: int = 0,
        files: posting.Files | None = None,
        exchange: Exchange | None = None,
    ) -> Post:
        """Store a message as ever, and note when it came."""
        post = super().new_post(channel, author, body, flags=flags, files=files, exchange=exchange)
        if author is self.bot and channel.id in self.awaited:
            self.arrivals.setdefault(channel.id, time.monotonic())
        return post

    def destinations(self, count: int) -> list[Channel]:
        """Make so many channels over all servers, and watch them."""
        guilds = list(self.world.guilds.values())
        made = [self.world.new_channel(guilds[n % len(guilds)], f"d{n}") for n in range(count)]
        self.awaited |= {channel.id for channel in made}
        return made


async def subscribe_all(
    store: Store,
    server: Watched,
    channels: Sequence[Channel],
    people: Sequence[User],
    due: datetime,
) -> None:
    """Put in subscriptions of channels and people that are all due at one minute."""
    now = utc_now()
    common = {
        "owner": str(server.owner.user.id),
        "at": f"{due:%H:%M}",
        "zone": "UTC",
        "when_empty": "say",
        "locale": "en",
        "state": "active",
        "state_since": now,
        "created_at": now - timedelta(days=2),
        "next_at": due,
        "covered_until": now - timedelta(days=1),
        "covered_position": await store.position(),
        "from_date": datetime(2022, 8, 29, tzinfo=UTC).date(),
    }
    rows: list[dict[str, Any]] = []
    for number, channel in enumerate(channels):
        assert channel.guild is not None
        place = {"to": "here", "guild": str(channel.guild.id), "channel": str(channel.id)}
        kind = "changes" if number % 2 else "replay"
        rows.append(common | place | {"id": f"c{number}", "kind": kind})
    for number, user in enumerate(people):
        dm: dict[str, Any] = {"to": "dm", "guild": None, "channel": None, "owner": str(user.id)}
        rows.append(common | dm | {"id": f"p{number}", "kind": "changes"})
    async with store.keeping() as connection:
        for start in range(0, len(rows), 500):
            await connection.execute(insert(subscription), rows[start : start + 500])


async def ask(server: Watched, seconds: float, *, each: float = 0.2) -> list[float]:
    """Ask one typed question and one slash command after the other; gives their latencies (s)."""
    taken, cards, end, turn = [], deck(), time.monotonic() + seconds, 0
    while time.monotonic() < end:
        card = cards[turn % len(cards)]
        taken.append(await (server.typed(card) if turn % 2 else server.slash(card)))
        turn += 1
        await asyncio.sleep(each)
    return taken


def p95(latencies: Sequence[float]) -> float:
    """Give the latency (ms) that one in twenty exceeds."""
    return quantiles(latencies, n=20, method="inclusive")[-1] * 1000


async def burst(count: int) -> dict[str, object]:
    """Have the real program serve `count` destinations due at one minute, and questions meanwhile."""
    async with Watched() as server:
        dms = [server.world.new_user(f"reader{n}") for n in range(count // 50)]
        channels = server.destinations(count - len(dms))
        with tempfile.TemporaryDirectory() as name:
            program = Program(server, Path(name), settings={"FACTLINE_LOG_LEVEL": "WARNING"})
            await program.start()
            await program.ready(seconds=120)
            await program.commands(seconds=60)
            await ask(server, 10)  # warm
            usual = await ask(server, 30)
            store = await Store.open(f"sqlite:///{Path(name) / 'factline.db'}")
            due = (utc_now() + timedelta(seconds=75)).replace(second=0, microsecond=0)
            await subscribe_all(store, server, channels, dms, due)
            server.awaited |= {server.world.direct(user).id for user in dms}
            gc.collect()
            gc.freeze()  # a collector that stops this process would make requests arrive in bunches
            assert server.limits is not None
            await asyncio.sleep(max(0.0, (due - utc_now()).total_seconds()))
            started, cpu, own = time.monotonic(), cpu_seconds(program.pid), time.process_time()
            meanwhile = await _while_sending(server, count, seconds=count / 48 * 0.9)
            await server.until(lambda: len(server.arrivals) >= count or None, seconds=count)
            first, last = min(server.arrivals.values()), max(server.arrivals.values())
            took = time.monotonic() - started
            cpu, own = cpu_seconds(program.pid) - cpu, time.process_time() - own
            by_tenths = sorted(server.arrivals.values())
            middle = by_tenths[: int(count * 0.95)]
            span = middle[-1] - middle[0]
            await store.close()
            await program.stop(seconds=30)
        return {
            "destinations": count,
            "of them direct messages to open": len(dms),
            "first after (s)": round(first - started, 2),
            "all after (s)": round(last - started, 1),
            "digests a second over the first 95 %": round((len(middle) - 1) / span, 2),
            "requests a second over the same": round(
                sum(middle[0] <= t < middle[-1] for t in server.counting.taken) / span, 2
            ),
            "most requests in one second": server.limits.busiest,
            "global 429": server.limits.refused_globally,
            "invalid requests": server.limits.invalid,
            "p95 usual (ms)": round(p95(usual), 1),
            "p95 meanwhile (ms)": round(p95(meanwhile), 1),
            "ratio": round(p95(meanwhile) / p95(usual), 2),
            "questions meanwhile": len(meanwhile),
            "the program used of one core": round(cpu / took, 2),
            "this process used of one core": round(own / took, 2),
        }


async def _while_sending(server: Watched, count: int, *, seconds: float) -> list[float]:
    await server.until(lambda: len(server.arrivals) > min(50, count // 10) or None, seconds=120)
    return await ask(server, seconds - 5)


async def _deliver(server: LoopbackDiscord, url: str, *, seconds: float) -> None:
    async with Programs() as programs:
        job = Job(url, server.api_url, server.gateway_url, server.token, parts=1)
        job = replace(job, lease=60.0, margin=5.0, give_up=seconds)
        ended, _ = await programs.run(job)
        if ended:
            raise SystemExit(f"the delivering process ended with {ended}")


async def alone(count: int) -> dict[str, object]:
    """Serve destinations of which a quarter is forbidden, gone or slow."""
    async with Watched() as server:
        channels = server.destinations(count)
        tenth = count // 10
        forbidden, gone, slow = channels[:tenth], channels[tenth : 2 * tenth], channels[2 * tenth :]
        slow = slow[: tenth // 2]
        well = channels[2 * tenth + len(slow) :]
        for channel in forbidden:
            channel.deny(server.bot, Permission.SEND_MESSAGES)
        for channel in gone:
            server.world.forget(channel)
        slow_ids = {str(channel.id) for channel in slow}
        server.faults.add(
            POST, Fault.delay(20.0), times=None, where=lambda c: c.params["channel_id"] in slow_ids
        )
        with tempfile.TemporaryDirectory() as name:
            url = f"sqlite:///{Path(name) / 'factline.db'}"
            store = await Store.open(url)
            # Mixed, so that nobody's trouble comes first or last by chance.
            mixed = sorted(channels, key=lambda c: hash((c.id, 7)))
            await subscribe_all(store, server, mixed, [], utc_now() - timedelta(minutes=1))
            await store.close()
            started = time.monotonic()
            await _deliver(server, url, seconds=300)
        assert server.limits is not None
        times = [server.arrivals[c.id] - started for c in well]
        ideal = count / 48
        return {
            "destinations": count,
            "forbidden, gone, slow": f"{len(forbidden)}, {len(gone)}, {len(slow)}",
            "the others that got theirs": len(times),
            "the last of them after (s)": round(max(times), 1),
            "all requests at full pace take (s)": round(ideal, 1),
            "slow ones that got theirs": sum(c.id in server.arrivals for c in slow),
            "global 429": server.limits.refused_globally,
            "invalid requests": server.limits.invalid,
        }


async def flood(amendments: int, digests: int) -> dict[str, object]:
    """Have a correction touch many messages just before digests are due."""
    async with Watched() as server:
        old = [server.world.new_channel(server.home, f"o{n}") for n in range(amendments // 10)]
        posts = [
            server.new_post(c, server.bot, {"components": components("before", "x")}, flags=1 << 15)
            for c in old
            for _ in range(10)
        ]
        channels = server.destinations(digests)
        with tempfile.TemporaryDirectory() as name:
            url = f"sqlite:///{Path(name) / 'factline.db'}"
            store = await Store.open(url)
            async with store.keeping() as connection:
                rows = [
                    NewDelivery(
                        Kind.AMENDMENT,
                        f"message:{post.id}",
                        "position:1",
                        components("after", "x"),
                        channel=str(post.channel.id),
                        message=str(post.id),
                    )
                    for post in posts
                ]
                for start in range(0, len(rows), 500):
                    await enqueue(connection, rows[start : start + 500], now=utc_now())
            await subscribe_all(store, server, channels, [], utc_now() + timedelta(days=1))
            sending = asyncio.create_task(_deliver(server, url, seconds=900))
            await server.until(lambda: any(p.edits for p in posts) or None, seconds=60)
            await asyncio.sleep(5)
            due = utc_now() - timedelta(minutes=1)
            async with store.keeping() as connection:
                await connection.execute(
                    update(subscription).values(next_at=due, at=f"{due:%H:%M}")
                )
            await store.close()
            started = time.monotonic()
            await server.until(lambda: len(server.arrivals) >= digests or None, seconds=300)
            digests_took = max(server.arrivals.values()) - started
            amended = sum(p.edits > 0 for p in posts)
            await sending
        assert server.limits is not None
        return {
            "amendments": len(posts),
            "digests": digests,
            "all digests after (s)": round(digests_took, 1),
            "at full pace they take (s)": round(digests / 48, 1),
            "amendments done by then": amended,
            "amendments done in the end": sum(p.edits > 0 for p in posts),
            "all after (s)": round(time.monotonic() - started, 1),
            "global 429": server.limits.refused_globally,
        }


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", choices=("burst", "alone", "flood"))
    parser.add_argument("--count", type=int, help="destinations (10,000, 1,000 or 500)")
    chosen = parser.parse_args()
    runs = {
        "burst": lambda: burst(chosen.count or 10_000),
        "alone": lambda: alone(chosen.count or 1_000),
        "flood": lambda: flood(5_000, chosen.count or 500),
    }
    json.dump(asyncio.run(runs[chosen.what]()), sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
