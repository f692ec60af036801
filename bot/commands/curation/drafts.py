"""A draft as its author sees it: the fact as readers will, what is wrong, what is near, what to do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice

from bot.commands.curation.bench import Act, Bench, Shown
from bot.commands.curation.fact_forms import FORMS
from bot.commands.curation.panels import Look, button, menu, panel, texts_of
from bot.commands.curation.steps import Step
from bot.conversation import draw
from bot.render.safe_text import clip, code, markdown, prose
from bot.sending import Json
from facts.answering.citing import statement_in
from facts.answering.preview import changes, preview
from facts.curation.change import LinkTo
from facts.curation.drafting import Preview
from facts.curation.form_parts import FieldProblem
from facts.curation.naming import fact_ids
from facts.curation.nearest import Near
from facts.curation.rights import may_curate
from facts.language.names import Names
from facts.language.phrases import Phrases
from facts.model import BASE, Body, RelationKind
from facts.questions import Asked
from facts.snapshot import View
from facts.store.curation_drafts import Draft
from facts.store.people import person_of

LINKS, ITEM, VERSION, SENT = "@links", "@item", "@version", "@sent"
"""What a draft notes beside its fields: chosen relations, the queue's item that it will decide, and that
a form of it was sent off."""

UNSENT_HOURS = 24
"""After so long a form that was opened and never sent off is forgotten."""

_OFFERED = (RelationKind.SAME_CLAIM, RelationKind.SUPERSEDES, RelationKind.CONTRADICTS)


async def note(bench: Bench, act: Act, draft: str, /, **notes: str) -> Draft:
    """Keep notes with a draft (`item` → `@item`); an empty one is taken out. Raises NotOnRecord."""
    kept = {f"@{name}": text for name, text in notes.items()}
    return await _kept(bench, act, draft, kept)


async def keep(bench: Bench, act: Act, draft: str, fields: Mapping[str, str]) -> Draft:
    """Keep what a form sent; notes cannot be sent. Raises NotOnRecord."""
    given = {name: text for name, text in fields.items() if not name.startswith("@")} | {SENT: "1"}
    return await _kept(bench, act, draft, given)


async def _kept(bench: Bench, act: Act, draft: str, fields: Mapping[str, str]) -> Draft:
    person = await person_of(bench.curator.store, act.by.user_id)
    scope, drafts = act.by.guild or BASE, bench.curator.drafts
    return await drafts.keep(draft, person, scope, fields, locale=act.by.locale)


async def tidy(bench: Bench, act: Act) -> None:
    """Forget one's forms that were opened long ago and never sent off."""
    before = bench.curator.store.now() - timedelta(hours=UNSENT_HOURS)
    for draft in await bench.drafting.offered(by=act.by):
        if SENT not in draft.fields and draft.updated_at < before:
            await bench.drafting.discard(draft.id, by=act.by)


async def start(bench: Bench, act: Act, kind: str, /, **fields: str) -> Draft:
    """Begin a draft of another kind than a fact's words, such as `retract`."""
    await tidy(bench, act)
    person = await person_of(bench.curator.store, act.by.user_id)
    given = {name: text for name, text in fields.items() if text}
    return await bench.curator.drafts.start(person, act.by.guild or BASE, kind, given)


async def show_draft(bench: Bench, act: Act, draft: str) -> Shown:
    """Show a draft as it stands; raises NotOnRecord if it is gone or somebody else's."""
    return await shown(bench, act, await bench.drafting.preview(draft, by=act.by))


async def shown(bench: Bench, act: Act, held: Preview) -> Shown:
    """Draw a draft with everything that can be done with it."""
    say, asked = act.say, await bench.asked(act)
    view = await bench.curator.view(act.by.guild)
    moderates = await curates(bench, act)
    body, links = held.reading.body, links_of(held.draft)
    texts, rows = [_head(held, moderates, say)], []
    if body is not None:
        texts += _as_read(body, held, view, asked)
        texts += [_checks(held, body, say)]
        if held.near and held.fact is None:
            texts.append(near_text(held.near, say))
            rows += [_near_row(held, at, near, links, say) for at, near in enumerate(held.near, 1)]
    else:
        texts.append(_problems(held.reading.problems, say))
        rows += _choices(held, view, say)
    rows.append(_forms_row(held, say))
    rows.append(_last_row(held, say, moderates=moderates))
    return Shown(panel(texts, *rows))


