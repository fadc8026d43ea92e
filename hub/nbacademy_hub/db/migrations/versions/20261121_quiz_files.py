"""quizzes from course folders

Revision: 20261121_quiz_files, after 20261121_quizzes, 2026-11-21.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261121_quiz_files"
down_revision = "20261121_quizzes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("quiz_questions") as table:
        table.add_column(sa.Column("key", sa.String(length=60), nullable=True))
        table.create_unique_constraint(op.f("uq_quiz_questions_quiz_id_key"), ["quiz_id", "key"])
    with op.batch_alter_table("materials") as table:
        table.add_column(sa.Column("quiz_id", sa.Uuid(), nullable=True))
        table.create_index(op.f("ix_materials_quiz_id"), ["quiz_id"])
        table.create_foreign_key(
            op.f("fk_materials_quiz_id_quizzes"), "quizzes", ["quiz_id"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("materials") as table:
        table.drop_constraint(op.f("fk_materials_quiz_id_quizzes"), type_="foreignkey")
        table.drop_index(op.f("ix_materials_quiz_id"))
        table.drop_column("quiz_id")
    with op.batch_alter_table("quiz_questions") as table:
        table.drop_constraint(op.f("uq_quiz_questions_quiz_id_key"), type_="unique")
        table.drop_column("key")
