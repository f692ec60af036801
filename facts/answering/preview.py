"""A fact before it is on record, drawn as readers will see it, and what an edit would change."""

from __future__ import annotations

from datetime import UTC, datetime

from facts.answering.blocks import blocks_of
from facts.answering.changes import changed_words
from facts.answering.parts import reading
from facts.answering.setting import Setting
from facts.answering.window import Window
from facts.answers import Answer, Outcome, Section
from facts.model import BASE, Action, Body
from facts.questions import Asked
from facts.snapshot import Record, View


def preview(
    body: Body, view: View, asked: Asked, *, fact: str, revision: int = 1, whole: bool = True
) -> Answer:
    """Answer with one body as if it stood on record under an id, as a revision; nothing is kept.

    `whole` gives all that is known of it; without, it is one line among others in an answer. Raises
    NotOnRecord if its originator is not on record.
    """
    setting = Setting.of(view, asked)
    scope = asked.guild or BASE
    at = datetime.combine(asked.today, datetime.min.time(), UTC)
    record = Record(fact, scope, revision, Action.CREATE, at, "", body)
    return Answer(
        question="",
        canonical="",
        outcome=Outcome.ANSWERED,
        read_as=reading(setting, "fact show" if whole else "fact history", id=fact),
        title="",
        store=view.digest,
        sections=(Section("", blocks_of(setting, [record], Window())),),
        facts=(setting.cite(record),),
    )


def changes(before: Body, after: Body, view: View, asked: Asked) -> tuple[str, ...]:
    """List in plain text, part by part and word by word, what an edit would change."""
    return changed_words(before, after, Setting.of(view, asked))
