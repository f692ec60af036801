"""REST: messages of the bot in channels, direct messages and threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback import limits
from tests.loopback.errors import (
    ApiError,
    dms_closed,
    invalid_form,
    missing_permissions,
    unknown_message,
)
from tests.loopback.permissions import Permission
from tests.loopback.rest_channels import need, visible_channel
from tests.loopback.routing import NO_CONTENT, Call, Routes
from tests.loopback.world import COMPONENTS_V2, DM, EPHEMERAL, Channel, Json, Post

if TYPE_CHECKING:
    from tests.loopback.server import LoopbackDiscord

routes = Routes()

NONCE_SECONDS = 300.0
"""How long a nonce is remembered; Discord says "a few minutes"."""


def _post(discord: LoopbackDiscord, call: Call) -> tuple[Channel, Post]:
    channel = visible_channel(discord, call)
    post = channel.posts.get(call.id("message_id"))
    if post is None:
        raise unknown_message()
    return channel, post


@routes.on("GET", "/channels/{channel_id}/messages")
def list_messages(discord: LoopbackDiscord, call: Call) -> list[Json]:
    """List messages, newest first; without the right to read the history the list is empty."""
    channel = visible_channel(discord, call)
    if not channel.rights(discord.bot) & Permission.READ_MESSAGE_HISTORY:
        return []
    limit = int(call.query.get("limit", "50"))
    if not 1 <= limit <= 100:
        raise invalid_form("limit", "int value should be between 1 and 100.")
    held = [p for p in channel.posts.values() if not p.ephemeral]
    if "around" in call.query:
        middle = int(call.query["around"])
        near = sorted(held, key=lambda p: abs(p.id - middle))[:limit]
        return [p.payload for p in sorted(near, key=lambda p: -p.id)]
    if "after" in call.query:
        after = [p for p in held if p.id > int(call.query["after"])][:limit]
        return [p.payload for p in reversed(after)]
    if "before" in call.query:
        held = [p for p in held if p.id < int(call.query["before"])]
    return [p.payload for p in reversed(held[-limit:])]


@routes.on("GET", "/channels/{channel_id}/messages/{message_id}")
def get_message(discord: LoopbackDiscord, call: Call) -> Json:
    """Give one message; one that only its reader sees does not exist here."""
    channel = visible_channel(discord, call)
    need(discord, channel, Permission.READ_MESSAGE_HISTORY)
    _, post = _post(discord, call)
    if post.ephemeral:
        raise unknown_message()
    return post.payload


@routes.on("POST", "/channels/{channel_id}/messages")
def create_message(discord: LoopbackDiscord, call: Call) -> Json:
    """Send a message; the same enforced nonce within minutes gives the earlier message back."""
    channel = visible_channel(discord, call)
    _may_send(discord, channel)
    earlier = _earlier(discord, channel, call.json)
    if earlier is not None:
        return earlier.payload
    flags = int(call.json.get("flags") or 0)
    if flags & EPHEMERAL:
        raise invalid_form("flags", "Ephemeral messages are for interactions only")
    limits.check_message(call.json, flags=flags, files=len(call.files))
    if call.files:
        need(discord, channel, Permission.ATTACH_FILES)
    body = call.json
    if body.get("embeds") and not channel.rights(discord.bot) & Permission.EMBED_LINKS:
        body = body | {"embeds": []}  # Discord drops them without a word
    post = discord.new_post(channel, discord.bot, body, files=call.files, flags=flags)
    _remember(discord, channel, call.json, post)
    return post.payload


def _may_send(discord: LoopbackDiscord, channel: Channel) -> None:
    if channel.type == DM:
        assert channel.recipient is not None
        if not channel.recipient.dms_open:
            raise dms_closed()
        return
    thread = channel.is_thread
    need(
        discord,
        channel,
        Permission.SEND_MESSAGES_IN_THREADS if thread else Permission.SEND_MESSAGES,
    )
    if channel.archived:
        if channel.locked and not channel.rights(discord.bot) & Permission.MANAGE_THREADS:
            raise ApiError(400, 50083, "Thread is archived")
        channel.archived = False


def _earlier(discord: LoopbackDiscord, channel: Channel, body: Json) -> Post | None:
    if not body.get("enforce_nonce") or body.get("nonce") is None:
        return None
    known = discord.nonces.get((channel.id, str(body["nonce"])))
    if known is None or discord.clock() - known[1] > NONCE_SECONDS:
        return None
    if known[0].deleted:
        raise unknown_message()
    return known[0]


def _remember(discord: LoopbackDiscord, channel: Channel, body: Json, post: Post) -> None:
    if body.get("nonce") is not None:
        discord.nonces[channel.id, str(body["nonce"])] = (post, discord.clock())


@routes.on("PATCH", "/channels/{channel_id}/messages/{message_id}")
def edit_message(discord: LoopbackDiscord, call: Call) -> Json:
    """Change one of the bot's own messages."""
    _, post = _post(discord, call)
    if post.author is not discord.bot:
        raise ApiError(403, 50005, "Cannot edit a message authored by another user")
    if post.ephemeral:
        raise unknown_message()
    change_post(discord, post, call)
    return post.payload


def change_post(discord: LoopbackDiscord, post: Post, call: Call) -> None:
    """Apply an edit to a message, as Discord would judge it."""
    before = int(post.payload["flags"])
    flags = before | (int(call.json.get("flags") or 0) & COMPONENTS_V2)
    standing = post.payload | {k: v for k, v in call.json.items() if k != "flags"}
    limits.check_message(standing, flags=flags, files=len(call.files), creating=True)
    discord.edit_post(post, call.json, files=call.files, flags=flags)


@routes.on("DELETE", "/channels/{channel_id}/messages/{message_id}")
def delete_message(discord: LoopbackDiscord, call: Call) -> object:
    """Delete a message: the bot's own, or with the right to manage messages anyone's."""
    channel, post = _post(discord, call)
    manages = channel.rights(discord.bot) & Permission.MANAGE_MESSAGES
    if post.author is not discord.bot and not manages:
        raise missing_permissions()
    discord.delete_post(post)
    return NO_CONTENT


@routes.on("PUT", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me")
def react(discord: LoopbackDiscord, call: Call) -> object:
    """Put the bot's reaction under a message."""
    _, post = _post(discord, call)
    discord.reactions.append((post, call.params["emoji_name"]))
    return NO_CONTENT
