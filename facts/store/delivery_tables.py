"""The tables of what is sent without being asked, beside the record.

    subscription      who gets what, where and when; how it stands and what it has covered
    delivery          the outbox: one row for each thing to be sent, unique by (subject, occurrence, part)
    dm_channel        the direct message channel of a user, so that it is opened once
    answer_log        where an answer stands that showed facts; no user, no question
    answer_log_fact   which revisions it showed

None of them moves the store's position; only what changes the record does.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from facts.store.columns import UtcDateTime, key_text
from facts.store.tables import metadata

subscription = Table(
    "subscription",
    metadata,
    Column("id", key_text(8), primary_key=True),
    Column("owner", key_text(20), nullable=False),
    Column("to", String(4), nullable=False),
    Column("guild", key_text(20)),
    Column("channel", key_text(20)),
    Column("kind", String(10), nullable=False),
    Column("at", String(5), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("about", String(30)),
    Column("place", key_text(120)),
    Column("from_date", Date),
    Column("first_on", Date),
    Column("when_empty", String(10), nullable=False),
    Column("locale", String(10), nullable=False),
    Column("state", String(20), nullable=False),
    Column("reason", String(300)),
    Column("state_since", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime),
    Column("last_occurrence", key_text(10)),
    Column("last_at", UtcDateTime),
    Column("last_state", String(20)),
    Column("last_reason", String(300)),
    Column("covered_until", UtcDateTime, nullable=False),
    Column("covered_position", BigInteger, nullable=False),
    Column("planning_until", UtcDateTime),
    Index(None, "state", "next_at"),
    Index(None, "owner"),
    Index(None, "channel"),
    Index(None, "guild"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("mark", key_text(12), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("lane", SmallInteger, nullable=False),
    Column("subject", key_text(60), nullable=False),
    Column("occurrence", key_text(40), nullable=False),
    Column("part", Integer, nullable=False),
    Column("subscription", key_text(8)),
    Column("destination", key_text(30), nullable=False),
    Column("guild", key_text(20)),
    Column("channel", key_text(20)),
    Column("user_id", key_text(20)),
    Column("message", key_text(20)),
    Column("payload", Text, nullable=False),
    Column("otherwise", Text),
    Column("turn", BigInteger, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("state", String(20), nullable=False),
    Column("reason", String(300)),
    Column("tries", Integer, nullable=False),
    Column("try_after", UtcDateTime, nullable=False),
    Column("claimed_by", key_text(40)),
    Column("lease_until", UtcDateTime),
    Column("first_try_at", UtcDateTime),
    Column("sent_message", key_text(20)),
    Column("finished_at", UtcDateTime),
    Column("window_from", UtcDateTime),
    Column("window_position", BigInteger),
    UniqueConstraint("subject", "occurrence", "part"),
    Index(None, "state", "lane", "turn"),
    Index(None, "destination", "lane", "state", "turn"),
    Index(None, "subscription"),
    Index(None, "finished_at"),
)

dm_channel = Table(
    "dm_channel",
    metadata,
    Column("user_id", key_text(20), primary_key=True),
    Column("channel", key_text(20), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
)

answer_log = Table(
    "answer_log",
    metadata,
    Column("message", key_text(20), primary_key=True),
    Column("channel", key_text(20), nullable=False),
    Column("guild", key_text(20)),
    Column("posted_at", UtcDateTime, nullable=False),
    Index(None, "posted_at"),
    Index(None, "guild"),
)

answer_log_fact = Table(
    "answer_log_fact",
    metadata,
    Column("message", key_text(20), primary_key=True),
    Column("scope", key_text(20), primary_key=True),
    Column("fact", key_text(120), primary_key=True),
    Column("number", Integer, nullable=False),
    Index(None, "scope", "fact"),
)
