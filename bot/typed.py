"""What is typed where there is no Discord: a question for the desk, `digest …`, or what needs Discord."""

from __future__ import annotations

import re
from dataclasses import replace

from rich.console import Console

from bot.opening import Factline
from bot.render.digest_contents import contents_of
from bot.render.terminal import draw
from facts.answering.digest import Digest
from facts.answers import Answer
from facts.errors import Refused
from facts.language.phrases import Phrases
from facts.questions import Asked

_DIGEST = ("digest", "digests")
_MENTION = re.compile(r"^\s*@factline\b[\s,:]*", re.IGNORECASE)
"""How somebody types at a prompt what works on Discord: `@Factline losses week`."""

IN_SHELL = {
    name: f"factline facts {name.split()[1]}"
    for name in ("fact import", "fact export", "fact template")
}
"""Commands of moderators that a shell has, too, by another name."""

ON_DISCORD = frozenset(
    {*IN_SHELL, "fact add", "fact edit", "fact clarify", "fact correct", "fact retract"}
    | {"fact restore", "fact hide", "fact note", "fact pin", "fact link", "review", "audit"}
    | {"source add", "source edit", "settings show", "settings set"}
    | {"mydata export", "mydata delete"}
)
"""Commands that are about who uses them, which only Discord knows."""


async def answered(factline: Factline, text: str, asked: Asked) -> Answer | Digest:
    """Answer what was typed; raises FactlineError with a sentence."""
    prefix = factline.settings.prefix
    asked_text = without_mention(text)
    first, _, rest = (
        asked_text.strip().removeprefix(prefix).removeprefix("/").strip().partition(" ")
    )
    if first.casefold() not in _DIGEST:
        _expect_question(f"{first} {rest}", asked.locale)
        found = await factline.desk.answer(asked_text, asked, prefix=prefix)
        return found if asked_text == text else replace(found, question=text)
    # Loads what draws for Discord; a question should not wait for that.
    from bot.digest_prompt import DigestPrompt

    held = await DigestPrompt(factline).answer(rest, asked)
    return replace(held, answer=replace(held.answer, question=text))


def without_mention(text: str) -> str:
    """Leave out a leading `@Factline`."""
    return _MENTION.sub("", text)


def _expect_question(text: str, locale: str) -> None:
    """Raise Refused, with where to go, for a command that works on Discord only."""
    words = text.casefold().split()
    name = next((n for n in (" ".join(words[:2]), *words[:1]) if n in ON_DISCORD), None)
    if name is not None:
        say, shell = Phrases.of(locale), IN_SHELL.get(name)
        hint = say("console.in_shell", command=shell) if shell else ""
        raise Refused(say("console.on_discord", command=name), hint)


def show(
    found: Answer | Digest,
    console: Console,
    locale: str,
    *,
    number: int | None = None,
    more: str | None = None,
) -> bool:
    """Draw a screen of what came back; tell whether more follows (see `terminal.draw`)."""
    held = contents_of(found, Phrases.of(locale)) if isinstance(found, Digest) else None
    return draw(drawn_from(found), console, locale, screen=number, more=more, found=held)


def drawn_from(found: Answer | Digest) -> Answer:
    """Give the answer in what came back."""
    return found.answer if isinstance(found, Digest) else found


def as_answer(found: Answer | Digest, locale: str) -> Answer:
    """Give what came back as one answer; a digest's corrections are lines of its note."""
    if isinstance(found, Answer):
        return found
    from bot.digest_prompt import told_corrections

    told = told_corrections(found, Phrases.of(locale))
    note = "\n".join(text for text in (found.answer.note, told) if text)
    return replace(found.answer, note=note)
