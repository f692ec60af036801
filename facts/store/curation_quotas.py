"""Quotas: how often a member suggested or reported on a day, and whom a server blocked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from facts.store.curation_tables import blocked_member, quota
from facts.store.store import Store
from facts.store.upserting import upsert


@dataclass(frozen=True, slots=True)
class Block:
    """A member whose suggestions and reports a server does not take, and why."""

    scope: str
    person: str
    reason: str
    blocked_by: str
    blocked_at: datetime


async def use_quota(
    connection: AsyncConnection, *, scope: str, person: str, day: date, kind: str, most: int
) -> bool:
    """Count one use; False (nothing is counted) if the day's quota is used up."""
    row = {"scope": scope, "person": person, "day": day, "kind": kind, "used": 1}
    counted = (
        upsert(connection.dialect.name, quota)
        .values(row)
        .on_conflict_do_update(
            index_elements=["scope", "person", "day", "kind"],
            set_={"used": quota.c.used + 1},
            where=quota.c.used < most,
        )
        .returning(quota.c.used)
    )
    return most > 0 and (await connection.execute(counted)).first() is not None


async def block_of(connection: AsyncConnection, scope: str, names: Sequence[str]) -> Block | None:
    """Give why a member, under any of their names, is blocked in a scope; None if they are not."""
    wanted = select(blocked_member).where(
        blocked_member.c.scope == scope, blocked_member.c.person.in_(names)
    )
    row = (await connection.execute(wanted)).first()
    return None if row is None else Block(**row._mapping)


async def put_block(connection: AsyncConnection, block: Block) -> None:
    """Block a member, or change the reason."""
    row = {name: getattr(block, name) for name in Block.__slots__}
    put = upsert(connection.dialect.name, blocked_member).values(row)
    anew = {name: put.excluded[name] for name in ("reason", "blocked_by", "blocked_at")}
    await connection.execute(
        put.on_conflict_do_update(index_elements=["scope", "person"], set_=anew)
    )


async def lift_block(connection: AsyncConnection, scope: str, person: str) -> bool:
    """Take a member's suggestions again; False if they were not blocked."""
    lifted = await connection.execute(
        delete(blocked_member).where(
            blocked_member.c.scope == scope, blocked_member.c.person == person
        )
    )
    return lifted.rowcount == 1


async def keep_blocks(connection: AsyncConnection, person: str, mark: str) -> None:
    """Keep the blocks of somebody who is forgotten under a mark that leads to nobody."""
    blocked = blocked_member.c
    scopes = select(blocked.scope).where(blocked.person == person).scalar_subquery()
    await connection.execute(
        delete(blocked_member).where(blocked.person == mark, blocked.scope.in_(scopes))
    )
    await connection.execute(
        update(blocked_member).where(blocked.person == person).values(person=mark)
    )


async def list_blocks(store: Store, scope: str) -> tuple[Block, ...]:
    """List whom a scope has blocked, in the order they were."""
    wanted = select(blocked_member).where(blocked_member.c.scope == scope)
    async with store.looking() as connection:
        rows = await connection.execute(wanted.order_by(blocked_member.c.blocked_at))
        return tuple(Block(**row._mapping) for row in rows)
