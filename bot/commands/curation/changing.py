"""Change what is on record: edit, clarify, correct, retract, restore, withdraw. Each asks for a reason.

Every change names the revision that its author had read; if somebody else was faster they are told,
and what they wrote is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from discord import app_commands

from bot.commands.curation import drafts
from bot.commands.curation.bench import Act, Bench, Response, Shown
from bot.commands.curation.deciding import again, told, use
from bot.commands.curation.fact_forms import form_of, reason_form
from bot.commands.curation.overlays import overlay_change
from bot.commands.curation.panels import menu, panel
from bot.commands.curation.reading import own_record, read_id
from bot.commands.curation.steps import Step
from bot.commands.descriptions import described
from bot.interactions import Interaction
from bot.render.safe_text import clip, prose
from facts.answering.citing import statement_in
from facts.curation.change import Change, ChangeKind, LinkTo
from facts.curation.form_dates import read_day
from facts.errors import FactlineError, Refused, StaleRevision
from facts.model import Body, RelationKind, Withdrawal
from facts.snapshot import Record
from facts.store.curation_drafts import Draft

EDITS = ("edit", "clarify", "correct")


def register(_tree: app_commands.CommandTree[Any], bench: Bench, group: app_commands.Group) -> None:
    """Add the commands to `/fact` and take their steps."""
    completing = bench.interactions.completing("id")
    for name in (*EDITS, "retract", "restore"):
        _add_command(bench, group, name, completing)
    bench.on(Step.SAVE, lambda act: _save(bench, act))


def _add_command(
    bench: Bench, group: app_commands.Group, name: str, completing: Callable[..., Any]
) -> None:
    @group.command(name=name, description=described(f"fact_{name}"))
    @app_commands.rename(fact="id")
    @app_commands.describe(fact=described("id"))
    @app_commands.autocomplete(fact=completing)
    async def command(interaction: Interaction, fact: str) -> None:
        await bench.begin(interaction, lambda act: begin_change(bench, act), name, fact)


async def begin_change(bench: Bench, act: Act, *, notes: dict[str, str] | None = None) -> Response:
    """Open the form of a change; parts: which change, the fact's id. `notes` go with the draft."""
    name, typed = act.parts
    fact, revision = await read_id(bench, act, typed)
    if name in EDITS:
        draft = await bench.drafting.begin_edit(fact, by=act.by)
        kind = "clarify" if name == "clarify" else "correct"
        draft = await drafts.note(bench, act, draft.id, kind=kind, **(notes or {}))
        return form_of(draft.id, "words", draft.fields, act.say)
    record = await own_record(bench, act, fact)
    if name == "restore":
        if revision is None and not record.retracted:
            return await _earlier(bench, act, record)
    elif record.retracted:
        raise Refused(act.say("moderating.change.gone", fact=fact))
    fields = {"@fact": fact, "@based_on": str(record.revision)}
    fields |= {"@revision": str(revision)} if revision is not None else {}
    fields |= {f"@{key}": text for key, text in (notes or {}).items()}
    draft = await drafts.start(bench, act, name, **fields)
    return reason_form(draft.id, name, draft.fields, act.say)


async def _earlier(bench: Bench, act: Act, record: Record) -> Response:
    """Offer the earlier revisions of a fact that stands; each can be restored as a new one."""
    history = await bench.curator.store.history(record.id, [record.scope])
    say, options = act.say, []
    for told_before in reversed(history):
        if told_before.number < record.revision:
            label = say("moderating.change.revision", number=told_before.number)
            words = clip(statement_in(told_before.body, say.language), 100)
            options.append((label, str(told_before.number), words))
    if not options:
        raise Refused(say("moderating.change.nothing_earlier", fact=record.id))
    fields = {"@fact": record.id, "@based_on": str(record.revision)}
    draft = await drafts.start(bench, act, "restore", **fields)
    chosen = menu(say("moderating.change.which"), options, Step.SAVE, draft.id, "restore")
    return Shown(panel([prose(say("moderating.change.earlier", fact=record.id))], [chosen]))


async def _save(bench: Bench, act: Act) -> Response:
    """Ask for the reasons of a change; once they are given, make it."""
    ident, kind = act.parts
    if act.chosen is not None:
        await drafts.note(bench, act, ident, revision=act.chosen)
    held = await bench.drafting.preview(ident, by=act.by)
    if not act.submitted:
        if kind in ("correct", "clarify") and held.reading.body is None:
            return await drafts.shown(bench, act, held)
        await _rebased(bench, act, held.draft)
        return reason_form(ident, kind, held.draft.fields, act.say)
    await drafts.keep(bench, act, ident, {})
    # Kept first: whatever happens now, nobody writes it twice.
    held = await bench.drafting.submit(ident, act.fields, by=act.by)
    try:
        change = _change(kind, held.draft, held.reading.body, bench, act)
        return told(act, await use(bench, act, held.draft, change))
    except StaleRevision as stale:
        return await _stale(bench, act, held.draft, kind, stale)
    except FactlineError as refused:
        return again(act, refused.sentence, refused.hint, ident, kind)


async def _stale(bench: Bench, act: Act, draft: Draft, kind: str, stale: StaleRevision) -> Response:
    """Say that somebody was faster, and show what the fact says now beside the way on."""
    shown = again(act, stale.sentence, stale.hint, draft.id, kind)
    view = await bench.curator.view(act.by.guild)
    record = view.get(draft.fields["@fact"])
    if record is None:
        return shown
    await drafts.note(bench, act, draft.id, seen=str(record.revision))
    asked = await bench.asked(act)
    now = drafts.as_readers_see(record.body, view, asked, fact=record.id, revision=record.revision)
    drawn = shown.drawing.components
    boxed = panel([stale.sentence, stale.hint, *now]).components
    return Shown(replace(shown.drawing, components=[*boxed, *drawn[1:]]))


async def _rebased(bench: Bench, act: Act, draft: Draft) -> None:
    """After somebody was shown the newer revision, their change counts from that one."""
    seen = draft.fields.get("@seen")
    if seen is not None:
        await drafts.note(bench, act, draft.id, based_on=seen, seen="")


def _change(kind: str, draft: Draft, body: Body | None, bench: Bench, act: Act) -> Change:
    fields, fact = draft.fields, draft.fields.get("@fact")
    reason, notice = fields.get("reason"), fields.get("notice")
    based_on = int(fields["@based_on"]) if "@based_on" in fields else None
    if kind in ("correct", "clarify"):
        if body is None:
            raise Refused(act.say("curation.not_ready"))
        notice = notice if kind == "correct" else None
        return Change(ChangeKind(kind), fact, body, reason, notice, based_on)
    if kind == "retract":
        return Change(ChangeKind.RETRACT, fact, None, reason, notice, based_on)
    if kind == "restore":
        revision = int(fields["@revision"]) if "@revision" in fields else None
        return Change(ChangeKind.RESTORE, fact, None, reason, None, based_on, revision)
    if kind == "withdraw":
        today = bench.curator.today(act.by.guild)
        typed = fields.get("withdrawn_on")
        on = read_day(typed, today, act.by.locale) if typed else None
        taken = Withdrawal(on, fields.get("withdrawn_words", ""))
        return Change(ChangeKind.WITHDRAW, fact, reason=reason, based_on=based_on, withdrawal=taken)
    if kind in ("link", "unlink"):
        link = LinkTo(RelationKind(fields["@relation"]), fields["@to"], fields.get("link_note"))
        return Change(ChangeKind(kind), fact, reason=reason, links=(link,))
    return overlay_change(kind, fields)
