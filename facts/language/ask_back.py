"""Turn words in doubt into a question to the asker, each choice a question that can be answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from facts.language.canonical import canonical
from facts.language.free_order import Values
from facts.language.names import Doubt, Found
from facts.language.slots import Reading
from facts.questions import AskBack, Choice, Question


def ask_back(
    command: str,
    open_slots: Sequence[str],
    values: Values,
    build: Callable[[Values], Question],
    reading: Reading,
) -> AskBack:
    """Ask about the first slot in doubt; further ones stay in the choices as they were typed."""
    slot, *later = open_slots
    doubt: Doubt = values[slot]
    settled = {name: value for name, value in values.items() if name not in later}
    again = "".join(f' {name}:"{values[name].words}"' for name in later)
    choices = tuple(
        Choice(
            _label(slot, ident, reading),
            canonical(build({**settled, slot: Found(ident)})) + again,
        )
        for ident in doubt.ids
    )
    return AskBack(doubt_sentence(doubt, choices, reading), choices, doubt.reason, command)


def doubt_sentence(doubt: Doubt, choices: Sequence[Choice], reading: Reading) -> str:
    """Write the question that goes with the choices."""
    say = reading.say
    if doubt.reason == "ambiguous":
        return say("language.ask_back.ambiguous", words=doubt.words)
    if len(choices) == 1:
        return say("language.ask_back.did_you_mean", words=doubt.words, choice=choices[0].label)
    return say("language.ask_back.one_of", words=doubt.words)


def _label(slot: str, ident: str, reading: Reading) -> str:
    if slot == "source":
        return reading.names.source_label(ident)
    return reading.names.place_label(ident, reading.locale)
