"""The server: two listening sockets (REST, gateway), one world behind them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from tests.loopback import (
    openapi,
    payloads,
    posting,
    rest_application,
    rest_channels,
    rest_interactions,
    rest_messages,
)
from tests.loopback.answering import Answering
from tests.loopback.exchanges import Exchange
from tests.loopback.faults import Faults
from tests.loopback.gateway import Gateway
from tests.loopback.people import Person
from tests.loopback.permissions import MEMBER, Permission
from tests.loopback.ratelimit import RateLimits
from tests.loopback.routing import Call, Routes
from tests.loopback.world import Channel, Guild, Json, Member, Post, User, World

T = TypeVar("T")

TOKEN = "loopback-token"

ROUTES = Routes()
for _table in (rest_application, rest_channels, rest_messages, rest_interactions):
    ROUTES.include(_table.routes)


class LoopbackDiscord:
    """A Discord on 127.0.0.1 with one bot account; `async with LoopbackDiscord() as discord`.

    It starts with one server (`discord.home`, with `discord.home.channel`), its owner
    (`discord.owner`, a `Person`) and the bot in it. Leaving the block raises AssertionError if any
    request broke Discord's OpenAPI document (see `violations`).

    Attributes:
        token: the only accepted bot token.
        api_url, gateway_url: what to put into DISCORD_API_URL and DISCORD_GATEWAY_URL.
        calls: every REST request so far, in order of arrival.
        violations: bodies that broke the document or our responses that did (if `check_responses`).
        commands: application commands by guild id, None for those registered everywhere.
        refused_intents: privileged intents that are switched off for this bot (close code 4014).
        faults: what goes wrong next. limits: rate limits, or None to have none.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        clock: Callable[[], float] = time.time,
        heartbeat_seconds: float = 41.25,
        refused_intents: tuple[str, ...] = (),
        recommended_shards: int = 1,
        validate: bool = True,
        check_responses: bool = False,
        record: bool = True,
    ) -> None:
        self.token = token
        self.clock = clock
        self.recommended_shards = recommended_shards
        self.refused_intents = refused_intents
        self.world = World(clock)
        self.bot = self.world.new_user("Factline", bot=True)
        self.application_owner = self.world.new_user("Keeper")
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.commands: dict[int | None, list[Json]] = {}
        self.exchanges: dict[str, Exchange] = {}
        self.nonces: dict[tuple[int, str], tuple[Post, float]] = {}
        self.reactions: list[tuple[Post, str]] = []
        self.faults = Faults()
        self.limits: RateLimits | None = None
        self.judge = openapi.load() if validate else None
        self.check_responses = check_responses
        self.record = record
        self.gateway = Gateway(self, heartbeat_seconds)
        self._waiters: list[tuple[Callable[[], Any], asyncio.Future[Any]]] = []
        self.owner = self.person("Olena")
        self.home = self.new_guild("Home", owner=self.owner)
        self._rest = web.ServerRunner(web.Server(Answering(self, ROUTES).answer))
        self._sockets = web.ServerRunner(web.Server(self.gateway.serve), shutdown_timeout=0.1)
        self._gateway_site: web.TCPSite | None = None
        self._rest_port = self._gateway_port = 0

    # Life

    async def __aenter__(self) -> Self:
        await self._rest.setup()
        await self._sockets.setup()
        site = web.TCPSite(self._rest, "127.0.0.1", 0)
        await site.start()
        self._rest_port = self._rest.addresses[0][1]
        await self.bring_gateway_up()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.gateway.drop()
        await self._sockets.cleanup()
        await self._rest.cleanup()
        if error is None and self.violations:
            raise AssertionError("Discord would refuse:\n" + "\n".join(self.violations))

    async def take_gateway_down(self) -> None:
        """Stop listening for gateway connections and cut those there are."""
        if self._gateway_site is not None:
            await self._gateway_site.stop()
            self._gateway_site = None
        self.gateway.drop()

    async def bring_gateway_up(self) -> None:
        """Listen for gateway connections (again, at the same address)."""
        self._gateway_site = web.TCPSite(
            self._sockets, "127.0.0.1", self._gateway_port, reuse_address=True
        )
        await self._gateway_site.start()
        self._gateway_port = self._sockets.addresses[0][1]

    @property
    def base_url(self) -> str:
        """Give the address that attachments are read from."""
        return f"http://127.0.0.1:{self._rest_port}"

    @property
    def api_url(self) -> str:
        """Give the REST address, with `/api/v10` as Discord's own."""
        return f"{self.base_url}/api/v10"

    @property
    def gateway_url(self) -> str:
        """Give the gateway's address."""
        return f"ws://127.0.0.1:{self._gateway_port}"

    # Waiting

    def moved(self) -> None:
        """Look whether what somebody waits for has come (called after everything that happens)."""
        for waiter in list(self._waiters):
            ready, future = waiter
            found = None if future.done() else ready()
            if found or future.done():
                self._waiters.remove(waiter)
                if not future.done():
                    future.set_result(found)

    async def until(self, ready: Callable[[], T | None], *, seconds: float = 10.0) -> T:
        """Wait until `ready()` gives something true; TimeoutError after so many seconds.

        It is asked again after every request, gateway message and event, never by polling.
        """
        now = ready()
        if now:
            return now
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiters.append((ready, future))
        return await asyncio.wait_for(future, seconds)

    async def until_ready(self, count: int = 1, *, seconds: float = 15.0) -> None:
        """Wait until `count` READY have been sent since the start."""
        await self.until(lambda: self.gateway.readies >= count or None, seconds=seconds)

    def made(self, route: str) -> list[Call]:
        """List the requests of one route, such as `POST /channels/{channel_id}/messages`."""
        return [c for c in self.calls if c.route == route]

    # People and places

    def person(self, name: str, *, locale: str = "en-US", bot: bool = False) -> Person:
        """Create somebody with an account, in no server yet."""
        return Person(self, self.world.new_user(name, bot=bot, locale=locale))

    def join(self, guild: Guild, name: str, rights: Permission | None = None, **how: Any) -> Person:
        """Create somebody in a server, with further rights through a role of their own."""
        person = self.person(name, **how)
        self.add_member(guild, person.user, rights)
        return person

    def add_member(self, guild: Guild, user: User, rights: Permission | None = None) -> None:
        """Put a user into a server, with further rights through a role of their own."""
        member = Member(user)
        if rights is not None:
            member.roles.append(self.world.new_role(guild, user.name, rights))
        guild.members[user.id] = member

    def new_guild(
        self,
        name: str,
        *,
        owner: Person | None = None,
        rights: Permission = MEMBER,
        locale: str = "en-US",
    ) -> Guild:
        """Create a server and invite the bot with the given rights; the gateway announces it."""
        guild = self.world.new_guild(name, (owner or self.owner).user, locale=locale)
        self.add_member(guild, self.bot, rights)
        self.gateway.dispatch("GUILD_CREATE", payloads.guild_create(guild), guild=guild)
        return guild

    def new_channel(self, guild: Guild, name: str) -> Channel:
        """Create a text channel; the gateway announces it."""
        channel = self.world.new_channel(guild, name)
        self.gateway.dispatch("CHANNEL_CREATE", payloads.channel(channel), guild=guild)
        return channel

    def new_thread(self, parent: Channel, name: str, *, private: bool = False) -> Channel:
        """Create a thread by the server's owner; the gateway announces it."""
        owner = parent.guild.owner if parent.guild else self.bot
        thread = self.world.new_thread(parent, name, owner, private=private)
        said = payloads.channel(thread) | {"newly_created": True}
        self.gateway.dispatch("THREAD_CREATE", said, guild=thread.guild)
        return thread

    def announce(self, channel: Channel) -> None:
        """Let the gateway tell that a channel or thread was changed (rights, name, archived)."""
        event = "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE"
        self.gateway.dispatch(event, payloads.channel(channel), guild=channel.guild)

    def delete_channel(self, channel: Channel) -> None:
        """Delete a channel or thread; the gateway announces it."""
        said = payloads.channel(channel)
        self.world.forget(channel)
        event = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
        self.gateway.dispatch(event, said, guild=channel.guild)

    def remove_bot(self, guild: Guild) -> None:
        """Throw the bot out of a server; the gateway announces it."""
        guild.members.pop(self.bot.id, None)
        self.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild=guild)

    # Messages

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
        """Put a message into a channel; the gateway announces it unless only its reader sees it."""
        post = posting.compose(
            self.world,
            channel,
            author,
            body,
            flags=flags,
            files=files or {},
            base_url=self.base_url,
            bot=self.bot,
            exchange=exchange,
        )
        if not post.ephemeral:
            channel.posts[post.id] = post
            self.gateway.dispatch_post("MESSAGE_CREATE", post)
        return post

    def edit_post(
        self, post: Post, body: Json, *, flags: int, files: posting.Files | None = None
    ) -> None:
        """Change a message; the gateway announces it unless only its reader sees it."""
        at = datetime.fromtimestamp(self.clock(), UTC).isoformat(timespec="microseconds")
        posting.change(
            self.world, post, body, flags=flags, files=files or {}, base_url=self.base_url, at=at
        )
        if not post.ephemeral:
            self.gateway.dispatch_post("MESSAGE_UPDATE", post)

    def delete_post(self, post: Post) -> None:
        """Delete a message."""
        post.deleted = True
        if post.channel.posts.pop(post.id, None) is not None:
            self.gateway.dispatch_gone(post)
