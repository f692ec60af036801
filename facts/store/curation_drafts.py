"""Drafts: what somebody submitted in a form and has not published, kept at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from facts.errors import NotOnRecord
from facts.language.phrases import Phrases
from facts.store.curation_tables import draft
from facts.store.people import random_name
from facts.store.store import Store


@dataclass(frozen=True, slots=True)
class Draft:
    """One form in the making, of one person in one scope.

    `fields` is what was submitted so far, by the form's field names. `kind` says what it will become,
    such as `fact`, `suggestion`, `correct` or `source`.
    """

    id: str
    scope: str
    person: str
    kind: str
    fields: Mapping[str, str]
    created_at: datetime
    updated_at: datetime


class Drafts:
    """The drafts of a store. Each is seen and changed only by its person, in its scope."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def start(self, person: str, scope: str, kind: str, fields: Mapping[str, str]) -> Draft:
        """Begin a draft and keep what is known already."""
        now = self._store.now()
        made = Draft(random_name(12), scope, person, kind, dict(fields), now, now)
        row = {name: getattr(made, name) for name in ("id", "scope", "person", "kind")}
        times = {"created_at": now, "updated_at": now}
        async with self._store.keeping() as connection:
            await connection.execute(insert(draft).values(row | times | {"fields": _json(fields)}))
        return made

    async def keep(
        self,
        ident: str,
        person: str,
        scope: str,
        fields: Mapping[str, str],
        *,
        locale: str = "en",
    ) -> Draft:
        """Add submitted fields to a draft; an emptied field is taken out.

        Raises NotOnRecord, in the person's `locale`, for a draft that is not theirs in this scope.
        """
        async with self._store.keeping() as connection:
            held = (await connection.execute(_one(ident, person, scope))).first()
            if held is None:
                raise _gone(locale)
            known = _draft(held)
            joined = {**known.fields, **fields}
            kept = {name: text for name, text in joined.items() if text.strip()}
            now = self._store.now()
            changed = {"fields": _json(kept), "updated_at": now}
            await connection.execute(update(draft).where(draft.c.id == ident).values(changed))
        return replace(known, fields=kept, updated_at=now)

    async def get(self, ident: str, person: str, scope: str, *, locale: str = "en") -> Draft:
        """Give a draft; raises NotOnRecord if it is not this person's in this scope."""
        async with self._store.looking() as connection:
            held = (await connection.execute(_one(ident, person, scope))).first()
        if held is None:
            raise _gone(locale)
        return _draft(held)

    async def of(self, person: str, scope: str) -> tuple[Draft, ...]:
        """List a person's drafts in a scope, the one touched last first."""
        wanted = select(draft).where(draft.c.person == person, draft.c.scope == scope)
        async with self._store.looking() as connection:
            rows = await connection.execute(wanted.order_by(draft.c.updated_at.desc(), draft.c.id))
            return tuple(_draft(row) for row in rows)

    async def discard(self, ident: str, person: str, scope: str) -> None:
        """Throw a draft away; nothing happens if it is gone."""
        async with self._store.keeping() as connection:
            await take_draft(connection, ident, person, scope)


async def take_draft(connection: AsyncConnection, ident: str, person: str, scope: str) -> bool:
    """Take a draft away in the transaction that makes something of it; False if it was gone."""
    taken = await connection.execute(
        delete(draft).where(draft.c.id == ident, draft.c.person == person, draft.c.scope == scope)
    )
    return taken.rowcount == 1


def _one(ident: str, person: str, scope: str) -> Any:
    return select(draft).where(
        draft.c.id == ident, draft.c.person == person, draft.c.scope == scope
    )


def _draft(row: Any) -> Draft:
    fields = json.loads(row.fields)
    return Draft(row.id, row.scope, row.person, row.kind, fields, row.created_at, row.updated_at)


def _json(fields: Mapping[str, str]) -> str:
    return json.dumps(dict(fields), ensure_ascii=False)


def _gone(locale: str) -> NotOnRecord:
    return NotOnRecord(Phrases.of(locale)("curation.no_draft"))
