"""One file a command group: its options, nothing else. What they answer is decided in `facts`.

Adding a group: one file with `register(tree, interactions)` and one line in `GROUPS`.
"""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.commands import area, ask, check, corrections, fact, guide, losses, source, timeline
from bot.interactions import Interactions

GROUPS = (losses, area, timeline, ask, fact, source, corrections, guide, check)


def register_all(tree: app_commands.CommandTree[Any], interactions: Interactions) -> None:
    """Put every command into the tree."""
    for group in GROUPS:
        group.register(tree, interactions)
