"""Grading jobs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from nbacademy_hub.db.base import Base, Created, Key, LongText


class GradingJob(Base):
    """A submission to be graded, or feedback to be rendered again; here from the transaction that asked for it on.

    Jobs of one `lane` run one after the other: two versions of one student's work must not meet in the gradebook.
    `lease` is the time until which a running job is believed to be alive; past it a sweep queues it again.
    """

    __tablename__ = "grading_jobs"
    __table_args__ = (
        Index("ix_grading_jobs_queue", "state", "created_at"),
        CheckConstraint("kind in ('grade', 'feedback')", name="kind"),
        CheckConstraint("state in ('queued', 'running', 'done', 'failed')", name="state"),
    )

    id: Mapped[Key]
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), index=True)
    lane: Mapped[str] = mapped_column(String(80), index=True)
    kind: Mapped[str] = mapped_column(String(20), default="grade")
    state: Mapped[str] = mapped_column(String(20), default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[datetime | None]
    runner: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[LongText | None]
    created_at: Mapped[Created]
    ended_at: Mapped[datetime | None]
