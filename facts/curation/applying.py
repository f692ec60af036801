"""Applying a change within one writing transaction: the rules of each kind of change."""

from __future__ import annotations

from dataclasses import replace

from facts.curation.change import Applied, Change, ChangeKind, LinkTo, source_mark
from facts.curation.naming import fact_ids
from facts.curation.rules import with_rule_caveats
from facts.errors import NotOnRecord, Refused, StaleRevision
from facts.language.phrases import Phrases
from facts.model import Action, Body, Relation, Revision
from facts.store import Writing

_NEEDS_REASON = frozenset(set(ChangeKind) - {ChangeKind.CREATE, ChangeKind.PIN, ChangeKind.NOTE})
_NEEDS_NOTICE = frozenset({ChangeKind.CORRECT, ChangeKind.RETRACT})
_REVISES = frozenset(
    {
        ChangeKind.CLARIFY,
        ChangeKind.CORRECT,
        ChangeKind.RETRACT,
        ChangeKind.RESTORE,
        ChangeKind.WITHDRAW,
    }
)


def check_change(change: Change, say: Phrases) -> None:
    """Raise Refused where a change lacks what its kind needs, before anything is opened."""
    if change.kind in _NEEDS_REASON and change.reason is None:
        raise Refused(say("curation.needs.reason"), say("curation.needs.reason_hint"))
    if change.kind in _NEEDS_NOTICE and change.notice is None:
        raise Refused(say("curation.needs.notice"), say("curation.needs.notice_hint"))
    if change.kind in _REVISES and (change.fact is None or change.based_on is None):
        raise Refused(say("curation.needs.fact"), say("curation.needs.fact_hint"))
    if change.kind is ChangeKind.WITHDRAW and change.withdrawal is None:
        raise Refused(say("curation.needs.withdrawal"))
    if change.kind in (ChangeKind.LINK, ChangeKind.UNLINK) and not change.links:
        raise Refused(say("curation.needs.link"))


async def apply_change(writing: Writing, change: Change, say: Phrases) -> Applied:
    """Apply a change to the scope that is written.

    Raises StaleRevision if the fact was changed after `based_on`, Refused where a rule of the record
    is broken, NotOnRecord for an unknown fact, revision, source or place.
    """
    check_change(change, say)
    try:
        return await _apply(writing, change, say)
    except StaleRevision as error:
        if change.kind is ChangeKind.SOURCE:
            raise
        raise StaleRevision(
            say("curation.stale", fact=change.fact or ""), say("curation.stale_hint")
        ) from error


async def _apply(writing: Writing, change: Change, say: Phrases) -> Applied:
    kind, fact = change.kind, change.fact
    if kind is ChangeKind.SOURCE:
        return await _put_source(writing, change, say)
    if kind is ChangeKind.CREATE:
        return await _create(writing, change, say)
    if fact is None:
        raise Refused(say("curation.needs.fact"), say("curation.needs.fact_hint"))
    if kind in _REVISES:
        made = await _revise(writing, fact, change, say)
        await _relate(writing, fact, change.links, change.reason)
        return Applied(fact, made.number)
    if kind is ChangeKind.LINK:
        await _relate(writing, fact, change.links, change.reason)
    elif kind is ChangeKind.UNLINK:
        for link in change.links:
            ended = _relation(writing, fact, link)
            await writing.end_relation(ended, reason=change.reason or "")
    elif kind is ChangeKind.LIFT:
        await _lift(writing, fact, change.text or "", change.reason, say)
    elif kind is ChangeKind.HIDE:
        await writing.overlay(fact, "hide", change.reason)
    elif kind is ChangeKind.NOTE:
        if change.text is None:
            raise Refused(say("curation.needs.note"))
        await writing.overlay(fact, "note", change.text)
    else:
        await writing.overlay(fact, "pin", change.text)
    return Applied(fact)


async def _create(writing: Writing, change: Change, say: Phrases) -> Applied:
    if change.body is None:
        raise Refused(say("curation.needs.body"))
    body = with_rule_caveats(change.body, await writing.sources())
    for name in (change.fact,) if change.fact else fact_ids(body, writing.scope):
        if change.fact is None and await writing.used(name):
            continue
        made = await writing.create(name, body)
        await _relate(writing, name, change.links, change.reason)
        return Applied(name, made.number)
    raise AssertionError("fact_ids never ends")


async def _revise(writing: Writing, fact: str, change: Change, say: Phrases) -> Revision:
    kind, reason = change.kind, change.reason or ""
    body, notice = change.body, change.notice
    if kind is ChangeKind.RETRACT:
        action, body = Action.RETRACT, None
    elif kind is ChangeKind.RESTORE:
        action = Action.RESTORE
        if change.revision is not None:
            body = await _earlier(writing, fact, change.revision, say)
    elif kind is ChangeKind.WITHDRAW:
        # The originator's change of mind: readers had been told otherwise, so it is a correction.
        action = Action.CORRECT
        body = replace(await writing.body(fact), withdrawn=change.withdrawal)
        notice = notice or withdrawn_notice(change, None)
    else:
        action = Action.CLARIFY if kind is ChangeKind.CLARIFY else Action.CORRECT
        if body is None:
            raise Refused(say("curation.needs.body"))
    if body is not None:
        body = with_rule_caveats(body, await writing.sources())
    return await writing.revise(
        fact, action, body, reason=reason, notice=notice, based_on=change.based_on
    )


def withdrawn_notice(change: Change, language: str | None) -> str:
    """Say to readers that an originator took a claim back, in their server's language."""
    words = change.withdrawal.words if change.withdrawal else ""
    return Phrases.of(language or "en")("curation.withdrawn_notice", words=words)[:300]


async def _earlier(writing: Writing, fact: str, number: int, say: Phrases) -> Body:
    body = await writing.body_at(fact, number)
    if body is None:
        raise NotOnRecord(say("curation.no_revision", fact=fact, number=number))
    return body


async def _relate(
    writing: Writing, fact: str, links: tuple[LinkTo, ...], reason: str | None
) -> None:
    for link in links:
        await writing.relate(_relation(writing, fact, link), reason=reason)


def _relation(writing: Writing, fact: str, link: LinkTo) -> Relation:
    start, end = (fact, link.other) if link.outgoing else (link.other, fact)
    return Relation(link.kind, start, end, writing.scope, link.note)


async def _lift(writing: Writing, fact: str, kind: str, reason: str | None, say: Phrases) -> None:
    if kind == "hide":
        await writing.lift_overlay(fact, "hide", reason=reason)
    elif kind == "note":
        await writing.lift_overlay(fact, "note", reason=reason)
    elif kind == "pin":
        await writing.lift_overlay(fact, "pin", reason=reason)
    else:
        raise Refused(say("curation.needs.lift"))


async def _put_source(writing: Writing, change: Change, say: Phrases) -> Applied:
    source = change.source
    if source is None:
        raise Refused(say("curation.needs.source"))
    if source.scope != writing.scope:
        raise Refused(say("curation.other_scope"))
    held = (await writing.sources()).get(source.id) if change.seen else None
    if held is not None and source_mark(held) != change.seen:
        raise StaleRevision(say("curation.stale", fact=source.name), say("curation.stale_hint"))
    await writing.put_source(source, reason=change.reason)
    return Applied(source=source.id)
