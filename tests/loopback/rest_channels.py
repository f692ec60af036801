"""REST: channels, direct messages, threads, members, servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback import payloads
from tests.loopback.errors import (
    ApiError,
    missing_access,
    missing_permissions,
    unknown_channel,
    unknown_guild,
    unknown_member,
    unknown_message,
    unknown_user,
)
from tests.loopback.permissions import Permission
from tests.loopback.routing import NO_CONTENT, Call, Routes
from tests.loopback.world import DM, PRIVATE_THREAD, Channel, Guild, Json

if TYPE_CHECKING:
    from tests.loopback.server import LoopbackDiscord

routes = Routes()


def visible_channel(discord: LoopbackDiscord, call: Call) -> Channel:
    """Give the channel of a request's path; raises ApiError where the bot may not know it."""
    channel = discord.world.channels.get(call.id("channel_id"))
    if channel is None:
        raise unknown_channel()
    if channel.guild is not None and discord.bot.id not in channel.guild.members:
        raise missing_access()
    if not channel.rights(discord.bot) & Permission.VIEW_CHANNEL:
        raise missing_access()
    return channel


def need(discord: LoopbackDiscord, channel: Channel, right: Permission) -> None:
    """Refuse (50013) where the bot lacks a right in a channel."""
    if not channel.rights(discord.bot) & right:
        raise missing_permissions()


def _guild(discord: LoopbackDiscord, call: Call) -> Guild:
    guild = discord.world.guilds.get(call.id("guild_id"))
    if guild is None or discord.bot.id not in guild.members:
        raise unknown_guild()
    return guild


@routes.on("GET", "/channels/{channel_id}")
def get_channel(discord: LoopbackDiscord, call: Call) -> Json:
    """Give a channel."""
    return payloads.channel(visible_channel(discord, call))


@routes.on("PATCH", "/channels/{channel_id}")
def edit_channel(discord: LoopbackDiscord, call: Call) -> Json:
    """Rename a channel, or open and close a thread."""
    channel = visible_channel(discord, call)
    own_thread = channel.is_thread and channel.owner is discord.bot
    if not own_thread:
        right = Permission.MANAGE_THREADS if channel.is_thread else Permission.MANAGE_CHANNELS
        need(discord, channel, right)
    channel.name = call.json.get("name") or channel.name
    if channel.is_thread:
        channel.archived = bool(call.json.get("archived", channel.archived))
        channel.locked = bool(call.json.get("locked", channel.locked))
    event = "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE"
    discord.gateway.dispatch(event, payloads.channel(channel), guild=channel.guild)
    return payloads.channel(channel)


@routes.on("POST", "/channels/{channel_id}/typing")
def typing(discord: LoopbackDiscord, call: Call) -> object:
    """Show the bot as typing."""
    visible_channel(discord, call)
    return NO_CONTENT


@routes.on("POST", "/users/@me/channels")
def open_direct(discord: LoopbackDiscord, call: Call) -> Json:
    """Open the direct message channel with a user (it works even for who takes no messages)."""
    user = discord.world.users.get(int(call.json.get("recipient_id") or 0))
    if user is None:
        raise unknown_user()
    if user is discord.bot:
        raise ApiError(400, 50033, "Invalid Recipient(s)")
    return payloads.channel(discord.world.direct(user))


@routes.on("GET", "/guilds/{guild_id}")
def get_guild(discord: LoopbackDiscord, call: Call) -> Json:
    """Give a server."""
    guild = _guild(discord, call)
    said = payloads.guild(guild)
    if call.query.get("with_counts") in ("1", "true"):
        said["approximate_member_count"] = len(guild.members)
        said["approximate_presence_count"] = len(guild.members)
    return said


@routes.on("GET", "/guilds/{guild_id}/channels")
def guild_channels(discord: LoopbackDiscord, call: Call) -> list[Json]:
    """List a server's channels (no threads)."""
    return [payloads.channel(c) for c in _guild(discord, call).channels.values()]


@routes.on("GET", "/guilds/{guild_id}/roles")
def guild_roles(discord: LoopbackDiscord, call: Call) -> list[Json]:
    """List a server's roles."""
    return [payloads.role(r) for r in _guild(discord, call).roles.values()]


@routes.on("GET", "/guilds/{guild_id}/members/{user_id}")
def get_member(discord: LoopbackDiscord, call: Call) -> Json:
    """Give a member."""
    member = _guild(discord, call).members.get(call.id("user_id"))
    if member is None:
        raise unknown_member()
    return payloads.member(member)


@routes.on("GET", "/guilds/{guild_id}/threads/active")
def active_threads(discord: LoopbackDiscord, call: Call) -> Json:
    """List a server's open threads."""
    threads = [t for t in _guild(discord, call).threads.values() if not t.archived]
    return {"threads": [payloads.channel(t) for t in threads], "members": []}


@routes.on("POST", "/channels/{channel_id}/threads")
def start_thread(discord: LoopbackDiscord, call: Call) -> Json:
    """Start a thread in a channel."""
    return _started(discord, call, visible_channel(discord, call), at=0)


@routes.on("POST", "/channels/{channel_id}/messages/{message_id}/threads")
def start_thread_at(discord: LoopbackDiscord, call: Call) -> Json:
    """Start a thread from a message."""
    channel, at = visible_channel(discord, call), call.id("message_id")
    if at not in channel.posts:
        raise unknown_message()
    if at in discord.world.channels:
        raise ApiError(400, 160004, "A thread has already been created for this message")
    return _started(discord, call, channel, at=at)


def _started(discord: LoopbackDiscord, call: Call, channel: Channel, *, at: int) -> Json:
    if channel.type == DM or channel.is_thread:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    private = not at and call.json.get("type", PRIVATE_THREAD) == PRIVATE_THREAD
    right = Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS
    need(discord, channel, right)
    thread = discord.world.new_thread(
        channel, call.json["name"], discord.bot, private=private, at=at
    )
    said = payloads.channel(thread) | {"newly_created": True}
    discord.gateway.dispatch("THREAD_CREATE", said, guild=thread.guild)
    return payloads.channel(thread)


@routes.on("PUT", "/channels/{channel_id}/thread-members/@me")
def join_thread(discord: LoopbackDiscord, call: Call) -> object:
    """Join a thread."""
    if not visible_channel(discord, call).is_thread:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    return NO_CONTENT


@routes.on("DELETE", "/channels/{channel_id}/thread-members/@me")
def leave_thread(discord: LoopbackDiscord, call: Call) -> object:
    """Leave a thread."""
    return join_thread(discord, call)
