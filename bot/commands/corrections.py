"""`/corrections`: what was corrected or retracted."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.commands.descriptions import described
from bot.interactions import Interaction, Interactions


def register(tree: app_commands.CommandTree[Any], interactions: Interactions) -> None:
    """Add the command to the tree."""

    @tree.command(name="corrections", description=described("corrections"))
    @app_commands.describe(period=described("period"))
    @app_commands.autocomplete(period=interactions.completing("period"))
    async def corrections(interaction: Interaction, period: str | None = None) -> None:
        await interactions.answer(interaction, "corrections", period=period)
