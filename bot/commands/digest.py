"""`/digest`: what comes every day without being asked; its options, its buttons, its text form.

What the commands do is decided in `bot.digest_desk`.
"""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot import sending
from bot.commands.descriptions import described
from bot.digest_desk import Caller, DigestDesk
from bot.interactions import Interaction, Interactions
from bot.render.custom_ids import ButtonId
from bot.rights import lacking, missing_rights
from bot.sending import Drawing
from facts.curation.rights import Member, may_curate
from facts.curation.settings import SettingsBook
from facts.errors import FactlineError
from facts.language.clock import complete_zone
from facts.language.topics import complete_topic
from facts.questions import Asked, Choice

_CHOICES = {
    "where": ("here", "dm"),
    "kind": ("changes", "replay"),
    "when_empty": ("say", "silent"),
}


class DigestCommands:
    """The slash commands, buttons and text commands about digests."""

    def __init__(
        self, interactions: Interactions, desk: DigestDesk, settings: SettingsBook
    ) -> None:
        self._interactions = interactions
        self._desk = desk
        self._settings = settings

    def register(self, tree: app_commands.CommandTree[Any]) -> None:
        """Add the group to the tree."""
        group = app_commands.Group(name="digest", description=described("digest"))
        self._making(group)
        self._naming(group)
        tree.add_command(group)

    def _making(self, group: app_commands.Group) -> None:
        """Add `subscribe` and `edit`, which take the options of a digest."""
        choices = {
            option: [app_commands.Choice(name=described(word), value=word) for word in words]
            for option, words in _CHOICES.items()
        }
        completing = {
            "timezone": self._offering(lambda typed, _locale: complete_zone(typed)),
            "about": self._offering(complete_topic),
            "place": self._interactions.completing("place"),
        }
        texts = {name: described(f"digest_{name}") for name in ("at", "timezone", *_CHOICES)}
        texts |= {name: described(f"digest_{name}") for name in ("about", "place", "from_date")}

        @group.command(name="subscribe", description=described("digest_subscribe"))
        @app_commands.describe(**texts)
        @app_commands.choices(**choices)
        @app_commands.autocomplete(**completing)
        async def subscribe(
            interaction: Interaction,
            at: str | None = None,
            timezone: str | None = None,
            where: str | None = None,
            about: str | None = None,
            place: str | None = None,
            kind: str | None = None,
            from_date: str | None = None,
            when_empty: str | None = None,
        ) -> None:
            await self._act(
                interaction,
                "subscribe",
                at=at,
                timezone=timezone,
                where=where,
                about=about,
                place=place,
                kind=kind,
                from_date=from_date,
                when_empty=when_empty,
            )

        @group.command(name="edit", description=described("digest_edit"))
        @app_commands.rename(digest="id")
        @app_commands.describe(digest=described("digest_id"), **texts)
        @app_commands.choices(**choices)
        @app_commands.autocomplete(digest=self._complete_id, **completing)
        async def edit(
            interaction: Interaction,
            digest: str | None = None,
            at: str | None = None,
            timezone: str | None = None,
            where: str | None = None,
            about: str | None = None,
            place: str | None = None,
            kind: str | None = None,
            from_date: str | None = None,
            when_empty: str | None = None,
        ) -> None:
            await self._act(
                interaction,
                "edit",
                id=digest,
                at=at,
                timezone=timezone,
                where=where,
                about=about,
                place=place,
                kind=kind,
                from_date=from_date,
                when_empty=when_empty,
            )

    def _naming(self, group: app_commands.Group) -> None:
        """Add the commands that name a digest, and `list`."""

        @group.command(name="list", description=described("digest_list"))
        async def list_(interaction: Interaction) -> None:
            await self._act(interaction, "list")

        for action in ("preview", "pause", "resume", "unsubscribe"):
            group.command(name=action, description=described(f"digest_{action}"))(
                self._named(action)
            )

    def _named(self, action: str) -> Any:
        @app_commands.rename(digest="id")
        @app_commands.describe(digest=described("digest_id"))
        @app_commands.autocomplete(digest=self._complete_id)
        async def named(interaction: Interaction, digest: str | None = None) -> None:
            await self._act(interaction, action, id=digest)

        return named

    async def _act(self, interaction: Interaction, action: str, **options: str | None) -> None:
        given = {name: text for name, text in options.items() if text}

        async def find(_asked: Asked) -> Drawing:
            return await self._desk.act(action, given, await self._caller(interaction))

        await self._interactions.show(interaction, find, doing=f"/digest {action}", ephemeral=True)

    async def unsubscribe(self, interaction: Interaction, pressed: ButtonId) -> None:
        """End the digest whose button was clicked; only the one who clicked sees the words."""

        async def find(_asked: Asked) -> Drawing:
            caller = await self._caller(interaction)
            held = await self._desk.find(pressed.text, caller)
            return await self._desk.unsubscribe(held, caller)

        await self._interactions.show(
            interaction, find, doing="pressing Unsubscribe", ephemeral=True
        )

    async def preview(self, interaction: Interaction, pressed: ButtonId) -> None:
        """Turn the pages of a preview in place."""

        async def find(_asked: Asked) -> Drawing:
            caller = await self._caller(interaction)
            held = await self._desk.find(pressed.text, caller)
            return await self._desk.preview(held, caller, screen=pressed.screen)

        shown = await self._interactions.found(interaction, find, doing="turning a preview")
        if shown is not None:
            await self._interactions.turn(interaction, shown)

    async def text(self, message: discord.Message, words: str, locale: str) -> Drawing:
        """Do what `!digest …` says; raises FactlineError."""
        return await self._desk.text(words, await self._writer(message, locale))

    async def _caller(self, interaction: Interaction) -> Caller:
        guild = str(interaction.guild_id) if interaction.guild_id else None
        locale = interaction.locale.value
        thread = isinstance(interaction.channel, discord.Thread)
        missing = lacking(interaction.app_permissions, thread=thread) if guild else []
        spoken = interaction.guild_locale
        return Caller(
            user=str(interaction.user.id),
            guild=guild,
            channel=str(interaction.channel_id),
            locale=locale,
            place_locale=spoken.value if spoken is not None else locale,
            moderator=await self._moderates(
                interaction.user, guild, manage_server=interaction.permissions.manage_guild
            ),
            missing=tuple(missing),
        )

    async def _writer(self, message: discord.Message, locale: str) -> Caller:
        guild, author = message.guild, message.author
        manages = isinstance(author, discord.Member) and author.guild_permissions.manage_guild
        name = str(guild.id) if guild else None
        return Caller(
            user=str(author.id),
            guild=name,
            channel=str(message.channel.id),
            locale=locale,
            place_locale=guild.preferred_locale.value if guild else locale,
            moderator=await self._moderates(author, name, manage_server=manages),
            missing=tuple(missing_rights(message.channel, guild.me)) if guild else (),
            private=guild is None,
        )

    async def _moderates(
        self, user: discord.abc.User, guild: str | None, *, manage_server: bool
    ) -> bool:
        if guild is None:
            return False
        roles = [role.id for role in user.roles] if isinstance(user, discord.Member) else []
        member = Member(str(user.id), guild, manage_server, frozenset(map(str, roles)))
        return may_curate(member, await self._settings.fresh(guild), ()).allowed

    async def _complete_id(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Offer the digests that the one who types may name."""
        try:
            found = await self._desk.choices(typed, await self._caller(interaction))
        except FactlineError:
            found = []
        return await _offer(interaction, found)

    def _offering(self, complete: Any) -> Any:
        async def offer(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
            return await _offer(interaction, complete(typed, interaction.locale.value))

        return offer


async def _offer(interaction: Interaction, found: list[Choice]) -> list[app_commands.Choice[str]]:
    choices = [app_commands.Choice(name=c.label, value=c.question) for c in found[:25]]
    await sending.offer(interaction, choices)
    return choices  # not sent again: the response is done
