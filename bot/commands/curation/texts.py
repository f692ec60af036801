"""Text versions: `!fact add …`, `!review`. Each answers with a button that opens what the slash command does.

Forms cannot be opened by a message, and what moderators see is not for the whole channel.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import discord

from bot.commands.curation.adding import begin_adding
from bot.commands.curation.auditing import show_audit
from bot.commands.curation.bench import Act, Bench, Response
from bot.commands.curation.changing import begin_change
from bot.commands.curation.files import export_facts, give_template
from bot.commands.curation.mydata import ask_delete, give_mydata
from bot.commands.curation.overlays import begin_link, begin_overlay
from bot.commands.curation.panels import Look, button, panel
from bot.commands.curation.reviewing import show_queue
from bot.commands.curation.settings import set_setting, show_settings
from bot.commands.curation.sources import begin_source
from bot.commands.curation.steps import Step, fits
from bot.render.safe_text import prose
from bot.sending import Drawing
from bot.text_commands import TextCommands
from facts.errors import UsageError
from facts.language.phrases import Phrases
from facts.model import RelationKind

Opener = Callable[[Bench, Act], Awaitable[Response]]

_OPTION = re.compile(r"(?:^|\s)([a-z]{2,12}):\s*")
_FORMS = ("fact add", "fact edit", "fact clarify", "fact correct", "fact retract", "fact restore")


def _whole(opener: Opener, *lead: str) -> Opener:
    """Hand on the words as the one option."""

    async def opened(bench: Bench, act: Act) -> Response:
        words = _named(act.parts[0])
        only = next(iter(words.values()), act.parts[0].strip())
        return await opener(bench, replace(act, parts=(*lead, only)))

    return opened


async def _add(bench: Bench, act: Act) -> Response:
    words = _named(act.parts[0])
    parts = (words.get("place", ""), words.get("originator", ""))
    return await begin_adding(bench, replace(act, parts=parts))


async def _link(bench: Bench, act: Act) -> Response:
    words = act.parts[0].split()
    kind = next((w for w in words if w in set(RelationKind)), "")
    facts = [w for w in words if w != kind]
    if len(facts) != 2:
        raise UsageError(act.say("curation.needs.link"), act.say("moderating.text.link_hint"))
    return await begin_link(bench, replace(act, parts=(facts[0], kind, facts[1])))


async def _set(bench: Bench, act: Act) -> Response:
    key, _, value = act.parts[0].strip().partition(" ")
    return await set_setting(bench, replace(act, parts=(key, value)))


async def _audit(bench: Bench, act: Act) -> Response:
    words = _named(act.parts[0])
    return await show_audit(
        bench, replace(act, parts=("older", "", words.get("who", ""), words.get("period", "")))
    )


async def _import(bench: Bench, act: Act) -> Response:  # noqa: ARG001 - as every opener
    raise UsageError(act.say("moderating.text.attach"))


OPENERS: Mapping[str, Opener] = {
    "fact add": _add,
    **{
        f"fact {name}": _whole(begin_change, name)
        for name in ("edit", "clarify", "correct", "retract", "restore")
    },
    **{f"fact {name}": _whole(begin_overlay, name) for name in ("hide", "note", "pin")},
    "fact link": _link,
    "fact import": _import,
    "fact export": _whole(export_facts),
    "fact template": _whole(give_template),
    "review": show_queue,
    "source add": _whole(begin_source, "add"),
    "source edit": _whole(begin_source, "edit"),
    "audit": _audit,
    "settings show": show_settings,
    "settings set": _set,
    "mydata export": give_mydata,
    "mydata delete": ask_delete,
}
"""Every command of moderators, by its words: what its button does."""

_WITHOUT_WORDS = ("review", "settings show", "mydata export", "mydata delete")


def register(commands: TextCommands, bench: Bench) -> None:
    """Take the text versions and the button that they answer with."""
    for name in OPENERS:
        commands.add((name,), _answering(name))
    bench.on(Step.OPEN, lambda act: _open(bench, act))


def _answering(name: str) -> Callable[[discord.Message, str, str], Awaitable[Drawing]]:
    async def answer(_message: discord.Message, words: str, locale: str) -> Drawing:
        say = Phrases.of(locale)
        if name == "fact import":
            raise UsageError(say("moderating.text.attach"))
        kept = words if fits(Step.OPEN, name, words) else ""
        key = "form" if name in _FORMS or name.startswith("source") else "private"
        lines = [prose(say(f"moderating.text.{key}"))]
        if kept != words:
            lines.append(prose(say("moderating.text.too_long", command=f"/{name}")))
        row = [button(say(f"moderating.text.open_{key}"), Step.OPEN, name, kept, look=Look.MAIN)]
        return panel(lines, row)

    return answer


async def _open(bench: Bench, act: Act) -> Response:
    """Do for whoever presses what the slash command would; parts: the command, its words."""
    name, words = act.parts
    opener = OPENERS.get(name)
    if opener is None:
        raise UsageError(act.say("bot.old_button"))
    parts = () if name in _WITHOUT_WORDS else (words,)
    return await opener(bench, replace(act, parts=parts))


def _named(words: str) -> dict[str, str]:
    """Read `place: Kharkiv originator: ISW` into options; what stands before the first is left out."""
    pieces = _OPTION.split(words)
    return {
        name: value.strip() for name, value in zip(pieces[1::2], pieces[2::2], strict=True) if name
    }
