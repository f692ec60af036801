"""`/source add` and `/source edit`: who speaks, how they work, how far they can be relied on.

A changed standing caveat shows on all facts of the source at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from discord import app_commands

from bot.commands.curation import drafts
from bot.commands.curation.bench import Act, Bench, Response, Shown
from bot.commands.curation.panels import Field, Form, Look, button, panel
from bot.commands.curation.steps import Step
from bot.commands.descriptions import described
from bot.interactions import Interaction
from bot.render.safe_text import clip, markdown, prose
from facts.curation.change import Change, ChangeKind, source_mark
from facts.curation.curator import Hand
from facts.curation.source_form import SourceReading, read_source, source_fields
from facts.errors import NotOnRecord, Refused, StaleRevision, UsageError
from facts.language.names import Doubt
from facts.language.phrases import Phrases
from facts.model import Party, Reliability, Source, SourceKind
from facts.store.curation_drafts import Draft

FORMS: Mapping[str, tuple[str, ...]] = {
    "who": ("name", "kind", "party", "aliases", "methodology"),
    "trust": ("reliability", "reliability_reason", "standing_caveats", "reason"),
}
"""Which fields each of the two forms holds."""


def register(_tree: app_commands.CommandTree[Any], bench: Bench, group: app_commands.Group) -> None:
    """Add the commands to `/source` and take their steps."""

    @group.command(name="add", description=described("source_add"))
    @app_commands.describe(name=described("new_name"))
    async def add(interaction: Interaction, name: str | None = None) -> None:
        await bench.begin(interaction, lambda act: begin_source(bench, act), "add", name or "")

    @group.command(name="edit", description=described("source_edit"))
    @app_commands.describe(name=described("name"))
    @app_commands.autocomplete(name=bench.interactions.completing("name"))
    async def edit(interaction: Interaction, name: str) -> None:
        await bench.begin(interaction, lambda act: begin_source(bench, act), "edit", name)

    bench.on(Step.SOURCE, lambda act: _form(bench, act))
    bench.on(Step.SOURCE_SAVE, lambda act: _save(bench, act))
    bench.on(Step.NEW_SOURCE, lambda act: _for_draft(bench, act))


async def begin_source(bench: Bench, act: Act) -> Response:
    """Open the first form of a source; parts: `add` or `edit`, its name."""
    what, name = act.parts
    hand = await bench.curator.entitled(act.by)
    if what == "add":
        draft = await drafts.start(bench, act, "source", name=name)
        return form_of(draft, "who", act.say)
    source = await _found(bench, act, hand, name)
    draft = await drafts.start(bench, act, "source", **source_fields(source))
    await drafts.note(bench, act, draft.id, source=source.id, seen=source_mark(source))
    return form_of(draft, "who", act.say)


async def _found(bench: Bench, act: Act, hand: Hand, name: str) -> Source:
    view = await bench.curator.view(act.by.guild)
    names = bench.conversation.names(await bench.asked(act))
    typed = name.strip().removeprefix("#")
    source = names.get_source(typed)
    if source is None:
        read = names.source(typed)
        if read is None or isinstance(read, Doubt):
            near = ", ".join(names.source_label(i) for i in (read.ids if read else ())[:3])
            raise NotOnRecord(act.say("curation.form.no_source", words=typed[:60]), near)
        source = view.source(read.id)
    if source.scope != hand.scope:
        raise Refused(act.say("moderating.source.shared"), act.say("moderating.source.shared_hint"))
    return source


def form_of(draft: Draft, name: str, say: Phrases) -> Form:
    """Make one of the two forms of a source, filled with what the draft holds."""
    made = tuple(_field(key, draft.fields.get(key, ""), say) for key in FORMS[name])
    return Form(say(f"moderating.source.form.{name}"), made, Step.SOURCE, (draft.id, name))


def _field(name: str, value: str, say: Phrases) -> Field:
    options: tuple[tuple[str, str], ...] = ()
    if name == "kind":
        options = tuple((k.value, say(f"labels.source_kind.{k}")) for k in SourceKind)
    elif name == "party":
        options = tuple((p.value, say(f"labels.party.{p}")) for p in Party)
    elif name == "reliability":
        options = tuple((r.value, say(f"moderating.source.reliability.{r}")) for r in Reliability)
    hint = f"moderating.source.hint.{name}"
    return Field(
        name,
        say(f"moderating.source.field.{name}"),
        say(hint) if say.has(hint) else "",
        value,
        required=name == "name",
        long=name in ("methodology", "standing_caveats", "reliability_reason"),
        most=1500 if name in ("methodology", "standing_caveats") else 300,
        options=options,
    )


async def _form(bench: Bench, act: Act) -> Response:
    """Open a form of a source, or keep what it sent and show the source."""
    ident, name = act.parts
    if name not in FORMS:
        raise UsageError(act.say("bot.old_button"))
    if not act.submitted:
        return form_of(await drafts.note(bench, act, ident), name, act.say)
    draft = await drafts.keep(bench, act, ident, act.fields)
    return _shown(draft, await _read(bench, act, draft), act.say)


async def _read(bench: Bench, act: Act, draft: Draft) -> SourceReading:
    view = await bench.curator.view(act.by.guild)
    edited = draft.fields.get("@source")
    base = view.source(edited) if edited else None
    return read_source(draft.fields, view, scope=draft.scope, base=base, locale=act.by.locale)


def _texts(source: Source, say: Phrases) -> list[str]:
    kind, party = say(f"labels.source_kind.{source.kind}"), say(f"labels.party.{source.party}")
    lines = [f"{kind}, {party}", say(f"moderating.source.reliability.{source.reliability}")]
    lines += [source.reliability_reason or "", clip(source.methodology or "", 600)]
    return [
        f"### {markdown(source.name)}",
        "\n".join(markdown(line) for line in lines if line),
        "\n".join(f"- {markdown(c)}" for c in source.standing_caveats),
    ]


def _shown(draft: Draft, read: SourceReading, say: Phrases, *lead: str) -> Shown:
    texts, source = [*lead], read.source
    if source is not None:
        texts += _texts(source, say)
    else:
        problems = [f"- {prose(p.sentence)} {prose(p.hint)}".rstrip() for p in read.problems]
        texts.append("\n".join([f"**{say('moderating.draft.to_mend')}**", *problems]))
    forms = [
        button(say(f"moderating.source.form.{name}"), Step.SOURCE, draft.id, name) for name in FORMS
    ]
    last = [button(say("moderating.draft.discard"), Step.DISCARD, draft.id, look=Look.GRAVE)]
    if source is not None:
        save = say("moderating.source.save")
        last.insert(0, button(save, Step.SOURCE_SAVE, draft.id, look=Look.GOOD))
    return Shown(panel(texts, forms, last))


async def _save(bench: Bench, act: Act) -> Response:
    """Put a source on record; a draft of a fact that was waiting for it goes on."""
    draft = await drafts.note(bench, act, act.parts[0])
    read = await _read(bench, act, draft)
    if read.source is None:
        return _shown(draft, read, act.say)
    reason = draft.fields.get("reason") or act.say("moderating.source.reason")
    seen = draft.fields.get("@seen")
    change = Change(ChangeKind.SOURCE, reason=reason, source=read.source, seen=seen)
    try:
        outcome = await bench.curator.perform(change, by=act.by, draft=draft.id)
    except StaleRevision as stale:
        return await _stale(bench, act, draft, read, stale)
    if outcome.waiting is not None:
        return Shown(panel([prose(act.say("moderating.done.waiting"))]))
    waiting, name = draft.fields.get("@for"), draft.fields.get("@field", "originator")
    if waiting is not None:
        held = await bench.drafting.submit(waiting, {name: read.source.id}, by=act.by)
        return await drafts.shown(bench, act, held)
    text = act.say("moderating.source.saved", name=read.source.name)
    return Shown(panel([prose(text)]))


async def _stale(
    bench: Bench, act: Act, draft: Draft, read: SourceReading, stale: StaleRevision
) -> Response:
    """Say that somebody was faster and show what the source says now, above what was written."""
    view = await bench.curator.view(act.by.guild)
    now = view.source(draft.fields["@source"])
    draft = await drafts.note(bench, act, draft.id, seen=source_mark(now))
    yours = f"**{act.say('moderating.source.yours')}**"
    return _shown(draft, read, act.say, prose(f"{stale}"), *_texts(now, act.say), yours)


async def _for_draft(bench: Bench, act: Act) -> Response:
    """Open the form of a new source that a draft of a fact names; parts: draft, field."""
    waiting, name = act.parts
    await bench.curator.entitled(act.by)
    held = await bench.drafting.preview(waiting, by=act.by)
    typed = held.draft.fields.get(name, "")
    draft = await drafts.start(bench, act, "source", name=typed[:300])
    await drafts.note(bench, act, draft.id, field=name, **{"for": waiting})
    return form_of(draft, "who", act.say)
