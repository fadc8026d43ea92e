"""What somebody got in courses, as far as they may know it: released grades of assignments, and scores in quizzes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol.gradebook import Grade, Grades
from nbacademy_hub.assignments.tables import Assignment, Submission
from nbacademy_hub.caller import Caller
from nbacademy_hub.learning import membership
from nbacademy_hub.quizzes import scores


def own_grades(session: Session, caller: Caller, course_name: str) -> Grades:
    """The caller's own grades in a course, for its members."""
    course = membership.member(session, caller, course_name)
    return Grades(items=tuple(grades(session, caller.account_id, [course.id])[course.id]))


def grades(session: Session, account_id: UUID, course_ids: Collection[UUID]) -> dict[UUID, list[Grade]]:
    """Somebody's grades by course: of assignments by their names, then of quizzes in the course's order."""
    found: dict[UUID, list[Grade]] = defaultdict(list)
    for assignment, submission in _newest_released(session, account_id, course_ids):
        found[assignment.course_id].append(
            Grade(
                assignment=assignment.name, title=assignment.title, score=submission.score,
                max_score=submission.max_score,
            )
        )  # fmt: skip
    names: dict[UUID, set[str]] = defaultdict(set)
    for course_id, name in session.execute(
        select(Assignment.course_id, Assignment.name).where(Assignment.course_id.in_(course_ids))
    ):
        names[course_id].add(name)
    for taken in scores.taken_by(session, account_id, course_ids, names):
        (name, points), score = taken.column, taken.share * taken.column.points
        found[taken.course_id].append(Grade(assignment=name, title=taken.title, score=score, max_score=points))
    return found


def _newest_released(
    session: Session, account_id: UUID, course_ids: Collection[UUID]
) -> list[tuple[Assignment, Submission]]:
    rows = session.execute(
        select(Assignment, Submission).join(Submission, Submission.assignment_id == Assignment.id)
        .where(Assignment.course_id.in_(course_ids), Submission.account_id == account_id)
        .where(Submission.feedback_released).order_by(Assignment.name, Submission.submitted_at)
    )  # fmt: skip
    newest = {assignment.id: (assignment, submission) for assignment, submission in rows}
    return list(newest.values())
