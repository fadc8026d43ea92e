"""quiz attempts whose code is to be judged, and whose score is to stand in the gradebook

Revision: 20261121_quiz_judging, after 20261121_accounts, 2026-11-21.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261121_quiz_judging"
down_revision = "20261121_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("quiz_attempts") as attempts:
        attempts.add_column(sa.Column("lease", sa.DateTime(timezone=True), nullable=True))
        attempts.add_column(sa.Column("booked", sa.Boolean(), nullable=False, server_default=sa.false()))
        attempts.drop_constraint(op.f("ck_quiz_attempts_state"), type_="check")
        attempts.create_check_constraint(
            op.f("ck_quiz_attempts_state"), "state in ('open', 'judging', 'needs_manual_grade', 'graded')"
        )
        attempts.create_index("ix_quiz_attempts_due", ["state", "booked", "deadline_at"])
    with op.batch_alter_table("quiz_attempts") as attempts:
        # Only for the rows that were there: new ones say it themselves.
        attempts.alter_column("booked", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    """Code that was not judged yet is left to people."""
    op.execute("UPDATE quiz_attempts SET state = 'needs_manual_grade' WHERE state = 'judging'")
    with op.batch_alter_table("quiz_attempts") as attempts:
        attempts.drop_index("ix_quiz_attempts_due")
        attempts.drop_constraint(op.f("ck_quiz_attempts_state"), type_="check")
        attempts.create_check_constraint(
            op.f("ck_quiz_attempts_state"), "state in ('open', 'needs_manual_grade', 'graded')"
        )
        attempts.drop_column("booked")
        attempts.drop_column("lease")
