"""`/settings show` and `/settings set`: what this server wants, what each setting does, who set it."""

from __future__ import annotations

import json
from typing import Any

from discord import app_commands

from bot.commands.curation.bench import Act, Bench, Response, Shown
from bot.commands.curation.panels import Field, Form, Look, button, menu, panel
from bot.commands.curation.steps import Step
from bot.commands.descriptions import described
from bot.interactions import Interaction
from bot.render.safe_text import prose
from bot.sending import Attached
from facts.curation.leaving import Leaving
from facts.curation.rights import may_change_settings
from facts.curation.server_settings import KEYS
from facts.curation.settings import ShownSetting
from facts.errors import UsageError
from facts.language.phrases import Phrases
from facts.store.people import user_of


def register(tree: app_commands.CommandTree[Any], bench: Bench) -> None:
    """Add the group to the tree and take its steps."""
    group = app_commands.Group(name="settings", description=described("settings"))

    @group.command(name="show", description=described("settings_show"))
    async def show(interaction: Interaction) -> None:
        await bench.begin(interaction, lambda act: show_settings(bench, act))

    @group.command(name="set", description=described("settings_set"))
    @app_commands.describe(setting=described("setting"), value=described("value"))
    @app_commands.choices(setting=[app_commands.Choice(name=key, value=key) for key in KEYS])
    async def set_(interaction: Interaction, setting: str, value: str) -> None:
        await bench.begin(interaction, lambda act: set_setting(bench, act), setting, value)

    tree.add_command(group)
    bench.on(Step.SETTING, lambda act: _change(bench, act))
    bench.on(Step.SERVER, lambda act: _server(bench, act))


async def show_settings(bench: Bench, act: Act) -> Response:
    """Show every setting of the server; raises Refused in a direct message."""
    await bench.curator.entitled(act.by)
    guild = act.by.guild
    if guild is None:
        may_change_settings(act.by).expect(act.by.locale)
        raise AssertionError("nobody changes settings in a direct message")
    say = act.say
    lines = [await _line(bench, one, say) for one in await bench.curator.settings.show(guild)]
    options = [
        (say(f"moderating.settings.name.{key}"), key, say(f"curation.setting.{key}"))
        for key in KEYS
    ]
    rows = []
    if may_change_settings(act.by).allowed:
        rows.append([menu(say("moderating.settings.change"), options, Step.SETTING)])
        export = button(say("moderating.settings.export"), Step.SERVER, "export")
        delete = button(say("moderating.settings.delete"), Step.SERVER, "delete", look=Look.GRAVE)
        rows.append([export, delete])
    return Shown(panel([f"### {say('moderating.settings.title')}", *lines], *rows))


async def _line(bench: Bench, one: ShownSetting, say: Phrases) -> str:
    name = say(f"moderating.settings.name.{one.key}")
    line = f"**{name}** (`{one.key}`): {shown_value(one.key, one.value, say)}"
    line += f"\n-# {prose(say(f'curation.setting.{one.key}'))}"
    if one.changed_by is None or one.changed_at is None:
        return line
    user = await user_of(bench.curator.store, one.changed_by)
    who = f"<@{user}>" if user else prose(say("moderating.audit.somebody"))
    changed = prose(say("moderating.settings.changed"))
    return f"{line}\n-# {changed} {who}, <t:{int(one.changed_at.timestamp())}:f>"


def shown_value(key: str, value: Any, say: Phrases) -> str:
    """Write a setting's value as Markdown."""
    if isinstance(value, bool):
        return say("moderating.settings.on" if value else "moderating.settings.off")
    if key == "public_answers":
        if value is None:
            return say("moderating.settings.everywhere")
        return ", ".join(f"<#{c}>" for c in sorted(value)) or say("moderating.settings.nowhere")
    if value is None:
        return say(f"moderating.settings.none.{key}")
    if key == "who_may_suggest":
        return say(f"moderating.settings.who.{value}")
    return f"<@&{value}>" if key == "moderator_role" else f"`{value}`"


async def set_setting(bench: Bench, act: Act) -> Response:
    """Set one setting and show all; parts: its key, what was typed."""
    key, typed = act.parts
    await bench.curator.settings.set(key, typed, by=act.by)
    return await show_settings(bench, act)


async def _change(bench: Bench, act: Act) -> Response:
    """Open the form of a chosen setting, or set what it sent."""
    key = act.chosen or (act.parts[0] if act.parts else "")
    if key not in KEYS:
        raise UsageError(act.say("bot.old_button"))
    if act.submitted:
        await bench.curator.settings.set(key, act.fields.get("value", ""), by=act.by)
        return await show_settings(bench, act)
    may_change_settings(act.by).expect(act.by.locale)
    say = act.say
    name = say(f"moderating.settings.name.{key}")
    field = Field("value", name, say(f"moderating.settings.takes.{key}"), most=1000)
    return Form(name, (field,), Step.SETTING, (key,))


async def _server(bench: Bench, act: Act) -> Response:
    """Export everything of a server, or delete it: asked twice, since nothing brings it back."""
    leaving, say, what = Leaving(bench.curator), act.say, act.parts[0]
    if what == "export":
        kept = await leaving.export_everything(by=act.by)
        data = json.dumps(kept, ensure_ascii=False, indent=1, default=str).encode()
        file = Attached(f"factline-{act.by.guild}.json", data)
        return Shown(
            panel([prose(say("moderating.settings.exported"))], files=(file,)), beside=True
        )
    may_change_settings(act.by).expect(act.by.locale)
    if what == "sure":
        await leaving.delete_everything(by=act.by)
        return Shown(panel([prose(say("moderating.settings.deleted"))]))
    sure = button(say("moderating.settings.sure"), Step.SERVER, "sure", look=Look.GRAVE)
    export = button(say("moderating.settings.export"), Step.SERVER, "export")
    return Shown(panel([prose(say("moderating.settings.ask"))], [sure, export]))
