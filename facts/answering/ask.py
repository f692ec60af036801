"""`ask`: a plain question gets the right record, or an honest "nothing on record"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from facts.answering.asking.handover import handed_over
from facts.answering.asking.sentences import explanation, looked_for, refusal, slots_read
from facts.answering.blocks import citation_key, figure_line
from facts.answering.parts import disagreements
from facts.answering.setting import Setting
from facts.answering.window import Window
from facts.answers import Answer, Block, Outcome, Section
from facts.language.asking.gate import Finding, find
from facts.language.asking.index import prepare
from facts.language.asking.messages import bearing_on
from facts.language.canonical import canonical
from facts.questions import Ask, Asked
from facts.snapshot import Record, View

__all__ = ["answer_ask", "check_message", "prepare"]

LONGEST = 2_000
"""Characters of a question that are read; a question has no more, a pasted article does."""


def answer_ask(question: Ask, view: View, asked: Asked) -> Answer:
    """Answer a plain question in English, Ukrainian or Russian from the records of a view.

    Answered only where both rankings agree and no constraint forbids it; else the closest records, or
    nothing, with the reason in `why`. A question that is `losses`, `area` or `timeline` in other words
    gets that command's answer, and `read_as` says so. `explanation` always tells how the question was
    read. The same view, question and circumstances give the same answer. The first question about a
    layer indexes it, which takes some tenths of a second at thousands of records: call `prepare` in a
    thread beforehand.
    """
    setting = Setting.of(view, asked)
    finding = find(question.text[:LONGEST], view)
    commanded = handed_over(finding, setting)
    if commanded is not None:
        told = (*explanation(finding, setting), _handed(commanded, setting))
        return replace(commanded, question=question.text, explanation=told)
    return _drawn(finding, setting, question.text, canonical(question))


def _handed(answer: Answer, setting: Setting) -> str:
    return setting.phrases("ask.why.handed", command=answer.read_as["command"])


def check_message(text: str, view: View, asked: Asked) -> Answer:
    """Find the records that bear on the claims in somebody's message, five at most.

    They neither confirm nor refute the message; outcome `answered` if there are any.
    """
    setting = Setting.of(view, asked)
    records = bearing_on(text, view)
    say = setting.phrases
    if not records:
        finding = find(text[:LONGEST], view)
        nothing = Finding("nothing", finding.slots, reason="no_claims")
        if finding.reason in ("empty", "no_words", "other_script", "other_language"):
            nothing = finding
        return _drawn(nothing, setting, text, "")
    sections = _sections(records, setting, say("ask.section"))
    facts = setting.cite_all(records)
    return Answer(
        question=text,
        canonical="",
        outcome=Outcome.ANSWERED,
        read_as={"command": "ask", "message": True},
        title=say("ask.title"),
        store=view.digest,
        note=say("ask.note.from_message"),
        sections=sections,
        facts=facts,
        disagreements=disagreements(facts),
        as_of=view.as_of,
    )


def _drawn(finding: Finding, setting: Setting, text: str, short: str) -> Answer:
    say = setting.phrases
    outcome = Outcome(finding.outcome)
    answered = outcome is Outcome.ANSWERED
    facts = setting.cite_all(finding.records)
    why = None if answered else _why(finding, setting)
    notes = [
        say("ask.note.respelled", word=w[:40], better=b) for w, b in finding.slots.respelled[:3]
    ]
    if answered and len(facts) > 1:
        notes.append(say("ask.note.also"))
    elif outcome is Outcome.CLOSEST:
        notes.append(say("ask.closest"))
    return Answer(
        question=text,
        canonical=short,
        outcome=outcome,
        read_as=slots_read(finding),
        title=say("ask.title"),
        store=setting.view.digest,
        note=" ".join(notes) or None,
        sections=_sections(finding.records, setting, say("ask.section")) if answered else (),
        facts=facts if answered else (),
        disagreements=disagreements(facts) if answered else (),
        closest=() if answered else facts,
        why=why,
        explanation=tuple(explanation(finding, setting)),
        as_of=setting.view.as_of,
    )


def _why(finding: Finding, setting: Setting) -> str:
    looked = looked_for(finding, setting)
    return " ".join(filter(None, (refusal(finding, setting), looked)))


def _sections(records: Sequence[Record], setting: Setting, title: str) -> tuple[Section, ...]:
    """Draw records in the order found; neighbours with one citation share a block."""
    window = Window()
    blocks: list[list[Record]] = []
    for record in records:
        if blocks and citation_key(setting, blocks[-1][0]) == citation_key(setting, record):
            blocks[-1].append(record)
        else:
            blocks.append([record])
    return (
        Section(
            title,
            tuple(Block(tuple(figure_line(setting, r, window) for r in b)) for b in blocks),
        ),
    )
