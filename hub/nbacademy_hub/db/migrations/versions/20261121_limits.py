"""limits of each assignment, and what a queued job waits for

Revision: 20261121_limits, after 20261121_marking, 2026-11-21.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261121_limits"
down_revision = "20261121_marking"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("assignments", sa.Column("cell_seconds", sa.Integer(), nullable=True))
    op.add_column("assignments", sa.Column("memory_mib", sa.Integer(), nullable=True))
    op.add_column("grading_jobs", sa.Column("waits_for", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("grading_jobs", "waits_for")
    op.drop_column("assignments", "memory_mib")
    op.drop_column("assignments", "cell_seconds")
