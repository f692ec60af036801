"""`/area`: what was said about ground gained and control of a place."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.commands.descriptions import described
from bot.interactions import Interaction, Interactions


def register(tree: app_commands.CommandTree[Any], interactions: Interactions) -> None:
    """Add the command to the tree."""

    @tree.command(name="area", description=described("area"))
    @app_commands.describe(
        place=described("place"), period=described("period"), as_of=described("as_of")
    )
    @app_commands.autocomplete(
        place=interactions.completing("place"),
        period=interactions.completing("period"),
        as_of=interactions.completing("as_of"),
    )
    async def area(
        interaction: Interaction, place: str, period: str | None = None, as_of: str | None = None
    ) -> None:
        await interactions.answer(interaction, "area", place=place, period=period, as_of=as_of)
