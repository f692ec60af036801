"""The Discord client: wiring only. What it does with a message or click lives in the rooms beside it."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, TypeAlias

import aiohttp
import discord
from discord import app_commands

from bot import gateway
from bot.buttons import Buttons
from bot.commands import curation, register_all
from bot.commands.curation.bench import Bench
from bot.commands.descriptions import PhraseTranslator
from bot.commands.digest import DigestCommands
from bot.conversation import Conversation
from bot.cooldowns import Cooldowns
from bot.delivery.pacing import Pace
from bot.digest_desk import DigestDesk
from bot.guild_life import GuildLife
from bot.interactions import Interactions
from bot.messages import Messages
from bot.notices import failure
from bot.registering import register_changed
from bot.render.custom_ids import Press
from bot.settings import Settings
from bot.unasked import Unasked
from facts.curation.curator import Curator
from facts.curation.settings import SettingsBook
from facts.errors import FactlineError
from facts.language.phrases import Phrases
from facts.store import Store
from facts.store.snapshots import Snapshots

log = logging.getLogger(__name__)

Interaction: TypeAlias = discord.Interaction[Any]

LOOK_EVERY = 15.0
"""Seconds between two looks of the watchdog."""


class Tree(app_commands.CommandTree["FactlineClient"]):
    """The slash commands, with one handler for what goes wrong in them."""

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError) -> None:
        """Tell the asker in a sentence; a command that is no longer known is explained too."""
        doing = f"/{interaction.command.qualified_name}" if interaction.command else "a command"
        cause = error.__cause__ or error
        if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            cause = FactlineError(Phrases.of(interaction.locale.value)("bot.command_changed"))
        drawing = failure(cause, interaction.locale.value, doing)
        await self.client.interactions.respond(interaction, drawing, ephemeral=True)


class FactlineClient(discord.AutoShardedClient):
    """Connect to Discord and hand what arrives to commands, messages and buttons.

    `message_content` is False where the server owner did not grant that intent: then slash commands,
    mentions and direct messages still work. `pace` is the budget of requests that all clients of a
    process share.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        snapshots: Snapshots,
        conversation: Conversation,
        *,
        message_content: bool = True,
        identifying: gateway.Identifying | None = None,
        pace: Pace | None = None,
    ) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        intents.message_content = message_content
        super().__init__(
            intents=intents,
            shard_count=settings.shard_count,
            max_messages=None,  # no message is remembered
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            activity=discord.Activity(type=discord.ActivityType.listening, name="/help"),
            http_trace=(pace or Pace()).trace(),
        )
        if settings.shard_ids:
            self.shard_ids = list(settings.shard_ids)
        self.hearing = gateway.Hearing(gateway.SILENT_AFTER)
        cooldowns = Cooldowns()
        self.interactions = Interactions(conversation, cooldowns)
        self._messages = Messages(conversation, cooldowns, self.http)
        self._buttons = Buttons(self.interactions)
        self._settings = settings
        self._store = store
        self._snapshots = snapshots
        self._delivering: asyncio.Task[None] | None = None
        self._identifying = identifying or gateway.Identifying()
        self._registering: asyncio.Task[None] | None = None
        self._purging: asyncio.Task[None] | None = None
        self.tree = Tree(
            self,
            allowed_installs=app_commands.AppInstallationType(guild=True),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True),
        )
        register_all(self.tree, self.interactions)
        curator = Curator(store, snapshots, owners=[str(owner) for owner in settings.owner_ids])
        self._unasked = Unasked(store, snapshots, curator.settings)
        self.interactions.notes = self._messages.notes = self._unasked.notes
        self._add_digests(curator.settings)
        self._bench = Bench(curator, self.interactions)
        curation.register(self.tree, self._bench, self._buttons, self._messages.commands)
        self._life = GuildLife(curator)
        # Private, and the only place where an event's reader can be guarded (discord.py 2.7).
        self._connection.parsers = gateway.guarded(
            self._connection.parsers, self._unasked.notes.heard
        )

    def _add_digests(self, settings: SettingsBook) -> None:
        desk = DigestDesk(self._store, self._snapshots, self._unasked.digests, settings)
        commands = DigestCommands(self.interactions, desk, settings)
        commands.register(self.tree)
        self._buttons.add(Press.UNSUBSCRIBE, commands.unsubscribe)
        self._buttons.add(Press.PREVIEW, commands.preview)
        self._messages.commands.add(("digest", "digests"), commands.text)

    async def setup_hook(self) -> None:
        """Start what needs no gateway: sending what is due, and registering changed commands.

        Commands are registered by the process that holds the first shard.
        """
        await self.tree.set_translator(PhraseTranslator())
        self._delivering = asyncio.create_task(self._unasked.run(self.http))
        if not self._settings.shard_ids or 0 in self._settings.shard_ids:
            self._registering = asyncio.create_task(self._register())
            self._purging = asyncio.create_task(self._life.purge())

    async def _register(self) -> None:
        application = self.application_id
        assert application is not None  # known once logged in
        try:
            guilds = self._settings.sync_guilds
            await register_changed(self.tree, self._store, guilds, application)
        except (discord.DiscordException, aiohttp.ClientError, OSError, FactlineError) as failed:
            log.error("commands could not be registered, next try at the next start: %s", failed)

    async def before_identify_hook(
        self,
        shard_id: int | None,  # noqa: ARG002 - discord.py's signature
        *,
        initial: bool = False,  # noqa: ARG002
    ) -> None:
        """Wait for the turn of this identify, and no longer."""
        await self._identifying.turn()

    async def watch(self) -> float:
        """Return once a shard has been silent too long, with the seconds of silence."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            silence = self.hearing.silent({i: s.latency for i, s in self.shards.items()})
            if silence:
                return silence

    async def on_shard_connect(self, shard_id: int) -> None:
        """Note that a shard's session started."""
        self.hearing.up(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Note that a shard's session was resumed."""
        self.hearing.up(shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Note that a shard lost its session."""
        self.hearing.down(shard_id)

    async def on_ready(self) -> None:
        """Say in the log that it is up; fires again after a new session."""
        log.info("ready: %s servers, %s shards", len(self.guilds), len(self.shards))
        count, shards = self.shard_count or 1, frozenset(self.shards)

        def mine(guild: int) -> bool:
            # https://docs.discord.com/developers/events/gateway#sharding
            return (guild >> 22) % count in shards

        await self._life.ready([guild.id for guild in self.guilds], mine)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Note that the bot was invited to a server, perhaps again."""
        await self._life.here((guild.id,))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Note that the bot was removed from a server."""
        await self._life.gone(guild.id)
        await self._unasked.guild_gone(guild.id)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Note that a channel was deleted."""
        await self._unasked.channel_gone(channel.id)

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Note that a thread was deleted."""
        await self._unasked.channel_gone(payload.thread_id)

    async def on_message(self, message: discord.Message) -> None:
        """Answer a text command, a mention or a direct message."""
        assert self.user is not None  # messages come after READY
        await self._messages.handle(message, self.user.id)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Answer a click or a sent form; slash commands go their own way through the tree."""
        kinds = discord.InteractionType
        if interaction.type not in (kinds.component, kinds.modal_submit):
            return
        if not await self._bench.handle(interaction):
            await self._buttons.handle(interaction)

    async def on_error(
        self,
        event_method: str,
        /,
        *args: Any,  # noqa: ARG002 - discord.py's signature
        **kwargs: Any,  # noqa: ARG002
    ) -> None:
        """Log what nothing else caught; nobody is waiting for words any more."""
        log.error("unexpected failure in %s", event_method, exc_info=True)  # noqa: LOG014

    async def close(self) -> None:
        """Close the connection; what is being delivered is finished first, or handed back."""
        if self._purging is not None:
            self._purging.cancel()
            await asyncio.wait((self._purging,))
        if self._registering is not None:
            self._registering.cancel()
            await asyncio.wait((self._registering,))
        if self._delivering is not None:
            self._delivering.cancel()
            await asyncio.wait((self._delivering,))
        await super().close()
