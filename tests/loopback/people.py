"""What people do on Discord: write, use commands, click, fill in forms, read the answers."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.loopback import commands, exchanges, payloads, posting
from tests.loopback.exchanges import Exchange, NoResponse, Reply, find_component
from tests.loopback.limits import SELECTS
from tests.loopback.permissions import Permission
from tests.loopback.world import DM, Channel, Json, Post, User

if TYPE_CHECKING:
    from tests.loopback.server import LoopbackDiscord

PATIENCE = 10.0
"""Seconds that a person waits for an answer; Discord gives up on the first response after 3."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a person attaches."""

    filename: str
    data: bytes


@dataclass(frozen=True, eq=False)
class Person:
    """Somebody at the other end; what they do goes out as Discord would send it to the bot."""

    discord: LoopbackDiscord
    user: User

    @property
    def direct(self) -> Channel:
        """Give their direct messages with the bot."""
        return self.discord.world.direct(self.user)

    # Writing

    def say(
        self,
        channel: Channel,
        text: str,
        *,
        reply_to: Post | None = None,
        uploads: tuple[Upload, ...] = (),
    ) -> Post:
        """Write a message and go on without waiting for an answer."""
        self._must(channel, Permission.VIEW_CHANNEL)
        body: Json = {"content": text}
        if reply_to is not None:
            body["message_reference"] = {"message_id": str(reply_to.id)}
        files = {f"files[{i}]": (u.filename, u.data) for i, u in enumerate(uploads)}
        return self.discord.new_post(channel, self.user, body, files=files)

    async def ask(self, channel: Channel, text: str, *, seconds: float = PATIENCE) -> Reply:
        """Write a message and wait for the bot's answer here; raises NoResponse."""
        started = asyncio.get_running_loop().time()
        said = self.say(channel, text)
        post = await self.answer_to(said, seconds=seconds)
        return Reply("message", post, asyncio.get_running_loop().time() - started)

    async def mention(self, channel: Channel, text: str, *, seconds: float = PATIENCE) -> Reply:
        """Write to the bot by name, `@Factline text`, and wait for its answer; raises NoResponse."""
        mention = f"<@{self.discord.bot.id}> {text}"
        return await self.ask(channel, mention, seconds=seconds)

    async def answer_to(self, said: Post, *, seconds: float = PATIENCE) -> Post:
        """Wait for the bot's first message after a given one in its channel; raises NoResponse."""

        def answer() -> Post | None:
            for post in reversed(said.channel.posts.values()):
                if post.id <= said.id:
                    return None
                if post.author is self.discord.bot and self._first_after(said, post):
                    return post
            return None

        try:
            return await self.discord.until(answer, seconds=seconds)
        except TimeoutError:
            raise NoResponse(f"nothing came back to {said.payload['content']!r}") from None

    def _first_after(self, said: Post, post: Post) -> bool:
        reference = post.payload.get("message_reference") or {}
        return reference.get("message_id") in (None, str(said.id))

    # Commands

    async def slash(
        self,
        channel: Channel,
        command: str,
        /,
        *,
        uploads: dict[str, Upload] | None = None,
        seconds: float = PATIENCE,
        **options: Any,
    ) -> Reply:
        """Use a slash command such as `losses` or `fact show` and wait for what it shows.

        Raises LookupError where Discord's client would offer no such command or option, NoResponse
        where it would say that the application did not respond.
        """
        exchange = self.start_slash(channel, command, uploads=uploads, **options)
        return await self._reply(exchange, seconds)

    def start_slash(
        self,
        channel: Channel,
        command: str,
        /,
        *,
        uploads: dict[str, Upload] | None = None,
        **options: Any,
    ) -> Exchange:
        """Use a slash command and go on without waiting; the exchange tells what became of it."""
        registered = commands.offered(self.discord, channel, command, kind=1)
        attached = {
            name: posting.store_file(
                self.discord.world, channel, u.filename, u.data, self.discord.base_url
            )
            for name, u in (uploads or {}).items()
        }
        values = options | {name: a["id"] for name, a in attached.items()}
        data = commands.invoked(registered, command, values)
        if attached:
            data["resolved"] = {"attachments": {a["id"]: a for a in attached.values()}}
        return self._start(exchanges.COMMAND, channel, data, name=command)

    async def autocomplete(
        self, channel: Channel, command: str, option: str, typed: str, /, **others: Any
    ) -> list[Json]:
        """Type into an option and give the choices offered; raises NoResponse."""
        registered = commands.offered(self.discord, channel, command, kind=1)
        data = commands.invoked(registered, command, others | {option: typed}, focused=option)
        exchange = self._start(exchanges.AUTOCOMPLETE, channel, data, name=command)
        reply = await self._reply(exchange, PATIENCE)
        callback = reply.exchange.callback if reply.exchange else None
        choices: list[Json] = ((callback or {}).get("data") or {}).get("choices") or []
        return choices

    async def message_menu(self, command: str, target: Post, *, seconds: float = PATIENCE) -> Reply:
        """Right-click a message and choose a command; wait for what it shows."""
        registered = commands.offered(self.discord, target.channel, command, kind=3)
        data: Json = {
            "id": registered["id"],
            "name": command,
            "type": 3,
            "target_id": str(target.id),
            "resolved": {"messages": {str(target.id): target.payload}},
        }
        exchange = self._start(exchanges.COMMAND, target.channel, data, name=command, about=target)
        return await self._reply(exchange, seconds)

    # Clicking and filling in

    async def click(self, on: Reply | Post, button: str, *, seconds: float = PATIENCE) -> Reply:
        """Click a button by custom id or label; raises LookupError if there is none, NoResponse."""
        post = _post_of(on)
        component = find_component(post.payload, button)
        data = {
            "component_type": component["type"],
            "custom_id": component["custom_id"],
            "id": component["id"],
        }
        exchange = self._start(exchanges.COMPONENT, post.channel, data, clicked=post)
        return await self._reply(exchange, seconds)

    async def choose(
        self, on: Reply | Post, select: str, values: list[str], *, seconds: float = PATIENCE
    ) -> Reply:
        """Choose values in a select menu by its custom id."""
        post = _post_of(on)
        component = find_component(post.payload, select, kinds=SELECTS)
        data = {
            "component_type": component["type"],
            "custom_id": component["custom_id"],
            "id": component["id"],
            "values": values,
        }
        exchange = self._start(exchanges.COMPONENT, post.channel, data, clicked=post)
        return await self._reply(exchange, seconds)

    async def submit(self, form: Reply, /, *, seconds: float = PATIENCE, **values: Any) -> Reply:
        """Fill in a form (custom id → text, or list of chosen values) and send it off.

        Raises LookupError for a field that the form lacks or a required one left empty.
        """
        if form.form is None or form.exchange is None:
            raise LookupError("there is no form to fill in")
        data = {
            "custom_id": form.form["custom_id"],
            "components": commands.filled(form.form, dict(values)),
        }
        opened = form.exchange
        exchange = self._start(
            exchanges.MODAL_SUBMIT, opened.channel, data, clicked=opened.clicked, name=opened.name
        )
        exchange.opened_by = opened
        return await self._reply(exchange, seconds)

    # How an interaction travels

    def _must(self, channel: Channel, right: Permission) -> None:
        if not channel.rights(self.user) & right:
            raise LookupError(f"{self.user.name} may not do that in #{channel.name}")

    def _start(
        self,
        kind: int,
        channel: Channel,
        data: Json,
        *,
        name: str = "",
        clicked: Post | None = None,
        about: Post | None = None,
    ) -> Exchange:
        self._must(channel, Permission.VIEW_CHANNEL)
        discord = self.discord
        made = discord.world.snowflakes.next()
        token = f"aW50ZXJhY3Rpb24{made}{secrets.token_hex(16)}"
        exchange = Exchange(
            made, token, kind, self.user, channel, discord.clock(), name, clicked or about
        )
        discord.exchanges[token] = exchange
        event = interaction_event(discord, exchange, data)
        if clicked is not None:
            event["message"] = clicked.payload
        discord.gateway.dispatch("INTERACTION_CREATE", event, guild=channel.guild)
        return exchange

    async def _reply(self, exchange: Exchange, seconds: float) -> Reply:
        try:
            async with asyncio.timeout(seconds):
                await exchange.answered.wait()
                await exchange.settled.wait()
        except TimeoutError:
            what = "respond" if exchange.callback is None else "finish"
            raise NoResponse(f"the application did not {what}: {exchange.name}") from None
        assert exchange.callback is not None
        took = exchange.answered_at - exchange.at
        kind = exchange.callback["type"]
        deferred = kind in (exchanges.DEFERRED_MESSAGE, exchanges.DEFERRED_UPDATE)
        if kind == exchanges.MODAL:
            return Reply("form", None, took, form=exchange.callback["data"], exchange=exchange)
        post = exchange.followups[-1] if exchange.followups else exchange.original
        updated = kind in (exchanges.UPDATE, exchanges.DEFERRED_UPDATE)
        return Reply("update" if updated else "message", post, took, deferred, exchange=exchange)


