"""What a server lays over shared facts: hide, note, pin. Also relations between any two facts.

A second use of the same command offers to take it back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from discord import app_commands

from bot.commands.curation import drafts
from bot.commands.curation.bench import Act, Bench, Response, Shown
from bot.commands.curation.deciding import told
from bot.commands.curation.fact_forms import reason_form
from bot.commands.curation.panels import Look, button, panel
from bot.commands.curation.reading import read_id, shared_record
from bot.commands.curation.steps import Step
from bot.commands.descriptions import described
from bot.interactions import Interaction
from bot.render.safe_text import prose
from facts.curation.change import Change, ChangeKind
from facts.errors import NotOnRecord, Refused
from facts.language.phrases import Phrases
from facts.model import RelationKind

LAID = ("hide", "note", "pin")


def register(_tree: app_commands.CommandTree[Any], bench: Bench, group: app_commands.Group) -> None:
    """Add the commands to `/fact`."""
    completing = bench.interactions.completing("id")
    for name in LAID:
        _add_command(bench, group, name, completing)
    english = Phrases.of("en")
    kinds = [
        app_commands.Choice(name=english(f"labels.relation.{kind}"), value=kind.value)
        for kind in RelationKind
    ]

    @group.command(name="link", description=described("fact_link"))
    @app_commands.rename(fact="id")
    @app_commands.describe(
        fact=described("id"), kind=described("relation"), to=described("other_fact")
    )
    @app_commands.choices(kind=kinds)
    @app_commands.autocomplete(fact=completing, to=completing)
    async def link(interaction: Interaction, fact: str, kind: str, to: str) -> None:
        await bench.begin(interaction, lambda act: begin_link(bench, act), fact, kind, to)


def _add_command(
    bench: Bench, group: app_commands.Group, name: str, completing: Callable[..., Any]
) -> None:
    @group.command(name=name, description=described(f"fact_{name}"))
    @app_commands.rename(fact="id")
    @app_commands.describe(fact=described("id"))
    @app_commands.autocomplete(fact=completing)
    async def command(interaction: Interaction, fact: str) -> None:
        await bench.begin(interaction, lambda act: begin_overlay(bench, act), name, fact)


async def begin_overlay(bench: Bench, act: Act) -> Response:
    """Lay something over a shared fact, or offer to take it back; parts: what, the fact's id."""
    what, typed = act.parts
    fact, _ = await read_id(bench, act, typed)
    record = await shared_record(bench, act, fact)
    view = await bench.curator.view(act.by.guild)
    laid = next((one for one in view.overlays_of(record.id) if one.kind == what), None)
    if laid is None and what == "pin":
        return told(act, await bench.curator.pin(record.id, by=act.by))
    draft = await drafts.start(bench, act, what, **{"@fact": record.id, "@what": what})
    if laid is None:
        return reason_form(draft.id, what, {}, act.say)
    say = act.say
    text = say(f"moderating.overlay.{what}", fact=f"`{record.id}`", text=laid.text or "")
    row = [button(say("moderating.overlay.lift"), Step.SAVE, draft.id, "lift", look=Look.MAIN)]
    if what == "note":
        row.append(button(say("moderating.overlay.change"), Step.SAVE, draft.id, "note"))
    return Shown(panel([prose(text)], row))


async def begin_link(bench: Bench, act: Act) -> Response:
    """Relate two facts, or end a relation that stands; parts: a fact, the kind, the other."""
    typed, kind_name, other_typed = act.parts
    fact, _ = await read_id(bench, act, typed)
    other, _ = await read_id(bench, act, other_typed)
    await bench.curator.entitled(act.by)
    if kind_name not in set(RelationKind):
        raise NotOnRecord(act.say("curation.needs.link"))
    if fact == other:
        raise Refused(act.say("moderating.link.itself"))
    kind = RelationKind(kind_name)
    view = await bench.curator.view(act.by.guild)
    stands = any(
        edge.kind is kind and edge.other == other and (edge.outgoing or kind.symmetric)
        for edge in view.edges(fact)
    )
    fields = {"@fact": fact, "@relation": kind.value, "@to": other}
    draft = await drafts.start(bench, act, "link", **fields)
    if not stands:
        return reason_form(draft.id, "link", {}, act.say)
    say = act.say
    row = [button(say("moderating.change.unlink"), Step.SAVE, draft.id, "unlink", look=Look.MAIN)]
    return Shown(panel([prose(say("moderating.link.stands"))], row))


def overlay_change(kind: str, fields: Mapping[str, str]) -> Change:
    """Make the change that hides, annotates or takes back; raises ValueError for another kind."""
    fact, reason = fields.get("@fact"), fields.get("reason")
    if kind == "note":
        return Change(ChangeKind.NOTE, fact, text=fields.get("text"))
    if kind == "lift":
        return Change(ChangeKind.LIFT, fact, reason=reason, text=fields.get("@what"))
    return Change(ChangeKind(kind), fact, reason=reason)
