"""Assignments, their versions, and submissions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nbacademy.protocol.assignments import FeedbackRelease, LatePolicy, SubmissionStatus, TrialState
from nbacademy_hub.db.base import Base, Created, Key, LongText, Name

_LATE = "late_policy in ('none', 'hard', 'linear', 'grace_days')"
_FEEDBACK = "feedback in ('immediately', 'on_release', 'after_due')"


class Assignment(Base):
    """An assignment of a course; `released` is the number of the version that students get, None before the first.

    Of its settings, None stands for the course's own; a limit of 0 for no limit. `cell_seconds` (for one cell) and
    `memory_mib` (of a sandbox) are limits of its grading, of which None stands for the platform's own. `laid` says
    whether the newest version stands in the course's nbgrader folder.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("course_id", "name"),
        CheckConstraint(_FEEDBACK, name="feedback"),
        CheckConstraint(_LATE, name="late_policy"),
    )

    id: Mapped[Key]
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(64))
    title: Mapped[Name]
    due_at: Mapped[datetime | None]
    feedback: Mapped[FeedbackRelease | None] = mapped_column(String(20))
    late_policy: Mapped[LatePolicy | None] = mapped_column(String(20))
    late_percent_per_day: Mapped[float | None]
    late_floor_percent: Mapped[float | None]
    attempts_limit: Mapped[int | None]
    minutes_allowed: Mapped[int | None]
    cell_seconds: Mapped[int | None]
    memory_mib: Mapped[int | None]
    released: Mapped[int | None]
    laid: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Created]


class CourseGrading(Base):
    """What holds for those assignments of a course that say nothing else; no row where all is as from the start."""

    __tablename__ = "course_gradings"
    __table_args__ = (CheckConstraint(_FEEDBACK, name="feedback"), CheckConstraint(_LATE, name="late_policy"))

    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True)
    feedback: Mapped[FeedbackRelease] = mapped_column(String(20))
    late_policy: Mapped[LatePolicy] = mapped_column(String(20))
    late_percent_per_day: Mapped[float]
    late_floor_percent: Mapped[float]
    grace_days: Mapped[int]
    attempts_limit: Mapped[int]
    minutes_allowed: Mapped[int]


class AssignmentVersion(Base):
    """One source with the student version that the service generated from it; both are zips in the file store.

    `trial` says how far it is tried, None for one from before there were trials; `findings` are what the trial found.
    """

    __tablename__ = "assignment_versions"
    __table_args__ = (
        UniqueConstraint("assignment_id", "number"),
        CheckConstraint("trial in ('running', 'done', 'failed')", name="trial"),
    )

    id: Mapped[Key]
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"))
    number: Mapped[int]
    source_sha256: Mapped[str] = mapped_column(String(64))
    release_sha256: Mapped[str] = mapped_column(String(64))
    max_score: Mapped[float]
    notebooks: Mapped[list[Any]]
    cells: Mapped[list[Any]]
    trial: Mapped[TrialState | None] = mapped_column(String(20))
    trial_reason: Mapped[LongText | None]
    findings: Mapped[dict[str, Any] | None]
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[Created]


class Submission(Base):
    """One version of one student's work, kept for ever, and what came of it.

    `source_version`, `evidence` and the archives are those of the verdict that stands.
    """

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("assignment_id", "account_id", "version"),
        Index("ix_submissions_newest", "assignment_id", "submitted_at"),
        CheckConstraint("status in ('queued', 'running', 'graded', 'needs_manual_grade', 'failed')", name="status"),
    )

    id: Mapped[Key]
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    version: Mapped[int]
    submitted_at: Mapped[Created]
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    files: Mapped[list[Any]]
    status: Mapped[SubmissionStatus] = mapped_column(String(20), default="queued")
    reason: Mapped[LongText | None]
    source_version: Mapped[int | None]
    score: Mapped[float | None]
    max_score: Mapped[float | None]
    cells: Mapped[list[Any]] = mapped_column(default=list)
    log: Mapped[list[Any]] = mapped_column(default=list)
    evidence: Mapped[dict[str, Any] | None]
    graded_at: Mapped[datetime | None]
    autograded_sha256: Mapped[str | None] = mapped_column(String(64))
    feedback_sha256: Mapped[str | None] = mapped_column(String(64))
    feedback_released: Mapped[bool] = mapped_column(default=False)

    @property
    def lane(self) -> str:
        """One student's work on one assignment is graded in the order in which it came."""
        return f"{self.assignment_id}/{self.account_id}"
