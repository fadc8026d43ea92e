"""files of training runs, policies that are asked for and handed in, runs on the grading workers

Revision: 20261122_training, after 20261122_publishing, 2026-11-22.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from alembic.operations.base import BatchOperations

revision = "20261122_training"
down_revision = "20261122_publishing"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
SUBJECTS = {"evaluation_id": "training_evaluations", "run_id": "training_runs"}
OLD_KINDS = "kind in ('grade', 'feedback', 'preview', 'apply', 'trial')"
KINDS = "kind in ('grade', 'feedback', 'preview', 'apply', 'trial', 'evaluate', 'train')"
OLD_ONE = "(submission_id is null) <> (version_id is null)"
ONE = (
    "(case when submission_id is null then 0 else 1 end) + (case when version_id is null then 0 else 1 end)"
    " + (case when evaluation_id is null then 0 else 1 end) + (case when run_id is null then 0 else 1 end) = 1"
)


def upgrade() -> None:
    with op.batch_alter_table("training_runs") as runs:
        runs.add_column(sa.Column("outline", sa.JSON(), nullable=True))
        runs.add_column(sa.Column("seconds_used", sa.Double(), nullable=False, server_default="0"))
        runs.add_column(sa.Column("checkpoint_sha256", sa.String(length=64), nullable=True))
    with op.batch_alter_table("training_runs") as runs:
        # Only for the rows that were there: new ones say it themselves.
        runs.alter_column("seconds_used", existing_type=sa.Double(), server_default=None)
    op.create_index("ix_training_runs_wall", "training_runs", ["course_id", "status", "heard_at"])
    op.create_table(
        "training_artifacts",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["training_runs.id"],
            name=op.f("fk_training_artifacts_run_id_training_runs"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "name", name=op.f("pk_training_artifacts")),
    )
    op.create_table(
        "assignment_policies",
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_assignment_policies_assignment_id_assignments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_assignment_policies")),
    )
    _create_evaluations()
    with op.batch_alter_table("grading_jobs") as jobs:
        jobs.add_column(sa.Column("share", sa.String(length=80), nullable=True))
        for name, table in SUBJECTS.items():
            jobs.add_column(sa.Column(name, sa.Uuid(), nullable=True))
            jobs.create_index(f"ix_grading_jobs_{name}", [name])
            jobs.create_foreign_key(op.f(f"fk_grading_jobs_{name}_{table}"), table, [name], ["id"], ondelete="CASCADE")
        _constrain(jobs, KINDS, ONE)


def _create_evaluations() -> None:
    op.create_table(
        "training_evaluations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=True),
        sa.Column("algorithm", sa.String(length=255), nullable=False),
        sa.Column("environment", sa.String(length=255), nullable=False),
        sa.Column("policy_sha256", sa.String(length=64), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("show_name", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("mean_reward", sa.Double(), nullable=True),
        sa.Column("std_reward", sa.Double(), nullable=True),
        sa.Column("lower_bound", sa.Double(), nullable=True),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("max_score", sa.Double(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.CheckConstraint(
            "status in ('queued', 'running', 'done', 'failed')", name=op.f("ck_training_evaluations_status")
        ),
        *(
            sa.ForeignKeyConstraint(
                [f"{one}_id"],
                [f"{table}.id"],
                name=op.f(f"fk_training_evaluations_{one}_id_{table}"),
                ondelete="SET NULL" if one == "run" else "CASCADE",
            )
            for one, table in (
                ("run", "training_runs"),
                ("account", "accounts"),
                ("course", "courses"),
                ("assignment", "assignments"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_evaluations")),
    )
    for name, columns in {
        "board": ["course_id", "environment", "lower_bound"],
        "mine": ["account_id", "created_at"],
        "work": ["assignment_id", "account_id"],
        "list": ["course_id", "created_at"],
        "run_id": ["run_id"],
    }.items():
        op.create_index(f"ix_training_evaluations_{name}", "training_evaluations", columns)


def _constrain(jobs: BatchOperations, kinds: str, one: str) -> None:
    for name, condition in (("kind", kinds), ("for_one", one)):
        jobs.drop_constraint(op.f(f"ck_grading_jobs_{name}"), type_="check")
        jobs.create_check_constraint(op.f(f"ck_grading_jobs_{name}"), condition)


def downgrade() -> None:
    """What an older service does not know of is lost: files of runs, and policies that were handed in."""
    op.execute("DELETE FROM grading_jobs WHERE kind IN ('evaluate', 'train')")
    with op.batch_alter_table("grading_jobs") as jobs:
        _constrain(jobs, OLD_KINDS, OLD_ONE)
        for name, table in SUBJECTS.items():
            jobs.drop_constraint(op.f(f"fk_grading_jobs_{name}_{table}"), type_="foreignkey")
            jobs.drop_index(f"ix_grading_jobs_{name}")
            jobs.drop_column(name)
        jobs.drop_column("share")
    for table in ("training_evaluations", "assignment_policies", "training_artifacts"):
        op.drop_table(table)
    op.drop_index("ix_training_runs_wall", "training_runs")
    for name in ("checkpoint_sha256", "seconds_used", "outline"):
        op.drop_column("training_runs", name)
