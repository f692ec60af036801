"""Files that were read for an import and are not loaded yet, so that a restart forgets none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from facts.store.columns import UtcDateTime, key_text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "import_file",
        sa.Column("id", key_text(16), nullable=False),
        sa.Column("scope", key_text(20), nullable=False),
        sa.Column("person", key_text(20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("item", key_text(16), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_import_file"),
    )
    op.create_index("ix_import_file_scope_person", "import_file", ["scope", "person"])
