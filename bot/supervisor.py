"""Keep one Discord client running: start it, hear it, start it again, stop it when asked."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Coroutine, Iterable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

import aiohttp
import discord

from bot import gateway, logs, metrics
from bot.client import FactlineClient
from bot.conversation import Conversation
from bot.delivery.pacing import Pace
from bot.health import health_served
from bot.settings import Settings
from facts.answering.desk import Desk
from facts.curation.settings import SettingsBook
from facts.errors import FactlineError
from facts.store import Store
from facts.store.snapshots import Snapshots

log = logging.getLogger(__name__)

RESTART_PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""Seconds before each start after a failed one; the last stays."""

FINISH_WITHIN = 3.0
"""Seconds that answers on their way may take when the program is stopped."""

CANCELLED_TIMES = 3
"""How often a task is cancelled, a second apart, before it is left behind."""

CLOSE_WITHIN = 5.0
"""Seconds that closing a connection may take."""

LOOKS_FIRST = 50
"""How often, every tenth of a second, work beside the connection looks whether that is made."""

_NO_INTENTS = (
    "Discord refused the intents asked for.",
    "Look at “Privileged Gateway Intents” on the bot's page.",
)


async def run_discord(settings: Settings, store: Store, snapshots: Snapshots, desk: Desk) -> None:
    """Answer on Discord until SIGINT or SIGTERM; starts the client again whatever ends it.

    Raises FactlineError with one sentence if Discord refuses the token, the shards or the intents, or
    if FACTLINE_HTTP cannot be listened on.
    """
    token = settings.token
    if token is None:
        raise FactlineError("DISCORD_TOKEN is not set.", "Put it into .env.")
    logs.hide(token)
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nothing here speaks
    gateway.point_at(settings.discord_api_url, settings.discord_gateway_url)
    book = SettingsBook(store, snapshots)
    conversation = Conversation(desk, snapshots, prefix=settings.prefix, settings=book)
    supervisor = Supervisor(settings, store, snapshots, conversation, token)
    beside = [
        asyncio.create_task(_logged("watching the store", snapshots.watch())),
        asyncio.create_task(_logged("indexing the facts", _index(supervisor, conversation))),
    ]
    try:
        scrape = partial(metrics.scrape, store) if metrics.available() else None
        async with health_served(
            settings.http, supervisor.health, scrape and (lambda: scrape(supervisor.health()))
        ):
            await supervisor.run()
    finally:
        await _ended(beside)


async def _index(supervisor: Supervisor, conversation: Conversation) -> None:
    """Keep the facts indexed for plain questions; connecting comes first, which it would slow down."""
    for _ in range(LOOKS_FIRST):
        if supervisor.health()["ok"]:
            break
        await asyncio.sleep(0.1)
    await conversation.keep_prepared()


async def _logged(doing: str, work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception:  # nobody else looks at what ends beside the client
        log.exception("%s has stopped", doing)


class Supervisor:
    """Hold the client that runs now, and replace it when it ends or falls silent."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        snapshots: Snapshots,
        conversation: Conversation,
        token: str,
    ) -> None:
        self._settings = settings
        self._store = store
        self._snapshots = snapshots
        self._pace = Pace()
        self._conversation = conversation
        self._token = token
        self._stop = asyncio.Event()
        self._client: FactlineClient | None = None
        self._content = True
        self._identifying = gateway.Identifying()

    def health(self) -> Mapping[str, Any]:
        """Tell whether Discord is connected, for the health check."""
        client = self._client
        if client is None or not client.is_ready():
            return {"ok": False, "discord": "connecting"}
        down = sorted(i for i, shard in client.shards.items() if shard.is_closed())
        return {
            "ok": not down,
            "discord": "reconnecting" if down else "connected",
            "servers": len(client.guilds),
            "shards_down": down,
        }

    async def run(self) -> None:
        """Run clients, one after the other, until a signal says stop; raises FactlineError."""
        _on_signals(self._stop)
        failures = 0
        while not self._stop.is_set():
            client = self._client = FactlineClient(
                self._settings,
                self._store,
                self._snapshots,
                self._conversation,
                message_content=self._content,
                identifying=self._identifying,
                pace=self._pace,
            )
            if await self._run_one(client):
                continue
            if client.is_ready():
                failures = 0  # it did run meanwhile
            pause = RESTART_PAUSES[min(failures, len(RESTART_PAUSES) - 1)]
            failures += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), pause)

    async def _run_one(self, client: FactlineClient) -> bool:
        """Run a client to its end; True if the next may start at once. Raises FactlineError."""
        try:
            await self._serve(client)
        except discord.PrivilegedIntentsRequired:
            self._without_content()
            return True
        except (discord.LoginFailure, discord.ConnectionClosed) as closed:
            refused = gateway.refusal(closed)
            if refused is not None:
                raise refused from None
            log.warning("the gateway closed the connection: %s", closed)
        except (discord.HTTPException, discord.GatewayNotFound) as down:
            log.warning("Discord does not let us in yet: %s", down)
        except (aiohttp.ClientError, OSError, TimeoutError) as down:
            log.warning("Discord cannot be reached: %s", down)
        except Exception:  # whatever it was: the bot comes back, the log says why it went
            log.exception("the client stopped")
        return False

    def _without_content(self) -> None:
        if not self._content:
            raise FactlineError(*_NO_INTENTS) from None
        log.warning(
            "the message-content intent is not granted: %s is off, / and mentions work",
            self._settings.prefix,
        )
        self._content = False
        self._identifying = gateway.Identifying()  # the refused one started no session

    async def _serve(self, client: FactlineClient) -> None:
        """Run one client until it ends, falls silent or is to stop; always leaves it closed.

        Raises what ended the connection.
        """
        connection = asyncio.create_task(client.start(self._token))
        silence = asyncio.create_task(client.watch())
        stopping = asyncio.create_task(self._stop.wait())
        tasks = (connection, silence, stopping)
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if silence.done():
                log.warning("nothing heard for %.0f s: starting again", silence.result())
            if connection.done():
                connection.result()
            await _finish_answers()
        finally:
            await _close(client)
            await _ended(tasks)


async def _ended(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel tasks until they end: before Python 3.12 a `wait_for` inside may swallow the first one."""
    left = {task for task in tasks if not task.done()}
    for _ in range(CANCELLED_TIMES):
        for task in left:
            task.cancel()
        if not left:
            return
        _, left = await asyncio.wait(left, timeout=1.0)
    for task in left:
        log.warning("left behind: %s", task.get_name())


async def _finish_answers() -> None:
    """Let answers that are on their way arrive; discord.py names the tasks that make them."""
    named = ("discord.py: on_message", "discord.py: on_interaction", "CommandTree-invoker")
    busy = [task for task in asyncio.all_tasks() if task.get_name() in named]
    if busy:
        await asyncio.wait(busy, timeout=FINISH_WITHIN)


async def _close(client: FactlineClient) -> None:
    try:
        await asyncio.wait_for(client.close(), CLOSE_WITHIN)
    except Exception:  # it is given up anyway
        log.warning("the connection did not close cleanly", exc_info=True)


def _on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
