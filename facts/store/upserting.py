"""Insert with a word about rows that are there already: each database's own form of it.

PostgreSQL's dialect is imported only where the store is one: it takes as long as a third of the rest.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite


def upsert(dialect: str, table: Table) -> Any:
    """Start an insert that takes `on_conflict_do_nothing` or `on_conflict_do_update`.

    `dialect` is the name of the connection's: both forms share these two methods, but no base class.
    """
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)
