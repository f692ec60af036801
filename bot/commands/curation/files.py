"""`/fact import`, `/fact export`, `/fact template`: many facts at once.

An import is a dry run first: what is new, changed, same, wrong, with a report to download. Then all of it
is loaded, or nothing.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from time import monotonic
from typing import Any

import discord
from discord import app_commands

from bot import sending
from bot.commands.curation.bench import Act, Bench, Response, Shown
from bot.commands.curation.panels import Look, button, panel
from bot.commands.curation.steps import Step
from bot.commands.descriptions import described
from bot.interactions import Interaction
from bot.render.safe_text import code, markdown, prose
from bot.sending import Attached, Drawing
from facts.curation import bulk
from facts.curation.bulk.formats import shown_name
from facts.errors import NotOnRecord, Refused, UsageError
from facts.language.phrases import Phrases

MOST_BYTES = 8_000_000
"""Larger attachments are refused before they are read; the command line takes more."""

_KEPT, _KEPT_SECONDS = 20, 1_800.0
_PROBLEMS = 8
_EVERY = 2.0
"""Seconds between two words about progress."""


class _Tickets:
    """Dry runs that may still be loaded, in memory: after a restart the file is read again."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[float, str, bulk.Report]] = OrderedDict()

    def keep(self, person: str, report: bulk.Report) -> str:
        ticket = secrets.token_hex(6)
        self._kept[ticket] = (monotonic(), person, report)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return ticket

    def take(self, ticket: str, person: str) -> bulk.Report | None:
        at, whose, report = self._kept.get(ticket, (0.0, "", None))
        if report is None or whose != person or monotonic() - at > _KEPT_SECONDS:
            return None
        del self._kept[ticket]
        return report


def register(_tree: app_commands.CommandTree[Any], bench: Bench, group: app_commands.Group) -> None:
    """Add the commands to `/fact` and take their steps."""
    tickets = _Tickets()

    @group.command(name="import", description=described("fact_import"))
    @app_commands.describe(file=described("file"))
    async def import_(interaction: Interaction, file: discord.Attachment) -> None:
        await bench.begin(interaction, lambda act: _dry_run(bench, act, file, tickets))

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

    bench.on(Step.LOAD, lambda act: _load(bench, act, tickets))


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


async def _dry_run(bench: Bench, act: Act, file: discord.Attachment, tickets: _Tickets) -> Response:
    """Report what loading an attachment would do."""
    await bench.curator.entitled(act.by)
    say, name = act.say, shown_name(file.filename)
    bulk.format_of(name, act.by.locale)
    if file.size > MOST_BYTES:
        words = {"name": name, "megabytes": say.number(file.size // 1_000_000)}
        hint = say("moderating.files.too_large", most=say.number(MOST_BYTES // 1_000_000))
        raise Refused(say("bulk.too_large", **words), hint)
    await bench.interactions.think(act.interaction, ephemeral=True)
    try:
        data = await file.read()
    except (discord.HTTPException, *sending.CUT) as lost:
        raise Refused(say("moderating.files.unread"), say("moderating.files.again")) from lost
    report = await asyncio.to_thread(
        bulk.dry_run,
        name,
        data,
        await _beside(bench, act),
        today=bench.curator.today(act.by.guild),
        locale=act.by.locale,
    )
    rows = []
    if report.loadable:
        ticket = tickets.keep(act.by.user_id, report)
        label = say.plural("moderating.files.load", report.steps)
        rows.append([button(label, Step.LOAD, ticket, look=Look.GOOD)])
    attached = Attached("report.csv", bulk.report_csv(report, act.by.locale))
    return Shown(panel(_report_texts(report, say), *rows, files=(attached,)))


def _report_texts(report: bulk.Report, say: Phrases) -> list[str]:
    counts = [
        f"- {prose(say(f'bulk.state.{state}'))}: **{say.number(report.count(state))}**"
        for state in bulk.State
    ]
    texts = [f"### {markdown(report.name)}", "\n".join(counts)]
    problems = [*report.errors, *report.warnings]
    lines = [
        f"- {prose(say('moderating.files.line', line=p.line))} {code(p.field)}: "
        f"{markdown(p.message)} {markdown(p.fix)}"
        for p in problems[:_PROBLEMS]
    ]
    if len(problems) > _PROBLEMS:
        more = say.plural("moderating.files.more", len(problems) - _PROBLEMS)
        lines.append(f"- {prose(more)}")
    texts.append("\n".join(lines))
    if report.errors:
        texts.append(prose(say("moderating.files.mend")))
    elif not report.loadable:
        texts.append(prose(say("moderating.files.same")))
    return texts


async def _load(bench: Bench, act: Act, tickets: _Tickets) -> Response:
    """Load a file whose dry run was shown: all of it, or nothing; parts: its ticket."""
    hand = await bench.curator.entitled(act.by)
    say = act.say
    report = tickets.take(act.parts[0], act.by.user_id)
    if report is None or report.scope != hand.scope:
        raise NotOnRecord(say("moderating.files.gone"), say("moderating.files.again"))
    settings = await bench.curator.settings.fresh(act.by.guild)
    if settings.two_person:
        raise Refused(say("moderating.files.two_person"), say("moderating.files.two_person_hint"))
    await bench.interactions.think(act.interaction, ephemeral=True)
    progress = _Progress(act)
    loaded = await bulk.load(
        bench.curator.store,
        report,
        actor=hand.person,
        locale=act.by.locale,
        progress=progress.step,
    )
    await progress.end()
    await bench.curator.snapshots.refresh()
    counts = {"new": loaded.new, "changed": loaded.changed, "same": loaded.same}
    return Shown(panel([prose(say("moderating.files.loaded", **counts))]))


class _Progress:
    """Say how far loading is, every other second."""

    def __init__(self, act: Act) -> None:
        self._act = act
        self._said = monotonic()
        self._task: asyncio.Task[None] | None = None

    def step(self, done: int, of: int) -> None:
        """Note a step; says it if the last word was long enough ago and has arrived."""
        busy = self._task is not None and not self._task.done()
        if busy or monotonic() - self._said < _EVERY:
            return
        self._said = monotonic()
        text = self._act.say("moderating.files.progress", done=done, of=of)
        self._task = asyncio.ensure_future(self._say(panel([prose(text)])))

    async def _say(self, shown: Drawing) -> None:
        try:
            await sending.respond(self._act.interaction, shown, ephemeral=True)
        except (discord.HTTPException, *sending.CUT):
            return  # the next word, or the result, says more

    async def end(self) -> None:
        """Wait for the last word, so that it does not overtake the result."""
        if self._task is not None:
            await asyncio.wait((self._task,))
