"""Assignments, their versions, and submissions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nbacademy.protocol.assignments import FeedbackRelease, SubmissionStatus
from nbacademy_hub.db.base import Base, Created, Key, LongText, Name


class Assignment(Base):
    """An assignment of a course; `released` is the number of the version that students get, None before the first."""

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("course_id", "name"),
        CheckConstraint("feedback in ('immediately', 'on_release')", name="feedback"),
    )

    id: Mapped[Key]
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(64))
    title: Mapped[Name]
    due_at: Mapped[datetime | None]
    feedback: Mapped[FeedbackRelease] = mapped_column(String(20), default="on_release")
    released: Mapped[int | None]
    created_at: Mapped[Created]


class AssignmentVersion(Base):
    """One source with the student version that the service generated from it; both are zips in the file store."""

    __tablename__ = "assignment_versions"
    __table_args__ = (UniqueConstraint("assignment_id", "number"),)

    id: Mapped[Key]
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"))
    number: Mapped[int]
    source_sha256: Mapped[str] = mapped_column(String(64))
    release_sha256: Mapped[str] = mapped_column(String(64))
    max_score: Mapped[float]
    notebooks: Mapped[list[Any]]
    cells: Mapped[list[Any]]
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[Created]


class Submission(Base):
    """One version of one student's work, kept for ever, and what came of it."""

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
    graded_at: Mapped[datetime | None]
    autograded_sha256: Mapped[str | None] = mapped_column(String(64))
    feedback_sha256: Mapped[str | None] = mapped_column(String(64))
    feedback_released: Mapped[bool] = mapped_column(default=False)
