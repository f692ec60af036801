"""Being told of changes by PostgreSQL: LISTEN on a connection of its own, made again when lost."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from facts.store.store import Store

log = logging.getLogger(__name__)

CHANNEL = "factline"
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0


async def listen(store: Store, moved: asyncio.Event) -> None:
    """Set the event at each notice, until cancelled. Ends at once on SQLite, which tells nobody."""
    if store.address.sqlite:
        return
    import psycopg  # of the extra `postgres`, which is there when the store is one

    wait = _FIRST_WAIT
    while True:
        try:
            async with store.engine.connect() as connection:
                raw: Any = (await connection.get_raw_connection()).driver_connection
                await raw.set_autocommit(True)
                await raw.execute(f"LISTEN {CHANNEL}")
                moved.set()  # something may have changed before we listened
                wait = _FIRST_WAIT
                try:
                    async for _notice in raw.notifies():
                        moved.set()
                finally:
                    # A connection that listens must not go back to the pool.
                    await connection.invalidate()
        except (psycopg.Error, SQLAlchemyError, OSError) as error:
            log.info("Notices of the database are lost (%s); asking again.", type(error).__name__)
        await asyncio.sleep(wait)
        wait = min(wait * 2, _LONGEST_WAIT)
