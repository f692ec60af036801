"""`/timeline`: claims about a place, oldest first."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.commands.descriptions import described
from bot.interactions import Interaction, Interactions


def register(tree: app_commands.CommandTree[Any], interactions: Interactions) -> None:
    """Add the command to the tree."""

    @tree.command(name="timeline", description=described("timeline"))
    @app_commands.describe(place=described("place"), period=described("period"))
    @app_commands.autocomplete(
        place=interactions.completing("place"), period=interactions.completing("period")
    )
    async def timeline(
        interaction: Interaction, place: str | None = None, period: str | None = None
    ) -> None:
        await interactions.answer(interaction, "timeline", place=place, period=period)
