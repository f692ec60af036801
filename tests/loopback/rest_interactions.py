"""REST: answers to interactions, and what follows them through the interaction's webhook.

Three seconds for the first response, fifteen minutes for the rest, as Discord documents in
"Receiving and Responding to Interactions".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback import exchanges, limits
from tests.loopback.errors import (
    already_acknowledged,
    invalid_form,
    invalid_webhook_token,
    unknown_interaction,
    unknown_message,
    unknown_webhook,
)
from tests.loopback.exchanges import Exchange
from tests.loopback.rest_messages import change_post
from tests.loopback.routing import NO_CONTENT, Call, Routes
from tests.loopback.world import LOADING, Json, Post

if TYPE_CHECKING:
    from tests.loopback.server import LoopbackDiscord

routes = Routes()

FIRST_SECONDS = 3.0
TOKEN_SECONDS = 900.0

_ALLOWED: dict[int, tuple[int, ...]] = {
    exchanges.COMMAND: (4, 5, 9),
    exchanges.COMPONENT: (4, 5, 6, 7, 9),
    exchanges.AUTOCOMPLETE: (8,),
    exchanges.MODAL_SUBMIT: (4, 5, 6, 7),
}
"""Which callback types answer which interaction."""


@routes.on("POST", "/interactions/{interaction_id}/{interaction_token}/callback")
def callback(discord: LoopbackDiscord, call: Call) -> object:
    """Take the first response to an interaction."""
    exchange = discord.exchanges.get(call.params["interaction_token"])
    if exchange is None or str(exchange.id) != call.params["interaction_id"]:
        raise unknown_interaction()
    if exchange.callback is not None:
        raise already_acknowledged()
    if discord.clock() - exchange.at > FIRST_SECONDS:
        raise unknown_interaction()
    kind, data = call.json["type"], call.json.get("data") or {}
    if kind not in _ALLOWED[exchange.type]:
        raise invalid_form("type", f"Value must be one of {_ALLOWED[exchange.type]}.")
    _carry_out(discord, exchange, kind, data, call)
    exchange.callback = call.json
    exchange.answered_at = discord.clock()
    exchange.answered.set()
    if kind not in (exchanges.DEFERRED_MESSAGE, exchanges.DEFERRED_UPDATE):
        exchange.settled.set()
    if call.query.get("with_response") in ("1", "true", "True"):
        return _described(exchange, kind)
    return NO_CONTENT


def _carry_out(
    discord: LoopbackDiscord, exchange: Exchange, kind: int, data: Json, call: Call
) -> None:
    flags = int(data.get("flags") or 0)
    if kind == exchanges.MESSAGE:
        limits.check_message(data, flags=flags, files=len(call.files))
        exchange.original = discord.new_post(
            exchange.channel, discord.bot, data, files=call.files, flags=flags, exchange=exchange
        )
    elif kind == exchanges.DEFERRED_MESSAGE:
        exchange.original = discord.new_post(
            exchange.channel, discord.bot, {}, flags=flags | LOADING, exchange=exchange
        )
    elif kind in (exchanges.DEFERRED_UPDATE, exchanges.UPDATE):
        if exchange.clicked is None:
            raise invalid_form("type", "There is no message to update")
        exchange.original = exchange.clicked
        if kind == exchanges.UPDATE and data:
            inner = Call(call.method, call.template, call.params, call.query, data, call.files)
            change_post(discord, exchange.clicked, inner)
    elif kind == exchanges.CHOICES:
        if len(data.get("choices") or []) > 25:
            raise invalid_form("choices", "Must be 25 or fewer in length.")
    else:
        limits.check_modal(data)


def _described(exchange: Exchange, kind: int) -> Json:
    """Describe the response that was made (`with_response=true`)."""
    said: Json = {"id": str(exchange.id), "type": exchange.type}
    if exchange.original is None:
        return {"interaction": said}
    said["response_message_id"] = str(exchange.original.id)
    said["response_message_loading"] = kind == exchanges.DEFERRED_MESSAGE
    said["response_message_ephemeral"] = exchange.original.ephemeral
    if kind not in (exchanges.MESSAGE, exchanges.UPDATE):
        return {"interaction": said}
    return {
        "interaction": said,
        "resource": {"type": kind, "message": exchange.original.payload},
    }


def _exchange(discord: LoopbackDiscord, call: Call) -> Exchange:
    exchange = discord.exchanges.get(call.params["webhook_token"])
    if exchange is None or call.id("webhook_id") != discord.bot.id:
        raise invalid_webhook_token()
    if discord.clock() - exchange.at > TOKEN_SECONDS:
        raise invalid_webhook_token()
    if exchange.callback is None:
        raise unknown_webhook()
    return exchange


def _original(discord: LoopbackDiscord, call: Call) -> tuple[Exchange, Post]:
    exchange = _exchange(discord, call)
    if exchange.original is None or exchange.original.deleted:
        raise unknown_message()
    return exchange, exchange.original


def _own(discord: LoopbackDiscord, call: Call) -> tuple[Exchange, Post]:
    exchange = _exchange(discord, call)
    wanted = call.id("message_id")
    for post in [exchange.original, *exchange.followups]:
        if post is not None and post.id == wanted and not post.deleted:
            return exchange, post
    raise unknown_message()


@routes.on("POST", "/webhooks/{webhook_id}/{webhook_token}")
def follow_up(discord: LoopbackDiscord, call: Call) -> object:
    """Send a further message; after "is thinking…" the first one takes its place. No nonce."""
    exchange = _exchange(discord, call)
    if _loading(exchange.original):
        assert exchange.original is not None
        _edit(discord, exchange, exchange.original, call)
        return exchange.original.payload
    flags = int(call.json.get("flags") or 0)
    limits.check_message(call.json, flags=flags, files=len(call.files))
    post = discord.new_post(
        exchange.channel, discord.bot, call.json, files=call.files, flags=flags, exchange=exchange
    )
    exchange.followups.append(post)
    exchange.settled.set()
    # Discord always answers an interaction's follow-up with the message, whatever `wait` says.
    return post.payload


def _loading(post: Post | None) -> bool:
    return post is not None and bool(int(post.payload["flags"]) & LOADING)


def _edit(discord: LoopbackDiscord, exchange: Exchange, post: Post, call: Call) -> None:
    post.payload["flags"] = int(post.payload["flags"]) & ~LOADING
    change_post(discord, post, call)
    exchange.settled.set()


@routes.on("GET", "/webhooks/{webhook_id}/{webhook_token}/messages/@original")
def get_original(discord: LoopbackDiscord, call: Call) -> Json:
    """Give the message of the first response."""
    return _original(discord, call)[1].payload


@routes.on("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original")
def edit_original(discord: LoopbackDiscord, call: Call) -> Json:
    """Change the message of the first response, or fill it after "is thinking…"."""
    exchange, post = _original(discord, call)
    _edit(discord, exchange, post, call)
    return post.payload


@routes.on("DELETE", "/webhooks/{webhook_id}/{webhook_token}/messages/@original")
def delete_original(discord: LoopbackDiscord, call: Call) -> object:
    """Take the message of the first response away."""
    exchange, post = _original(discord, call)
    discord.delete_post(post)
    exchange.settled.set()
    return NO_CONTENT


@routes.on("GET", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}")
def get_own(discord: LoopbackDiscord, call: Call) -> Json:
    """Give a message of this interaction."""
    return _own(discord, call)[1].payload


@routes.on("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}")
def edit_own(discord: LoopbackDiscord, call: Call) -> Json:
    """Change a message of this interaction."""
    exchange, post = _own(discord, call)
    _edit(discord, exchange, post, call)
    return post.payload


@routes.on("DELETE", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}")
def delete_own(discord: LoopbackDiscord, call: Call) -> object:
    """Take a message of this interaction away."""
    discord.delete_post(_own(discord, call)[1])
    return NO_CONTENT
