"""The load: a loopback Discord that sends prepared questions and counts the answers.

It runs in the measuring process; the measured bot is another one. What it sends is put together from
ready-made JSON, so that on two cores the bot, not the load, is the one that is busy (`busy` in each
result shows how far that held).
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from statistics import median, quantiles

from benchmarks.deck import Card
from benchmarks.process import cpu_seconds
from tests.loopback import Channel, LoopbackDiscord, User, commands, posting
from tests.loopback.exchanges import COMMAND, Exchange
from tests.loopback.people import interaction_event
from tests.loopback.world import Json, Post

PATIENCE = 20.0
"""Seconds until an answer counts as missing."""


@dataclass(frozen=True, slots=True)
class Result:
    """One round: so many commands, how long they took, what they cost the bot.

    Times in seconds; `cpu` is user and system time of the bot's process for the whole round; `busy` the
    share of one core that the load itself used.
    """

    commands: int
    seconds: float
    cpu: float
    latencies: tuple[float, ...]
    busy: float

    @property
    def rate(self) -> float:
        """Give commands a second."""
        return self.commands / self.seconds

    @property
    def cpu_per_thousand(self) -> float:
        """Give CPU seconds for 1,000 commands."""
        return self.cpu / self.commands * 1000

    @property
    def p50(self) -> float:
        """Give the median latency."""
        return median(self.latencies)

    @property
    def p95(self) -> float:
        """Give the latency that one in twenty exceeds."""
        return quantiles(self.latencies, n=20, method="inclusive")[-1]


class Crowd(LoopbackDiscord):
    """A loopback with many servers and people, so that no person or server meets a cooldown."""

    def __init__(self, *, guilds: int = 100, people: int = 50) -> None:
        super().__init__(record=False, validate=False)
        self.seats: list[tuple[Channel, User]] = []
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._ready: dict[Card, str] = {}
        self._turn = 0
        servers = [self.new_guild(f"Server {n}") for n in range(guilds)]
        for _ in range(people):
            for guild in servers:
                user = self.world.new_user("Reader")
                self.add_member(guild, user)
                self.seats.append((guild.channel, user))
        self._frames = {user.id: _frame(self, channel, user) for channel, user in self.seats}

    def next_seat(self) -> tuple[Channel, User]:
        """Give the next person in turn, in the next server."""
        self._turn += 1
        return self.seats[self._turn % len(self.seats)]

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
        """Store a message as ever, and note that the bot has answered in this channel."""
        post = super().new_post(channel, author, body, flags=flags, files=files, exchange=exchange)
        if author is self.bot:
            waiting = self._waiting.pop(channel.id, None)
            if waiting is not None and not waiting.done():
                waiting.set_result(None)
        return post

    async def slash(self, card: Card) -> float:
        """Use a slash command and give the seconds until its answer."""
        channel, user = self.next_seat()
        made = self.world.snowflakes.next()
        token = f"t{made}"
        exchange = Exchange(made, token, COMMAND, user, channel, self.clock(), card.command)
        self.exchanges[token] = exchange
        data = self._data(card)
        head, middle, tail = self._frames[user.id]
        event = f"{head}{made}{middle}{token}{tail}{data}}}"
        started = time.perf_counter()
        for session in self.gateway.sessions.values():
            session.dispatch("INTERACTION_CREATE", event)
        await asyncio.wait_for(exchange.answered.wait(), PATIENCE)
        took = time.perf_counter() - started
        del self.exchanges[token]
        return took

    def _data(self, card: Card) -> str:
        if card not in self._ready:
            registered = commands.offered(self, self.home.channel, card.command, kind=1)
            self._ready[card] = json.dumps(
                commands.invoked(registered, card.command, dict(card.options))
            )
        return self._ready[card]

    async def typed(self, card: Card) -> float:
        """Type a command and give the seconds until its answer."""
        channel, user = self.next_seat()
        answered: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[channel.id] = answered
        started = time.perf_counter()
        self.new_post(channel, user, {"content": f"!{card.text}"})
        await asyncio.wait_for(answered, PATIENCE)
        return time.perf_counter() - started

    def forget(self) -> None:
        """Drop the messages of a round, so that the load's own memory stays small."""
        for channel in self.world.channels.values():
            channel.posts.clear()
        self.nonces.clear()


def _frame(crowd: Crowd, channel: Channel, user: User) -> tuple[str, str, str]:
    """Serialise somebody's interaction once, with gaps for id and token and the data left open."""
    exchange = Exchange(0, "TOKEN", COMMAND, user, channel, 0.0)
    event = interaction_event(crowd, exchange, {})
    event.pop("data")
    event["id"] = "ID"
    head, rest = json.dumps(event).split('"ID"')
    middle, tail = rest.split('"TOKEN"')
    return head + '"', '"' + middle + '"', '"' + tail[:-1] + ', "data": '


async def play(
    crowd: Crowd, pid: int, cards: list[Card], *, typed: bool, at_once: int = 16
) -> Result:
    """Ask all cards, `at_once` at a time, and measure; raises TimeoutError if an answer is missing."""
    waiting = iter(cards)
    latencies: list[float] = []
    ask = crowd.typed if typed else crowd.slash

    async def reader() -> None:
        for card in waiting:
            took = await ask(card)
            latencies.append(took)

    before, own = cpu_seconds(pid), time.process_time()
    started = time.perf_counter()
    await asyncio.gather(*(reader() for _ in range(at_once)))
    seconds = time.perf_counter() - started
    cpu = cpu_seconds(pid) - before
    crowd.forget()
    return Result(len(cards), seconds, cpu, tuple(latencies), (time.process_time() - own) / seconds)
