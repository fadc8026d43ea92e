"""Everybody's newest scores in a course, and their best ones in its quizzes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from nbacademy.protocol.gradebook import AssignmentScore, GradebookRow
from nbacademy.protocol.shape import Page
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.assignments.newest import newest_of
from nbacademy_hub.assignments.tables import Assignment, AssignmentVersion, Submission
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership
from nbacademy_hub.learning.tables import Enrollment
from nbacademy_hub.quizzes import scores
from nbacademy_hub.quizzes.scores import QuizColumn

from . import parts
from .book import reading
from .parts import Parts

MARKED = frozenset({"graded", "needs_manual_grade"})


class Column(NamedTuple):
    """An assignment of the gradebook, and the points of its released version; 0 before the release."""

    name: str
    points: float


def gradebook(
    session: Session, caller: Caller, course_name: str, query: Paging, gradebooks: Path
) -> Page[GradebookRow]:
    """The newest scores of every student, for staff."""
    course = membership.staff(session, caller, course_name)
    assignments = _assignments(session, course)
    columns = _quizzes(session, course, assignments)
    wanted = (
        select(Account).join(Enrollment).where(Enrollment.course_id == course.id, Enrollment.role == "student")
        .order_by(Account.name, Account.id)
    )  # fmt: skip

    def show(rows: Sequence[Any]) -> list[GradebookRow]:
        students = [account for (account,) in rows]
        ids = [account.id for account in students]
        newest, shares = newest_of(session, list(assignments), ids), scores.best_shares(session, list(columns), ids)
        with reading(gradebooks, course.slug) as book:
            known = parts.of(book, [account.username for account in students])
        return [_with_quizzes(_row(account, assignments, newest, known), columns, shares) for account in students]

    return page_of(session, wanted, query, show)


def names(session: Session, caller: Caller, course_name: str) -> tuple[str, ...]:
    """The assignments of a course in the order of its gradebook, for staff."""
    columns = _assignments(session, membership.staff(session, caller, course_name)).values()
    return tuple(column.name for column in columns)


def quiz_names(session: Session, caller: Caller, course_name: str) -> tuple[str, ...]:
    """The quizzes of a course in the order of its gradebook, for staff."""
    course = membership.staff(session, caller, course_name)
    return tuple(column.name for column in _quizzes(session, course, _assignments(session, course)).values())


def for_staff(session: Session, caller: Caller, course_name: str) -> str:
    """The course's slug, for its staff. Raises NotFound or Forbidden."""
    return membership.staff(session, caller, course_name).slug


def _assignments(session: Session, course: Course) -> dict[UUID, Column]:
    released = and_(AssignmentVersion.assignment_id == Assignment.id, AssignmentVersion.number == Assignment.released)
    rows = session.execute(
        select(Assignment.id, Assignment.name, AssignmentVersion.max_score).outerjoin(AssignmentVersion, released)
        .where(Assignment.course_id == course.id).order_by(Assignment.name)
    )  # fmt: skip
    return {assignment_id: Column(name, points or 0.0) for assignment_id, name, points in rows}


def _quizzes(session: Session, course: Course, assignments: dict[UUID, Column]) -> dict[UUID, QuizColumn]:
    return scores.columns(session, course.id, {column.name for column in assignments.values()})


def _with_quizzes(
    row: GradebookRow, columns: dict[UUID, QuizColumn], shares: dict[tuple[UUID, UUID], float]
) -> GradebookRow:
    found: dict[str, float | None] = {}
    for quiz_id, (name, points) in columns.items():
        share = shares.get((row.user.id, quiz_id))
        found[name] = None if share is None else share * points
    total = row.total + sum(points or 0.0 for points in found.values())
    max_total = row.max_total + sum(column.points for column in columns.values())
    return row.model_copy(update={"quizzes": found, "total": total, "max_total": max_total})


def _row(
    account: Account,
    assignments: dict[UUID, Column],
    newest: dict[tuple[UUID, UUID], Submission],
    known: dict[tuple[str, str], Parts],
) -> GradebookRow:
    found: dict[str, AssignmentScore | None] = {name: None for name, _ in assignments.values()}
    for assignment_id, (name, _) in assignments.items():
        submission = newest.get((account.id, assignment_id))
        if submission is not None:
            found[name] = _score(submission, known.get((account.username, name)))
    return GradebookRow(
        user=accounts.person(account), username=account.username, email=account.email, assignments=found,
        scores={name: score.score if score else None for name, score in found.items()}, quizzes={},
        total=sum(score.score or 0.0 for score in found.values() if score),
        max_total=sum(_points(found[name], points) for name, points in assignments.values()),
    )  # fmt: skip


def _points(score: AssignmentScore | None, released: float) -> float:
    """A verdict's own points where there is one: another version may have others."""
    return released if score is None or score.max_score is None else score.max_score


def _score(submission: Submission, known: Parts | None) -> AssignmentScore:
    """A graded submission's marks stand in nbgrader's gradebook, where formgrader changes them, too."""
    made = known if known is not None and submission.status in MARKED else None
    shown = made or Parts(submission.score or 0.0, 0.0, 0.0, 0.0, submission.status == "needs_manual_grade")
    return AssignmentScore(
        submission_id=submission.id, status=submission.status, needs_manual_grade=shown.needs_manual_grade,
        score=made.score if made else submission.score, auto_score=shown.auto, manual_score=shown.manual,
        extra_credit=shown.extra, late_penalty=shown.penalty, max_score=submission.max_score,
    )  # fmt: skip
