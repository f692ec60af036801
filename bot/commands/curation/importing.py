"""`/fact import`: a dry run first, with a report to download; then all of the file is loaded, or nothing.

Under the two-person rule the file waits in the queue, and a second moderator loads it from its report.
"""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Any

import discord
from discord import app_commands

from bot import sending
from bot.commands.curation.bench import Act, Bench, Response, Shown
from bot.commands.curation.panels import Look, button, panel
from bot.commands.curation.steps import Step
from bot.commands.curation.telling import tell
from bot.commands.descriptions import described
from bot.interactions import Interaction
from bot.render.safe_text import code, markdown, prose
from bot.sending import Attached, Drawing, Json
from facts.curation import bulk
from facts.curation.bulk.formats import shown_name
from facts.curation.importing import Checked
from facts.errors import Refused
from facts.language.phrases import Phrases
from facts.store.curation_queue import QueueItem

MOST_BYTES = 8_000_000
"""Larger attachments are refused before they are read; the command line takes more."""

_PROBLEMS = 8
_EVERY = 2.0
"""Seconds between two words about progress."""


def register(_tree: app_commands.CommandTree[Any], bench: Bench, group: app_commands.Group) -> None:
    """Add the command to `/fact` and take its steps."""

    @group.command(name="import", description=described("fact_import"))
    @app_commands.describe(file=described("file"))
    async def import_(interaction: Interaction, file: discord.Attachment) -> None:
        await bench.begin(interaction, lambda act: _check(bench, act, file))

    bench.on(Step.LOAD, lambda act: _load(bench, act))
    bench.on(Step.APPROVE_FILE, lambda act: _approve(bench, act))
    bench.on(Step.FILES, lambda act: _files(bench, act))


async def _check(bench: Bench, act: Act, file: discord.Attachment) -> Response:
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
        raise Refused(say("moderating.files.unread"), say("curation.import.again")) from lost
    return _shown(await bench.importing.check(name, data, by=act.by), act)


def _shown(checked: Checked, act: Act, *lead: str) -> Shown:
    """Draw a dry run with its file and, where it can be loaded, the way on."""
    say, report, row = act.say, checked.report, []
    texts = [*(prose(one) for one in lead), *report_texts(report, say)]
    if checked.file is not None:
        key = "propose" if checked.second else "load"
        label = say.plural(f"moderating.files.{key}", report.steps)
        row.append(button(label, Step.LOAD, checked.file, report.mark, look=Look.GOOD))
        texts += [prose(say("moderating.files.second"))] if checked.second else []
    return Shown(panel(texts, row, files=(_report_file(report, act),)))


def _report_file(report: bulk.Report, act: Act) -> Attached:
    return Attached("report.csv", bulk.report_csv(report, act.by.locale))


def report_texts(report: bulk.Report, say: Phrases) -> list[str]:
    """List the texts of a dry run: how many of each, the first problems, what to do."""
    counts = [
        f"- {prose(say(f'bulk.state.{state}'))}: **{say.number(report.count(state))}**"
        for state in bulk.State
    ]
    texts = [f"### {markdown(report.name)}", "\n".join(counts)]
    problems = [*report.errors, *report.warnings]
    lines = [_problem(one, say) for one in problems[:_PROBLEMS]]
    if len(problems) > _PROBLEMS:
        more = say.plural("moderating.files.more", len(problems) - _PROBLEMS)
        lines.append(f"- {prose(more)}")
    texts.append("\n".join(lines))
    if report.errors:
        texts.append(prose(say("moderating.files.mend")))
    elif not report.loadable:
        texts.append(prose(say("moderating.files.same")))
    return texts


def _problem(one: Any, say: Phrases) -> str:
    where = [prose(say("moderating.files.line", line=one.line))] if one.line else []
    where += [code(one.field)] if one.field else []
    lead = f"{' '.join(where)}: " if where else ""
    return f"- {lead}{markdown(one.message)} {markdown(one.fix)}".rstrip()


