"""Put a question back: several readings, or a near miss, as choices for the asker."""

from __future__ import annotations

from facts.answering.setting import Setting
from facts.answers import Answer, Outcome
from facts.errors import UsageError
from facts.language.canonical import canonical
from facts.language.names import Names
from facts.language.parser import read
from facts.questions import AskBack, Choice


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


def nearest_commands(text: str, setting: Setting) -> AskBack:
    """Offer the commands that the words of a plain text would fit, three at most."""
    names = Names.of(setting.view)
    found: list[str] = []
    for command in ("losses", "area", "timeline"):
        try:
            question = read(f"{command} {text}", names, locale=setting.asked.locale)
        except UsageError:
            continue
        if not isinstance(question, AskBack):
            found.append(canonical(question))
    found = found or ["losses week", "area kharkiv", "help"]
    sentence = setting.phrases("answering.ask_back.commands")
    choices = tuple(Choice(command, command) for command in dict.fromkeys(found))
    return AskBack(sentence, choices, "plain_words", "ask")
