"""Triggers that let go of a log's rows only while their server's record is being deleted.

They replace those of `insert_only`: everything stays refused except for a scope that stands in the
table `purging`, which is written and emptied within the deleting transaction and never names `base`.
The journal keeps its positions: its rows are blanked, never deleted.
"""

from __future__ import annotations

from alembic import op

_PURGED = "EXISTS (SELECT 1 FROM purging WHERE scope = OLD.scope)"
_BLANK = (
    f"{_PURGED} AND NEW.position = OLD.position AND NEW.scope = OLD.scope AND NEW.at = OLD.at "
    "AND NEW.kind = 'purged' AND NEW.action = 'purged' AND NEW.subject = '' AND NEW.actor = '' "
    "AND NEW.before IS NULL AND NEW.after IS NULL AND NEW.reason IS NULL"
)
_UNCITED = (
    "EXISTS (SELECT 1 FROM purging) "
    "AND NOT EXISTS (SELECT 1 FROM fact_document WHERE document = OLD.hash)"
)
_NEVER = "1 = 0"


def let_purging_delete() -> None:
    """Let a purge delete revisions, and documents that nobody cites, and blank journal entries."""
    for table, update, delete in (
        ("revision", _NEVER, _PURGED),
        ("relation_revision", _NEVER, _PURGED),
        ("document", _NEVER, _UNCITED),
        ("audit", _BLANK, _NEVER),
    ):
        if op.get_bind().dialect.name == "sqlite":
            _on_sqlite(table, update, delete)
        else:
            _on_postgresql(table, update, delete)


def _on_sqlite(table: str, update: str, delete: str) -> None:
    for verb, allowed in (("UPDATE", update), ("DELETE", delete)):
        op.execute(f"DROP TRIGGER {table}_no_{verb.lower()}")
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"WHEN NOT ({allowed}) BEGIN SELECT RAISE(ABORT, '{table} is insert only'); END"
        )


def _on_postgresql(table: str, update: str, delete: str) -> None:
    said = f"RAISE EXCEPTION '{table} is insert only' USING ERRCODE = 'restrict_violation'"
    op.execute(f"DROP TRIGGER {table}_no_change ON {table}")
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )
    op.execute(
        f"CREATE FUNCTION {table}_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' THEN IF {delete} THEN RETURN OLD; END IF; {said}; END IF; "
        f"IF {update} THEN RETURN NEW; END IF; {said}; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_keep()"
    )
