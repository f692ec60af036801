"""What the delivery tests share: a clock that is set, a composer with real parts, a way to Discord."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from discord.http import HTTPClient

from bot import gateway
from bot.delivery.composing import Nothing, Part, Window
from bot.delivery.discord_port import DiscordHttp
from bot.delivery.marks import marked
from bot.delivery.pacing import Pace
from bot.delivery.running import Ports, deliver_with
from bot.delivery.sender import Patience
from bot.delivery.subscribing import subscribe
from bot.render.custom_ids import ButtonId, Press
from facts.store import Store
from facts.store.delivery_model import NewSubscription, Subscription, SubscriptionState
from tests.loopback import Channel, LoopbackDiscord, Post, User
from tests.loopback.exchanges import text_of
from tests.loopback.limits import walk

START = datetime(2026, 11, 25, 5, 29, 0, tzinfo=UTC)
"""A minute before 07:30 in Kyiv."""


class Clock:
    """An instant that goes on with the real time, and can be moved."""

    def __init__(self, start: datetime = START) -> None:
        self._ahead = start - datetime.now(UTC)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def move(self, **by: float) -> None:
        self._ahead += timedelta(**by)

    def seconds(self) -> float:
        return self().timestamp()


def components(text: str, subscription: str) -> list[dict[str, Any]]:
    """Draw a text with the unsubscribe button that carries the mark."""
    custom_id = marked(ButtonId(Press.UNSUBSCRIBE, subscription))
    button = {"type": 2, "style": 2, "label": "Unsubscribe", "custom_id": custom_id}
    return [{"type": 10, "content": text}, {"type": 1, "components": [button]}]


class Composing:
    """A composer of so many parts that name subscription, day and part; None says nothing is new."""

    def __init__(self, parts: int | None = 1) -> None:
        self.parts = parts
        self.windows: list[Window] = []
        self.notices: list[SubscriptionState] = []

    async def compose(self, subscription: Subscription, window: Window) -> Sequence[Part] | Nothing:
        self.windows.append(window)
        if self.parts is None:
            return Nothing("nothing new on record")
        return [
            Part(components(f"{subscription.id} {window.day} {n}", subscription.id))
            for n in range(self.parts)
        ]

    async def notice(self, subscription: Subscription, ended: SubscriptionState) -> Part | None:
        self.notices.append(ended)
        return Part(components(f"{subscription.id} is {ended}", subscription.id))


QUICK = Patience(
    lease=timedelta(seconds=1.5),
    margin=timedelta(seconds=0.2),
    nonce_safe=timedelta(seconds=120),
    pauses=(timedelta(seconds=0.05),) * 6,
)


@asynccontextmanager
async def discord_http(
    server: LoopbackDiscord, pace: Pace | None = None
) -> AsyncIterator[HTTPClient]:
    """Log an HTTP client of discord.py in, without any gateway."""
    gateway.point_at(server.api_url, server.gateway_url)
    http = HTTPClient(asyncio.get_running_loop(), http_trace=(pace or Pace()).trace())
    await http.static_login(server.token)
    try:
        yield http
    finally:
        await http.close()


@asynccontextmanager
async def delivering(
    store: Store,
    http: HTTPClient,
    composer: Composing,
    *,
    patience: Patience = QUICK,
    ports: Ports | None = None,
) -> AsyncIterator[None]:
    """Have planner, worker and opener run for the block."""
    running = asyncio.create_task(
        deliver_with(
            ports or Ports(store, DiscordHttp(http)),
            composer,
            store.position,
            patience=patience,
            poll=0.05,
            apart=0.01,
        )
    )
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def here(channel: Channel, owner: User, **further: Any) -> NewSubscription:
    """Ask for a daily digest at 07:30 in Kyiv in a channel."""
    assert channel.guild is not None
    wanted: dict[str, Any] = {"kind": "changes", "at": "07:30", "zone": "Europe/Kyiv", **further}
    ids: dict[str, Any] = {"guild": str(channel.guild.id), "channel": str(channel.id)}
    return NewSubscription(owner=str(owner.id), to="here", **ids, **wanted)


def by_dm(owner: User, **further: Any) -> NewSubscription:
    """Ask for a daily digest at 07:30 in Kyiv by direct message."""
    wanted = {"kind": "changes", "at": "07:30", "zone": "Europe/Kyiv", **further}
    return NewSubscription(owner=str(owner.id), to="dm", **wanted)


async def subscribed(store: Store, wanted: NewSubscription) -> Subscription:
    return await subscribe(store, wanted)


def texts(server: LoopbackDiscord, channel: Channel) -> list[str]:
    """List what the bot wrote in a channel, in order."""
    return [text_of(p.payload) for p in posts(server, channel)]


def posts(server: LoopbackDiscord, channel: Channel) -> list[Post]:
    return [p for p in channel.posts.values() if p.author is server.bot]


def custom_ids(post: Post) -> list[str]:
    return [c["custom_id"] for c in walk(post.payload["components"]) if "custom_id" in c]


async def eventually(ready: Callable[[], Awaitable[Any]], *, seconds: float = 10.0) -> Any:
    """Ask the store again and again until it gives something true."""
    async with asyncio.timeout(seconds):
        while True:
            found = await ready()
            if found:
                return found
            await asyncio.sleep(0.01)
