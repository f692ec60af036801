"""Stamps on their way to the store: those that come together share a transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from facts.errors import StoreError
from facts.store.delivery_model import Stamp

log = logging.getLogger(__name__)

_PAUSES = (0.1, 0.5, 1.0, 2.0, 5.0)
"""Seconds between attempts while the store is away; the last stays."""

Write = Callable[[Sequence[Stamp]], Awaitable[Sequence[bool]]]


class Stamper:
    """Write stamps as soon as the store takes them; what was sent is never forgotten while we live."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._waiting: list[tuple[Stamp, asyncio.Future[bool]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def stamp(self, one: Stamp) -> bool:
        """Write a stamp; gives whether its claim still held."""
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, future))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())
        return await future

    async def close(self) -> None:
        """Stop writing. What is not stamped by now is found out by whoever has its lease next."""
        if self._writing is not None:
            self._writing.cancel()
            await asyncio.gather(self._writing, return_exceptions=True)
        for _, future in self._waiting:
            future.cancel()

    async def _write_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                held = await self._insist([one for one, _ in batch])
            except Exception as error:  # noqa: BLE001 - whoever waits for the stamp gets it
                for _, future in batch:
                    if not future.done():
                        future.set_exception(error)
                continue
            except asyncio.CancelledError:
                for _, future in batch:
                    future.cancel()
                raise
            for (_, future), kept in zip(batch, held, strict=True):
                if not future.done():
                    future.set_result(kept)

    async def _insist(self, stamps: Sequence[Stamp]) -> Sequence[bool]:
        failures = 0
        while True:
            try:
                return await self._write(stamps)
            except StoreError as away:
                log.warning("%d stamps wait for the store: %s", len(stamps), away)
            await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])
            failures += 1
