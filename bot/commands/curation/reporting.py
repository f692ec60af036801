"""Under every answer: “This is wrong”, and where nothing was found “Send to moderators”.

A report is about one fact as it stood; a question that is sent names nobody.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.commands.curation import drafts
from bot.commands.curation.bench import Act, Bench, Response, Shown
from bot.commands.curation.panels import Field, Form, menu, panel
from bot.commands.curation.steps import Step
from bot.interactions import Interaction
from bot.render.custom_ids import ButtonId
from bot.render.safe_text import prose
from facts.errors import NotOnRecord

_ID_SIGN = re.compile(r"(?<!\S)#(?=\w)")
"""What tells an id from a name in the text of a button; people do not write it."""


def register(bench: Bench) -> None:
    """Take the steps of reports."""
    bench.on(Step.REPORT, lambda act: _report(bench, act))


async def pressed_report(bench: Bench, interaction: Interaction, pressed: ButtonId) -> None:
    """Answer a press of “This is wrong”: ask which fact is meant, then what is wrong with it."""
    await bench.begin(interaction, lambda act: _which(bench, act, pressed))


async def pressed_send(bench: Bench, interaction: Interaction, pressed: ButtonId) -> None:
    """Answer a press of “Send to moderators”."""
    await bench.begin(interaction, lambda act: _send(bench, act, pressed))


async def _which(bench: Bench, act: Act, pressed: ButtonId) -> Response:
    asked = await bench.asked(act)
    asked = replace(asked, today=pressed.day or asked.today)
    answer = await bench.conversation.answer(pressed.text, asked)
    facts = answer.facts or answer.closest
    if not facts:
        raise NotOnRecord(act.say("moderating.report.nothing"))
    if len(facts) == 1:
        return await _ask(bench, act, facts[0].id, facts[0].revision)
    draft = await drafts.start(bench, act, "report")
    options = [
        (fact.statement, f"{fact.revision}@{fact.id}", fact.originator)
        for fact in facts
        if len(fact.id) <= 90
    ]
    chosen = menu(act.say("moderating.report.which"), options, Step.REPORT, draft.id)
    return Shown(panel([prose(act.say("moderating.report.which"))], [chosen]), beside=True)


async def _ask(bench: Bench, act: Act, fact: str, revision: int) -> Response:
    notes = {"@fact": fact, "@revision": str(revision)}
    draft = await drafts.start(bench, act, "report", **notes)
    return _form(act, draft.id)


def _form(act: Act, draft: str) -> Form:
    say = act.say
    field = Field(
        "words",
        say("moderating.report.field"),
        say("moderating.report.hint"),
        required=True,
        long=True,
        most=1000,
    )
    return Form(say("moderating.report.button"), (field,), Step.REPORT, (draft,))


async def _report(bench: Bench, act: Act) -> Response:
    """Take a report: the chosen fact first, then the words."""
    draft = act.parts[0]
    if act.chosen is not None:
        revision, _, fact = act.chosen.partition("@")
        await drafts.note(bench, act, draft, fact=fact, revision=revision)
        return _form(act, draft)
    if not act.submitted:
        return _form(act, draft)
    held = await drafts.note(bench, act, draft)
    await bench.incoming.report(
        held.fields["@fact"],
        int(held.fields["@revision"]),
        act.fields.get("words", ""),
        by=act.by,
        channel=act.channel,
    )
    await bench.drafting.discard(draft, by=act.by)
    return Shown(panel([prose(act.say("moderating.report.thanks"))]))


async def _send(bench: Bench, act: Act, pressed: ButtonId) -> Response:
    words = _ID_SIGN.sub("", pressed.text.removeprefix("ask "))
    await bench.incoming.unanswered(words, by=act.by)
    return Shown(panel([prose(act.say("moderating.report.sent"))]), beside=True)
