"""The rule of credibility 1: another originator says so, through other hands altogether."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from facts.errors import Refused
from facts.model import Action, Body, RelationKind
from facts.model.history import body_from_json
from facts.store.journal import Journal
from facts.store.tables import fact, relation, revision

_MANY = 500
"""Past so many touched facts all of credibility 1 are looked at."""


def independent(body: Body, other: Body) -> bool:
    """Tell whether two claims have different originators and no station of their chains in common."""
    ours, theirs = _stations(body), _stations(other)
    return body.originator != other.originator and not ours & theirs


def _stations(body: Body) -> set[str]:
    return {hop.source or f"words:{(hop.words or '').casefold()}" for hop in body.chain}


async def expect_corroborated(journal: Journal, touched: frozenset[str]) -> None:
    """Raise Refused if a change leaves a credibility of 1 without its ground.

    `touched` names the facts that were revised, and both ends of the corroborations that changed;
    what they corroborate is looked at too.
    """
    connection, scope, say = journal.connection, journal.scope, journal.say
    sure = select(fact.c.fact).where(
        fact.c.scope == scope, fact.c.credibility == 1, fact.c.action != Action.RETRACT.value
    )
    doubtful = set((await connection.execute(sure)).scalars())
    if doubtful and len(touched) <= _MANY:
        near = await connection.execute(_linked(scope, touched))
        doubtful &= touched.union(*near)
    for name in sorted(doubtful):
        body = (await _bodies(connection, scope, [name]))[0]
        ends = await connection.execute(_linked(scope, [name]))
        others = {end for pair in ends for end in pair} - {name}
        if not any(independent(body, o) for o in await _bodies(connection, scope, others)):
            raise Refused(say("store.credibility", fact=name), say("store.credibility_hint"))


def _linked(scope: str, names: Collection[str]) -> Select[Any]:
    """Find both ends of the corroborations that some facts take part in."""
    return select(relation.c.from_fact, relation.c.to_fact).where(
        relation.c.scope == scope,
        relation.c.kind == RelationKind.CORROBORATES.value,
        relation.c.live,
        or_(relation.c.from_fact.in_(names), relation.c.to_fact.in_(names)),
    )


async def _bodies(connection: AsyncConnection, scope: str, names: Collection[str]) -> list[Body]:
    found = await connection.execute(
        select(revision.c.body)
        .join(fact, fact.c.position == revision.c.position)
        .where(fact.c.scope == scope, fact.c.fact.in_(names))
        .where(fact.c.action != Action.RETRACT.value)
    )
    return [body_from_json(text) for text in found.scalars()]
