"""The button under an answer that reaches the moderators: “This is wrong”, or “Send to moderators”."""

from __future__ import annotations

from bot.render.buttons import Button, button
from bot.render.custom_ids import ButtonId, Press
from facts.answers import Answer, Outcome
from facts.language.phrases import Phrases
from facts.questions import Asked


def report_buttons(answer: Answer, asked: Asked) -> list[Button]:
    """Make the buttons that belong under an answer.

    None under help and other texts without facts, nor where the question does not fit into a button.
    """
    say = Phrases.of(asked.locale)
    if not answer.canonical:
        return []
    if answer.facts or answer.closest:
        press, label = Press.REPORT, say("moderating.report.button")
    elif answer.outcome is Outcome.NOTHING:
        press, label = Press.SEND, say("moderating.report.send")
    else:
        return []
    made = [button(label, ButtonId(press, answer.canonical, day=asked.today))]
    if answer.history and any(fact.scope == asked.guild for fact in answer.facts):
        # Who it was is for moderators; the history is for everybody.
        who = ButtonId(Press.WHO, answer.facts[0].id)
        made.append(button(say("moderating.history.button"), who))
    return [one for one in made if one is not None]
