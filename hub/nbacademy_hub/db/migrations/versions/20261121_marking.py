"""claims, rubric comments, regrade requests, similarity

Revision: 20261121_marking, after 20261121_assignment_settings, 2026-11-21.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261121_marking"
down_revision = "20261121_assignment_settings"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    op.create_table(
        "mark_claims",
        sa.Column("mark_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_mark_claims_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_mark_claims_assignment_id_assignments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("mark_id", name=op.f("pk_mark_claims")),
    )
    op.create_index(op.f("ix_mark_claims_assignment_id"), "mark_claims", ["assignment_id"], unique=False)
    op.create_table(
        "rubric_comments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("notebook", sa.String(length=255), nullable=False),
        sa.Column("grade_id", sa.String(length=255), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("points", sa.Double(), nullable=True),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_rubric_comments_assignment_id_assignments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["author_id"], ["accounts.id"], name=op.f("fk_rubric_comments_author_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric_comments")),
    )
    op.create_index(
        "ix_rubric_comments_cell", "rubric_comments", ["assignment_id", "notebook", "grade_id"], unique=False
    )
    op.create_table(
        "similarity_checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("submissions", sa.Integer(), nullable=False),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.CheckConstraint("state in ('running', 'done', 'failed')", name=op.f("ck_similarity_checks_state")),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_similarity_checks_assignment_id_assignments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_similarity_checks")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_similarity_checks_assignment_id")),
    )
    op.create_table(
        "regrade_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("notebook", sa.String(length=255), nullable=False),
        sa.Column("grade_id", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.Column("resolved_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.CheckConstraint("state in ('open', 'accepted', 'declined')", name=op.f("ck_regrade_requests_state")),
        sa.ForeignKeyConstraint(
            ["resolved_by"], ["accounts.id"], name=op.f("fk_regrade_requests_resolved_by_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_regrade_requests_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade_requests")),
    )
    op.create_index("ix_regrade_requests_list", "regrade_requests", ["submission_id", "created_at"], unique=False)
    op.create_index(
        "ix_regrade_requests_open",
        "regrade_requests",
        ["submission_id", "notebook", "grade_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "similarity_pairs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("check_id", sa.Uuid(), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("overlap", sa.Double(), nullable=False),
        sa.Column("first_overlap", sa.Double(), nullable=False),
        sa.Column("second_overlap", sa.Double(), nullable=False),
        sa.Column("segments", sa.JSON(), nullable=False),
        sa.CheckConstraint("overlap between 0 and 1", name=op.f("ck_similarity_pairs_overlap")),
        sa.ForeignKeyConstraint(
            ["check_id"],
            ["similarity_checks.id"],
            name=op.f("fk_similarity_pairs_check_id_similarity_checks"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["first_id"], ["submissions.id"], name=op.f("fk_similarity_pairs_first_id_submissions"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["second_id"],
            ["submissions.id"],
            name=op.f("fk_similarity_pairs_second_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_similarity_pairs")),
    )
    op.create_index("ix_similarity_pairs_list", "similarity_pairs", ["check_id", "overlap"], unique=False)
    op.create_table(
        "regrade_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["accounts.id"], name=op.f("fk_regrade_messages_author_id_accounts")),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["regrade_requests.id"],
            name=op.f("fk_regrade_messages_request_id_regrade_requests"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade_messages")),
    )
    op.create_index("ix_regrade_messages_list", "regrade_messages", ["request_id", "created_at"], unique=False)


def downgrade() -> None:
    op.drop_table("regrade_messages")
    op.drop_table("similarity_pairs")
    op.drop_table("regrade_requests")
    op.drop_table("similarity_checks")
    op.drop_table("rubric_comments")
    op.drop_table("mark_claims")
