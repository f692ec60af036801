"""The yardstick: a bare discord.py bot with the same commands that always answers one fixed embed.

Whatever it costs is the cost of Discord's protocol and of discord.py; what Factline needs beyond it is
Factline's own.
"""

# The options are there to be parsed, like Factline's, not to be used.
# ruff: noqa: ARG001

from __future__ import annotations

import os
from typing import Any

import discord
import yarl
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

Interaction = discord.Interaction[Any]


def fixed_embed() -> discord.Embed:
    """Make the one answer, about as long as a short answer of a person's bot."""
    embed = discord.Embed(title="Losses, 8-14 November 2022", description="A fixed answer. " * 8)
    for name in ("Tanks", "Vehicles", "Aircraft"):
        embed.add_field(name=name, value="over 70, as said by somebody on some day")
    embed.set_footer(text="Source: none, this is a yardstick")
    return embed


class BareBot(commands.Bot):
    """Slash and prefix commands of Factline's names and options, without anything behind them."""

    def __init__(self) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        intents.message_content = True
        super().__init__(command_prefix="!", intents=intents, max_messages=None)

    async def setup_hook(self) -> None:
        """Register the commands."""
        self.tree.add_command(losses)
        self.tree.add_command(area)
        self.tree.add_command(timeline)
        for name in ("losses", "area", "timeline"):
            self.add_command(commands.Command(typed, name=name))
        await self.tree.sync()


@discord.app_commands.command(description="Losses")
async def losses(
    interaction: Interaction,
    period: str | None = None,
    category: str | None = None,
    side: str | None = None,
    source: str | None = None,
    as_of: str | None = None,
) -> None:
    """Answer the fixed embed."""
    await interaction.response.send_message(embed=fixed_embed())


@discord.app_commands.command(description="Area")
async def area(
    interaction: Interaction, place: str, period: str | None = None, as_of: str | None = None
) -> None:
    """Answer the fixed embed."""
    await interaction.response.send_message(embed=fixed_embed())


@discord.app_commands.command(description="Timeline")
async def timeline(
    interaction: Interaction, place: str | None = None, period: str | None = None
) -> None:
    """Answer the fixed embed."""
    await interaction.response.send_message(embed=fixed_embed())


async def typed(context: commands.Context[BareBot], *, words: str = "") -> None:
    """Answer the fixed embed to a typed command."""
    await context.send(embed=fixed_embed())


def main() -> None:
    """Run until stopped, against the endpoints of the environment."""
    Route.BASE = os.environ["DISCORD_API_URL"]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["DISCORD_GATEWAY_URL"])
    BareBot().run(os.environ["DISCORD_TOKEN"], log_handler=None)


if __name__ == "__main__":
    main()
