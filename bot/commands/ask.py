"""`/ask`: a question in plain words."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.commands.descriptions import described
from bot.interactions import Interaction, Interactions


def register(tree: app_commands.CommandTree[Any], interactions: Interactions) -> None:
    """Add the command to the tree."""

    @tree.command(name="ask", description=described("ask"))
    @app_commands.describe(question=described("question"))
    async def ask(interaction: Interaction, question: str) -> None:
        await interactions.answer(interaction, "ask", question=question)
