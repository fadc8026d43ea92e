"""What students got in the quizzes of a course: of each quiz their best attempt."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from nbacademy_hub.courses.tables import Section

from . import service
from .tables import Attempt, Quiz


class QuizColumn(NamedTuple):
    """A quiz in a gradebook, by the name that it has in nbgrader's, and the points of its questions."""

    name: str
    points: float


def columns(session: Session, course_id: UUID, assignments: Collection[str]) -> dict[UUID, QuizColumn]:
    """The quizzes of a course that has assignments of these names, in the course's order."""
    wanted = (
        select(Quiz).join(Section, Section.id == Quiz.section_id).where(Section.course_id == course_id)
        .order_by(Section.position, Quiz.title, Quiz.id).options(selectinload(Quiz.questions))
    )  # fmt: skip
    return {
        quiz.id: QuizColumn(name_of(quiz, assignments.__contains__), points_of(quiz))
        for quiz in session.scalars(wanted)
    }


def best_shares(
    session: Session, quiz_ids: Collection[UUID], account_ids: Collection[UUID]
) -> dict[tuple[UUID, UUID], float]:
    """The shares of the points that these people got, by account and quiz; of what nobody has to mark any more."""
    share = func.max(Attempt.score / func.nullif(Attempt.max_score, 0.0))
    rows = session.execute(
        select(Attempt.account_id, Attempt.quiz_id, share)
        .where(Attempt.state == "graded", Attempt.quiz_id.in_(quiz_ids), Attempt.account_id.in_(account_ids))
        .group_by(Attempt.account_id, Attempt.quiz_id)
    )
    return {(account_id, quiz_id): found or 0.0 for account_id, quiz_id, found in rows}


def points_of(quiz: Quiz) -> float:
    """The points of a quiz as it is now."""
    return sum(service.key_of(question).points for question in quiz.questions)


def name_of(quiz: Quiz, is_assignment: Callable[[str], bool]) -> str:
    """The name of a quiz in nbgrader's gradebook, where no assignment may have it."""
    name = f"quiz-{quiz.key or quiz.id.hex[:8]}"
    return f"{name}-{quiz.id.hex[:8]}" if is_assignment(name) else name
