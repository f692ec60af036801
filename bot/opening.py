"""Open everything a question needs: store, shipped facts, snapshot, desk; for every front alike."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bot.settings import Settings
from facts.answering.desk import Desk
from facts.curation.publish import publish_files
from facts.errors import CollectionError
from facts.store import Store
from facts.store.snapshots import Snapshots


@dataclass(frozen=True, slots=True)
class Factline:
    """A store that is open, its snapshot in memory and the desk that answers from it."""

    settings: Settings
    store: Store
    snapshots: Snapshots
    desk: Desk


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Factline]:
    """Open the store (migrating it), load the collection, read the snapshot; closes at the end.

    Raises FactlineError (StoreError, CollectionError) with a sentence when something is amiss. A
    collection that fails its check is refused and leaves the facts as they were.
    """
    store = await Store.open(settings.database_url)
    try:
        if not settings.starts_empty:
            await _publish(store, settings)
        snapshots = Snapshots(store)
        await snapshots.load()
        yield Factline(settings, store, snapshots, Desk(snapshots, store))
    finally:
        await store.close()


async def _publish(store: Store, settings: Settings) -> None:
    try:
        await publish_files(store, settings.collection_path)
    except CollectionError as error:
        if settings.collection_path is None:
            raise
        raise CollectionError(
            f"FACTLINE_COLLECTION={settings.collection}: {error.sentence}", error.hint
        ) from error


def today() -> date:
    """Give today's calendar day in UTC."""
    return datetime.now(UTC).date()
