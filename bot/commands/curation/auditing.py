"""`/audit`: every change of this server's record, by whom and when, newest first, or as a file."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

from discord import app_commands

from bot.commands.curation.bench import Act, Bench, Response, Shown
from bot.commands.curation.panels import button, panel
from bot.commands.curation.settings import shown_value
from bot.commands.curation.steps import Step, fits
from bot.commands.descriptions import described
from bot.interactions import Interaction
from bot.render.custom_ids import ButtonId
from bot.render.safe_text import clip, code, prose
from bot.sending import Attached
from facts.curation.bulk.cells import guarded
from facts.curation.form_dates import read_span
from facts.errors import NotOnRecord
from facts.language.phrases import Phrases
from facts.store.curation_audit import AuditEntry
from facts.store.people import user_of

_PAGE = 15
_REVISIONS = 20
"""Revisions named with who made them; the newest where there are more."""
_MENTION = re.compile(r"<@!?(\d{1,20})>")


def register(tree: app_commands.CommandTree[Any], bench: Bench) -> None:
    """Add the command to the tree and take its steps."""

    @tree.command(name="audit", description=described("audit"))
    @app_commands.describe(who=described("who"), period=described("period"))
    @app_commands.autocomplete(period=bench.interactions.completing("period"))
    async def audit(
        interaction: Interaction, who: str | None = None, period: str | None = None
    ) -> None:
        parts = ("older", "", who or "", period or "")
        await bench.begin(interaction, lambda act: show_audit(bench, act), *parts)

    bench.on(Step.AUDIT, lambda act: show_audit(bench, act))


async def show_audit(bench: Bench, act: Act) -> Response:
    """Show changes; parts: `older` or `file`, the position to go on before, who, period."""
    what, before, who_typed, period = act.parts
    mentioned = _MENTION.fullmatch(who_typed.strip())
    who = mentioned.group(1) if mentioned else who_typed.strip() or None
    since, until = _days(bench, act, period)
    if what == "file":
        entries = await bench.curator.export_audit(by=act.by, who=who, since=since, until=until)
        file = Attached("audit.csv", audit_csv(entries))
        text = prose(act.say.plural("moderating.audit.file", len(entries)))
        return Shown(panel([text], files=(file,)), beside=True)
    found = await bench.curator.audit(
        by=act.by,
        who=who,
        since=since,
        until=until,
        limit=_PAGE + 1,
        before=int(before) if before else None,
    )
    say = act.say
    if not found:
        return Shown(panel([prose(say("moderating.audit.none"))]))
    people: dict[str, str] = {}
    lines = [await _line(bench, entry, people, say) for entry in found[:_PAGE]]
    row = []
    tail = (who or "", period)
    if len(found) > _PAGE and fits(Step.AUDIT, "older", str(found[_PAGE - 1].position), *tail):
        last = str(found[_PAGE - 1].position)
        row.append(button(say("moderating.audit.older"), Step.AUDIT, "older", last, *tail))
    if fits(Step.AUDIT, "file", "", *tail):
        row.append(button(say("moderating.audit.export"), Step.AUDIT, "file", "", *tail))
    return Shown(panel([f"### {say('moderating.audit.title')}", "\n".join(lines)], row))


async def pressed_who(bench: Bench, interaction: Interaction, pressed: ButtonId) -> None:
    """Answer a press of “By whom” under a fact's history: only moderators are told."""
    await bench.begin(interaction, lambda act: _who(bench, act, pressed.text))


async def _who(bench: Bench, act: Act, fact: str) -> Response:
    hand, say = await bench.curator.entitled(act.by), act.say
    people: dict[str, str] = {}
    lines = []
    for made in await bench.curator.store.history(fact, [hand.scope]):
        who = await _person(bench, made.recorded_by, people, say)
        did = prose(say(f"moderating.audit.action.{made.action}"))
        number = prose(say("moderating.change.revision", number=made.number))
        when = f"<t:{int(made.recorded_at.timestamp())}:f>"
        line = f"**{number}** · {when} · {who}: {did}"
        lines.append(f"{line}\n-# {prose(clip(made.reason, 200))}" if made.reason else line)
    if not lines:
        raise NotOnRecord(say("curation.no_fact", fact=fact[:120]))
    title = f"### {prose(say('moderating.history.title', fact=f'`{fact}`'))}"
    return Shown(panel([title, "\n".join(lines[-_REVISIONS:])]), beside=True)


def _days(bench: Bench, act: Act, period: str) -> tuple[datetime | None, datetime | None]:
    """Give the instants between which a period lies in the server's time zone."""
    if not period.strip():
        return None, None
    zone = bench.curator.settings.of(act.by.guild).zone
    first, last = read_span(period, bench.curator.today(act.by.guild), act.by.locale)

    def midnight(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)

    return (
        midnight(first) if first else None,
        midnight(last + timedelta(days=1)) if last else None,
    )


async def _line(bench: Bench, entry: AuditEntry, people: dict[str, str], say: Phrases) -> str:
    who = await _person(bench, entry.actor, people, say)
    action = f"moderating.audit.action.{entry.action}"
    did = say(action) if say.has(action) else entry.action
    when = f"<t:{int(entry.at.timestamp())}:f>"
    subject = await _subject(bench, entry, people, say)
    line = f"{when} {who}: {prose(did)} {subject}"
    return f"{line}\n-# {prose(clip(entry.reason, 120))}" if entry.reason else line


async def _subject(bench: Bench, entry: AuditEntry, people: dict[str, str], say: Phrases) -> str:
    """Name what was changed: a fact, a source, how two facts stand, a setting, a member."""
    if entry.kind == "member":
        return await _person(bench, entry.subject, people, say)
    if entry.kind == "relation":
        kind, one, other = entry.subject.split(" ")
        label = prose(say(f"labels.relation.{kind}"))
        return f"{code(clip(one, 80))} {label} {code(clip(other, 80))}"
    shown = code(clip(entry.subject, 80))
    if entry.kind == "setting" and entry.after is not None:
        return f"{shown}: {shown_value(entry.subject, json.loads(entry.after), say)}"
    return shown


async def _person(bench: Bench, name: str, people: dict[str, str], say: Phrases) -> str:
    """Name who a pseudonym stands for, asking the store once for each."""
    if name not in people:
        user = await user_of(bench.curator.store, name)
        known = f"moderating.audit.actor.{name.replace(' ', '_')}"
        words = say(known) if say.has(known) else say("moderating.audit.somebody")
        people[name] = f"<@{user}>" if user else prose(words)
    return people[name]


def audit_csv(entries: list[AuditEntry]) -> bytes:
    """Write changes as CSV that spreadsheets open; what could be a formula is made text."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    names = ("position", "at", "actor", "action", "kind", "subject", "reason", "before", "after")
    writer.writerow(names)
    for entry in entries:
        writer.writerow([guarded(str(getattr(entry, name) or "")) for name in names])
    return out.getvalue().encode("utf-8-sig")
