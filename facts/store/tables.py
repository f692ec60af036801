"""The tables of the record, the same on SQLite and PostgreSQL.

    audit               the journal: one row a change, `position` gapless over the whole store
    revision            the truth about facts: insert only, gapless and hash-chained for each fact
    relation_revision   the same for relations, with their notes
    fact                projection: the latest revision of each fact in typed columns
    fact_document, document   pages that current bodies cite, by content hash
    relation            projection: each relation as it stands, ended ones too
    source, place, place_alias, series   who speaks, where, and what is counted
    overlay             what one server hides, annotates or pins
    meta                the store's position, the digest of the collection last loaded

Later rooms add their tables to `metadata` in a module of their own and a migration beside ours.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from facts.store.columns import UtcDateTime, key_text

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _position() -> Column[int]:
    # SQLite's rowid is its INTEGER PRIMARY KEY; positions are given by us, never by a sequence.
    kind = BigInteger().with_variant(Integer(), "sqlite")
    return Column("position", kind, primary_key=True, autoincrement=False)


meta = Table(
    "meta",
    metadata,
    Column("key", key_text(40), primary_key=True),
    Column("value", Text, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    _position(),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(300), nullable=False),
    Column("scope", key_text(20), nullable=False),
    Column("action", String(20), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("subject", key_text(400), nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("reason", String(300)),
    Index(None, "scope", "at"),
)

revision = Table(
    "revision",
    metadata,
    _position(),
    Column("scope", key_text(20), nullable=False),
    Column("fact", key_text(), nullable=False),
    Column("number", Integer, nullable=False),
    Column("action", String(10), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("recorded_by", String(300), nullable=False),
    Column("reason", String(300)),
    Column("notice", String(300)),
    Column("body", Text, nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("scope", "fact", "number"),
    Index(None, "scope", "action"),
)

relation_revision = Table(
    "relation_revision",
    metadata,
    _position(),
    Column("scope", key_text(20), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("from_fact", key_text(), nullable=False),
    Column("to_fact", key_text(), nullable=False),
    Column("number", Integer, nullable=False),
    Column("action", String(10), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("recorded_by", String(300), nullable=False),
    Column("reason", String(300)),
    Column("note", String(300)),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("scope", "kind", "from_fact", "to_fact", "number"),
)

fact = Table(
    "fact",
    metadata,
    Column("scope", key_text(20), primary_key=True),
    Column("fact", key_text(), primary_key=True),
    Column("position", BigInteger, ForeignKey("revision.position"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("action", String(10), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("recorded_by", String(300), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("body_hash", String(64), nullable=False),
    Column("topic", String(30), nullable=False),
    Column("metric", String(64), nullable=False),
    Column("category", String(30)),
    Column("side", String(10)),
    Column("originator", key_text(), nullable=False),
    Column("series", key_text()),
    Column("scope_place", key_text()),
    Column("unit", String(20)),
    Column("low", Float),
    Column("high", Float),
    Column("stated_earliest", Date),
    Column("stated_latest", Date),
    Column("known_on", Date),
    Column("starts", Date),
    Column("ends", Date),
    Column("verification", String(30), nullable=False),
    Column("credibility", SmallInteger),
    Column("statement", String(200), nullable=False),
    Column("statement_folded", Text, nullable=False),
    Index(None, "position"),
    Index(None, "scope", "topic", "ends"),
    Index(None, "scope", "originator"),
    Index(None, "scope", "scope_place"),
    Index(None, "scope", "credibility"),
)

document = Table(
    "document",
    metadata,
    Column("hash", key_text(64), primary_key=True),
    Column("publisher", key_text(), nullable=False),
    Column("url", Text),
    Column("title", String(300)),
    Column("published_earliest", Date),
    Column("published_latest", Date),
    Column("republished_by", String(300)),
    Column("archived_url", Text),
    Column("text_sha256", String(64)),
    Index(None, "publisher"),
)

fact_document = Table(
    "fact_document",
    metadata,
    Column("scope", key_text(20), primary_key=True),
    Column("fact", key_text(), primary_key=True),
    Column("ordinal", SmallInteger, primary_key=True),
    Column("document", key_text(64), ForeignKey("document.hash"), nullable=False),
    Index(None, "document"),
)

relation = Table(
    "relation",
    metadata,
    Column("scope", key_text(20), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("from_fact", key_text(), primary_key=True),
    Column("to_fact", key_text(), primary_key=True),
    Column("position", BigInteger, ForeignKey("relation_revision.position"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("note", String(300)),
    Column("recorded_by", String(300), nullable=False),
    Column("hash", String(64), nullable=False),
    Index(None, "position"),
    Index(None, "from_fact"),
    Index(None, "to_fact"),
)


def _entity(name: str, *columns: Column[str]) -> Table:
    """Make the table of a source, place or series: what is searched for, and the whole as JSON."""
    return Table(
        name,
        metadata,
        Column("scope", key_text(20), primary_key=True),
        Column("id", key_text(), primary_key=True),
        *columns,
        Column("body", Text, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("recorded_by", String(300), nullable=False),
    )


source = _entity(
    "source",
    Column("name", String(300), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("party", String(10), nullable=False),
    Column("reliability", String(1), nullable=False),
)
place = _entity(
    "place",
    Column("name", String(300), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("parent", key_text()),
)
series = _entity(
    "series",
    Column("source", key_text(), nullable=False),
    Column("metric", String(64), nullable=False),
    Column("category", String(30)),
    Column("side", String(10)),
)

place_alias = Table(
    "place_alias",
    metadata,
    Column("scope", key_text(20), primary_key=True),
    Column("place", key_text(), primary_key=True),
    Column("folded", key_text(2000), primary_key=True),
    Column("alias", String(300), nullable=False),
    Column("parent", key_text(), nullable=False),
    UniqueConstraint("scope", "parent", "folded"),
)

overlay = Table(
    "overlay",
    metadata,
    Column("scope", key_text(20), primary_key=True),
    Column("fact", key_text(), primary_key=True),
    Column("kind", String(10), primary_key=True),
    Column("text", String(300)),
    Column("position", BigInteger, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("recorded_by", String(300), nullable=False),
)
