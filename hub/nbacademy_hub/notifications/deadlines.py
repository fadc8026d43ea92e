"""Tells students of what they have not handed in and is due soon, and of feedback that opens when it was due."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from nbacademy_hub.assignments.deadlines.tables import Extension
from nbacademy_hub.assignments.deadlines.terms import terms_of
from nbacademy_hub.assignments.showing import is_released
from nbacademy_hub.assignments.tables import Assignment, Submission
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.learning.tables import Enrollment

from . import service

AHEAD = timedelta(days=1)
BEHIND = timedelta(days=7)
"""How long feedback that opens by itself is told of, should the service have been down when it did."""


def near(session: Session, at: datetime) -> list[UUID]:
    """The released assignments that are due soon, or were a while ago, for some student at least."""
    soon = _between(at - BEHIND, at + AHEAD)
    return list(session.scalars(soon.order_by(Assignment.id)))


def tell(session: Session, assignment_id: UUID, at: datetime) -> None:
    """Tells each student once of each time at which an assignment is due, and of feedback once."""
    assignment = session.get_one(Assignment, assignment_id)
    course = session.get_one(Course, assignment.course_id)
    newest = _newest(session, assignment_id)
    students = select(Enrollment.account_id).where(Enrollment.course_id == course.id, Enrollment.role == "student")
    terms = terms_of(session, [(assignment, account_id) for account_id in session.scalars(students)])
    due: dict[datetime, list[UUID]] = {}
    for (_, account_id), holds in terms.items():
        submission = newest.get(account_id)
        if submission is None and holds.due_at is not None and at < holds.due_at <= at + AHEAD:
            due.setdefault(holds.due_at, []).append(account_id)
        elif submission is not None and not submission.feedback_released and is_released(submission, holds, at):
            _tell_of_feedback(session, assignment, submission)
    for due_at, account_ids in sorted(due.items()):
        service.tell(
            session, account_ids, "deadline", f"“{assignment.title}” is due on {due_at:%Y-%m-%d at %H:%M} UTC",
            f"courses/{course.slug}/assignments/{assignment.name}", course_id=course.id,
            key=f"due/{assignment.id}/{due_at:%Y%m%dT%H%M%S}",
        )  # fmt: skip


def _tell_of_feedback(session: Session, assignment: Assignment, submission: Submission) -> None:
    service.tell(
        session, [submission.account_id], "grade", f"“{assignment.title}” has been graded: there is feedback",
        f"submissions/{submission.id}", course_id=assignment.course_id, key=f"feedback/{submission.id}",
    )  # fmt: skip


def _newest(session: Session, assignment_id: UUID) -> dict[UUID, Submission]:
    wanted = select(Submission).where(Submission.assignment_id == assignment_id).order_by(Submission.version)
    return {submission.account_id: submission for submission in session.scalars(wanted)}


def _between(first: datetime, last: datetime) -> Select[UUID]:
    later = select(Extension.assignment_id).where(Extension.due_at.between(first, last))
    due = or_(Assignment.due_at.between(first, last), Assignment.id.in_(later))
    return (
        select(Assignment.id).join(Course, Course.id == Assignment.course_id)
        .where(due, Assignment.released.is_not(None), Course.published)
    )  # fmt: skip
