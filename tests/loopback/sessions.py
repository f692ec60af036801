"""One gateway session, which outlives its connections, and one connection with its send queue."""

from __future__ import annotations

import asyncio
import zlib
from collections import deque
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from tests.loopback.gateway import Gateway

KEPT_EVENTS = 2000
"""How many events a session can replay; Discord keeps "some"."""


class Session:
    """A session: its shard, intents, and the events that a resuming client may have missed."""

    def __init__(self, session_id: str, shard: tuple[int, int], intents: int) -> None:
        self.id = session_id
        self.shard = shard
        self.intents = intents
        self.sequence = 0
        self._kept: deque[tuple[int, str]] = deque(maxlen=KEPT_EVENTS)
        self._connection: Connection | None = None

    def carries(self, guild: int) -> bool:
        """Tell whether a server's events come through this session's shard."""
        return (guild >> 22) % self.shard[1] == self.shard[0]

    def dispatch(self, event: str, data: str) -> None:
        """Number an event (`data` is JSON), keep it, and send it if somebody is connected."""
        self.sequence += 1
        frame = f'{{"t":"{event}","s":{self.sequence},"op":0,"d":{data}}}'
        self._kept.append((self.sequence, frame))
        if self._connection is not None:
            self._connection.send(frame)

    def holds(self, after: int) -> bool:
        """Tell whether every event after a sequence number can still be replayed."""
        oldest = self._kept[0][0] if self._kept else 1
        return oldest - 1 <= after <= self.sequence

    def attach(self, connection: Connection, *, after: int | None = None) -> None:
        """Make a connection this session's, replaying what it missed."""
        if self._connection is not None:
            self._connection.session = None
        self._connection = connection
        connection.session = self
        if after is not None:
            for sequence, frame in self._kept:
                if sequence > after:
                    connection.send(frame)

    def detach(self, connection: Connection) -> None:
        """Forget a connection that has ended."""
        if self._connection is connection:
            self._connection = None


class Connection:
    """One socket: frames go out in order, compressed as one zlib stream if that was asked for."""

    def __init__(
        self,
        gateway: Gateway,
        socket: web.WebSocketResponse,
        transport: asyncio.Transport | None,
        *,
        zlib_stream: bool,
    ) -> None:
        self.session: Session | None = None
        self._gateway = gateway
        self._socket = socket
        self._transport = transport
        self._zlib = zlib.compressobj(1) if zlib_stream else None
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())

    def send(self, frame: str) -> None:
        """Queue a frame."""
        self._queue.put_nowait(frame)

    async def _write(self) -> None:
        while True:
            frame = await self._queue.get()
            if self._gateway.silent:
                continue
            try:
                if self._zlib is None:
                    await self._socket.send_str(frame)
                else:
                    packed = self._zlib.compress(frame.encode())
                    await self._socket.send_bytes(packed + self._zlib.flush(zlib.Z_SYNC_FLUSH))
            except ConnectionError:
                return  # the client has gone; the session keeps the event for a resume

    async def close(self, code: int) -> None:
        """Close the socket with a code, after what is queued."""
        await self._socket.close(code=code)

    def abort(self) -> None:
        """Cut the socket without a word."""
        if self._transport is not None:
            self._transport.abort()

    def ended(self) -> None:
        """Clean up after the socket has ended, however it did."""
        self._writer.cancel()
        if self.session is not None:
            self.session.detach(self)
