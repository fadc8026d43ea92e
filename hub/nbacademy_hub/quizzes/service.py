"""Writes and shows quizzes. Students see what is written when the course is published next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from nbacademy.protocol import quizzes as shapes
from nbacademy.protocol.quizzes import QuizCreate
from nbacademy.protocol.shape import Page
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses import drafts
from nbacademy_hub.courses import service as courses
from nbacademy_hub.courses.tables import Course, Section
from nbacademy_hub.errors import Conflict, NotFound
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership
from nbacademy_hub.markdown import render

from . import questions
from .tables import Attempt, Question, Quiz


def of_course(course_id: UUID) -> Select[Quiz]:
    """The quizzes of a course, in its order."""
    return (
        select(Quiz).join(Section, Section.id == Quiz.section_id).where(Section.course_id == course_id)
        .order_by(Section.position, Quiz.created_at, Quiz.id)
    )  # fmt: skip


def find_quiz(session: Session, caller: Caller, quiz_id: UUID) -> tuple[Quiz, Course]:
    """A quiz and its course, for the course's members. Raises NotFound or Forbidden."""
    missing = NotFound("There is no such quiz.")
    row = session.execute(
        select(Quiz, Section.course_id).join(Section, Section.id == Quiz.section_id).where(Quiz.id == quiz_id)
    ).one_or_none()
    if row is None:
        raise missing
    quiz, course = row[0], membership.member(session, caller, str(row[1]))
    if quiz.pending is not None:
        staff = membership.is_staff(session, caller, course.id)
        if quiz.pending == ("removed" if staff else "new"):
            raise missing
    return quiz, course


def editable(session: Session, caller: Caller, quiz_id: UUID) -> tuple[Quiz, Course]:
    """A quiz and its course, for instructors, one after the other. Raises NotFound or Forbidden."""
    course_id = session.scalar(
        select(Section.course_id).join(Quiz, Quiz.section_id == Section.id).where(Quiz.id == quiz_id)
    )
    if course_id is None:
        raise NotFound("There is no such quiz.")
    # Nothing of it is read before it is our turn.
    courses.in_turn(session, membership.instructor(session, caller, str(course_id)))
    return find_quiz(session, caller, quiz_id)


def create(session: Session, caller: Caller, section_id: UUID, values: QuizCreate) -> shapes.QuizDetail:
    """A new quiz without questions. Instructors only."""
    section = session.get(Section, section_id)
    if section is None:
        raise NotFound("There is no such section.")
    course = membership.instructor(session, caller, str(section.course_id))
    quiz = Quiz(section_id=section.id, pending="new", **values.model_dump())
    session.add(quiz)
    session.flush()
    return _detail(session, caller, quiz, course)


def show(session: Session, caller: Caller, quiz_id: UUID) -> shapes.QuizDetail:
    """A quiz; for staff as they have edited it, with its questions and their keys."""
    quiz, course = find_quiz(session, caller, quiz_id)
    return _detail(session, caller, quiz, course)


def update(session: Session, caller: Caller, quiz_id: UUID, values: QuizCreate) -> shapes.QuizDetail:
    """Sets what is to hold for a quiz; attempts that have begun keep their deadline. Instructors only."""
    quiz, course = editable(session, caller, quiz_id)
    drafts.change(quiz, values)
    session.flush()
    return _detail(session, caller, quiz, course)


def delete(session: Session, caller: Caller, quiz_id: UUID) -> None:
    """Takes out a quiz that nobody has attempted. Raises Conflict for one that somebody has. Instructors only."""
    quiz, _ = editable(session, caller, quiz_id)
    if was_taken(session, quiz):
        raise Conflict("Students have attempted this quiz: their work is kept, so it can't be deleted.")
    if quiz.pending == "new":
        session.delete(quiz)
    else:
        quiz.pending = "removed"


def was_taken(session: Session, quiz: Quiz) -> bool:
    """Whether somebody has begun an attempt; until the end of the transaction nobody does."""
    session.execute(select(Quiz.id).where(Quiz.id == quiz.id).with_for_update())
    return session.scalar(select(Attempt.id).where(Attempt.quiz_id == quiz.id).limit(1)) is not None


def list_quizzes(session: Session, caller: Caller, course_name: str, query: Paging) -> Page[shapes.Quiz]:
    """The quizzes of a course, for its members."""
    course = membership.member(session, caller, course_name)
    staff = membership.is_staff(session, caller, course.id)

    def shown(rows: Sequence[Any]) -> list[shapes.Quiz]:
        about = _numbers(session, caller, [quiz.id for (quiz,) in rows], staff)
        return [shapes.Quiz(**_values(quiz, course, about[quiz.id], staff)) for (quiz,) in rows]

    return page_of(session, of_course(course.id).where(drafts.is_shown(Quiz, staff=staff)), query, shown)


def _detail(session: Session, caller: Caller, quiz: Quiz, course: Course) -> shapes.QuizDetail:
    session.refresh(quiz)
    staff = membership.is_staff(session, caller, course.id)
    keys = None
    if staff:
        keys = tuple(questions.show(question, staff=True) for question in drafts.seen(quiz.questions, staff=True))
    values = _values(quiz, course, _numbers(session, caller, [quiz.id], staff)[quiz.id], staff)
    return shapes.QuizDetail(**values, keys=keys)


def _numbers(session: Session, caller: Caller, quiz_ids: list[UUID], staff: bool) -> dict[UUID, dict[str, Any]]:
    """What is counted for each quiz, in two queries: questions and points, and the caller's own attempts."""
    # Points stand in JSON: they are added up here, from the ids of one page's quizzes.
    about: dict[UUID, dict[str, Any]] = {
        quiz_id: {"questions": 0, "max_score": 0.0, "attempts": 0, "best_percent": None} for quiz_id in quiz_ids
    }
    for quiz_id, content, draft in session.execute(
        select(Question.quiz_id, Question.content, Question.draft)
        .where(Question.quiz_id.in_(quiz_ids), drafts.is_shown(Question, staff=staff))
    ):  # fmt: skip
        about[quiz_id]["questions"] += 1
        about[quiz_id]["max_score"] += (draft["content"] if staff and draft else content)["points"]
    best = func.max(Attempt.score * 100.0 / func.nullif(Attempt.max_score, 0.0))
    for quiz_id, attempts, percent in session.execute(
        select(Attempt.quiz_id, func.count(Attempt.id), best)
        .where(Attempt.quiz_id.in_(quiz_ids), Attempt.account_id == caller.account_id)
        .group_by(Attempt.quiz_id)
    ):
        about[quiz_id] |= {"attempts": attempts, "best_percent": percent}
    return about


def _values(quiz: Quiz, course: Course, numbers: dict[str, Any], staff: bool) -> dict[str, Any]:
    seen = drafts.current(quiz) if staff else quiz
    given = {name: getattr(seen, name) for name in QuizCreate.model_fields}
    return {
        "id": quiz.id, "key": quiz.key, "course_slug": course.slug, "section_id": quiz.section_id,
        "description_html": render(seen.description), "pending": drafts.pending_of(quiz, staff=staff),
        **given, **numbers,
    }  # fmt: skip
