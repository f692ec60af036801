"""`/fact show` and `/fact history`: one fact by its id. Curation adds its subcommands to this group."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.commands.descriptions import described
from bot.interactions import Interaction, Interactions


def register(tree: app_commands.CommandTree[Any], interactions: Interactions) -> None:
    """Add the group to the tree."""
    group = app_commands.Group(name="fact", description=described("fact"))
    completing = interactions.completing("id")

    @group.command(name="show", description=described("fact_show"))
    @app_commands.rename(fact="id")
    @app_commands.describe(fact=described("id"))
    @app_commands.autocomplete(fact=completing)
    async def show(interaction: Interaction, fact: str) -> None:
        await interactions.answer(interaction, "fact show", id=fact)

    @group.command(name="history", description=described("fact_history"))
    @app_commands.rename(fact="id")
    @app_commands.describe(fact=described("id"))
    @app_commands.autocomplete(fact=completing)
    async def history(interaction: Interaction, fact: str) -> None:
        await interactions.answer(interaction, "fact history", id=fact)

    tree.add_command(group)
