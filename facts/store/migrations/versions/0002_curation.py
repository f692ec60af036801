"""Curation: people behind pseudonyms, settings, drafts, the queue, quotas, and purging a server."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from facts.store.columns import UtcDateTime, key_text
from facts.store.migrations.purgeable import let_purging_delete

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of curation, and let a purge through the triggers of the logs."""
    _people()
    _work()
    _servers()
    let_purging_delete()


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("id", key_text(20), nullable=False),
        sa.Column("user_id", key_text(20), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("user_id", name="uq_person_user_id"),
    )
    op.create_table(
        "quota",
        sa.Column("scope", key_text(20), nullable=False),
        sa.Column("person", key_text(20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", key_text(20), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "person", "day", "kind", name="pk_quota"),
    )
    op.create_table(
        "blocked_member",
        sa.Column("scope", key_text(20), nullable=False),
        sa.Column("person", key_text(20), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("blocked_by", key_text(20), nullable=False),
        sa.Column("blocked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "person", name="pk_blocked_member"),
    )


def _work() -> None:
    op.create_table(
        "draft",
        sa.Column("id", key_text(16), nullable=False),
        sa.Column("scope", key_text(20), nullable=False),
        sa.Column("person", key_text(20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
    )
    op.create_index("ix_draft_person_scope", "draft", ["person", "scope"])
    op.create_table(
        "queue_item",
        sa.Column("id", key_text(16), nullable=False),
        sa.Column("scope", key_text(20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person", key_text(20), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("fact", key_text(120), nullable=True),
        sa.Column("channel", key_text(20), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", key_text(20), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_queue_item"),
    )
    op.create_index(
        "ix_queue_item_scope_state_created_at", "queue_item", ["scope", "state", "created_at"]
    )
    op.create_index("ix_queue_item_person", "queue_item", ["person"])


def _servers() -> None:
    op.create_table(
        "guild_setting",
        sa.Column("scope", key_text(20), nullable=False),
        sa.Column("key", key_text(40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.String(length=300), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "key", name="pk_guild_setting"),
    )
    op.create_table(
        "guild_removal",
        sa.Column("scope", key_text(20), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name="pk_guild_removal"),
    )
    op.create_table(
        "purging",
        sa.Column("scope", key_text(20), nullable=False),
        sa.PrimaryKeyConstraint("scope", name="pk_purging"),
        sa.CheckConstraint("scope <> 'base'", name="ck_purging_scope"),
    )
