"""Submissions' rows as shapes."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nbacademy.protocol import assignments as shapes
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.courses.tables import Course

from .tables import Assignment, Submission


def count_and_newest(session: Session, assignment_id: UUID, account_id: UUID) -> tuple[int, Submission | None]:
    """How many versions somebody submitted, and the newest."""
    mine = (Submission.assignment_id == assignment_id) & (Submission.account_id == account_id)
    count = session.scalar(select(func.count(Submission.id)).where(mine)) or 0
    return count, session.scalar(select(Submission).where(mine).order_by(Submission.version.desc()).limit(1))


def count_all(session: Session, assignment_id: UUID) -> int:
    """How many versions everybody submitted."""
    return session.scalar(select(func.count(Submission.id)).where(Submission.assignment_id == assignment_id)) or 0


def show_submission(
    session: Session,
    submission: Submission,
    assignment: Assignment,
    course: Course,
    *,
    detail: bool,
    staff: bool = False,
) -> shapes.Submission:
    """A submission's shape: with its cells if `detail`, and with the log for staff."""
    late = (submission.submitted_at - assignment.due_at).total_seconds() if assignment.due_at else 0.0
    return shapes.Submission(
        id=submission.id, course_slug=course.slug, assignment=assignment.name,
        user=accounts.people(session, {submission.account_id})[submission.account_id], version=submission.version,
        submitted_at=submission.submitted_at, late_seconds=max(0.0, late), sha256=submission.sha256,
        size_bytes=submission.size_bytes, files=tuple(submission.files), status=submission.status,
        reason=submission.reason, score=submission.score, max_score=submission.max_score,
        graded_at=submission.graded_at, feedback_released=submission.feedback_released,
        cells=tuple(shapes.CellScore(**cell) for cell in submission.cells) if detail else (),
        log=tuple(submission.log) if detail and staff else (),
    )  # fmt: skip