def interaction_event(discord: LoopbackDiscord, exchange: Exchange, data: Json) -> Json:
    """Write an interaction as the gateway announces it."""
    channel, user = exchange.channel, exchange.user
    event: Json = {
        "id": str(exchange.id),
        "application_id": str(discord.bot.id),
        "type": exchange.type,
        "token": exchange.token,
        "version": 1,
        "data": data,
        "channel_id": str(channel.id),
        "channel": payloads.interaction_channel(channel, user),
        "app_permissions": str(int(channel.rights(discord.bot))),
        "locale": user.locale,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "attachment_size_limit": 10_485_760,
    }
    if channel.guild is None:
        assert channel.type == DM
        owners = {"0": "0"}
        return event | {
            "user": payloads.user(user),
            "context": 1,
            "authorizing_integration_owners": owners,
        }
    guild = channel.guild
    member = payloads.member(guild.members[user.id])
    return event | {
        "member": member | {"permissions": str(int(channel.rights(user)))},
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
        "guild_locale": guild.locale,
        "context": 0,
        "authorizing_integration_owners": {"0": str(guild.id)},
    }


def _post_of(on: Reply | Post) -> Post:
    post = on.post if isinstance(on, Reply) else on
    if post is None:
        raise LookupError("there is no message to click on")
    return post
