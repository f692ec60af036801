"""`/help` and `/about`: how to ask, and what this is."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.commands.descriptions import described
from bot.interactions import Interaction, Interactions


def register(tree: app_commands.CommandTree[Any], interactions: Interactions) -> None:
    """Add both commands to the tree."""

    @tree.command(name="help", description=described("help"))
    async def help_(interaction: Interaction) -> None:
        await interactions.answer(interaction, "help")

    @tree.command(name="about", description=described("about"))
    async def about(interaction: Interaction) -> None:
        await interactions.answer(interaction, "about")
