"""Members from whom a server takes nothing more: stopped from the queue, listed, welcome again."""

from __future__ import annotations

from bot.commands.curation.bench import Act, Bench, Response, Shown
from bot.commands.curation.fact_forms import words_form
from bot.commands.curation.panels import button, panel
from bot.commands.curation.steps import Step
from bot.render.safe_text import clip, prose
from bot.sending import Json
from facts.curation.stopping import Stopped
from facts.errors import NotOnRecord
from facts.language.phrases import Phrases
from facts.store.people import user_of

_SHOWN = 20
"""How many of those stopped longest ago are listed; each has a button."""


def register(bench: Bench) -> None:
    """Take the steps."""
    bench.on(Step.BLOCK, lambda act: _stop(bench, act))
    bench.on(Step.STOPPED, lambda act: show_stopped(bench, act))
    bench.on(Step.WELCOME, lambda act: _welcome(bench, act))


async def _stop(bench: Bench, act: Act) -> Response:
    """Take no more from the sender of an item; parts: item."""
    item = await bench.review.get(act.parts[0], by=act.by)
    if not act.submitted:
        return words_form(act.say, "queue.way.block", Step.BLOCK, act.parts)
    user = await user_of(bench.curator.store, item.person) if item.person else None
    if user is None:
        raise NotOnRecord(act.say("curation.review.nobody"))
    await bench.stopping.stop(user, reason=act.fields.get("words", ""), by=act.by)
    more = button(act.say("moderating.queue.next"), Step.QUEUE)
    return Shown(panel([prose(act.say("moderating.queue.blocked"))], [more]))


async def show_stopped(bench: Bench, act: Act) -> Response:
    """List whom this place has stopped and why, each with a button that takes it back."""
    say, found = act.say, await bench.stopping.stopped(by=act.by)
    back = button(say("moderating.stopped.queue"), Step.QUEUE)
    if not found:
        return Shown(panel([prose(say("moderating.stopped.nobody"))], [back]))
    lines, row = [], []
    for at, one in enumerate(found[:_SHOWN], 1):
        lines.append(_line(at, one, say))
        label = say("moderating.stopped.welcome", number=at)
        row.append(button(label, Step.WELCOME, one.block.person))
    title = f"### {say('moderating.stopped.title')}"
    return Shown(panel([title, "\n".join(lines)], row, [back]))


def _line(at: int, one: Stopped, say: Phrases) -> str:
    who = f"<@{one.user_id}>" if one.user_id else prose(say("moderating.audit.somebody"))
    since = f"<t:{int(one.block.blocked_at.timestamp())}:d>"
    return f"{at}\\. {who}, {since}\n-# {prose(clip(one.block.reason, 120))}"


async def _welcome(bench: Bench, act: Act) -> Response:
    """Take things of somebody again; parts: their pseudonym."""
    await bench.stopping.welcome(act.parts[0], by=act.by)
    return await show_stopped(bench, act)


async def way_to_stopped(bench: Bench, act: Act) -> list[Json]:
    """Offer the list where it holds somebody."""
    count = len(await bench.stopping.stopped(by=act.by))
    label = act.say("moderating.stopped.button", count=act.say.number(count))
    return [button(label, Step.STOPPED)] if count else []
