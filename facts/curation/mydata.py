"""What a user may ask of their own data: a copy of it, or to be forgotten."""

from __future__ import annotations

from typing import Any

from facts.store import Store
from facts.store.curation_mydata import export_person, forget_person
from facts.store.people import known_person


async def export_mydata(store: Store, user_id: str) -> dict[str, Any]:
    """Give everything kept of a user, of every server, as JSON-able values.

    `pseudonym` is what the record knows them by (None if nothing is kept under one); `kept` holds the
    rows by table. Facts that they recorded are named by id and revision.
    """
    kept = await export_person(store, user_id)
    return {"pseudonym": await known_person(store, user_id), "kept": kept}


async def delete_mydata(store: Store, user_id: str) -> bool:
    """Forget a user: their id, drafts, suggestions that wait, quotas and subscriptions.

    What they added to the record stays, under a pseudonym that leads to nobody; hashes and chains stay
    valid. Gives False where nothing was kept under a pseudonym.
    """
    return await forget_person(store, user_id) is not None
