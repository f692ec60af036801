"""`help` and `about`: texts under review in `facts/collection/phrases`, by example."""

from __future__ import annotations

from facts.answering.parts import reading, text_answer
from facts.answering.setting import Setting
from facts.answers import Answer
from facts.questions import About, Help

HELP_TOPICS = (
    "losses",
    "area",
    "timeline",
    "ask",
    "fact",
    "source",
    "corrections",
    "period",
    "digest",
    "mydata",
)
"""What `help` explains one by one."""


def answer_help(question: Help, setting: Setting) -> Answer:
    """Explain by example: everything in a few lines, or one command."""
    say = setting.phrases
    topic = (question.topic or "").split(" ")[0]
    if topic in HELP_TOPICS:
        title = say("answering.help.title_of", topic=topic)
        text = say(f"answering.help.{topic}")
    else:
        title = say("answering.help.title")
        text = say("answering.help.all")
    known = topic if topic in HELP_TOPICS else None
    return text_answer(setting, reading(setting, "help", topic=known), title, text)


def answer_about(question: About, setting: Setting) -> Answer:
    """Say what Factline is, what it holds, under which licence, and what it keeps of people."""
    del question  # it has no options
    say = setting.phrases
    view = setting.view
    facts = sum(len(layer.records) for layer in view.layers)
    sources = sum(len(layer.sources) for layer in view.layers)
    text = say("answering.about.text", facts=say.number(facts), sources=say.number(sources))
    return text_answer(setting, reading(setting, "about"), say("answering.about.title"), text)