async def curates(bench: Bench, act: Act) -> bool:
    """Tell whether somebody may put facts on record here, or only suggest them."""
    settings = await bench.curator.settings.fresh(act.by.guild)
    return may_curate(act.by, settings, bench.curator.owners).allowed


def links_of(draft: Draft) -> tuple[LinkTo, ...]:
    """Give the relations that were chosen for a draft."""
    chosen = json.loads(draft.fields.get(LINKS, "[]"))
    return tuple(LinkTo(RelationKind(kind), other) for kind, other in chosen)


def written(links: Iterable[LinkTo]) -> str:
    """Write chosen relations as a draft notes them; empty for none."""
    plain = [[link.kind.value, link.other] for link in links]
    return json.dumps(plain) if plain else ""


def mark_of(fact: str) -> str:
    """Give a short mark for a fact, whose id may be too long for a button."""
    return hashlib.sha256(fact.encode()).hexdigest()[:10]


def as_readers_see(
    body: Body, view: View, asked: Asked, *, fact: str, revision: int = 1, whole: bool = True
) -> list[str]:
    """Give the texts of a fact's answer: `whole`, or as one line among others."""
    answer = preview(body, view, asked, fact=fact, revision=revision, whole=whole)
    return texts_of(draw(answer, asked))


def _head(held: Preview, moderates: bool, say: Phrases) -> str:
    if held.fact is not None:
        return f"### {prose(say('moderating.draft.edit', fact=held.fact))}"
    key = "new" if moderates else "suggestion"
    return (
        f"### {prose(say(f'moderating.draft.{key}'))}\n-# {prose(say('moderating.draft.unseen'))}"
    )


def _as_read(body: Body, held: Preview, view: View, asked: Asked) -> list[str]:
    name = held.fact or next(islice(fact_ids(body, asked.guild or BASE), 1))
    record = view.get(held.fact) if held.fact else None
    revision = record.revision + 1 if record is not None else 1
    texts = as_readers_see(body, view, asked, fact=name, revision=revision)
    if record is not None:
        say = Phrases.of(asked.locale)
        found = changes(record.body, body, view, asked)
        lines = [f"- {markdown(line)}" for line in found] or [prose(say("moderating.draft.same"))]
        texts.append("\n".join([f"**{say('moderating.draft.changes')}**", *lines]))
    return texts


def _checks(held: Preview, body: Body, say: Phrases) -> str:
    """Show back what was understood: the figure, what was guessed, the caveats added by rule."""
    lines = []
    if held.reading.figure:
        lines.append(say("moderating.draft.figure", figure=held.reading.figure))
    for name in held.reading.guessed:
        value = {"topic": body.topic, "side": body.side}.get(name)
        if value is not None:
            label = say(f"moderating.field.{name}")
            words = say(f"labels.{name}.{value}")
            lines.append(say("moderating.draft.guessed", field=label, value=words))
    typed = {line.strip() for line in held.draft.fields.get("caveats", "").splitlines()}
    codes = [say(f"labels.caveat.{c.code}") for c in body.caveats if c.code and not c.text]
    lines += [say("moderating.draft.caveat", caveat=c) for c in codes if c not in typed]
    return "\n".join(f"-# {prose(line)}" for line in lines)


def _problems(problems: Sequence[FieldProblem], say: Phrases) -> str:
    lines = [f"**{say('moderating.draft.to_mend')}**"]
    for one in problems:
        label = f"moderating.field.{one.field}"
        name = say(label) if say.has(label) else one.field
        lines.append(f"- **{prose(name)}**: {prose(one.sentence)} {prose(one.hint)}".rstrip())
    return "\n".join(lines)


