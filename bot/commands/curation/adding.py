"""`/fact add` and “Save as fact”: forms, a look at the fact as readers will see it, then *Publish*.

Nothing is on record before that. What was submitted is kept at once as a draft and offered again, also
after a restart. Who may not publish sends a suggestion to the moderators the same way.
"""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.commands.curation import drafts
from bot.commands.curation.bench import Act, Bench, Response, Shown
from bot.commands.curation.deciding import told, use
from bot.commands.curation.fact_forms import FORMS, form_of
from bot.commands.curation.panels import Look, button, panel
from bot.commands.curation.steps import Step
from bot.commands.descriptions import described
from bot.interactions import Interaction
from bot.render.safe_text import clip, markdown, prose
from facts.curation.change import Change, ChangeKind, LinkTo
from facts.curation.drafting import EDIT, FACT, Preview
from facts.curation.form_fields import fields_of_message
from facts.errors import Refused, UsageError
from facts.language.phrases import Phrases
from facts.model import RelationKind
from facts.snapshot import View
from facts.store.curation_drafts import Draft

NAME = "Save as fact"


def register(tree: app_commands.CommandTree[Any], bench: Bench, group: app_commands.Group) -> None:
    """Add `/fact add` to its group and “Save as fact” to the menu of messages; take their steps."""
    completing = bench.interactions.completing

    @group.command(name="add", description=described("fact_add"))
    @app_commands.describe(place=described("place"), originator=described("originator"))
    @app_commands.autocomplete(place=completing("place"), originator=completing("originator"))
    async def add(
        interaction: Interaction, place: str | None = None, originator: str | None = None
    ) -> None:
        await bench.begin(interaction, bench_add, place or "", originator or "")

    async def bench_add(act: Act) -> Response:
        return await begin_adding(bench, act)

    @tree.context_menu(name=NAME)
    async def save(interaction: Interaction, message: discord.Message) -> None:
        async def begin(act: Act) -> Response:
            return await _from_message(bench, act, message)

        await bench.begin(interaction, begin)

    bench.on(Step.FORM, lambda act: _form(bench, act))
    bench.on(Step.SHOW, lambda act: drafts.show_draft(bench, act, act.parts[0]))
    bench.on(Step.FRESH, lambda act: _fresh(bench, act))
    bench.on(Step.DISCARD, lambda act: _discard(bench, act))
    bench.on(Step.RELATE, lambda act: _relate(bench, act))
    bench.on(Step.CHOOSE, lambda act: _choose(bench, act))
    bench.on(Step.PUBLISH, lambda act: _publish(bench, act))


async def begin_adding(bench: Bench, act: Act) -> Response:
    """Open the first form, or offer drafts that were begun before; parts: place, originator."""
    place, originator = (*act.parts, "", "")[:2]
    await drafts.tidy(bench, act)
    before = [d for d in await bench.drafting.offered(by=act.by) if _was_submitted(d)]
    named = {"place": place.removeprefix("#"), "originator": originator.removeprefix("#")}
    made = await bench.drafting.begin({k: v for k, v in named.items() if v}, by=act.by)
    if not before:
        return form_of(made.id, "words", made.fields, act.say)
    say = act.say
    lines, row = [f"### {say('moderating.draft.offered')}"], []
    for at, draft in enumerate(before[:3], 1):
        lines.append(f"{at}\\. {markdown(clip(_title(draft, say), 150))}")
        label = say("moderating.draft.go_on", number=at)
        row.append(button(label, Step.SHOW, draft.id, look=Look.MAIN))
        row.append(button(say("moderating.draft.drop", number=at), Step.DISCARD, draft.id))
    fresh = button(say("moderating.draft.fresh"), Step.FRESH, made.id, look=Look.GOOD)
    return Shown(panel(["\n".join(lines)], row, [fresh]))


def _was_submitted(draft: Draft) -> bool:
    return draft.kind in (FACT, EDIT) and drafts.SENT in draft.fields


def _title(draft: Draft, say: Phrases) -> str:
    about = draft.fields.get("@fact")
    words = draft.fields.get("statement") or draft.fields.get("quote") or draft.id
    return f"{say('moderating.draft.edit', fact=about)} {words}" if about else words


async def _from_message(bench: Bench, act: Act, message: discord.Message) -> Response:
    text = message.content.strip()
    if not text:
        raise UsageError(act.say("bot.nothing_to_check"))
    view = await bench.curator.view(act.by.guild)
    fields = fields_of_message(
        text,
        author=message.author.display_name,
        link=message.jump_url,
        posted_on=message.created_at.date(),
        view=view,
    )
    draft = await bench.drafting.begin(fields, by=act.by)
    return form_of(draft.id, "words", draft.fields, act.say)


async def _form(bench: Bench, act: Act) -> Response:
    """Open a form of a draft, or keep what it sent and show the draft."""
    draft, name = act.parts
    if name not in FORMS:
        raise UsageError(act.say("bot.old_button"))
    if act.submitted:
        await drafts.keep(bench, act, draft, {})
        held = await bench.drafting.submit(draft, act.fields, by=act.by)
        return await drafts.shown(bench, act, held)
    held = await bench.drafting.preview(draft, by=act.by)
    return form_of(draft, name, held.draft.fields, act.say)


async def _fresh(bench: Bench, act: Act) -> Response:
    held = await bench.drafting.preview(act.parts[0], by=act.by)
    return form_of(held.draft.id, "words", held.draft.fields, act.say)


async def _discard(bench: Bench, act: Act) -> Response:
    await bench.drafting.discard(act.parts[0], by=act.by)
    return Shown(panel([prose(act.say("moderating.draft.discarded"))]))


async def _choose(bench: Bench, act: Act) -> Response:
    draft, name = act.parts
    held = await bench.drafting.submit(draft, {name: act.chosen or ""}, by=act.by)
    return await drafts.shown(bench, act, held)


async def _relate(bench: Bench, act: Act) -> Response:
    """Choose a relation to a near fact, or take the choice back."""
    draft, kind, mark = act.parts
    held = await bench.drafting.preview(draft, by=act.by)
    other = _marked(held, mark, await bench.curator.view(act.by.guild))
    if other is None:
        raise Refused(act.say("moderating.draft.not_near"))
    links = drafts.without(drafts.links_of(held.draft), LinkTo(RelationKind(kind), other))
    await drafts.note(bench, act, draft, links=drafts.written(links))
    return await drafts.show_draft(bench, act, draft)


def _marked(held: Preview, mark: str, view: View) -> str | None:
    near = (one.record.id for one in held.near)
    chosen = (link.other for link in drafts.links_of(held.draft))
    known = (fact for fact in (*near, *chosen) if view.get(fact) is not None)
    return next((fact for fact in known if drafts.mark_of(fact) == mark), None)


async def _publish(bench: Bench, act: Act) -> Response:
    """Put a new fact on record; from a member without the right, send it to the moderators."""
    draft = act.parts[0]
    held = await bench.drafting.preview(draft, by=act.by)
    if not await drafts.curates(bench, act):
        chosen = drafts.links_of(held.draft)
        await bench.drafting.suggest(draft, by=act.by, channel=act.channel, links=chosen)
        return Shown(panel([prose(act.say("moderating.draft.sent"))]))
    if held.reading.body is None:
        return await drafts.shown(bench, act, held)
    links = drafts.links_of(held.draft)
    change = Change(ChangeKind.CREATE, body=held.reading.body, links=links)
    return told(act, await use(bench, act, held.draft, change))
