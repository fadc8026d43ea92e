"""Scores of quizzes in the course's nbgrader gradebook, so that its exports and formgrader show them.

There a quiz is an assignment `quiz-<key>` with one notebook and one cell, whose mark is the share of the student's best
attempt. The keeper brings it there after each change.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import nbformat
from nbformat import v4
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from nbacademy.protocol import archive
from nbacademy_graders import gradebook as books
from nbacademy_graders.jobs import naive_utc
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.assignments import service as assignments
from nbacademy_hub.assignments.coursefolder import CourseFolder
from nbacademy_hub.courses.tables import Course, Section
from nbacademy_hub.learning.tables import Enrollment

from . import scores
from .tables import Attempt, Quiz

NOTEBOOK, CELL = "quiz", "score"


@dataclass(frozen=True)
class Booking:
    """What is to stand in the gradebook: `score` of `max_score` points; `scores` are those of the attempts that were
    seen, by their ids."""

    course: str
    assignment: str
    student: str
    name: str
    score: float
    max_score: float
    submitted_at: datetime
    scores: Mapping[UUID, float | None]


def is_any_unbooked(session: Session) -> bool:
    """Whether there is something to book."""
    return session.scalar(select(Attempt.id).where(Attempt.state == "graded", ~Attempt.booked).limit(1)) is not None


def next_booking(session: Session) -> Booking | None:
    """What is to be booked next; None if nothing is, or if that was the attempt of somebody who is no student."""
    first = session.scalar(select(Attempt).where(Attempt.state == "graded", ~Attempt.booked).limit(1))
    if first is None:
        return None
    quiz, course = session.execute(
        select(Quiz, Course).join(Section, Section.id == Quiz.section_id).join(Course, Course.id == Section.course_id)
        .where(Quiz.id == first.quiz_id)
    ).one()  # fmt: skip
    mine = (Attempt.quiz_id == quiz.id) & (Attempt.account_id == first.account_id) & (Attempt.state == "graded")
    graded = list(session.scalars(select(Attempt).where(mine).order_by(Attempt.number)))
    student = session.scalar(
        select(Account).join(Enrollment, Enrollment.account_id == Account.id)
        .where(Account.id == first.account_id, Enrollment.course_id == course.id, Enrollment.role == "student")
    )  # fmt: skip
    if student is None:
        first.booked = True
        return None
    best = max(graded, key=_share)
    points = scores.points_of(quiz)
    return Booking(
        course=course.slug, assignment=_name(session, course, quiz), student=student.username, name=student.name,
        score=_share(best) * points, max_score=points, submitted_at=best.closed_at or best.started_at,
        scores={attempt.id: attempt.score for attempt in graded},
    )  # fmt: skip


def _share(attempt: Attempt) -> float:
    return (attempt.score or 0.0) / attempt.max_score if attempt.max_score else 0.0


def _name(session: Session, course: Course, quiz: Quiz) -> str:
    return scores.name_of(quiz, lambda name: assignments.find_in(session, course, name) is not None)


def write(gradebooks: Path, booking: Booking) -> None:
    """Brings a score into the gradebook. Raises GraderError where it is none of the course's own."""
    folder = CourseFolder(gradebooks, booking.course)
    folder.prepare()
    _show(folder, booking)
    with books.course_gradebook(f"sqlite:///{folder.path / 'gradebook.db'}", booking.course) as gradebook:
        books.ensure_student(gradebook, booking.student, booking.name)
        gradebook.update_or_create_assignment(booking.assignment)
        gradebook.update_or_create_notebook(NOTEBOOK, booking.assignment)
        gradebook.update_or_create_grade_cell(
            CELL, NOTEBOOK, booking.assignment, max_score=booking.max_score, cell_type="markdown"
        )
        submitted = naive_utc(booking.submitted_at)
        books.ensure_submission(gradebook, booking.assignment, booking.student, submitted)
        grade = gradebook.find_grade(CELL, NOTEBOOK, booking.assignment, booking.student)
        grade.manual_score, grade.needs_manual_grade = booking.score, False
        gradebook.db.commit()
    folder.prepare()


def _show(folder: CourseFolder, booking: Booking) -> None:
    """Formgrader lists the assignments that have a source: this one's says where its scores come from."""
    if os.path.lexists(folder.path / "source" / booking.assignment):
        return
    about = {"grade": True, "grade_id": CELL, "locked": False, "points": booking.max_score, "schema_version": 3,
             "solution": True, "task": False}  # fmt: skip
    text = "The scores of a quiz. The platform brings them here: there is nothing to generate, collect or grade."
    cell = v4.new_markdown_cell(text, metadata={"nbgrader": about})
    with tempfile.TemporaryDirectory() as made:
        nbformat.write(v4.new_notebook(cells=[cell]), Path(made, f"{NOTEBOOK}.ipynb"))
        content = archive.pack(Path(made))
    folder.keep_source(booking.assignment, content, content)


def done(session: Session, booking: Booking) -> None:
    """A booking was written; an attempt that was marked anew meanwhile waits for the next."""
    for attempt_id, score in booking.scores.items():
        session.execute(update(Attempt).where(Attempt.id == attempt_id, Attempt.score == score).values(booked=True))
