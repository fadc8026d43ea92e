"""What somebody still has to hand in, in whatever course."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from nbacademy.protocol.deadlines import Deadline, Deadlines
from nbacademy_hub.assignments.tables import Assignment, Submission
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.db.base import now
from nbacademy_hub.learning.tables import Enrollment

from .terms import terms_of

MOST_DEADLINES = 50
"""Nobody looks further ahead."""


def list_upcoming(session: Session, caller: Caller) -> Deadlines:
    """The due times that are to come of what the caller, as a student, has not handed in; the soonest first."""
    at, me = now(), caller.account_id
    handed_in = exists().where(Submission.assignment_id == Assignment.id, Submission.account_id == me)
    wanted = (
        select(Assignment, Course).join(Course, Course.id == Assignment.course_id)
        .join(Enrollment, Enrollment.course_id == Course.id)
        .where(Enrollment.account_id == me, Enrollment.role == "student", Assignment.released.is_not(None), ~handed_in)
        .where(Course.published, Course.archived_at.is_(None))
    )  # fmt: skip
    rows = session.execute(wanted.order_by(Assignment.id)).all()
    terms = terms_of(session, [(assignment, me) for assignment, _ in rows])
    to_come = [
        Deadline(
            course_slug=course.slug, course_title=course.title, assignment=assignment.name, title=assignment.title,
            due_at=due_at,
        )
        for assignment, course in rows
        if (due_at := terms[assignment.id, me].due_at) is not None and due_at > at
    ]  # fmt: skip
    return Deadlines(items=tuple(sorted(to_come, key=lambda one: one.due_at)[:MOST_DEADLINES]))
