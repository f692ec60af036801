"""`fact show` and `fact history`: one fact in full, now or as it was told earlier."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from facts.answering.blocks import blocks_of
from facts.answering.changes import changed_words
from facts.answering.citing import statement_in
from facts.answering.parts import disagreements, reading, text_answer
from facts.answering.setting import Setting
from facts.answering.window import Window
from facts.answers import Answer, CitedFact, HistoryEntry, Outcome, Section
from facts.model import Action, Revision
from facts.questions import FactHistory, FactShow
from facts.snapshot import Record, RecordCorrection


def answer_fact(question: FactShow, setting: Setting) -> Answer:
    """Show a fact as it stands; a tombstone says what was retracted, when and why."""
    read_as = reading(setting, "fact show", id=question.id)
    record = setting.view.get(question.id)
    if record is None:
        return _unknown(setting, read_as, question.id)
    return _shown(setting, read_as, record, _standing_note(setting, record))


def answer_revision(question: FactShow, setting: Setting, history: Sequence[Revision]) -> Answer:
    """Show a fact as one of its revisions told it, and what became of it since."""
    say = setting.phrases
    read_as = reading(setting, "fact show", id=question.id, revision=question.revision)
    known = {revision.number: revision for revision in history}
    if not known:
        return _unknown(setting, read_as, question.id)
    if question.revision not in known:
        text = say(
            "answering.fact.no_revision", id=question.id, number=question.revision, last=max(known)
        )
        return text_answer(setting, read_as, question.id, text, outcome=Outcome.NOTHING)
    told = known[question.revision]
    record = record_of(told)
    last = known[max(known)]
    lines = [
        say(
            "answering.fact.revision",
            number=told.number,
            last=last.number,
            when=_moment(setting, told.recorded_at),
        )
    ]
    later = (known[number] for number in sorted(known) if number > told.number)
    lines.extend(_since(setting, revision) for revision in later)
    return _shown(setting, read_as, record, "\n".join(lines))


def answer_history(question: FactHistory, setting: Setting, history: Sequence[Revision]) -> Answer:
    """List every revision of a fact, oldest first, with what changed word by word."""
    say = setting.phrases
    read_as = reading(setting, "fact history", id=question.id)
    if not history:
        return _unknown(setting, read_as, question.id)
    ordered = sorted(history, key=lambda revision: revision.number)
    entries = []
    before: Revision | None = None
    for revision in ordered:
        entries.append(_entry(setting, revision, before))
        before = revision
    cited = (setting.cite(record_of(ordered[-1])),)
    note = say.plural("answering.fact.history", len(entries), id=question.id)
    return Answer(
        question="",
        canonical="",
        outcome=Outcome.ANSWERED,
        read_as=read_as,
        title=say("answering.fact.history_title", id=question.id),
        store=setting.view.digest,
        note=note,
        facts=cited,
        as_of=setting.view.as_of,
        history=tuple(entries),
    )


def record_of(revision: Revision) -> Record:
    """Make the record that a revision told of."""
    return Record(
        id=revision.fact,
        scope=revision.scope,
        revision=revision.number,
        action=revision.action,
        recorded_at=revision.recorded_at,
        hash=revision.hash,
        body=revision.body,
    )


def _shown(
    setting: Setting, read_as: dict[str, object], record: Record, note: str | None
) -> Answer:
    sections = (Section("", blocks_of(setting, [record], Window())),)
    facts: tuple[CitedFact, ...] = (setting.cite(record),)
    return Answer(
        question="",
        canonical="",
        outcome=Outcome.ANSWERED,
        read_as=read_as,
        title=setting.phrases("answering.fact.title", id=record.id),
        store=setting.view.digest,
        note=note,
        sections=sections,
        facts=facts,
        disagreements=disagreements(facts),
        as_of=setting.view.as_of,
    )


def _standing_note(setting: Setting, record: Record) -> str | None:
    """Say what a reader must know of the record itself: retracted, corrected, hidden here."""
    say = setting.phrases
    lines = []
    changes = [c for layer in setting.view.layers for c in layer.corrections if c.fact == record.id]
    changes.sort(key=lambda c: c.revision)
    if record.retracted:
        last = next((c for c in reversed(changes) if c.action is Action.RETRACT), None)
        when = _moment(setting, last.recorded_at if last else record.recorded_at)
        lines.append(say("answering.fact.retracted", when=when, reason=_reason(last)).rstrip())
    else:
        lines.extend(_changed(setting, change) for change in changes)
    if record.id in setting.view.hidden:
        lines.append(say("answering.fact.hidden"))
    return "\n".join(lines) or None


def _reason(change: RecordCorrection | None) -> str:
    return change.reason if change else ""


def _changed(setting: Setting, change: RecordCorrection) -> str:
    return setting.phrases(
        f"answering.fact.changed.{change.action}",
        when=_moment(setting, change.recorded_at),
        reason=change.reason,
    )


def _since(setting: Setting, revision: Revision) -> str:
    return setting.phrases(
        f"answering.fact.changed.{revision.action}",
        when=_moment(setting, revision.recorded_at),
        reason=revision.reason or "",
    )


def _entry(setting: Setting, revision: Revision, before: Revision | None) -> HistoryEntry:
    body = revision.body
    return HistoryEntry(
        revision=revision.number,
        action=revision.action.value,
        recorded_at=revision.recorded_at.astimezone(UTC).isoformat(timespec="seconds"),
        recorded_by=_who(setting, revision.recorded_by),
        reason=revision.reason,
        notice=revision.notice,
        statement=statement_in(body, setting.phrases.language),
        changes=changed_words(before.body, body, setting) if before else (),
    )


def _who(setting: Setting, actor: str) -> str:
    """Name who recorded a revision without telling readers a person's account."""
    kind = actor.partition(":")[0].replace(" ", "_")
    key = f"answering.fact.by.{kind}"
    return (
        setting.phrases(key)
        if setting.phrases.has(key)
        else setting.phrases("answering.fact.by.user")
    )


def _moment(setting: Setting, instant: datetime) -> str:
    return setting.phrases.day(instant.astimezone(UTC).date())


def _unknown(setting: Setting, read_as: dict[str, object], fact: str) -> Answer:
    why = setting.phrases("answering.fact.unknown", id=fact)
    return text_answer(setting, read_as, fact, why, outcome=Outcome.NOTHING)
