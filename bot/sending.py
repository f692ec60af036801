"""Send once, whatever Discord does: 503, a bare 429, a cut connection, a reply that got lost.

What makes a repetition harmless:

- a message in a channel carries a nonce derived from the message it answers, with `enforce_nonce`:
  Discord gives back the message it already has (https://docs.discord.com/developers/resources/message,
  "enforce_nonce"; remembered for a few minutes);
- the first response to an interaction can be given only once; asked again Discord says 40060,
  "already acknowledged", which means that the lost reply was a success;
- an edit twice is an edit once.

Webhook follow-ups have neither, so none is ever sent.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import aiohttp
import discord
from discord.http import HTTPClient, MultipartParameters, Route
from discord.webhook.async_ import async_context

from facts.store.delivery_answers import ShownFact

log = logging.getLogger(__name__)

Json = dict[str, Any]
Sent = TypeVar("Sent")

NOBODY: Json = {"parse": []}
"""No answer ever pings anyone, whatever stands in it."""

TOO_MANY = 429
ALREADY_ACKNOWLEDGED = 40060
REPLY_NEEDS_HISTORY = 160002

MESSAGE_PAUSES = (0.5, 1.0, 2.0, 4.0)
"""Seconds between the attempts to send a message; the nonce protects for minutes."""

RESPONSE_PAUSES = (0.1, 0.4, 1.0)
"""Seconds between the attempts to respond: Discord waits three seconds for the first response."""

CUT = (aiohttp.ClientError, OSError, TimeoutError)
"""How a connection that was lost shows itself."""

_NEW_MESSAGE, _DEFERRED, _UPDATE, _MODAL = 4, 5, 7, 9
_THINKING = "factline.thinking"
_TEXT, _FILE = 10, 13
_EPHEMERAL, _COMPONENTS_V2 = 1 << 6, 1 << 15


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a message."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Drawing:
    """A layout drawn to the end: components as Discord takes them, sent as they are, any number of times.

    Buttons are recognised by their custom ids (`bot.buttons`), so discord.py has nothing to keep. Only
    responses to interactions carry files. `shown` names the revisions that stand in it, for the answer
    log; `outcome` how the question ended, for the metrics.
    """

    components: Sequence[Json]
    files: tuple[Attached, ...] = ()
    shown: tuple[ShownFact, ...] = ()
    outcome: str | None = None

    def with_line(self, text: str) -> Drawing:
        """Give the drawing with a line of our own in small print under it."""
        line = {"type": _TEXT, "content": f"-# {text}"}
        return replace(self, components=[*self.components, line])

    def message(self, *, flags: int = 0) -> Json:
        """Give the body of a message that shows it."""
        body: Json = {
            "components": [*self.components, *(_file(f) for f in self.files)],
            "flags": _COMPONENTS_V2 | flags,
            "allowed_mentions": NOBODY,
        }
        if self.files:
            body["attachments"] = [{"id": i, "filename": f.name} for i, f in enumerate(self.files)]
        return body


def _file(attached: Attached) -> Json:
    return {"type": _FILE, "file": {"url": f"attachment://{attached.name}"}}


def drawing(view: discord.ui.LayoutView, shown: tuple[ShownFact, ...] = ()) -> Drawing:
    """Draw a view to the end; `shown` names the revisions that stand in it."""
    components = view.to_components()  # type: ignore[no-untyped-call]  # discord.py lacks it
    return Drawing(components, shown=shown)


async def reply(http: HTTPClient, message: discord.Message, shown: Drawing) -> int:
    """Answer a message in its channel, without a ping; gives the new message's id.

    Raises discord.HTTPException with the code REPLY_NEEDS_HISTORY where the history may not be read,
    discord.Forbidden where the bot may not speak, discord.DiscordServerError where Discord stays down.
    """
    reference = {"message_id": str(message.id), "fail_if_not_exists": False}
    nonce = f"a{message.id}"
    return await _post(http, message.channel.id, shown, nonce, message_reference=reference)


async def answer_beside(http: HTTPClient, message: discord.Message, shown: Drawing) -> int:
    """Answer a message without pointing at it, for channels whose history may not be read."""
    return await _post(http, message.channel.id, shown, f"b{message.id}")


async def tell(http: HTTPClient, user: discord.abc.Snowflake, shown: Drawing, *, nonce: str) -> int:
    """Write somebody a direct message; raises discord.HTTPException where they take none."""
    channel = await http.start_private_message(user.id)
    return await _post(http, int(channel["id"]), shown, nonce)


async def post(
    http: HTTPClient, channel: int, shown: Drawing, nonce: str, *, ping: str | None = None
) -> int:
    """Write into a channel, pinging one user at most; raises as `reply`."""
    pinged = {"parse": [], "users": [ping]} if ping is not None else NOBODY
    return await _post(http, channel, shown, nonce, allowed_mentions=pinged)


async def _post(
    http: HTTPClient, channel: int, shown: Drawing, nonce: str, **further: object
) -> int:
    body = {**shown.message(), "nonce": nonce, "enforce_nonce": True, **further}
    params = MultipartParameters(payload=body, multipart=None, files=None)
    # Not `channel.send`: building a message object from the reply costs as much as the answer.
    sent = await _insist(lambda: http.send_message(channel, params=params), MESSAGE_PAUSES)
    return int(sent["id"])


async def respond(
    interaction: discord.Interaction[Any], shown: Drawing, *, ephemeral: bool = False
) -> None:
    """Give the first response to an interaction; raises discord.HTTPException if it is refused."""
    flags = _EPHEMERAL if ephemeral else 0
    if interaction.extras.get(_THINKING):
        await _fill_in(interaction, shown.message(), shown.files)
    else:
        body = shown.message(flags=flags)
        await _acknowledge(interaction, _NEW_MESSAGE, body, shown.files)


async def think(interaction: discord.Interaction[Any], *, ephemeral: bool) -> None:
    """Say that the answer takes a moment; `respond` then fills it in."""
    interaction.extras[_THINKING] = True
    await _acknowledge(interaction, _DEFERRED, {"flags": _EPHEMERAL if ephemeral else 0})


async def turn(interaction: discord.Interaction[Any], shown: Drawing) -> None:
    """Show something else in the message whose button was clicked, or whose form was sent off."""
    await _acknowledge(interaction, _UPDATE, shown.message(), shown.files)


async def open_form(interaction: discord.Interaction[Any], form: Json) -> None:
    """Open a form as the first response: `form` is the data of a modal as Discord takes it."""
    await _acknowledge(interaction, _MODAL, form)


def is_thinking(interaction: discord.Interaction[Any]) -> bool:
    """Tell whether `think` was said already."""
    return bool(interaction.extras.get(_THINKING))


async def offer(
    interaction: discord.Interaction[Any], choices: list[discord.app_commands.Choice[str]]
) -> None:
    """Offer choices while somebody types. Late or lost ones are not worth a retry."""
    try:
        await interaction.response.autocomplete(choices)
    except (discord.HTTPException, *CUT) as lost:
        log.debug("choices not delivered: %s", lost)


async def _acknowledge(
    interaction: discord.Interaction[Any], kind: int, data: Json, files: Sequence[Attached] = ()
) -> None:
    """Give the first response.

    Not through `interaction.response`: discord.py always has Discord send the whole message back
    (`with_response`), and reading it costs as much as the answer. It arrives as an event anyway.
    """
    path = "/interactions/{webhook_id}/{webhook_token}/callback"
    body = {"type": kind, "data": data}
    route = Route("POST", path, webhook_id=interaction.id, webhook_token=interaction.token)
    try:
        await _insist(lambda: _request(interaction, route, body, files), RESPONSE_PAUSES)
    except discord.HTTPException as refused:
        if refused.code != ALREADY_ACKNOWLEDGED:
            raise


async def _fill_in(
    interaction: discord.Interaction[Any], data: Json, files: Sequence[Attached] = ()
) -> None:
    """Put the answer in the place of "is thinking…"; twice is once."""
    path = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
    route = Route(
        "PATCH", path, webhook_id=interaction.application_id, webhook_token=interaction.token
    )
    await _insist(lambda: _request(interaction, route, data, files), MESSAGE_PAUSES)


def _request(
    interaction: discord.Interaction[Any],
    route: Route,
    body: Json,
    files: Sequence[Attached] = (),
) -> Awaitable[object]:
    http: HTTPClient = interaction.client.http
    return async_context.get().request(
        route,
        interaction._session,  # private in discord.py 2.7, with no public way to it
        payload=None if files else body,
        multipart=_parts(body, files) if files else None,
        proxy=http.proxy,
        proxy_auth=http.proxy_auth,
    )


def _parts(body: Json, files: Sequence[Attached]) -> list[Json]:
    """Write a body with files as the parts of a form; made anew for each attempt."""
    parts: list[Json] = [{"name": "payload_json", "value": json.dumps(body, ensure_ascii=False)}]
    kind = "application/octet-stream"
    for number, file in enumerate(files):
        name = f"files[{number}]"
        parts.append(
            {"name": name, "value": file.data, "filename": file.name, "content_type": kind}
        )
    return parts


async def _insist(attempt: Callable[[], Awaitable[Sent]], pauses: Sequence[float]) -> Sent:
    """Repeat a harmless attempt while Discord is down; the last failure is raised."""
    for pause in pauses:
        try:
            return await attempt()
        except discord.HTTPException as down:
            # discord.py waits out a 429 of Discord's own; one of a proxy, without a time, it raises.
            if down.status < 500 and down.status != TOO_MANY:
                raise
            log.warning("Discord answered %s, sending again in %s s", down.status, pause)
        except CUT as cut:
            log.warning("connection lost (%s), sending again in %s s", type(cut).__name__, pause)
        await asyncio.sleep(pause)
    return await attempt()
