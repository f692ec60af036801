"""Put a question back: several readings, or a near miss, as choices for the asker."""

from __future__ import annotations

from facts.answering.setting import Setting
from facts.answers import Answer, Outcome
from facts.questions import AskBack


def answer_ask_back(question: AskBack, setting: Setting) -> Answer:
    """Give the choices that the words left open; nothing is shown that was not asked for."""
    read_as = {"command": question.command or "ask", "reason": question.reason}
    return Answer(
        question="",
        canonical="",
        outcome=Outcome.ASK_BACK,
        read_as=read_as,
        title=setting.phrases(f"answering.ask_back.{question.reason}"),
        store=setting.view.digest,
        why=question.sentence,
        choices=question.choices,
        as_of=setting.view.as_of,
    )
