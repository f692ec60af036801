"""The way out: a delivery as requests through discord.py's HTTP client, which answers use too.

So both share its knowledge of Discord's rate limits. Failures come as Refusal (nothing was stored) or
Lost (nobody knows).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Protocol, TypeVar

import discord
from discord.http import HTTPClient, MultipartParameters

from bot.delivery import marks
from bot.delivery.verdicts import REPLY_NEEDS_HISTORY, Lost, Refusal
from bot.sending import CUT, Drawing
from facts.store.delivery_model import Components

Got = TypeVar("Got")

_EARLIER = timedelta(seconds=60)
"""How much earlier than our clock says a message may stand in the history: clocks differ."""
_PAGE, _PAGES = 100, 20


class Looked(Enum):
    """What a look into a channel's history without a find means."""

    NOT_THERE = "not there"
    CANNOT = "cannot look"


class DiscordPort(Protocol):
    """What the outbox needs of Discord. Everything raises Refusal or Lost."""

    async def send(
        self, channel: str, components: Components, mark: str, *, reply_to: str | None = None
    ) -> str:
        """Send a message with the mark's nonce; gives its id, the earlier one's for a repetition."""
        ...

    async def edit(self, channel: str, message: str, components: Components) -> None:
        """Show something else in a message of ours."""
        ...

    async def read(self, channel: str, message: str) -> Components:
        """Give the components that a message of ours shows now."""
        ...

    async def find(self, channel: str, mark: str, since: datetime) -> str | Looked:
        """Look for our message with this mark, sent since then; gives its id or why there is none."""
        ...

    async def open_dm(self, user: str) -> str:
        """Open a user's direct message channel; gives its id."""
        ...

    async def in_guild(self, guild: str) -> bool:
        """Tell whether the bot is (still) in a server."""
        ...


class DiscordHttp:
    """The DiscordPort over discord.py's HTTP client."""

    def __init__(self, http: HTTPClient) -> None:
        self._http = http

    async def send(
        self, channel: str, components: Components, mark: str, *, reply_to: str | None = None
    ) -> str:
        """Send a message with the mark's nonce; where a reply may not be one, as a plain message."""
        body = {
            **_body(components),
            "nonce": marks.nonce(mark),
            "enforce_nonce": True,
        }
        if reply_to is None:
            return await self._post(channel, body)
        reference = {"message_id": reply_to, "fail_if_not_exists": False}
        try:
            return await self._post(channel, body | {"message_reference": reference})
        except Refusal as refused:
            if refused.code != REPLY_NEEDS_HISTORY:
                raise
        return await self._post(channel, body)

    async def _post(self, channel: str, body: dict[str, Any]) -> str:
        params = MultipartParameters(payload=body, multipart=None, files=None)
        sent = await _asked(lambda: self._http.send_message(int(channel), params=params))
        return str(sent["id"])

    async def edit(self, channel: str, message: str, components: Components) -> None:
        """Edit a message of ours as an ordinary channel message."""
        params = MultipartParameters(payload=_body(components), multipart=None, files=None)
        await _asked(lambda: self._http.edit_message(int(channel), int(message), params=params))

    async def read(self, channel: str, message: str) -> Components:
        """Read a message of ours; needs the right to read the history."""
        found = await _asked(lambda: self._http.get_message(int(channel), int(message)))
        return [dict(component) for component in found["components"]]

    async def find(self, channel: str, mark: str, since: datetime) -> str | Looked:
        """Walk through the history since then.

        Without the right to read it Discord gives an empty list, so an empty list is looked into: a
        single message is refused without that right, and unknown with it.
        """
        begin = after = discord.utils.time_snowflake(since - _EARLIER)
        for _ in range(_PAGES):
            at = after
            page = await _asked(lambda: self._http.logs_from(int(channel), _PAGE, after=at))  # noqa: B023
            for message in page:
                if marks.carries(message, mark):
                    return str(message["id"])
            if len(page) < _PAGE:
                return await self._no_find(channel, begin, empty=not page)
            after = max(int(message["id"]) for message in page)
        return Looked.CANNOT  # too much was written since

    async def _no_find(self, channel: str, any_id: int, *, empty: bool) -> Looked:
        if not empty:
            return Looked.NOT_THERE
        try:
            await _asked(lambda: self._http.get_message(int(channel), any_id))
        except Refusal as refused:
            if refused.code != _UNKNOWN_MESSAGE:
                return Looked.CANNOT
        return Looked.NOT_THERE

    async def open_dm(self, user: str) -> str:
        """Open a user's direct message channel."""
        channel = await _asked(lambda: self._http.start_private_message(int(user)))
        return str(channel["id"])

    async def in_guild(self, guild: str) -> bool:
        """Ask for the server itself, which only its members see."""
        try:
            await _asked(lambda: self._http.get_guild(int(guild), with_counts=False))
        except Refusal as refused:
            if refused.status not in (403, 404):
                raise
            return False
        return True


_UNKNOWN_MESSAGE = 10008


def _body(components: Components) -> dict[str, Any]:
    return Drawing([dict(c) for c in components]).message()


async def _asked(attempt: Callable[[], Awaitable[Got]]) -> Got:
    with _told():
        return await attempt()


@contextmanager
def _told() -> Iterator[None]:
    """Turn discord.py's exceptions into what they mean for a delivery."""
    try:
        yield
    except discord.DiscordServerError as down:
        raise Lost(f"Discord answered {down.status}") from down
    except discord.HTTPException as refused:
        raise Refusal(refused.status, refused.code) from refused
    except CUT as cut:
        raise Lost(f"the connection was lost ({type(cut).__name__})") from cut
