"""Triggers that keep a log a log, for migrations: nothing is changed, taken out or left out."""

# ruff: noqa: S608 - names of tables and columns come from our own migrations, never from a user.

from __future__ import annotations

from collections.abc import Sequence

from alembic import op


def keep_insert_only(table: str) -> None:
    """Refuse every UPDATE and DELETE (on PostgreSQL TRUNCATE too) of a table, whoever tries."""
    said = f"{table} is insert only"
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{said}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )


def keep_chained(table: str, keys: Sequence[str]) -> None:
    """Refuse a row of a log whose number or previous hash does not follow on from the last.

    `keys` name the thing that a chain belongs to. On SQLite this also stops INSERT OR REPLACE, which
    deletes without firing the triggers for DELETE.
    """
    same = " AND ".join(f"{key} = NEW.{key}" for key in keys)
    follows = (
        f"NEW.number = 1 + (SELECT coalesce(max(number), 0) FROM {table} WHERE {same}) "
        f"AND NEW.previous_hash = coalesce((SELECT hash FROM {table} WHERE {same} "
        f"ORDER BY number DESC LIMIT 1), '{'0' * 64}')"
    )
    said = f"{table} must follow on from the last revision"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {table}_follows BEFORE INSERT ON {table} WHEN NOT ({follows}) "
            f"OR EXISTS (SELECT 1 FROM {table} WHERE position = NEW.position) "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {table}_follow() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF NOT ({follows}) THEN RAISE EXCEPTION '{said}' "
        f"USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_follows BEFORE INSERT ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_follow()"
    )


def keep_counted(table: str) -> None:
    """Refuse a row of a journal whose position does not follow on from the last one's."""
    follows = f"NEW.position = 1 + (SELECT coalesce(max(position), 0) FROM {table})"
    said = f"{table} must follow on from its last position"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {table}_follows BEFORE INSERT ON {table} WHEN NOT ({follows}) "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {table}_follow() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF NOT ({follows}) THEN RAISE EXCEPTION '{said}' "
        f"USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_follows BEFORE INSERT ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_follow()"
    )
