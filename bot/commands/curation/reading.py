"""Reading what a moderator named: a fact by its id, as typed or chosen from the list."""

from __future__ import annotations

from bot.commands.curation.bench import Act, Bench
from facts.errors import NotOnRecord, Refused
from facts.language.parser import read_options
from facts.model import BASE
from facts.questions import FactShow
from facts.snapshot import Record


async def read_id(bench: Bench, act: Act, typed: str) -> tuple[str, int | None]:
    """Read `id` or `id@revision`; raises NotOnRecord, naming what is similar."""
    asked = await bench.asked(act)
    names = bench.conversation.names(asked)
    question = read_options("fact show", {"id": typed}, names, locale=asked.locale)
    if not isinstance(question, FactShow):
        choices = ", ".join(f"`{c.label}`" for c in getattr(question, "choices", ())[:3])
        raise NotOnRecord(act.say("curation.no_fact", fact=typed[:60]), choices)
    return question.id, question.revision


async def own_record(bench: Bench, act: Act, fact: str) -> Record:
    """Give a fact of the record that one keeps.

    Raises Refused without the right or for a shared fact in a server, NotOnRecord.
    """
    hand = await bench.curator.entitled(act.by)
    record = (await bench.curator.view(act.by.guild)).get(fact)
    if record is None:
        raise NotOnRecord(act.say("curation.no_fact", fact=fact[:120]))
    if record.scope != hand.scope:
        raise Refused(act.say("curation.shared_fact"), act.say("curation.shared_fact_hint"))
    return record


async def shared_record(bench: Bench, act: Act, fact: str) -> Record:
    """Give a shared fact that a server may hide, annotate or pin; raises Refused, NotOnRecord."""
    hand = await bench.curator.entitled(act.by)
    record = (await bench.curator.view(act.by.guild)).get(fact)
    if record is None:
        raise NotOnRecord(act.say("curation.no_fact", fact=fact[:120]))
    if hand.scope == BASE or record.scope != BASE:
        raise Refused(act.say("moderating.overlay.own"), act.say("moderating.overlay.own_hint"))
    return record
