"""What a server set, as rows: a value as JSON for each key, with who changed it last."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from facts.store.curation_tables import guild_setting
from facts.store.reading import read_position
from facts.store.store import Store
from facts.store.upserting import upsert
from facts.store.writing import Writing


@dataclass(frozen=True, slots=True)
class KeptSetting:
    """One setting as a server has it: a JSON-able value, and who changed it when."""

    key: str
    value: Any
    changed_by: str
    changed_at: datetime


async def read_settings(store: Store, scope: str) -> tuple[int, tuple[KeptSetting, ...]]:
    """Read what a server set, with the store's position that this was true at."""

    def read(connection: Any) -> tuple[int, tuple[KeptSetting, ...]]:
        wanted = select(guild_setting).where(guild_setting.c.scope == scope)
        rows = connection.execute(wanted.order_by(guild_setting.c.key)).all()
        kept = (KeptSetting(r.key, json.loads(r.value), r.changed_by, r.changed_at) for r in rows)
        return read_position(connection), tuple(kept)

    return await store.reading(read)


async def put_setting(writing: Writing, key: str, value: Any) -> bool:
    """Set a key for the server that is written (None: back to the default), audited.

    Gives False where it stood like this already.
    """
    here = (guild_setting.c.scope == writing.scope, guild_setting.c.key == key)
    connection = writing.connection
    before = await connection.scalar(select(guild_setting.c.value).where(*here))
    after = None if value is None else json.dumps(value, ensure_ascii=False)
    if before == after:
        return False
    writing.note("setting", key, "set" if after is not None else "reset", before, after)
    if after is None:
        await connection.execute(delete(guild_setting).where(*here))
        return True
    row: dict[str, Any] = {"scope": writing.scope, "key": key, "value": after}
    row |= {"changed_by": writing.actor, "changed_at": writing.at}
    put = upsert(connection.dialect.name, guild_setting).values(row)
    changed = {name: put.excluded[name] for name in ("value", "changed_by", "changed_at")}
    await connection.execute(
        put.on_conflict_do_update(index_elements=["scope", "key"], set_=changed)
    )
    return True
