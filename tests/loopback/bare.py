"""A bare discord.py client, to try the loopback with a client that is known to work with Discord."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.loopback.server import LoopbackDiscord


class Question(discord.ui.Modal, title="A question"):
    words: discord.ui.TextInput[Question] = discord.ui.TextInput(label="Words", custom_id="words")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"heard {self.words.value}")


class Buttons(discord.ui.LayoutView):
    """One container with text, a row of buttons and a select."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    text: discord.ui.TextDisplay[Buttons] = discord.ui.TextDisplay("first")
    row: discord.ui.ActionRow[Buttons] = discord.ui.ActionRow()

    @row.button(label="Next", custom_id="next")
    async def forward(
        self, interaction: discord.Interaction, _: discord.ui.Button[Buttons]
    ) -> None:
        self.text.content = "second"
        await interaction.response.edit_message(view=self)

    @row.button(label="Form", custom_id="form")
    async def form(self, interaction: discord.Interaction, _: discord.ui.Button[Buttons]) -> None:
        await interaction.response.send_modal(Question())


class Bare(discord.AutoShardedClient):
    def __init__(self) -> None:
        intents = discord.Intents.default()
        intents.message_content = True
        super().__init__(intents=intents, shard_count=1, guild_ready_timeout=0.1)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[str] = []
        self.is_set_up = asyncio.Event()

    async def setup_hook(self) -> None:
        self.add_view(Buttons())
        self.tree.add_command(say)
        self.tree.add_command(show)
        self.tree.add_command(slow)
        self.tree.add_command(fact)
        self.tree.add_command(check)
        await self.tree.sync()
        self.is_set_up.set()

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message.content)
        if message.author.bot:
            return
        if message.content.startswith("!") or (self.user and self.user.mentioned_in(message)):
            await message.reply(f"you said {message.content}", mention_author=False)


@app_commands.command(description="Say something")
async def say(interaction: discord.Interaction, words: str, quietly: bool = False) -> None:
    await interaction.response.send_message(f"said {words}", ephemeral=quietly)


@say.autocomplete("words")
async def complete(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=typed * 2, value=typed * 2)]


@app_commands.command(description="Show buttons")
async def show(interaction: discord.Interaction) -> None:
    await interaction.response.send_message(view=Buttons())


@app_commands.command(description="Think first")
async def slow(interaction: discord.Interaction) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    await interaction.edit_original_response(content="done")
    await interaction.followup.send("and more")


fact = app_commands.Group(name="fact", description="Facts")


@fact.command(name="show", description="Show a fact")
@app_commands.rename(key="id")
async def fact_show(interaction: discord.Interaction, key: str) -> None:
    channel, me = interaction.channel, interaction.app_permissions
    await interaction.response.send_message(f"{key} {interaction.locale} {me.value} {channel}")


@app_commands.context_menu(name="Check against facts")
async def check(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(f"checked {message.content}", ephemeral=True)


@asynccontextmanager
async def connected(loopback: LoopbackDiscord) -> AsyncIterator[Bare]:
    """Run a bare client against a loopback until the block ends."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = loopback.api_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(loopback.gateway_url)
    client = Bare()
    running = asyncio.create_task(client.start(loopback.token))
    try:
        set_up = asyncio.create_task(client.is_set_up.wait())
        await asyncio.wait({running, set_up}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        await loopback.until_ready()
        yield client
    finally:
        await client.close()
        await asyncio.gather(running, return_exceptions=True)
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway
