"""What waits for a person, trials of a rulebook that tell what would change, documents read again."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables, and fills the list of undecided findings from the scorecards that are there."""
    op.create_table(
        "undecided",
        sa.Column("submission_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("finding", sa.String(length=64), nullable=False),
        sa.Column("rule", sa.String(length=100), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_undecided_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", "position", name=op.f("pk_undecided")),
    )
    op.create_index(op.f("ix_undecided_rule"), "undecided", ["rule"])
    op.create_table(
        "previews",
        sa.Column("rulebook", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_previews_account_id")),
        sa.PrimaryKeyConstraint("rulebook", name=op.f("pk_previews")),
    )
    op.drop_table("trials")  # nothing was ever in it
    _make_trials(
        sa.Column("program", sa.String(length=30), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("score", sa.Numeric(precision=7, scale=2), nullable=True),
        sa.Column("changes", sa.Text(), nullable=False),
    )
    op.add_column("outcomes", sa.Column("ran_with", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("jobs", sa.Column("anew", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("readings", sa.Column("program", sa.String(length=30), nullable=False, server_default=""))
    _fill()


def downgrade() -> None:
    """Takes them away; what they held follows from what stays."""
    op.drop_column("readings", "program")
    op.drop_column("jobs", "anew")
    op.drop_column("outcomes", "ran_with")
    op.drop_table("trials")
    _make_trials(
        sa.Column("score", sa.Numeric(precision=7, scale=2), nullable=True),
        sa.Column("card", sa.LargeBinary(), nullable=False),
    )
    op.drop_table("previews")
    op.drop_index(op.f("ix_undecided_rule"), "undecided")
    op.drop_table("undecided")


def _make_trials(*columns: sa.Column[object]) -> None:
    op.create_table(
        "trials",
        sa.Column("submission_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rulebook", sa.String(length=64), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["outcome_id"], ["outcomes.id"], name=op.f("fk_trials_outcome_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_trials_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", "rulebook", name=op.f("pk_trials")),
    )


def _fill() -> None:
    """As the program does when it keeps a scorecard; here in words of its own, which do not change with it."""
    connection = op.get_bind()
    newest = "SELECT submission_id, MAX(id) AS id FROM outcomes GROUP BY submission_id ORDER BY submission_id"
    undecided = sa.table(
        "undecided",
        *(sa.column(name) for name in ("submission_id", "position", "finding", "rule", "message", "label")),
    )
    for submission, outcome in connection.execute(sa.text(newest)).all():
        card = connection.execute(sa.text("SELECT card FROM outcomes WHERE id = :id"), {"id": outcome}).scalar()
        rows = list(_rows(submission, json.loads(zlib.decompress(card)) if card else {"findings": []}))
        if rows:
            connection.execute(sa.insert(undecided), rows)


def _rows(submission: int, card: dict[str, list[dict[str, object]]]) -> Iterator[dict[str, object]]:
    for position, finding in enumerate(card["findings"]):
        if finding["status"] == "review" and finding.get("decision") is None:
            places = finding["locations"]
            assert isinstance(places, list)
            yield {
                "submission_id": submission,
                "position": position,
                "finding": finding["fingerprint"],
                "rule": finding["rule"],
                "message": finding["message"],
                "label": places[0].get("label", "") if places else "",
            }
