"""courses that are written here

Revision: 20261121_authoring, after 20261121_profiles, 2026-11-21.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261121_authoring"
down_revision = "20261121_profiles"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
PARTS = ("sections", "materials")


def upgrade() -> None:
    with op.batch_alter_table("courses") as table:
        table.add_column(sa.Column("draft", sa.JSON(), nullable=True))
        table.add_column(sa.Column("archived_at", TIME, nullable=True))
        table.add_column(sa.Column("folder_sha256", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("achievements", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("courses") as table:
        table.alter_column("achievements", server_default=None)
    for part in PARTS:
        with op.batch_alter_table(part) as table:
            table.add_column(sa.Column("draft", sa.JSON(), nullable=True))
            table.add_column(sa.Column("pending", sa.String(length=10), nullable=True))
            table.create_check_constraint(op.f(f"ck_{part}_pending"), "pending in ('new', 'removed')")
    op.create_table(
        "course_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["accounts.id"], name=op.f("fk_course_versions_author_id_accounts"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_course_versions_course_id_courses"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_versions")),
        sa.UniqueConstraint("course_id", "number", name=op.f("uq_course_versions_course_id_number")),
    )
    op.create_index(op.f("ix_course_versions_author_id"), "course_versions", ["author_id"])
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("expires_at", TIME, nullable=True),
        sa.Column("uses_limit", sa.Integer(), nullable=True),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.CheckConstraint("role in ('student', 'assistant')", name=op.f("ck_invitations_role")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["accounts.id"], name=op.f("fk_invitations_author_id_accounts"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_invitations_course_id_courses"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("code", name=op.f("uq_invitations_code")),
    )
    op.create_index(op.f("ix_invitations_author_id"), "invitations", ["author_id"])
    op.create_index(op.f("ix_invitations_course_id"), "invitations", ["course_id"])


def downgrade() -> None:
    op.drop_table("invitations")
    op.drop_table("course_versions")
    for part in PARTS:
        # What learners have never seen would be seen by them in the old schema.
        op.execute(sa.text(f"DELETE FROM {part} WHERE pending = 'new'"))  # noqa: S608  # our own names
        with op.batch_alter_table(part) as table:
            table.drop_constraint(op.f(f"ck_{part}_pending"), type_="check")
            table.drop_column("pending")
            table.drop_column("draft")
    with op.batch_alter_table("courses") as table:
        table.drop_column("achievements")
        table.drop_column("folder_sha256")
        table.drop_column("archived_at")
        table.drop_column("draft")
