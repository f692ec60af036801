"""`/losses`: what was lost by whom in a window."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.commands.descriptions import described
from bot.interactions import Interaction, Interactions


def register(tree: app_commands.CommandTree[Any], interactions: Interactions) -> None:
    """Add the command to the tree."""

    @tree.command(name="losses", description=described("losses"))
    @app_commands.describe(
        period=described("period"),
        category=described("category"),
        side=described("side"),
        source=described("source_option"),
        as_of=described("as_of"),
    )
    @app_commands.choices(
        side=[
            app_commands.Choice(name=described("russia"), value="russia"),
            app_commands.Choice(name=described("ukraine"), value="ukraine"),
        ]
    )
    @app_commands.autocomplete(
        period=interactions.completing("period"),
        category=interactions.completing("category"),
        source=interactions.completing("source"),
        as_of=interactions.completing("as_of"),
    )
    async def losses(
        interaction: Interaction,
        period: str | None = None,
        category: str | None = None,
        side: str | None = None,
        source: str | None = None,
        as_of: str | None = None,
    ) -> None:
        await interactions.answer(
            interaction,
            "losses",
            period=period,
            category=category,
            side=side,
            source=source,
            as_of=as_of,
        )
