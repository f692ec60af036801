"""A curator over a store that holds the sources and places that forms speak of."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from facts.curation.curator import Curator
from facts.curation.rights import Member
from facts.store import Store
from facts.store.snapshots import Snapshots
from tests.store.records import furnish

OWNER = Member("900000000000000001")
MODERATOR = Member("900000000000000020", "77", manage_server=True)
SECOND = Member("900000000000000021", "77", manage_server=True)
MEMBER = Member("900000000000000030", "77")
STRANGER = Member("900000000000000040", "88", manage_server=True)


@pytest.fixture
async def curator(store: Store) -> Curator:
    """Give a curator whose owner is `OWNER`, over a store with sources and places and no facts."""
    await furnish(store)
    snapshots = Snapshots(store)
    await snapshots.load()
    return Curator(store, snapshots, owners={OWNER.user_id})


@pytest.fixture
async def readers(tmp_path: Path) -> AsyncIterator[Curator]:
    """Give a curator on SQLite only, for what no database has a part in."""
    store = await Store.open(f"sqlite:///{tmp_path / 'forms.db'}")
    await furnish(store)
    snapshots = Snapshots(store)
    await snapshots.load()
    yield Curator(store, snapshots, owners={OWNER.user_id})
    await store.close()
