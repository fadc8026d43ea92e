"""Tells students of what became of their work."""

from __future__ import annotations

from sqlalchemy.orm import Session

from nbacademy_hub.notifications import service as notifications

from .tables import Assignment, Submission


def tell_of_change(session: Session, submission: Submission) -> None:
    """Has a student's open pages show what becomes of a submission."""
    notifications.stir(session, [submission.account_id])


def tell_of_grade(session: Session, submission: Submission) -> None:
    """Tells a student of a grade that is new, or another than before, if they may see it."""
    tell_of_change(session, submission)
    if not submission.feedback_released:
        return
    assignment = session.get_one(Assignment, submission.assignment_id)
    notifications.tell(
        session, [submission.account_id], "grade", f"“{assignment.title}” has been graded: there is feedback",
        f"submissions/{submission.id}", course_id=assignment.course_id,
    )  # fmt: skip
