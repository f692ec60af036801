"""`corrections`: what readers had been told that was corrected, retracted or restored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date

from facts.answering.blocks import blocks_of
from facts.answering.citing import statement_in
from facts.answering.parts import facts_in, reading, text_answer, window_dates
from facts.answering.setting import Setting
from facts.answering.window import Window, resolve_by_days
from facts.answers import Answer, Outcome, Section
from facts.questions import Corrections
from facts.snapshot import Record, RecordCorrection


def answer_corrections(question: Corrections, setting: Setting) -> Answer:
    """List the corrections recorded in a period, newest first; without one, all of them.

    What still stands is shown as cited facts; a retracted fact is named, not shown.

    Raises:
        BadPeriod: for a date that does not exist.
    """
    say = setting.phrases
    changes = list(_seen(setting))
    days = [_day(change) for change, _ in changes]
    window = resolve_by_days(question.period, setting.asked.today, days)
    read_as = reading(setting, "corrections", window=window)
    title = say("answering.corrections.title")
    dates = window_dates(setting, window)
    found = [(c, r) for c, r in changes if window.has(_day(c))]
    if not found:
        why = say("answering.corrections.none", dates=dates)
        return text_answer(setting, read_as, title, why, outcome=Outcome.NOTHING)
    lines = [say.plural("answering.corrections.count", len(found), dates=dates)]
    lines.extend(_line(setting, change, record) for change, record in found)
    standing = {r.id: r for _, r in found if setting.view.listed(r)}
    sections: tuple[Section, ...] = ()
    if standing:
        drawn = blocks_of(setting, list(standing.values()), Window())
        sections = (Section(say("answering.corrections.now"), drawn),)
    return Answer(
        question="",
        canonical="",
        outcome=Outcome.ANSWERED,
        read_as=read_as,
        title=title,
        store=setting.view.digest,
        note="\n".join(lines),
        sections=sections,
        facts=facts_in(sections),
        as_of=setting.view.as_of,
    )


def _seen(setting: Setting) -> Iterator[tuple[RecordCorrection, Record]]:
    """Go through the corrections of facts that the asker may see, newest first."""
    every = [c for layer in setting.view.layers for c in layer.corrections]
    every.sort(key=lambda c: (c.recorded_at, c.fact, c.revision), reverse=True)
    for change in every:
        record = setting.view.get(change.fact)
        if record is not None:
            yield change, record


def _day(change: RecordCorrection) -> date:
    return change.recorded_at.astimezone(UTC).date()


def _line(setting: Setting, change: RecordCorrection, record: Record) -> str:
    say = setting.phrases
    text = say(
        f"answering.corrections.{change.action}",
        when=say.day(_day(change)),
        id=change.fact,
        statement=statement_in(record.body, say.language),
        reason=change.reason,
    )
    return f"{text} {change.notice}" if change.notice else text
