"""The names of a small record, shared by the tests of this room."""

from __future__ import annotations

import pytest

from facts.language.names import Names
from tests.language.world import view


@pytest.fixture(scope="session")
def names() -> Names:
    """Give the names somebody without a server may use."""
    return Names.of(view())
