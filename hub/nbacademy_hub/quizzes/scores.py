"""What students got in the quizzes of a course: of each quiz their best attempt."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from nbacademy_hub.courses import drafts
from nbacademy_hub.courses.tables import Section

from . import questions
from .tables import Attempt, Quiz


class QuizColumn(NamedTuple):
    """A quiz in a gradebook, by the name that it has in nbgrader's, and the points of its questions."""

    name: str
    points: float


def columns(session: Session, course_id: UUID, assignments: Collection[str]) -> dict[UUID, QuizColumn]:
    """The quizzes of a course that has assignments of these names, in the course's order."""
    wanted = (
        select(Quiz).join(Section, Section.id == Quiz.section_id)
        .where(Section.course_id == course_id, drafts.is_shown(Quiz))
        .order_by(Section.position, Quiz.title, Quiz.id).options(selectinload(Quiz.questions))
    )  # fmt: skip
    return {quiz.id: _column(quiz, assignments) for quiz in session.scalars(wanted)}


class Taken(NamedTuple):
    """A quiz that somebody has taken, and the share of the points that they got in it."""

    course_id: UUID
    title: str
    column: QuizColumn
    share: float


def taken_by(
    session: Session, account_id: UUID, course_ids: Collection[UUID], assignments: Mapping[UUID, Collection[str]]
) -> list[Taken]:
    """The quizzes of these courses that somebody has taken, in the courses' order; of what nobody has to mark any more.

    `assignments` are the names of the courses' assignments.
    """
    taken = select(Attempt.quiz_id).where(Attempt.account_id == account_id, Attempt.state == "graded")
    rows = session.execute(
        select(Quiz, Section.course_id).join(Section, Section.id == Quiz.section_id)
        .where(Section.course_id.in_(course_ids), Quiz.id.in_(taken), drafts.is_shown(Quiz))
        .order_by(Section.position, Quiz.title, Quiz.id).options(selectinload(Quiz.questions))
    ).all()  # fmt: skip
    shares = best_shares(session, [quiz.id for quiz, _ in rows], [account_id])
    return [
        Taken(course_id, quiz.title, _column(quiz, assignments[course_id]), shares[account_id, quiz.id])
        for quiz, course_id in rows
    ]


def _column(quiz: Quiz, assignments: Collection[str]) -> QuizColumn:
    return QuizColumn(name_of(quiz, assignments.__contains__), points_of(quiz))


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
    """The points of a quiz as it is for students now."""
    asked = drafts.seen(quiz.questions, staff=False)
    return sum(questions.key_of(question, staff=False).points for question in asked)


def name_of(quiz: Quiz, is_assignment: Callable[[str], bool]) -> str:
    """The name of a quiz in nbgrader's gradebook, where no assignment may have it."""
    name = f"quiz-{quiz.key or quiz.id.hex[:8]}"
    return f"{name}-{quiz.id.hex[:8]}" if is_assignment(name) else name