async def _load(bench: Bench, act: Act) -> Response:
    """Load a file whose dry run was shown, or put it before a second moderator; parts: file, mark."""
    file, mark = act.parts
    await bench.curator.entitled(act.by)
    await bench.interactions.think(act.interaction, ephemeral=True)
    async with _Progress(act) as progress:
        outcome = await bench.importing.load(file, mark, by=act.by, progress=progress.step)
    if outcome.changed is not None:
        return _shown(outcome.changed, act, act.say("moderating.files.moved"))
    if outcome.waiting is not None:
        name = str(outcome.waiting.payload["name"])
        return Shown(panel([prose(act.say("moderating.files.waiting", name=name))]))
    return Shown(panel([_loaded(outcome.loaded, act.say)]))


def _loaded(loaded: bulk.Loaded | None, say: Phrases) -> str:
    assert loaded is not None, "what neither waits nor changed was loaded"
    counts = {"new": loaded.new, "changed": loaded.changed, "same": loaded.same}
    numbers = {name: say.number(count) for name, count in counts.items()}
    return prose(say("moderating.files.loaded", **numbers))


# -- in the queue -------------------------------------------------------------------------------------


async def waiting_texts(bench: Bench, act: Act, item: QueueItem) -> tuple[list[str], list[Json]]:
    """Give what a second moderator reads of a file that waits, and the ways to look and to load."""
    checked, _ = await bench.importing.waiting(item, by=act.by)
    report, say, row = checked.report, act.say, []
    if checked.file is not None:
        parts = (item.id, str(item.version), report.mark)
        label = say("moderating.queue.way.load")
        row.append(button(label, Step.APPROVE_FILE, *parts, look=Look.GOOD))
    row.append(button(say("moderating.queue.way.files"), Step.FILES, item.id))
    return report_texts(report, say), row


async def _approve(bench: Bench, act: Act) -> Response:
    """Load a file of the queue; parts: item, version seen, mark of its report."""
    ident, version, mark = act.parts
    item = await bench.review.get(ident, by=act.by)
    await bench.interactions.think(act.interaction, ephemeral=True)
    async with _Progress(act) as progress:
        outcome = await bench.importing.approve(
            item, mark, version=int(version), by=act.by, progress=progress.step
        )
    say = act.say
    if outcome.decision is None:
        texts, row = await waiting_texts(bench, act, item)
        return Shown(panel([prose(say("moderating.files.moved")), *texts], row))
    await tell(bench, act.interaction, outcome.decision.tell)
    left = await bench.review.count(by=act.by)
    more = [button(say("moderating.queue.next"), Step.QUEUE)] if left else []
    ends = [_loaded(outcome.loaded, say), prose(say.plural("moderating.queue.left", left))]
    return Shown(panel(ends, more))


async def _files(bench: Bench, act: Act) -> Response:
    """Give a file of the queue, as it came, and its report; parts: item."""
    item = await bench.review.get(act.parts[0], by=act.by)
    checked, data = await bench.importing.waiting(item, by=act.by)
    files = (_report_file(checked.report, act), Attached(f"import.{checked.report.format}", data))
    return Shown(panel([markdown(checked.report.name)], files=files), beside=True)


class _Progress:
    """Say how far loading is, every other second."""

    def __init__(self, act: Act) -> None:
        self._act = act
        self._said = monotonic()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> _Progress:
        """Begin."""
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Wait for the last word, so that it does not overtake the result."""
        if self._task is not None:
            await asyncio.wait((self._task,))

    def step(self, done: int, of: int) -> None:
        """Note a step; says it if the last word was long enough ago and has arrived."""
        busy = self._task is not None and not self._task.done()
        if busy or monotonic() - self._said < _EVERY:
            return
        self._said = monotonic()
        say = self._act.say
        text = say("moderating.files.progress", done=say.number(done), of=say.number(of))
        self._task = asyncio.ensure_future(self._say(panel([prose(text)])))

    async def _say(self, shown: Drawing) -> None:
        try:
            await sending.respond(self._act.interaction, shown, ephemeral=True)
        except (discord.HTTPException, *sending.CUT):
            return  # the next word, or the result, says more
