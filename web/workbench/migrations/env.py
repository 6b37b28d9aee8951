"""Runs migrations on the connection that web/workbench/database.py gives."""

from __future__ import annotations

from alembic import context

from web.workbench.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
