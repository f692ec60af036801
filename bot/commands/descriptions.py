"""What Discord shows beside commands and options, in the user's language, from the phrases."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from facts.language.phrases import Phrases, language_of

ROOMS = ("bot", "moderating", "digest")
"""Phrase files that describe commands, in the order they are looked through."""


def described(name: str) -> app_commands.locale_str:
    """Describe a command or option: phrase `ROOM.describe.NAME`, translated when registered.

    Raises KeyError where no room describes it.
    """
    english = Phrases.of("en")
    keys = (f"{room}.describe.{name}" for room in ROOMS)
    key = next((k for k in keys if english.has(k)), f"bot.describe.{name}")
    return app_commands.locale_str(english(key), key=key)


class PhraseTranslator(app_commands.Translator):
    """Give Discord the Ukrainian and Russian descriptions along with the English ones."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContext[Any, Any],  # noqa: ARG002 - discord.py's signature
    ) -> str | None:
        """Translate one description; None where Discord's English one serves."""
        key = string.extras.get("key")
        language = language_of(locale.value)
        if key is None or language == "en":
            return None
        return Phrases.of(language)(str(key))
