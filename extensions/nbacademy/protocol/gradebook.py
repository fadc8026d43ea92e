"""A course's gradebook."""

from __future__ import annotations

from uuid import UUID

from .assignments import SubmissionStatus
from .shape import Person, Shape


class AssignmentScore(Shape):
    """What a student's newest submission got, in points.

    `score` is `auto_score` (cells that tests marked) with `manual_score` (cells that people marked) and
    `extra_credit`, less `late_penalty`, and not below zero; None until there is a verdict.
    """

    submission_id: UUID
    status: SubmissionStatus
    needs_manual_grade: bool
    score: float | None
    auto_score: float
    manual_score: float
    extra_credit: float
    late_penalty: float
    max_score: float | None


class Grade(Shape):
    """What somebody got in an assignment, once that is released, or at best in a quiz, which has the name of an
    `assignment` in nbgrader's gradebook. The points are None where there are none yet."""

    assignment: str
    title: str
    score: float | None
    max_score: float | None


class Grades(Shape):
    """What somebody got in a course."""

    items: tuple[Grade, ...]


class GradebookRow(Shape):
    """One student's newest scores by assignment name; None where nothing is graded, or nothing was handed in.

    `quizzes` are the points of each student's best attempts, by the names that quizzes have in nbgrader's gradebook.
    `max_total` is the points of all released assignments and of all quizzes, of those that were not handed in, too.
    `username` is who it is in nbgrader and JupyterHub, and does not change as names do.
    """

    user: Person
    username: str
    email: str | None
    scores: dict[str, float | None]
    assignments: dict[str, AssignmentScore | None]
    quizzes: dict[str, float | None]
    total: float
    max_total: float
