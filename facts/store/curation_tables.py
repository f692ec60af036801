"""The tables that curators work on, beside the record: people, settings, drafts, the queue, quotas.

    person           which Discord user a pseudonym stands for; nulled on request
    guild_setting    what a server set, and who changed it last
    draft            forms that were submitted and not yet published
    queue_item       what waits for a moderator, and how it was decided
    import_file      files that were read for an import and are not loaded yet
    quota            how often a member suggested or reported on a day
    blocked_member   whose suggestions a server does not take
    guild_removal    servers that the bot was removed from, and when
    purging          the server whose record is being deleted, within that very transaction

None of them moves the store's position; only what changes the record does.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from facts.store.columns import UtcDateTime, key_text
from facts.store.tables import metadata

person = Table(
    "person",
    metadata,
    Column("id", key_text(20), primary_key=True),
    Column("user_id", key_text(20)),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("user_id"),
)

guild_setting = Table(
    "guild_setting",
    metadata,
    Column("scope", key_text(20), primary_key=True),
    Column("key", key_text(40), primary_key=True),
    Column("value", Text, nullable=False),
    Column("changed_by", String(300), nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)

draft = Table(
    "draft",
    metadata,
    Column("id", key_text(16), primary_key=True),
    Column("scope", key_text(20), nullable=False),
    Column("person", key_text(20), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("fields", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index(None, "person", "scope"),
)

queue_item = Table(
    "queue_item",
    metadata,
    Column("id", key_text(16), primary_key=True),
    Column("scope", key_text(20), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("person", key_text(20)),
    Column("payload", Text, nullable=False),
    Column("fact", key_text()),
    Column("channel", key_text(20)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("decided_by", key_text(20)),
    Column("decided_at", UtcDateTime),
    Column("reason", String(300)),
    Index(None, "scope", "state", "created_at"),
    Index(None, "person"),
)

import_file = Table(
    "import_file",
    metadata,
    Column("id", key_text(16), primary_key=True),
    Column("scope", key_text(20), nullable=False),
    Column("person", key_text(20), nullable=False),
    Column("name", String(80), nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("item", key_text(16)),
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "scope", "person"),
)

quota = Table(
    "quota",
    metadata,
    Column("scope", key_text(20), primary_key=True),
    Column("person", key_text(20), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("kind", key_text(20), primary_key=True),
    Column("used", Integer, nullable=False),
)

blocked_member = Table(
    "blocked_member",
    metadata,
    Column("scope", key_text(20), primary_key=True),
    Column("person", key_text(20), primary_key=True),
    Column("reason", String(300), nullable=False),
    Column("blocked_by", key_text(20), nullable=False),
    Column("blocked_at", UtcDateTime, nullable=False),
)

guild_removal = Table(
    "guild_removal",
    metadata,
    Column("scope", key_text(20), primary_key=True),
    Column("removed_at", UtcDateTime, nullable=False),
)

purging = Table(
    "purging",
    metadata,
    Column("scope", key_text(20), primary_key=True),
    CheckConstraint("scope <> 'base'", name="ck_purging_scope"),
)
