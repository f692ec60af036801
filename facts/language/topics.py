"""Topics as people type them: the code or its label, in any of the languages."""

from __future__ import annotations

from functools import cache

from facts.errors import UsageError
from facts.language.normalise import fold
from facts.language.phrases import LANGUAGES, Phrases
from facts.model import Topic
from facts.questions import Choice


def read_topic(text: str, locale: str = "en") -> Topic:
    """Read a topic; raises UsageError with the list of topics for one that is not held."""
    found = _names().get(_key(text))
    if found is not None:
        return found
    say = Phrases.of(locale)
    topics = ", ".join(say(f"labels.topic.{topic}") for topic in Topic)
    raise UsageError(
        say("digest.topic.unknown", text=text[:60]), say("digest.topic.hint", topics=topics)
    )


def complete_topic(typed: str, locale: str = "en") -> list[Choice]:
    """Offer topics whose name in any language holds what was typed so far."""
    key, say = _key(typed), Phrases.of(locale)
    fitting = dict.fromkeys(topic for name, topic in _names().items() if key in name)
    return [
        Choice(say(f"labels.topic.{topic}"), topic.value) for topic in Topic if topic in fitting
    ]


def _key(text: str) -> str:
    return fold(text).replace("_", " ").strip()


@cache
def _names() -> dict[str, Topic]:
    names = {_key(topic.value): topic for topic in Topic}
    for language in LANGUAGES:
        say = Phrases.of(language)
        for topic in Topic:
            for key in (f"labels.topic.{topic}", f"answering.topic.{topic}"):
                if say.has(key):
                    names.setdefault(_key(say(key)), topic)
    return names