def _choices(held: Preview, view: View, say: Phrases) -> list[list[Json]]:
    """Offer what may have been meant, as menus, and an unknown source as a new one."""
    rows: list[list[Json]] = []
    names, draft = Names.of(view), held.draft.id
    for one in {p.field: p for p in held.reading.problems}.values():
        several = ";" in held.draft.fields.get(one.field, "")
        if one.choices and not several:
            label = names.place_label if one.field == "place" else names.source_label
            options = [(label(ident), ident, "") for ident in one.choices]
            title = say("moderating.draft.meant", field=say(f"moderating.field.{one.field}"))
            rows.append([menu(title, options, Step.CHOOSE, draft, one.field)])
        if one.offer == "add_source":
            typed = clip(held.draft.fields.get(one.field, ""), 40)
            title = say("moderating.draft.add_source", name=typed)
            rows.append([button(title, Step.NEW_SOURCE, draft, one.field)])
    return rows[:4]


def near_text(near: Sequence[Near], say: Phrases) -> str:
    """List the nearest facts on record, and why each is near."""
    lines = [f"**{say('moderating.draft.near')}**"]
    for at, one in enumerate(near, 1):
        record = one.record
        why = say(f"curation.nearest.{one.because}")
        told = markdown(clip(statement_in(record.body, say.language), 160))
        day = say.dates(record.body.stated_on or record.body.published_on)
        lines.append(f"{at}\\. {told} ({prose(day)}) {code(record.id)}\n-# {prose(why)}")
    return "\n".join(lines)


def _near_row(
    held: Preview, at: int, near: Near, links: Sequence[LinkTo], say: Phrases
) -> list[Json]:
    row = []
    kinds = dict.fromkeys((near.suggests, *_OFFERED))
    for kind in islice(kinds, 4):
        chosen = any(li.kind is kind and li.other == near.record.id for li in links)
        label = say(f"curation.nearest.offer.{kind}")
        text = say("moderating.draft.chosen", number=at, what=label) if chosen else f"{at}. {label}"
        look = Look.GOOD if chosen else Look.PLAIN
        parts = (held.draft.id, kind.value, mark_of(near.record.id))
        row.append(button(text, Step.RELATE, *parts, look=look))
    return row


def _forms_row(held: Preview, say: Phrases) -> list[Json]:
    fields, row = held.draft.fields, []
    next_up = next((f for f in FORMS if not any(fields.get(n) for n in FORMS[f])), None)
    wrong = {p.field for p in held.reading.problems}
    for name in FORMS:
        label = say(f"moderating.form.{name}")
        main = bool(wrong & set(FORMS[name])) or (not wrong and name == next_up == "page")
        if name == next_up == "page":
            label = say("moderating.draft.continue", form=label)
        look = Look.MAIN if main else Look.PLAIN
        row.append(button(label, Step.FORM, held.draft.id, name, look=look))
    return row


def _last_row(held: Preview, say: Phrases, *, moderates: bool) -> list[Json]:
    draft, row = held.draft, []
    if held.fact is not None:
        wanted = draft.fields.get("@kind", "correct")
        for kind in ("correct", "clarify"):
            look = Look.GOOD if kind == wanted else Look.PLAIN
            label = say(f"moderating.draft.save_{kind}")
            row.append(button(label, Step.SAVE, draft.id, kind, look=look))
        row.append(button(say("moderating.change.withdraw"), Step.SAVE, draft.id, "withdraw"))
        if held.reading.body is None:
            row = row[2:]
    elif held.reading.body is not None:
        key = "publish" if moderates else "send"
        row.append(button(say(f"moderating.draft.{key}"), Step.PUBLISH, draft.id, look=Look.GOOD))
    row.append(button(say("moderating.draft.discard"), Step.DISCARD, draft.id, look=Look.GRAVE))
    return row


def without(links: Sequence[LinkTo], one: LinkTo) -> tuple[LinkTo, ...]:
    """Take a relation out of those chosen, or put it in where it was not."""
    plain = replace(one, note=None)
    return tuple(li for li in links if li != plain) if plain in links else (*links, plain)
