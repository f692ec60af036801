"""A store that holds the sources and places that the tests' bodies speak of."""

from __future__ import annotations

import pytest

from facts.store import Store
from tests.store.records import furnish


@pytest.fixture
async def record(store: Store) -> Store:
    """Give an open store with sources, places and a series, and no facts."""
    await furnish(store)
    return store
