"""Read the commands that take a text of their own: a question, an id, a name, a topic."""

from __future__ import annotations

import re

from facts.errors import BadPeriod, NotOnRecord, UnknownWords, UsageError
from facts.language.ask_back import doubt_sentence
from facts.language.names import Doubt, Found
from facts.language.normalise import clean, tokenise
from facts.language.slots import SLOTS, Reading, near_word
from facts.language.words import vocabulary
from facts.questions import (
    Ask,
    AskBack,
    Choice,
    FactHistory,
    FactShow,
    Help,
    PartialDate,
    SourceList,
    SourceShow,
)

_WRAPPING = " \t`'\"“”„«»<>[]()#"
_BESIDE = ("digest", "mydata", "period")
"""What `help` explains that is no question: what follows it in the text is left aside."""
_REVISION = re.compile(r"[1-9][0-9]{0,5}")


def ask(reading: Reading, text: str) -> Ask:
    """Take a plain question; an "as of DATE" in it is taken out.

    An empty question is one too: its answer says so. Raises BadPeriod for a date that does not exist.
    """
    rest, as_of = _take(reading, text, "as_of")
    rest = _without_key(rest, "question")
    return Ask(rest, as_of)


def fact_show(reading: Reading, text: str) -> FactShow | AskBack:
    """Take a fact's id, perhaps with `@revision`, perhaps with an "as of DATE"."""
    rest, as_of = _take(reading, text, "as_of")
    ident, revision = _fact_id(reading, rest)
    known = reading.names.fact(ident)
    if known is not None:
        return FactShow(known, revision, as_of)
    return _near_fact(reading, ident, "fact show")


def fact_history(reading: Reading, text: str) -> FactHistory | AskBack:
    """Take a fact's id; a revision in it is passed over, since the history shows all of them."""
    ident, _ = _fact_id(reading, text)
    known = reading.names.fact(ident)
    return FactHistory(known) if known is not None else _near_fact(reading, ident, "fact history")


def source_list(_reading: Reading, text: str) -> SourceList:
    """Take a part of a name to look for, or nothing."""
    return SourceList(_without_key(text, "name") or None)


def source_show(reading: Reading, text: str) -> SourceShow | SourceList | AskBack:
    """Take a source's name; without one, list all. Raises NotOnRecord."""
    name = _without_key(text, "name")
    if not name:
        return SourceList()
    cleaned = clean(name)
    own = Reading(cleaned, tokenise(cleaned), reading.names, reading.say, reading.locale)
    found: Found | Doubt = SLOTS["source"].read(own)
    if isinstance(found, Found):
        return SourceShow(found.id)
    choices = tuple(Choice(reading.names.source_label(i), f"source show #{i}") for i in found.ids)
    sentence = doubt_sentence(found, choices, reading)
    return AskBack(sentence, choices, found.reason, "source show")


def help_(reading: Reading, text: str) -> Help:
    """Take the name of a command to explain, or nothing; raises UnknownWords."""
    cleaned = clean(text).lstrip("!/")
    if not cleaned:
        return Help()
    topic = cleaned.split(" ")[0].casefold()
    if topic in _BESIDE:
        return Help(topic)
    commands = vocabulary().commands
    tokens = tokenise(cleaned)
    found = commands.match(tokens, 0)
    if found is not None and all(t.kind == "mark" for t in tokens[found[1] :]):
        return Help(found[0])
    near = near_word(cleaned, commands)
    say = reading.say
    raise UnknownWords(
        say("language.unknown.topic", words=cleaned[:60]),
        say("language.unknown.did_you_mean", word=f"help {near}") if near else "",
    )


def _fact_id(reading: Reading, text: str) -> tuple[str, int | None]:
    typed = _without_key(text, "id").strip(_WRAPPING)
    say = reading.say
    if not typed:
        raise UsageError(say("language.missing.id"), _example(reading, "fact"))
    ident, at, revision = typed.partition("@")
    if not at:
        return ident.strip(_WRAPPING), None
    if not _REVISION.fullmatch(revision.strip(_WRAPPING)):
        raise UsageError(
            say("language.fact.revision", words=revision[:20]), _example(reading, "revision")
        )
    return ident.strip(_WRAPPING), int(revision.strip(_WRAPPING))


def _near_fact(reading: Reading, ident: str, command: str) -> AskBack:
    """Offer ids that are near; raises NotOnRecord where none is."""
    say = reading.say
    shown = ident if len(ident) <= 60 else ident[:59] + "…"
    near = reading.names.near_facts(ident) if len(ident) <= 150 else ()
    if not near:
        raise NotOnRecord(say("language.fact.unknown", words=shown), say("language.fact.hint"))
    choices = tuple(Choice(i, f"{command} {i}") for i in near)
    sentence = doubt_sentence(Doubt("did_you_mean", shown, near), choices, reading)
    return AskBack(sentence, choices, "did_you_mean", command)


def _take(reading: Reading, text: str, option: str) -> tuple[str, PartialDate | None]:
    """Take one option out of a text, written `option:value` or in its own words."""
    tokens = tokenise(text)
    own = Reading(text, tokens, reading.names, reading.say, reading.locale)
    slot = SLOTS[option]
    for at, token in enumerate(tokens):
        if token.kind != "word":
            continue
        found = slot.match(own, at)
        key = vocabulary().options.match(tokens, at)
        if key is not None and key[0] == option and key[1] < len(tokens):
            start = key[1]
            if tokens[start].kind == "key":
                start += 1
                quoted = start < len(tokens) and tokens[start].kind == "quote"
                found = (slot.keyed or slot.match)(own, start + quoted) or found
                if found is None:
                    if option == "as_of":
                        raise BadPeriod(
                            reading.say("language.date.not_understood", words=text[:60]),
                            reading.say("language.date.hint"),
                        )
                    continue
                if quoted and found[1] < len(tokens) and tokens[found[1]].kind == "quote":
                    found = found[0], found[1] + 1
        if found is not None:
            end = tokens[found[1] - 1].end
            rest = f"{text[: token.start].rstrip()} {text[end:].lstrip()}"
            return rest.strip(), found[0]
    return text.strip(), None


def _without_key(text: str, option: str) -> str:
    """Drop a leading `option:` that a reader may have typed as in a slash command."""
    tokens = tokenise(text)
    found = vocabulary().options.match(tokens, 0)
    if found and found[0] == option and found[1] < len(tokens) and tokens[found[1]].kind == "key":
        text = text[tokens[found[1]].end :]
    return text.strip()


def _example(reading: Reading, command: str) -> str:
    say = reading.say
    return say("language.example", text=say(f"language.examples.{command}"))
