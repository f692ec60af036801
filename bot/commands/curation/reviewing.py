"""`/review`: what waits for a moderator, oldest first: suggestions, reports, questions, changes.

Each thing is decided once: of two moderators who press at the same time one wins, the other is told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from discord import app_commands

from bot.commands.curation import drafts
from bot.commands.curation.bench import Act, Bench, Response, Shown
from bot.commands.curation.changing import begin_change
from bot.commands.curation.fact_forms import form_of, words_form
from bot.commands.curation.importing import waiting_texts
from bot.commands.curation.panels import Look, button, panel
from bot.commands.curation.queue_texts import item_texts
from bot.commands.curation.steps import Step
from bot.commands.curation.stopping import way_to_stopped
from bot.commands.curation.telling import tell
from bot.commands.descriptions import described
from bot.interactions import Interaction
from bot.render.safe_text import prose
from bot.sending import Json
from facts.curation.review import Decision, proposed
from facts.errors import UsageError
from facts.store.curation_queue import ItemKind, QueueItem
from facts.store.people import user_of

_SHOWN = 200
"""How far down the queue one can leaf."""


def register(tree: app_commands.CommandTree[Any], bench: Bench) -> None:
    """Add the command to the tree and take its steps."""

    @tree.command(name="review", description=described("review"))
    async def review(interaction: Interaction) -> None:
        await bench.begin(interaction, lambda act: show_queue(bench, act))

    bench.on(Step.QUEUE, lambda act: show_queue(bench, act))
    bench.on(Step.DECIDE, lambda act: _decide(bench, act))
    bench.on(Step.ANSWER, lambda act: _answer(bench, act))


async def show_queue(bench: Bench, act: Act) -> Response:
    """Show the oldest thing that waits, or the next one after a given item; parts: that item."""
    # What waits for an answer comes last; some senders never give one.
    waiting = await bench.review.waiting(by=act.by, limit=_SHOWN)
    waiting += await bench.review.asked(by=act.by, limit=_SHOWN)
    if not waiting:
        row = await way_to_stopped(bench, act)
        return Shown(panel([prose(act.say("moderating.queue.empty"))], row))
    after = act.parts[0] if act.parts else ""
    place = next((at + 1 for at, item in enumerate(waiting) if item.id == after), 0)
    place = place % len(waiting)
    return await _item(bench, act, waiting[place], place, len(waiting))


async def _item(bench: Bench, act: Act, item: QueueItem, place: int, count: int) -> Response:
    say = act.say
    view = await bench.curator.view(act.by.guild)
    sender = await user_of(bench.curator.store, item.person) if item.person else None
    head = say("moderating.queue.head", number=place + 1, count=count)
    kind = say(f"moderating.queue.kind.{item.kind}")
    texts = [f"### {prose(kind)}\n-# {prose(head)}"]
    texts += item_texts(item, view, await bench.asked(act), say, sender=sender)
    ways = _ways(item, act)
    if item.kind is ItemKind.IMPORT:
        more, row = await waiting_texts(bench, act, item)
        texts, ways = [*texts, *more], [*row, *ways]
    rows = [ways, _sender_ways(item, act)]
    last = [button(say("moderating.queue.next"), Step.QUEUE, item.id)] if count > 1 else []
    rows.append([*last, *await way_to_stopped(bench, act)])
    return Shown(panel(texts, *rows))


def _ways(item: QueueItem, act: Act) -> list[Json]:
    """Offer what can come of an item."""

    def way(what: str, look: Look = Look.PLAIN) -> Json:
        label = act.say(f"moderating.queue.way.{what}")
        return button(label, Step.DECIDE, item.id, str(item.version), what, look=look)

    if item.kind is ItemKind.SUGGESTION:
        row = [way("approve", Look.GOOD), way("edit")]
    elif item.kind is ItemKind.CHANGE:
        row = [way("approve", Look.GOOD)]
    elif item.kind is ItemKind.REPORT:
        row = [way("correct", Look.GOOD), way("retract"), way("done")]
    elif item.kind is ItemKind.IMPORT:
        row = []
    else:
        row = [way("add", Look.GOOD), way("done")]
    return [*row, way("reject", Look.GRAVE)]


def _sender_ways(item: QueueItem, act: Act) -> list[Json]:
    if item.person is None:
        return []
    say = act.say
    row = [button(say("moderating.queue.way.ask"), Step.DECIDE, item.id, str(item.version), "ask")]
    if item.kind not in (ItemKind.CHANGE, ItemKind.IMPORT):
        row.append(button(say("moderating.queue.way.block"), Step.BLOCK, item.id))
    return row


async def _decide(bench: Bench, act: Act) -> Response:
    """Decide an item, or open what the decision needs first; parts: item, version seen, what."""
    ident, number, what = act.parts
    version = int(number)
    if what in ("reject", "ask"):
        if not act.submitted:
            await bench.review.get(ident, by=act.by)
            return words_form(act.say, f"queue.way.{what}", Step.DECIDE, act.parts)
        words = act.fields.get("words", "")
        if what == "reject":
            decision = await bench.review.reject(ident, version=version, reason=words, by=act.by)
        else:
            decision = await bench.review.ask_back(ident, version=version, words=words, by=act.by)
        return await _decided(bench, act, decision, what)
    if what in ("approve", "done"):
        decision = await bench.review.approve(ident, version=version, by=act.by)
        return await _decided(bench, act, decision, what)
    item = await bench.review.get(ident, by=act.by)
    notes = {"item": item.id, "version": str(version)}
    if what == "edit":
        draft = await bench.drafting.begin_review(item, by=act.by)
        change = proposed(item)
        links = drafts.written(change.links) if change is not None else ""
        await drafts.note(bench, act, draft.id, links=links, **notes)
        return await drafts.show_draft(bench, act, draft.id)
    if what == "add":
        begun = await bench.drafting.begin({}, by=act.by)
        await drafts.note(bench, act, begun.id, **notes)
        return form_of(begun.id, "words", {}, act.say)
    if what in ("correct", "retract") and item.fact is not None:
        return await begin_change(bench, replace(act, parts=(what, item.fact)), notes=notes)
    raise UsageError(act.say("bot.old_button"))


async def _decided(bench: Bench, act: Act, decision: Decision, what: str) -> Response:
    item = decision.item.id if what == "ask" else ""
    await tell(bench, act.interaction, decision.tell, item=item)
    say = act.say
    fact = decision.applied.fact if decision.applied else None
    text = say(f"moderating.queue.did.{what}")
    if fact is not None:
        text += " " + say("moderating.queue.on_record", fact=f"`{fact}`")
    left = await bench.review.count(by=act.by)
    more = [button(say("moderating.queue.next"), Step.QUEUE)] if left else []
    return Shown(panel([prose(text), prose(say.plural("moderating.queue.left", left))], more))


async def _answer(bench: Bench, act: Act) -> Response:
    """Let the sender of an item answer what moderators asked; parts: item."""
    if not act.submitted:
        return words_form(act.say, "queue.answer", Step.ANSWER, act.parts)
    await bench.incoming.answer_back(act.parts[0], act.fields.get("words", ""), by=act.by)
    return Shown(panel([prose(act.say("moderating.queue.answered"))]))
