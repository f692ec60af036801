"""The rule of credibility 1: another originator says so, through other hands altogether."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from facts.errors import Refused
from facts.model import BASE, Action, Body, RelationKind
from facts.model.history import body_from_json
from facts.store.tables import fact, relation, revision


def independent(body: Body, other: Body) -> bool:
    """Tell whether two claims have different originators and no station of their chains in common."""
    ours, theirs = _stations(body), _stations(other)
    return body.originator != other.originator and not ours & theirs


def _stations(body: Body) -> set[str]:
    return {hop.source or f"words:{(hop.words or '').casefold()}" for hop in body.chain}


async def expect_corroborated(connection: AsyncConnection, scope: str, since: int) -> None:
    """Raise Refused if a change made after position `since` leaves credibility 1 without its ground.

    Looks at changed facts, at both ends of changed relations, and at what changed facts corroborate.
    """
    for name in (await connection.execute(_doubtful(scope, since))).scalars():
        body = (await _bodies(connection, scope, [name]))[0]
        linked = (await connection.execute(_neighbours(scope, name))).scalars().all()
        others = await _bodies(connection, scope, linked)
        if not any(independent(body, other) for other in others):
            raise Refused(
                f"“{name}” has credibility 1, which needs a corroborating fact with another "
                "originator and no shared relay.",
                "Link such a fact, or assess its credibility anew.",
            )


def _doubtful(scope: str, since: int) -> Select[Any]:
    changed = select(fact.c.fact).where(fact.c.scope == scope, fact.c.position > since)
    ours = (relation.c.scope == scope, relation.c.kind == RelationKind.CORROBORATES.value)
    moved = union(
        changed,
        select(relation.c.from_fact).where(*ours, relation.c.position > since),
        select(relation.c.to_fact).where(*ours, relation.c.position > since),
        select(relation.c.from_fact).where(*ours, relation.c.to_fact.in_(changed)),
        select(relation.c.to_fact).where(*ours, relation.c.from_fact.in_(changed)),
    )
    return (
        select(fact.c.fact)
        .where(fact.c.scope == scope, fact.c.credibility == 1)
        .where(fact.c.action != Action.RETRACT.value, fact.c.fact.in_(moved))
        .order_by(fact.c.fact)
    )


def _neighbours(scope: str, name: str) -> Select[Any]:
    ours = (
        relation.c.scope.in_((scope, BASE)),
        relation.c.kind == RelationKind.CORROBORATES.value,
        relation.c.live,
    )
    either = union(
        select(relation.c.to_fact.label("other")).where(*ours, relation.c.from_fact == name),
        select(relation.c.from_fact).where(*ours, relation.c.to_fact == name),
    ).subquery()
    return select(either.c.other).order_by(either.c.other)


async def _bodies(connection: AsyncConnection, scope: str, names: Sequence[str]) -> list[Body]:
    found = await connection.execute(
        select(revision.c.body)
        .join(fact, fact.c.position == revision.c.position)
        .where(fact.c.scope == scope, fact.c.fact.in_(names))
        .where(fact.c.action != Action.RETRACT.value)
    )
    return [body_from_json(text) for text in found.scalars()]
