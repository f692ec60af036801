"""`/fact export` and `/fact template`: the record as a file, and an empty one to fill in."""

from __future__ import annotations

import asyncio
from typing import Any

from discord import app_commands

from bot.commands.curation.bench import Act, Bench, Response, Shown
from bot.commands.curation.panels import panel
from bot.commands.descriptions import described
from bot.interactions import Interaction
from bot.render.safe_text import prose
from bot.sending import Attached
from facts.curation import bulk
from facts.errors import Refused, UsageError
from facts.language.phrases import Phrases


def register(_tree: app_commands.CommandTree[Any], bench: Bench, group: app_commands.Group) -> None:
    """Add the commands to `/fact` and take their steps."""

    @group.command(name="export", description=described("fact_export"))
    @app_commands.rename(form="format")
    @app_commands.describe(form=described("format"))
    @app_commands.choices(form=[app_commands.Choice(name=f, value=f) for f in bulk.Format])
    async def export(interaction: Interaction, form: str | None = None) -> None:
        await bench.begin(interaction, lambda act: export_facts(bench, act), form or "")

    @group.command(name="template", description=described("fact_template"))
    @app_commands.rename(form="format")
    @app_commands.describe(form=described("format"))
    @app_commands.choices(
        form=[app_commands.Choice(name=f, value=f) for f in bulk.Format if f.tabular]
    )
    async def template(interaction: Interaction, form: str | None = None) -> None:
        await bench.begin(interaction, lambda act: give_template(bench, act), form or "")


def _format(typed: str, say: Phrases) -> bulk.Format:
    wanted = typed.strip().casefold() or bulk.Format.XLSX.value
    if wanted not in set(bulk.Format):
        raise UsageError(say("bulk.unknown_format", name=typed[:40]), say("bulk.formats"))
    return bulk.Format(wanted)


async def export_facts(bench: Bench, act: Act) -> Response:
    """Give the record of the place where one acts as a file; parts: the format."""
    await bench.curator.entitled(act.by)
    form = _format(act.parts[0], act.say)
    beside = await _beside(bench, act)
    data = await asyncio.to_thread(bulk.write_file, beside.target, form, act.by.locale)
    count = sum(not r.retracted for r in beside.target.records.values())
    text = act.say.plural("moderating.files.exported", count)
    return Shown(panel([prose(text)], files=(_attached(f"facts.{form}", data, act.say),)))


async def give_template(bench: Bench, act: Act) -> Response:  # noqa: ARG001 - as every handler
    """Give an empty file to fill in; parts: the format."""
    form = _format(act.parts[0], act.say)
    if not form.tabular:
        raise UsageError(act.say("moderating.files.no_template"))
    data = await asyncio.to_thread(bulk.template, form, act.by.locale)
    file = Attached(f"facts-template.{form}", data)
    return Shown(panel([prose(act.say("moderating.files.template"))], files=(file,)))


def _attached(name: str, data: bytes, say: Phrases) -> Attached:
    if len(data) > 10_000_000:
        raise Refused(say("moderating.files.export_large"), say("moderating.files.by_host"))
    return Attached(name, data)


async def _beside(bench: Bench, act: Act) -> bulk.Beside:
    view = await bench.curator.view(act.by.guild)
    if act.by.guild is None:
        return bulk.Beside(view.base)
    own = await bench.curator.snapshots.ensure_guild(act.by.guild)
    return bulk.Beside(view.base, own)
