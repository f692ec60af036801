"""What moderators do in Discord: add, correct, review, sources, settings, audit, files.

One file a subject. Buttons and forms say all they mean in their custom ids (`steps`) or in a draft in
the store, so that everything goes on after a restart. Nothing is decided here: `facts.curation` does.
"""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.buttons import Buttons
from bot.commands.curation import (
    adding,
    auditing,
    changing,
    files,
    importing,
    mydata,
    overlays,
    reporting,
    reviewing,
    settings,
    sources,
    stopping,
    texts,
)
from bot.commands.curation.bench import Bench
from bot.interactions import Interaction
from bot.render.custom_ids import ButtonId, Press
from bot.text_commands import TextCommands


def register(
    tree: app_commands.CommandTree[Any], bench: Bench, buttons: Buttons, commands: TextCommands
) -> None:
    """Add every command to the tree and its groups, every step, report buttons, text versions."""
    fact, source = _group(tree, "fact"), _group(tree, "source")
    for part in (adding, changing, overlays, files, importing):
        part.register(tree, bench, fact)
    sources.register(tree, bench, source)
    for alone in (reviewing, auditing, settings, mydata):
        alone.register(tree, bench)
    reporting.register(bench)
    stopping.register(bench)
    texts.register(commands, bench)

    async def report(interaction: Interaction, pressed: ButtonId) -> None:
        await reporting.pressed_report(bench, interaction, pressed)

    async def send(interaction: Interaction, pressed: ButtonId) -> None:
        await reporting.pressed_send(bench, interaction, pressed)

    async def who(interaction: Interaction, pressed: ButtonId) -> None:
        await auditing.pressed_who(bench, interaction, pressed)

    buttons.add(Press.REPORT, report)
    buttons.add(Press.WHO, who)
    buttons.add(Press.SEND, send)


def _group(tree: app_commands.CommandTree[Any], name: str) -> app_commands.Group:
    group = tree.get_command(name)
    assert isinstance(group, app_commands.Group), f"/{name} is registered before"
    return group
