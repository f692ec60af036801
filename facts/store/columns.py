"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, String, TypeDecorator

# The names of the parameters are SQLAlchemy's: it passes them by position and by name.
# ruff: noqa: ARG002


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, aware and in UTC on both databases (SQLite gives datetimes back naive).

    Raises ValueError for a naive datetime: an instant without a zone is a guess.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware datetime into UTC before it is stored."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the stored instant back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def key_text(length: int = 120) -> String:
    """Make a column for ids, ordered by code point on both databases as Python orders them."""
    plain: String = String(length)
    return plain.with_variant(String(length, collation="C"), "postgresql")
