"""How far the quizzes of a course are, for its staff."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Section
from nbacademy_hub.learning import membership
from nbacademy_hub.learning.tables import Enrollment

from .tables import Attempt, Quiz


@dataclass(frozen=True)
class Taken:
    """How many students have begun a quiz, how many attempts a person has still to mark, and the mean share of the
    points of all that are graded."""

    students: int = 0
    waiting: int = 0
    mean_share: float | None = None


def taken(session: Session, caller: Caller, course_name: str) -> dict[UUID, Taken]:
    """By the ids of quizzes; one that no student has begun is left out. Staff only."""
    course = membership.staff(session, caller, course_name)
    share = Attempt.score / func.nullif(Attempt.max_score, 0.0)
    rows = session.execute(
        select(
            Attempt.quiz_id, func.count(Attempt.account_id.distinct()),
            func.sum(case((Attempt.state == "needs_manual_grade", 1), else_=0)), func.avg(share),
        )
        .join(Quiz, Quiz.id == Attempt.quiz_id).join(Section, Section.id == Quiz.section_id)
        .join(Enrollment, (Enrollment.course_id == Section.course_id) & (Enrollment.account_id == Attempt.account_id))
        .where(Section.course_id == course.id, Enrollment.role == "student").group_by(Attempt.quiz_id)
    )  # fmt: skip
    return {quiz_id: Taken(students, waiting, mean) for quiz_id, students, waiting, mean in rows}
