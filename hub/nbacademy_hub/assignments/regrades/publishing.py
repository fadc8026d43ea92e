"""Publishing a preview: what it found counts from now on."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol import regrades as shapes
from nbacademy_hub.assignments import autograding
from nbacademy_hub.assignments.newest import newest_of
from nbacademy_hub.assignments.tables import Assignment, Submission
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Conflict
from nbacademy_hub.execution import service as execution
from nbacademy_hub.execution.tables import GradingJob
from nbacademy_hub.learning import membership

from . import service
from .tables import Regrade, RegradeResult


def publish(session: Session, caller: Caller, regrade_id: UUID) -> shapes.Regrade:
    """Replaces scores by those of a preview; marks given by hand stay, feedback is rendered anew.

    Its source is released with it, if it is not yet: by instructors only. Whoever handed in anew since is graded by it.
    Raises Conflict when it is not ready or was published.
    """
    regrade, assignment, course = row = service.for_staff(session, caller, regrade_id)
    service.check_unpublished(session, regrade)
    (shown,) = service.show_all(session, [row])
    if shown.state != "ready":
        raise Conflict(f"{shown.done + shown.failed} of {shown.total} are graded: wait until all are.")
    _release(session, caller, assignment, course, regrade.version)
    regrade.published_at = now()
    _count(session, regrade, assignment)
    return service.show_all(session, [row])[0]


def _release(session: Session, caller: Caller, assignment: Assignment, course: Course, number: int) -> None:
    if assignment.released is not None and assignment.released > number:
        raise Conflict(f"Version {assignment.released} was released since, and this preview is by version {number}.")
    if assignment.released != number:
        membership.instructor(session, caller, course.slug)
        assignment.released = number


def _count(session: Session, regrade: Regrade, assignment: Assignment) -> None:
    results = session.execute(
        select(RegradeResult, Submission).join(Submission)
        .where(RegradeResult.regrade_id == regrade.id, RegradeResult.state == "done")
    ).all()  # fmt: skip
    newest = newest_of(session, [assignment.id], [submission.account_id for _, submission in results])
    current, anew = [], []
    for result, submission in results:
        last = newest[submission.account_id, assignment.id]
        if last.id == submission.id:
            current.append(submission)
            continue
        result.state, result.reason = "superseded", "A newer version was handed in since, and that one counts."
        if last.source_version != regrade.version:
            anew.append(last)
    execution.enqueue_all(
        session,
        [
            GradingJob(
                submission_id=item.id, kind="apply", regrade_id=regrade.id, lane=item.lane, priority=execution.SOON
            )
            for item in current
        ],
    )
    autograding.grade(session, anew)
