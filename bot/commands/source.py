"""`/source list` and `/source show`: who is on record, and how far each can be relied on."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.commands.descriptions import described
from bot.interactions import Interaction, Interactions


def register(tree: app_commands.CommandTree[Any], interactions: Interactions) -> None:
    """Add the group to the tree."""
    group = app_commands.Group(name="source", description=described("source"))
    completing = interactions.completing("name")

    @group.command(name="list", description=described("source_list"))
    @app_commands.describe(name=described("name"))
    @app_commands.autocomplete(name=completing)
    async def list_(interaction: Interaction, name: str | None = None) -> None:
        await interactions.answer(interaction, "source list", name=name)

    @group.command(name="show", description=described("source_show"))
    @app_commands.describe(name=described("name"))
    @app_commands.autocomplete(name=completing)
    async def show(interaction: Interaction, name: str) -> None:
        await interactions.answer(interaction, "source show", name=name)

    tree.add_command(group)
