"""An expected error in the shape of an answer, for those who read one object a question."""

from __future__ import annotations

from facts.answers import Answer, Outcome
from facts.errors import FactlineError
from facts.language.parser import command_of
from facts.snapshot import View


def refusal(text: str, error: FactlineError, view: View, *, prefix: str = "!") -> Answer:
    """Say no as an answer: outcome `nothing`, the error's sentence in `why`, no fact in it."""
    return Answer(
        question=text,
        canonical="",
        outcome=Outcome.NOTHING,
        read_as={"command": command_of(text, prefix=prefix)},
        title=error.sentence,
        why=str(error),
        as_of=view.as_of,
        store=view.digest,
    )
