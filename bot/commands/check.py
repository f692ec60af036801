"""“Check against facts” in a message's menu: what is on record about what somebody wrote.

Only the one who asks sees it, with a button that posts what was found for all.
"""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.conversation import draw
from bot.interactions import Interaction, Interactions
from bot.posting import post_button, without_question
from bot.sending import Drawing
from facts.errors import UsageError
from facts.language.phrases import Phrases
from facts.questions import Asked

NAME = "Check against facts"


def register(tree: app_commands.CommandTree[Any], interactions: Interactions) -> None:
    """Add the menu entry to the tree."""

    @tree.context_menu(name=NAME)
    async def check(interaction: Interaction, message: discord.Message) -> None:
        text = message.content.strip()
        locale = interaction.locale.value

        async def find(asked: Asked) -> Drawing:
            if not text:
                raise UsageError(Phrases.of(locale)("bot.nothing_to_check"))
            answer = await interactions.conversation.check(text, asked)
            posting = [post_button(locale)] if answer.facts else []
            return without_question(draw(answer, asked, extra=posting))

        await interactions.show(
            interaction, find, doing="checking a message", ephemeral=True, plain=True
        )
