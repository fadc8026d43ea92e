"""settings of grading, extensions, groups, previews of grading anew

Revision: 20261121_assignment_settings, after 20261121_spine, 2026-11-21.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261121_assignment_settings"
down_revision = "20261121_spine"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
FEEDBACK = "feedback in ('immediately', 'on_release', 'after_due')"
LATE = "late_policy in ('none', 'hard', 'linear', 'grace_days')"


def upgrade() -> None:
    op.create_table(
        "course_gradings",
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("feedback", sa.String(length=20), nullable=False),
        sa.Column("late_policy", sa.String(length=20), nullable=False),
        sa.Column("late_percent_per_day", sa.Double(), nullable=False),
        sa.Column("late_floor_percent", sa.Double(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("attempts_limit", sa.Integer(), nullable=False),
        sa.Column("minutes_allowed", sa.Integer(), nullable=False),
        sa.CheckConstraint(FEEDBACK, name=op.f("ck_course_gradings_feedback")),
        sa.CheckConstraint(LATE, name=op.f("ck_course_gradings_late_policy")),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_course_gradings_course_id_courses"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("course_id", name=op.f("pk_course_gradings")),
    )
    op.create_table(
        "student_groups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_student_groups_course_id_courses"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_student_groups")),
        sa.UniqueConstraint("course_id", "name", name=op.f("uq_student_groups_course_id_name")),
    )
    op.create_table(
        "student_group_members",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_student_group_members_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["student_groups.id"],
            name=op.f("fk_student_group_members_group_id_student_groups"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group_id", "account_id", name=op.f("pk_student_group_members")),
    )
    op.create_index("ix_student_group_members_account_id", "student_group_members", ["account_id"])
    op.create_table(
        "assignment_fetches",
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("fetched_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_assignment_fetches_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_assignment_fetches_assignment_id_assignments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("assignment_id", "account_id", name=op.f("pk_assignment_fetches")),
    )
    op.create_index("ix_assignment_fetches_account_id", "assignment_fetches", ["account_id"])
    op.create_table(
        "extensions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", TIME, nullable=True),
        sa.Column("attempts_limit", sa.Integer(), nullable=True),
        sa.Column("minutes_allowed", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=255), nullable=True),
        sa.Column("granted_by_id", sa.Uuid(), nullable=True),
        sa.Column("granted_at", TIME, nullable=False),
        sa.CheckConstraint("(account_id is null) <> (group_id is null)", name=op.f("ck_extensions_for_one")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_extensions_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_extensions_assignment_id_assignments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["granted_by_id"], ["accounts.id"], name=op.f("fk_extensions_granted_by_id_accounts")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["student_groups.id"], name=op.f("fk_extensions_group_id_student_groups"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extensions")),
        sa.UniqueConstraint("assignment_id", "account_id", name=op.f("uq_extensions_assignment_id_account_id")),
        sa.UniqueConstraint("assignment_id", "group_id", name=op.f("uq_extensions_assignment_id_group_id")),
    )
    op.create_index("ix_extensions_account_id", "extensions", ["account_id"])
    op.create_index("ix_extensions_group_id", "extensions", ["group_id"])
    op.create_table(
        "regrades",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("published_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_regrades_assignment_id_assignments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["author_id"], ["accounts.id"], name=op.f("fk_regrades_author_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrades")),
    )
    op.create_index("ix_regrades_newest", "regrades", ["assignment_id", "created_at"])
    op.create_table(
        "regrade_results",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("regrade_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("old_score", sa.Double(), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("max_score", sa.Double(), nullable=True),
        sa.Column("change", sa.Double(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("log", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=True),
        sa.Column("autograded_sha256", sa.String(length=64), nullable=True),
        sa.Column("marks_sha256", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "state in ('waiting', 'done', 'failed', 'published', 'superseded')", name=op.f("ck_regrade_results_state")
        ),
        sa.ForeignKeyConstraint(
            ["regrade_id"], ["regrades.id"], name=op.f("fk_regrade_results_regrade_id_regrades"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_regrade_results_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade_results")),
        sa.UniqueConstraint("regrade_id", "submission_id", name=op.f("uq_regrade_results_regrade_id_submission_id")),
    )
    op.create_index("ix_regrade_results_change", "regrade_results", ["regrade_id", "state", "change"])
    op.create_index("ix_regrade_results_submission_id", "regrade_results", ["submission_id"])
    op.add_column("submissions", sa.Column("evidence", sa.JSON(), nullable=True))
    with op.batch_alter_table("assignment_versions") as versions:
        versions.add_column(sa.Column("trial", sa.String(length=20), nullable=True))
        versions.add_column(sa.Column("trial_reason", sa.Text(), nullable=True))
        versions.add_column(sa.Column("findings", sa.JSON(), nullable=True))
        versions.create_check_constraint(op.f("ck_assignment_versions_trial"), "trial in ('running', 'done', 'failed')")
    with op.batch_alter_table("assignments") as assignments:
        assignments.add_column(sa.Column("late_policy", sa.String(length=20), nullable=True))
        assignments.add_column(sa.Column("late_percent_per_day", sa.Double(), nullable=True))
        assignments.add_column(sa.Column("late_floor_percent", sa.Double(), nullable=True))
        assignments.add_column(sa.Column("attempts_limit", sa.Integer(), nullable=True))
        assignments.add_column(sa.Column("minutes_allowed", sa.Integer(), nullable=True))
        assignments.alter_column("feedback", existing_type=sa.String(length=20), nullable=True)
        assignments.drop_constraint(op.f("ck_assignments_feedback"), type_="check")
        assignments.create_check_constraint(op.f("ck_assignments_feedback"), FEEDBACK)
        assignments.create_check_constraint(op.f("ck_assignments_late_policy"), LATE)
    with op.batch_alter_table("grading_jobs") as jobs:
        jobs.add_column(sa.Column("version_id", sa.Uuid(), nullable=True))
        jobs.add_column(sa.Column("regrade_id", sa.Uuid(), nullable=True))
        jobs.add_column(sa.Column("priority", sa.Integer(), nullable=False, server_default="0"))
        jobs.add_column(sa.Column("started_at", TIME, nullable=True))
        jobs.add_column(sa.Column("seconds", sa.Double(), nullable=True))
        jobs.alter_column("submission_id", existing_type=sa.Uuid(), nullable=True)
        jobs.drop_index("ix_grading_jobs_queue")
        jobs.create_index("ix_grading_jobs_queue", ["state", "priority", "created_at"])
        jobs.create_index("ix_grading_jobs_regrade_id", ["regrade_id"])
        jobs.create_index("ix_grading_jobs_times", ["kind", "ended_at"])
        jobs.create_index("ix_grading_jobs_version_id", ["version_id"])
        jobs.create_foreign_key(
            op.f("fk_grading_jobs_regrade_id_regrades"), "regrades", ["regrade_id"], ["id"], ondelete="CASCADE"
        )
        jobs.create_foreign_key(
            op.f("fk_grading_jobs_version_id_assignment_versions"),
            "assignment_versions",
            ["version_id"],
            ["id"],
            ondelete="CASCADE",
        )
        jobs.drop_constraint(op.f("ck_grading_jobs_kind"), type_="check")
        jobs.create_check_constraint(
            op.f("ck_grading_jobs_kind"), "kind in ('grade', 'feedback', 'preview', 'apply', 'trial')"
        )
        jobs.create_check_constraint(op.f("ck_grading_jobs_for_one"), "(submission_id is null) <> (version_id is null)")
    with op.batch_alter_table("grading_jobs") as jobs:
        # Only for the rows that were there: new ones say it themselves.
        jobs.alter_column("priority", existing_type=sa.Integer(), server_default=None)


def downgrade() -> None:
    """What an older service does not know of is lost: previews, trials, extensions, groups and settings."""
    op.execute("DELETE FROM grading_jobs WHERE kind IN ('preview', 'apply', 'trial')")
    op.execute("UPDATE assignments SET feedback = 'on_release' WHERE feedback IS NULL OR feedback = 'after_due'")
    with op.batch_alter_table("grading_jobs") as jobs:
        jobs.drop_constraint(op.f("ck_grading_jobs_for_one"), type_="check")
        jobs.drop_constraint(op.f("ck_grading_jobs_kind"), type_="check")
        jobs.create_check_constraint(op.f("ck_grading_jobs_kind"), "kind in ('grade', 'feedback')")
        jobs.drop_constraint(op.f("fk_grading_jobs_version_id_assignment_versions"), type_="foreignkey")
        jobs.drop_constraint(op.f("fk_grading_jobs_regrade_id_regrades"), type_="foreignkey")
        for index in ("version_id", "times", "regrade_id", "queue"):
            jobs.drop_index(f"ix_grading_jobs_{index}")
        jobs.create_index("ix_grading_jobs_queue", ["state", "created_at"])
        jobs.alter_column("submission_id", existing_type=sa.Uuid(), nullable=False)
        for column in ("seconds", "started_at", "priority", "regrade_id", "version_id"):
            jobs.drop_column(column)
    with op.batch_alter_table("assignments") as assignments:
        assignments.drop_constraint(op.f("ck_assignments_late_policy"), type_="check")
        assignments.drop_constraint(op.f("ck_assignments_feedback"), type_="check")
        assignments.create_check_constraint(
            op.f("ck_assignments_feedback"), "feedback in ('immediately', 'on_release')"
        )
        assignments.alter_column("feedback", existing_type=sa.String(length=20), nullable=False)
        for column in (
            "minutes_allowed",
            "attempts_limit",
            "late_floor_percent",
            "late_percent_per_day",
            "late_policy",
        ):
            assignments.drop_column(column)
    with op.batch_alter_table("assignment_versions") as versions:
        versions.drop_constraint(op.f("ck_assignment_versions_trial"), type_="check")
        for column in ("findings", "trial_reason", "trial"):
            versions.drop_column(column)
    with op.batch_alter_table("submissions") as submissions:
        submissions.drop_column("evidence")
    for table in (
        "regrade_results", "regrades", "extensions", "assignment_fetches", "student_group_members", "student_groups",
        "course_gradings",
    ):  # fmt: skip
        op.drop_table(table)
