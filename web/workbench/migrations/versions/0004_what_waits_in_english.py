"""What waits for a person, in English too; jobs in their order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_COLUMNS = ("message_en", "label_en")


def upgrade() -> None:
    """Adds columns, empty until the report is scored again, and an index."""
    for name in _COLUMNS:
        op.add_column("undecided", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.create_index(op.f("ix_jobs_at_submission_id"), "jobs", ["at", "submission_id"])


def downgrade() -> None:
    """Takes them away."""
    op.drop_index(op.f("ix_jobs_at_submission_id"), "jobs")
    for name in _COLUMNS:
        op.drop_column("undecided", name)
