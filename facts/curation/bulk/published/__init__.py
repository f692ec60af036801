"""Two published series as facts, with their traps handled; what they say is content, in YAML.

Both give sections of a collection, which then go the way of every other file: checked, reported,
loaded. In a server's own record their ids begin with `own-`, beside shared ones.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from facts.curation.naming import OWN
from facts.model import BASE


@lru_cache
def content(name: str) -> Any:
    """Read what a reader of this name writes, from `facts/collection/published`."""
    file = files("facts") / "collection" / "published" / f"{name}.yaml"
    return yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)


def own_id(name: str, scope: str) -> str:
    """Give the id for a record of this scope."""
    return name if scope == BASE else f"{OWN}{name}"
