"""Passwords that hold for one login only, and the keys of programs that hand in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds a column and a table."""
    op.add_column("accounts", sa.Column("must_change", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "handed_in",
        sa.Column("token_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["token_id"], ["tokens.id"], name=op.f("fk_handed_in_token_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_handed_in_submission_id")),
        sa.PrimaryKeyConstraint("token_id", "key", name=op.f("pk_handed_in")),
    )


def downgrade() -> None:
    """Takes them away."""
    op.drop_table("handed_in")
    op.drop_column("accounts", "must_change")  # not in a batch: SQLite could not drop a table that others refer to
