"""Grading jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from nbacademy_hub.db.base import Base, Created, Key, LongText

Kind = Literal["grade", "feedback", "preview", "apply", "trial", "evaluate", "train"]
_SUBJECTS = ("submission_id", "version_id", "evaluation_id", "run_id")


class GradingJob(Base):
    """Work for the graders; here from the transaction that asked for it on.

    | kind | what is done | to |
    |---|---|---|
    | grade | graded, and its marks written | a submission |
    | feedback | feedback rendered with the marks given by hand, and released | a submission |
    | preview, apply | graded without writing marks; these written later | a submission, in a regrade |
    | trial | its tests tried with its own solution | a version of an assignment |
    | evaluate | episodes played with it | a trained policy |
    | train | trained for a while; then the same job waits again | a training run |

    What has the lower `priority` comes first. Jobs of one `lane` run one after the other: two versions of one
    student's work must not meet in the gradebook. Of one priority, jobs are taken from each `share` in turn: what one
    course trains does not keep another's waiting. `lease` is the time until which a running job is believed to be
    alive; past it a sweep queues it again. `seconds` is how long the run took that ended it. `waits_for` says to people
    what keeps a queued job from being begun, None where that is only its place.
    """

    __tablename__ = "grading_jobs"
    __table_args__ = (
        Index("ix_grading_jobs_queue", "state", "priority", "created_at"),
        Index("ix_grading_jobs_times", "kind", "ended_at"),
        CheckConstraint("kind in ('grade', 'feedback', 'preview', 'apply', 'trial', 'evaluate', 'train')", name="kind"),
        CheckConstraint("state in ('queued', 'running', 'done', 'failed')", name="state"),
        CheckConstraint(
            f"{' + '.join(f'(case when {one} is null then 0 else 1 end)' for one in _SUBJECTS)} = 1", name="for_one"
        ),
    )

    id: Mapped[Key]
    submission_id: Mapped[UUID | None] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("assignment_versions.id", ondelete="CASCADE"), index=True
    )
    evaluation_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("training_evaluations.id", ondelete="CASCADE"), index=True
    )
    run_id: Mapped[UUID | None] = mapped_column(ForeignKey("training_runs.id", ondelete="CASCADE"), index=True)
    regrade_id: Mapped[UUID | None] = mapped_column(ForeignKey("regrades.id", ondelete="CASCADE"), index=True)
    share: Mapped[str | None] = mapped_column(String(80))
    lane: Mapped[str] = mapped_column(String(80), index=True)
    kind: Mapped[Kind] = mapped_column(String(20), default="grade")
    priority: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(20), default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[datetime | None]
    runner: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[LongText | None]
    waits_for: Mapped[LongText | None]
    created_at: Mapped[Created]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    seconds: Mapped[float | None]
