"""Delivery: subscriptions, the outbox, direct message channels, the answer log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from facts.store.columns import UtcDateTime, key_text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables of what is sent without being asked."""
    _subscriptions()
    _deliveries()
    _channels_and_answers()


def _subscriptions() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", key_text(8), nullable=False),
        sa.Column("owner", key_text(20), nullable=False),
        sa.Column("to", sa.String(length=4), nullable=False),
        sa.Column("guild", key_text(20), nullable=True),
        sa.Column("channel", key_text(20), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("at", sa.String(length=5), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("about", sa.String(length=30), nullable=True),
        sa.Column("place", key_text(120), nullable=True),
        sa.Column("from_date", sa.Date(), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("when_empty", sa.String(length=10), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("state_since", UtcDateTime(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=True),
        sa.Column("last_occurrence", key_text(10), nullable=True),
        sa.Column("last_at", UtcDateTime(), nullable=True),
        sa.Column("last_state", sa.String(length=20), nullable=True),
        sa.Column("last_reason", sa.String(length=300), nullable=True),
        sa.Column("covered_until", UtcDateTime(), nullable=False),
        sa.Column("covered_position", sa.BigInteger(), nullable=False),
        sa.Column("planning_until", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_subscription"),
    )
    op.create_index("ix_subscription_channel", "subscription", ["channel"])
    op.create_index("ix_subscription_guild", "subscription", ["guild"])
    op.create_index("ix_subscription_owner", "subscription", ["owner"])
    op.create_index("ix_subscription_state_next_at", "subscription", ["state", "next_at"])


def _deliveries() -> None:
    op.create_table(
        "delivery",
        sa.Column("mark", key_text(12), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("subject", key_text(60), nullable=False),
        sa.Column("occurrence", key_text(40), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("subscription", key_text(8), nullable=True),
        sa.Column("destination", key_text(30), nullable=False),
        sa.Column("guild", key_text(20), nullable=True),
        sa.Column("channel", key_text(20), nullable=True),
        sa.Column("user_id", key_text(20), nullable=True),
        sa.Column("message", key_text(20), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("otherwise", sa.Text(), nullable=True),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("try_after", UtcDateTime(), nullable=False),
        sa.Column("claimed_by", key_text(40), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("first_try_at", UtcDateTime(), nullable=True),
        sa.Column("sent_message", key_text(20), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("window_from", UtcDateTime(), nullable=True),
        sa.Column("window_position", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("mark", name="pk_delivery"),
        sa.UniqueConstraint("subject", "occurrence", "part", name="uq_delivery_subject"),
    )
    op.create_index(
        "ix_delivery_destination_lane_state_turn",
        "delivery",
        ["destination", "lane", "state", "turn"],
    )
    op.create_index("ix_delivery_finished_at", "delivery", ["finished_at"])
    op.create_index("ix_delivery_state_lane_turn", "delivery", ["state", "lane", "turn"])
    op.create_index("ix_delivery_subscription", "delivery", ["subscription"])


def _channels_and_answers() -> None:
    op.create_table(
        "dm_channel",
        sa.Column("user_id", key_text(20), nullable=False),
        sa.Column("channel", key_text(20), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_dm_channel"),
    )
    op.create_table(
        "answer_log",
        sa.Column("message", key_text(20), nullable=False),
        sa.Column("channel", key_text(20), nullable=False),
        sa.Column("guild", key_text(20), nullable=True),
        sa.Column("posted_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("message", name="pk_answer_log"),
    )
    op.create_index("ix_answer_log_guild", "answer_log", ["guild"])
    op.create_index("ix_answer_log_posted_at", "answer_log", ["posted_at"])
    op.create_table(
        "answer_log_fact",
        sa.Column("message", key_text(20), nullable=False),
        sa.Column("scope", key_text(20), nullable=False),
        sa.Column("fact", key_text(120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("message", "scope", "fact", name="pk_answer_log_fact"),
    )
    op.create_index("ix_answer_log_fact_scope_fact", "answer_log_fact", ["scope", "fact"])
