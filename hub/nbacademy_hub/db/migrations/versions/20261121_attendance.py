"""class sessions and attendance

Revision: 20261121_attendance, after 20261121_authoring, 2026-11-21.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261121_attendance"
down_revision = "20261121_authoring"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "class_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("starts_at", TIME, nullable=False),
        sa.Column("ends_at", TIME, nullable=False),
        sa.Column("late_minutes", sa.Integer(), nullable=False),
        sa.Column("code_seconds", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["accounts.id"], name=op.f("fk_class_sessions_author_id_accounts"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_class_sessions_course_id_courses"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_sessions")),
    )
    op.create_index(op.f("ix_class_sessions_author_id"), "class_sessions", ["author_id"])
    op.create_index("ix_class_sessions_list", "class_sessions", ["course_id", "starts_at"])
    op.create_table(
        "attendances",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("presence", sa.String(length=10), nullable=False),
        sa.Column("by_staff", sa.Boolean(), nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.CheckConstraint(
            "presence in ('present', 'late', 'absent', 'excused')", name=op.f("ck_attendances_presence")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_attendances_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["class_sessions.id"], name=op.f("fk_attendances_session_id_class_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "account_id", name=op.f("pk_attendances")),
    )  # fmt: skip
    op.create_index(op.f("ix_attendances_account_id"), "attendances", ["account_id"])


def downgrade() -> None:
    op.drop_table("attendances")
    op.drop_table("class_sessions")
