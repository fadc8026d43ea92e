"""quizzes that are published with their course; which sources stand in the course folders

Revision: 20261122_publishing, after 20261122_indexes, 2026-11-22.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_publishing"
down_revision = "20261122_indexes"
branch_labels = None
depends_on = None

PARTS = ("quizzes", "quiz_questions")


def upgrade() -> None:
    # What is there was seen by students: it is published.
    for part in PARTS:
        with op.batch_alter_table(part) as table:
            table.add_column(sa.Column("draft", sa.JSON(), nullable=True))
            table.add_column(sa.Column("pending", sa.String(length=10), nullable=True))
            table.create_check_constraint(op.f(f"ck_{part}_pending"), "pending in ('new', 'removed')")
    with op.batch_alter_table("assignments") as table:
        table.add_column(sa.Column("laid", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("assignments") as table:
        table.alter_column("laid", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("assignments") as table:
        table.drop_column("laid")
    # What students have never seen would be seen by them in the old schema. SQLite cascades nothing in migrations.
    for statement in (
        "DELETE FROM quizzes WHERE pending = 'new'",
        "DELETE FROM quiz_questions WHERE pending = 'new' OR quiz_id NOT IN (SELECT id FROM quizzes)",
        "DELETE FROM quiz_attempts WHERE quiz_id NOT IN (SELECT id FROM quizzes)",
        "UPDATE materials SET quiz_id = NULL WHERE quiz_id NOT IN (SELECT id FROM quizzes)",
    ):
        op.execute(sa.text(statement))
    for part in PARTS:
        with op.batch_alter_table(part) as table:
            table.drop_constraint(op.f(f"ck_{part}_pending"), type_="check")
            table.drop_column("pending")
            table.drop_column("draft")
