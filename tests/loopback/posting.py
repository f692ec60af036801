"""Making, changing and deleting messages: the payload as Discord would hold it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tests.loopback import payloads
from tests.loopback.exchanges import COMMAND, MODAL_SUBMIT, Exchange
from tests.loopback.world import (
    DM,
    EPHEMERAL,
    Channel,
    Json,
    Post,
    User,
    World,
    moment,
)

Files = Mapping[str, tuple[str, bytes]]

_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")

DEFAULT, REPLY, CHAT_COMMAND, MENU_COMMAND = 0, 19, 20, 23
"""Message types."""


def compose(
    world: World,
    channel: Channel,
    author: User,
    body: Json,
    *,
    flags: int,
    files: Files,
    base_url: str,
    bot: User,
    exchange: Exchange | None = None,
) -> Post:
    """Make a message of a request body (not yet in its channel)."""
    made = world.snowflakes.next()
    post = Post(made, channel, author, {}, ephemeral=bool(flags & EPHEMERAL))
    payload: Json = {
        "type": DEFAULT,
        "id": str(made),
        "channel_id": str(channel.id),
        "author": payloads.user(author),
        "content": body.get("content") or "",
        "timestamp": moment(made),
        "edited_timestamp": None,
        "tts": bool(body.get("tts")),
        "pinned": False,
        "flags": flags,
        "embeds": [_embed(e) for e in body.get("embeds") or []],
        "components": payloads.numbered(body.get("components") or []),
        "attachments": attach(world, channel, body, files, base_url),
    }
    payload |= _mentions(world, channel, author, body)
    if body.get("nonce") is not None:
        payload["nonce"] = body["nonce"]
    if author is bot and exchange is None:
        payload["application_id"] = str(bot.id)
    if exchange is not None:
        payload |= _from_interaction(exchange, bot)
    if body.get("message_reference"):
        payload |= _reference(channel, body["message_reference"])
    if channel.is_thread:
        payload["position"] = len(channel.posts)
    post.payload = payload
    return post


def change(
    world: World, post: Post, body: Json, *, flags: int, files: Files, base_url: str, at: str
) -> None:
    """Apply an edit's body to a message; what the body leaves out stays."""
    payload = post.payload
    if "content" in body:
        payload["content"] = body["content"] or ""
        payload |= _mentions(world, post.channel, post.author, body)
    if "embeds" in body:
        payload["embeds"] = [_embed(e) for e in body["embeds"] or []]
    if "components" in body:
        payload["components"] = payloads.numbered(body["components"] or [])
    if "attachments" in body or files:
        kept = {str(a["id"]) for a in body.get("attachments") or []}
        payload["attachments"] = [
            *(a for a in payload["attachments"] if a["id"] in kept or "attachments" not in body),
            *attach(world, post.channel, body, files, base_url),
        ]
    payload["flags"] = flags
    payload["edited_timestamp"] = at
    post.edits += 1


def attach(world: World, channel: Channel, body: Json, files: Files, base_url: str) -> list[Json]:
    """Store uploaded files and describe them as attachments."""
    described = {str(a.get("id")): a for a in body.get("attachments") or []}
    made = []
    for field, (name, data) in files.items():
        number = field.removeprefix("files[").removesuffix("]")
        made.append(
            store_file(
                world, channel, described.get(number, {}).get("filename") or name, data, base_url
            )
        )
    return made


def store_file(world: World, channel: Channel, name: str, data: bytes, base_url: str) -> Json:
    """Store a file where its address says, and describe it as an attachment."""
    own = world.snowflakes.next()
    path = f"/attachments/{channel.id}/{own}/{name}"
    world.files[path] = data
    return {
        "id": str(own),
        "filename": name,
        "size": len(data),
        "url": base_url + path,
        "proxy_url": base_url + path,
        "content_type": "application/octet-stream",
    }


def _embed(wanted: Json) -> Json:
    return {"type": "rich", "content_scan_version": 0} | {
        k: v for k, v in wanted.items() if v is not None
    }


def _mentions(world: World, channel: Channel, author: User, body: Json) -> Json:
    """Work out who is pinged: what the text names, cut down by `allowed_mentions`."""
    texts = [body.get("content") or ""]
    texts += [c.get("content") or "" for c in _all(body.get("components") or [])]
    text = "\n".join(texts)
    named = [world.users[int(u)] for u in _USER.findall(text) if int(u) in world.users]
    roles = [r for r in _ROLE.findall(text) if channel.guild and int(r) in channel.guild.roles]
    everyone = "@everyone" in text or "@here" in text
    allowed: Json | None = body.get("allowed_mentions")
    if allowed is not None:
        parse = allowed.get("parse") or []
        users = {str(u) for u in allowed.get("users") or []}
        role_ids = {str(r) for r in allowed.get("roles") or []}
        named = [u for u in named if "users" in parse or str(u.id) in users]
        roles = [r for r in roles if "roles" in parse or r in role_ids]
        everyone = everyone and "everyone" in parse
    replied = (body.get("message_reference") or {}).get("message_id")
    original = channel.posts.get(int(replied)) if replied else None
    if original is not None and (allowed or {}).get("replied_user", allowed is None):
        named.append(original.author)
    return {
        "mentions": [payloads.user(u) for u in dict.fromkeys(named)],
        "mention_roles": list(dict.fromkeys(roles)),
        "mention_everyone": everyone and channel.type != DM,
    }


def _all(components: list[Any]) -> list[Json]:
    found: list[Json] = []
    for one in components:
        found += [one, *_all(one.get("components") or [])]
    return found


def _from_interaction(exchange: Exchange, bot: User) -> Json:
    owners = {"0": str(exchange.channel.guild.id) if exchange.channel.guild else "0"}
    metadata: Json = {
        "id": str(exchange.id),
        "type": exchange.type,
        "user": payloads.user(exchange.user),
        "authorizing_integration_owners": owners,
    }
    said: Json = {"application_id": str(bot.id), "webhook_id": str(bot.id)}
    if exchange.type == COMMAND:
        metadata["command_type"] = 1 if exchange.clicked is None else 3
        said["type"] = CHAT_COMMAND if exchange.clicked is None else MENU_COMMAND
    elif exchange.type == MODAL_SUBMIT:
        opened = exchange.opened_by or exchange
        inner: Json = metadata | {"id": str(opened.id), "type": opened.type}
        if opened.clicked is not None:
            inner["interacted_message_id"] = str(opened.clicked.id)
        metadata["triggering_interaction_metadata"] = inner
    elif exchange.clicked is not None:
        metadata["interacted_message_id"] = str(exchange.clicked.id)
    return said | {"interaction_metadata": metadata}


def _reference(channel: Channel, wanted: Json) -> Json:
    reference: Json = {
        "type": wanted.get("type") or 0,
        "channel_id": str(wanted.get("channel_id") or channel.id),
        "message_id": str(wanted["message_id"]),
    }
    if channel.guild is not None:
        reference["guild_id"] = str(channel.guild.id)
    said: Json = {"type": REPLY, "message_reference": reference}
    original = channel.posts.get(int(wanted["message_id"]))
    if original is not None:
        inner = {k: v for k, v in original.payload.items() if k != "referenced_message"}
        said["referenced_message"] = inner
    else:
        said["referenced_message"] = None
    return said
