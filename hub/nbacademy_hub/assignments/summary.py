"""An overview of a course's assignments: how far the students' newest submissions are, and how their scores spread."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nbacademy.protocol.shape import Shape
from nbacademy_hub.caller import Caller
from nbacademy_hub.learning import membership
from nbacademy_hub.learning.tables import Enrollment

from .tables import Assignment, Submission

BINS = 10
STATUSES = ("queued", "running", "graded", "needs_manual_grade", "failed")


class AssignmentSummary(Shape):
    """The newest submissions of the students, counted: all, by status, and by tenths of the points (`bins`).

    `mean_share` is the mean of their shares of the points, None before there is a score.
    """

    handed_in: int = 0
    statuses: dict[str, int]
    mean_share: float | None = None
    bins: tuple[int, ...] = (0,) * BINS


class CourseSummary(Shape):
    """How many students a course has, and its assignments by name."""

    students: int
    assignments: dict[str, AssignmentSummary]


def summarise(session: Session, caller: Caller, course_name: str) -> CourseSummary:
    """The overview of a course, for its staff; in three statements, however many submissions there are."""
    course = membership.staff(session, caller, course_name)
    students = select(Enrollment.account_id).where(Enrollment.course_id == course.id, Enrollment.role == "student")
    names = session.execute(select(Assignment.id, Assignment.name).where(Assignment.course_id == course.id))
    found = _counts(session, course.id)
    nothing = AssignmentSummary(statuses=dict.fromkeys(STATUSES, 0))
    return CourseSummary(
        students=session.scalar(select(func.count()).select_from(students.subquery())) or 0,
        assignments={name: found.get(assignment_id, nothing) for assignment_id, name in names},
    )


def _counts(session: Session, course_id: UUID) -> dict[UUID, AssignmentSummary]:
    share = Submission.score / func.nullif(Submission.max_score, 0)
    columns = [
        func.count(), func.avg(share),
        *(func.count().filter(Submission.status == status) for status in STATUSES),
        *(func.count().filter(_in_bin(share, number)) for number in range(BINS)),
    ]  # fmt: skip
    newest = _newest(course_id)
    wanted = (
        select(Submission.assignment_id, *columns)
        .join(newest, newest.c.id == Submission.id).group_by(Submission.assignment_id)
    )  # fmt: skip
    return {
        row[0]: _summary(row[1], row[2], row[3 : 3 + len(STATUSES)], row[-BINS:]) for row in session.execute(wanted)
    }


def _newest(course_id: UUID) -> Any:
    """The ids of the newest submissions of the course's students."""
    newest_first = func.row_number().over(
        partition_by=(Submission.assignment_id, Submission.account_id), order_by=Submission.version.desc()
    )
    numbered = (
        select(Submission.id, newest_first.label("number"))
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Enrollment, Enrollment.account_id == Submission.account_id)
        .where(Assignment.course_id == course_id, Enrollment.course_id == course_id, Enrollment.role == "student")
        .subquery()
    )
    return select(numbered.c.id).where(numbered.c.number == 1).subquery()


def _in_bin(share: Any, number: int) -> Any:
    """Who has nothing at all stands in the first, whoever has extra credit in the last."""
    if number == 0:
        return share < 1 / BINS
    least = share >= number / BINS
    return least if number == BINS - 1 else least & (share < (number + 1) / BINS)


def _summary(handed_in: int, mean: float | None, statuses: Any, bins: Any) -> AssignmentSummary:
    return AssignmentSummary(
        handed_in=handed_in, mean_share=mean, statuses=dict(zip(STATUSES, statuses, strict=True)), bins=tuple(bins)
    )
