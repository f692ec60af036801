"""The record: revisions, relations, their projections, sources, places, series, overlays, audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from facts.store.columns import UtcDateTime, key_text
from facts.store.migrations.insert_only import keep_chained, keep_counted, keep_insert_only

revision = "0001"
down_revision = None

POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table of the record, and the triggers that keep its logs."""
    _journal()
    _facts()
    _entities()
    for table in ("audit", "revision", "relation_revision", "document"):
        keep_insert_only(table)
    keep_counted("audit")
    keep_chained("revision", ("scope", "fact"))
    keep_chained("relation_revision", ("scope", "kind", "from_fact", "to_fact"))
    op.execute("INSERT INTO meta (key, value) VALUES ('position', '0')")


def _journal() -> None:
    op.create_table(
        "meta",
        sa.Column("key", key_text(40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )
    op.create_table(
        "audit",
        sa.Column("position", POSITION, autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=300), nullable=False),
        sa.Column("scope", key_text(20), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", key_text(400), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint("position", name="pk_audit"),
    )
    op.create_index("ix_audit_scope_at", "audit", ["scope", "at"])
    op.create_table(
        "revision",
        sa.Column("position", POSITION, autoincrement=False, nullable=False),
        sa.Column("scope", key_text(20), nullable=False),
        sa.Column("fact", key_text(120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("notice", sa.String(length=300), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_revision"),
        sa.UniqueConstraint("scope", "fact", "number", name="uq_revision_scope"),
    )
    op.create_index("ix_revision_scope_action", "revision", ["scope", "action"])
    op.create_table(
        "relation_revision",
        sa.Column("position", POSITION, autoincrement=False, nullable=False),
        sa.Column("scope", key_text(20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("from_fact", key_text(120), nullable=False),
        sa.Column("to_fact", key_text(120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_relation_revision"),
        sa.UniqueConstraint(
            "scope", "kind", "from_fact", "to_fact", "number", name="uq_relation_revision_scope"
        ),
    )


def _facts() -> None:
    op.create_table(
        "document",
        sa.Column("hash", key_text(64), nullable=False),
        sa.Column("publisher", key_text(120), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=True),
        sa.Column("published_earliest", sa.Date(), nullable=True),
        sa.Column("published_latest", sa.Date(), nullable=True),
        sa.Column("republished_by", sa.String(length=300), nullable=True),
        sa.Column("archived_url", sa.Text(), nullable=True),
        sa.Column("text_sha256", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("hash", name="pk_document"),
    )
    op.create_index("ix_document_publisher", "document", ["publisher"])
    op.create_table(
        "fact",
        sa.Column("scope", key_text(20), nullable=False),
        sa.Column("fact", key_text(120), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=300), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=30), nullable=False),
        sa.Column("metric", sa.String(length=64), nullable=False),
        sa.Column("category", sa.String(length=30), nullable=True),
        sa.Column("side", sa.String(length=10), nullable=True),
        sa.Column("originator", key_text(120), nullable=False),
        sa.Column("series", key_text(120), nullable=True),
        sa.Column("scope_place", key_text(120), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("stated_earliest", sa.Date(), nullable=True),
        sa.Column("stated_latest", sa.Date(), nullable=True),
        sa.Column("known_on", sa.Date(), nullable=True),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("verification", sa.String(length=30), nullable=False),
        sa.Column("credibility", sa.SmallInteger(), nullable=True),
        sa.Column("statement", sa.String(length=200), nullable=False),
        sa.Column("statement_folded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["position"], ["revision.position"], name="fk_fact_position"),
        sa.PrimaryKeyConstraint("scope", "fact", name="pk_fact"),
    )
    op.create_index("ix_fact_position", "fact", ["position"])
    op.create_index("ix_fact_scope_credibility", "fact", ["scope", "credibility"])
    op.create_index("ix_fact_scope_originator", "fact", ["scope", "originator"])
    op.create_index("ix_fact_scope_scope_place", "fact", ["scope", "scope_place"])
    op.create_index("ix_fact_scope_topic_ends", "fact", ["scope", "topic", "ends"])
    op.create_table(
        "fact_document",
        sa.Column("scope", key_text(20), nullable=False),
        sa.Column("fact", key_text(120), nullable=False),
        sa.Column("ordinal", sa.SmallInteger(), nullable=False),
        sa.Column("document", key_text(64), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["document.hash"], name="fk_fact_document_document"),
        sa.PrimaryKeyConstraint("scope", "fact", "ordinal", name="pk_fact_document"),
    )
    op.create_index("ix_fact_document_document", "fact_document", ["document"])
    op.create_table(
        "relation",
        sa.Column("scope", key_text(20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("from_fact", key_text(120), nullable=False),
        sa.Column("to_fact", key_text(120), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("recorded_by", sa.String(length=300), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["position"], ["relation_revision.position"], name="fk_relation_position"
        ),
        sa.PrimaryKeyConstraint("scope", "kind", "from_fact", "to_fact", name="pk_relation"),
    )
    op.create_index("ix_relation_from_fact", "relation", ["from_fact"])
    op.create_index("ix_relation_position", "relation", ["position"])
    op.create_index("ix_relation_to_fact", "relation", ["to_fact"])
    op.create_table(
        "overlay",
        sa.Column("scope", key_text(20), nullable=False),
        sa.Column("fact", key_text(120), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("scope", "fact", "kind", name="pk_overlay"),
    )


def _entities() -> None:
    op.create_table(
        "source",
        sa.Column("scope", key_text(20), nullable=False),
        sa.Column("id", key_text(120), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("party", sa.String(length=10), nullable=False),
        sa.Column("reliability", sa.String(length=1), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("recorded_by", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("scope", "id", name="pk_source"),
    )
    op.create_table(
        "place",
        sa.Column("scope", key_text(20), nullable=False),
        sa.Column("id", key_text(120), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("parent", key_text(120), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("recorded_by", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("scope", "id", name="pk_place"),
    )
    op.create_table(
        "place_alias",
        sa.Column("scope", key_text(20), nullable=False),
        sa.Column("place", key_text(120), nullable=False),
        sa.Column("folded", key_text(2000), nullable=False),
        sa.Column("alias", sa.String(length=300), nullable=False),
        sa.Column("parent", key_text(120), nullable=False),
        sa.PrimaryKeyConstraint("scope", "place", "folded", name="pk_place_alias"),
        sa.UniqueConstraint("scope", "parent", "folded", name="uq_place_alias_scope"),
    )
    op.create_table(
        "series",
        sa.Column("scope", key_text(20), nullable=False),
        sa.Column("id", key_text(120), nullable=False),
        sa.Column("source", key_text(120), nullable=False),
        sa.Column("metric", sa.String(length=64), nullable=False),
        sa.Column("category", sa.String(length=30), nullable=True),
        sa.Column("side", sa.String(length=10), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("recorded_by", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("scope", "id", name="pk_series"),
    )
