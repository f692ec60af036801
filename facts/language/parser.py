"""From typed text, or from typed options, to a question: the one door to this room.

The prefix, a mention, the console and a button all bring raw text (`read`); slash commands bring
options (`read_options`). Both end in the same `Question`, or in an `AskBack`.
"""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz.distance import OSA

from facts.errors import FactlineError, UsageError
from facts.language.canonical import LONGEST
from facts.language.commands import COMMANDS, Command
from facts.language.names import Names
from facts.language.normalise import clean, tokenise
from facts.language.phrases import Phrases
from facts.language.slots import Reading
from facts.language.texts import ask
from facts.language.words import vocabulary
from facts.questions import AskBack, Choice, Help, Question

MOST_CHARACTERS = 6_000
"""Discord's own longest option; more is refused."""

_LIKE = 0.75
_TRIED = ("losses", "area", "timeline")


def is_command(text: str, *, prefix: str = "!") -> bool:
    """Tell whether a text is meant as a command: it has the prefix, or a command's name starts it."""
    cleaned, prefixed = _without_prefix(clean(text[:MOST_CHARACTERS]), prefix)
    return prefixed or vocabulary().commands.match(tokenise(cleaned[:200]), 0) is not None


def command_of(text: str, *, prefix: str = "!") -> str | None:
    """Name the command that a text starts with ("fact show"), or None."""
    cleaned, _ = _without_prefix(clean(text[:MOST_CHARACTERS]), prefix)
    found = vocabulary().commands.match(tokenise(cleaned[:200]), 0)
    return found[0] if found else None


def read(text: str, names: Names, *, prefix: str = "!", locale: str = "en") -> Question | AskBack:
    """Read a typed text: a command if it starts with one (the prefix may be left out), else `ask`.

    Raises UsageError, UnknownWords, BadPeriod or NotOnRecord, with a sentence in the locale's
    language; nothing else.
    """
    if len(text) > MOST_CHARACTERS:
        text = text[: MOST_CHARACTERS + 1]
    cleaned, prefixed = _without_prefix(clean(text), prefix)
    say = Phrases.of(locale)
    # Some characters unfold into many; the limit holds for what is read.
    if max(len(text), len(cleaned)) > MOST_CHARACTERS:
        raise UsageError(say("language.too_long", most=say.number(MOST_CHARACTERS)))
    reading = Reading.of(cleaned, names, locale)
    if not reading.tokens or (prefixed and not cleaned):
        if prefixed:
            return Help()
        return ask(reading, cleaned)
    found = vocabulary().commands.match(reading.tokens, 0)
    if found is None:
        return _no_command(reading, prefixed)
    name, at = found
    command = COMMANDS[name]
    if prefixed or _is_meant(name, reading, at):
        return command.read_text(reading, at)
    try:
        question = command.read_text(reading, at)
    except FactlineError:
        return ask(reading, cleaned)
    return ask(reading, cleaned) if isinstance(question, AskBack) else question


def read_options(
    command: str, options: Mapping[str, str], names: Names, *, locale: str = "en"
) -> Question | AskBack:
    """Read a slash command's options; an error's sentence names the option it is about.

    `command` is the name in INTERFACE.md ("fact show"). Empty options count as left out. Raises
    UsageError, UnknownWords, BadPeriod or NotOnRecord.
    """
    reading = Reading.of("", names, locale)
    row = COMMANDS.get(command)
    if row is None:
        raise UsageError(
            reading.say("language.unknown.command", command=command[:60]),
            reading.say("language.example", text="help"),
        )
    for text in options.values():
        if len(text) > MOST_CHARACTERS:
            raise UsageError(
                reading.say("language.too_long", most=reading.say.number(MOST_CHARACTERS))
            )
    return row.read_options(reading, options)


def _without_prefix(cleaned: str, prefix: str) -> tuple[str, bool]:
    for lead in (prefix, "/"):
        if lead and cleaned.startswith(lead):
            return cleaned[len(lead) :].lstrip(), True
    return cleaned, False


def _is_meant(name: str, reading: Reading, at: int) -> bool:
    """Tell whether unprefixed text is surely a command: its own name, not a synonym, stands first.

    `about` and `help` start many a plain question, so with more words they may be one too.
    """
    said = " ".join(t.text for t in reading.tokens[:at] if t.kind == "word")
    if name in ("about", "help"):
        return len(reading.tokens) <= (at if name == "about" else at + 2)
    return said == name or said == name.split()[0]


def _no_command(reading: Reading, prefixed: bool) -> Question | AskBack:
    near = _near_command(reading, prefixed)
    if near is not None:
        return near
    if not prefixed:
        return ask(reading, reading.text)
    # With the prefix a command was meant: offer those that could take these words, and `ask`.
    choices = [
        f"{name} {_words(reading, at)}"
        for at in (0, 1)
        for name in _TRIED
        if at < len(reading.tokens) and _reads(COMMANDS[name], reading, at)
    ]
    choices = choices[:2] or ["help"]
    choices.append(f"ask {_words(reading)}")
    return AskBack(
        reading.say("language.ask_back.no_command", words=reading.text.split()[0][:40]),
        tuple(Choice(c, c) for c in choices),
        "plain_words",
    )


def _near_command(reading: Reading, prefixed: bool) -> AskBack | None:
    """Suggest the one command of which the first word is a slip (optimal string alignment <= 2).

    Without the prefix the words may be a plain question: then the rest must make sense, too.
    """
    first = reading.tokens[0].text
    best: tuple[int, str, str] | None = None
    for words, name in vocabulary().commands.meanings.items():
        most = 2 if len(words[0]) > 3 and len(first) > 3 else 1
        distance = OSA.distance(first, words[0], score_cutoff=most)
        like = OSA.normalized_similarity(first, words[0])
        if 0 < distance <= most and (prefixed or like >= _LIKE):
            kept = len(words) == 1 or _follow(reading, words)
            if kept and (best is None or distance < best[0]):
                best = distance, name, words[0]
    if best is None:
        return None
    _, name, word = best
    if not prefixed and not _reads(COMMANDS[name], reading, 1):
        return None
    choice = f"{word} {_words(reading, 1)}".strip()
    return AskBack(
        reading.say("language.ask_back.did_you_mean", words=first[:40], choice=f"`{choice}`"),
        (Choice(choice, choice),),
        "did_you_mean",
        name,
    )


def _follow(reading: Reading, words: tuple[str, ...]) -> bool:
    """Tell whether the later words of a command's name follow as they should."""
    return tuple(t.text for t in reading.tokens[1 : len(words)]) == words[1:]


def _reads(command: Command, reading: Reading, at: int) -> bool:
    try:
        command.read_text(reading, at)
    except FactlineError:
        return False
    return True


def _words(reading: Reading, at: int = 0) -> str:
    """Give the words from a token on as typed, cut to what a button can carry."""
    if at >= len(reading.tokens):
        return ""
    text = reading.text[reading.tokens[at].start :]
    limit = LONGEST - 10
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0]
