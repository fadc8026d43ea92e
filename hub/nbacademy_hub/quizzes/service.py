"""Writes and shows quizzes and their questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlalchemy import update as sql_update
from sqlalchemy.orm import Session

from nbacademy.protocol import quizzes as shapes
from nbacademy.protocol.quizzes import QuestionCreate, QuestionKey, QuizCreate
from nbacademy.protocol.shape import Page
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course, Section
from nbacademy_hub.errors import Conflict, NotFound
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership
from nbacademy_hub.markdown import render

from .tables import Attempt, Question, Quiz

LIMIT_QUESTIONS = 500
_KEY: TypeAdapter[QuestionKey] = TypeAdapter(QuestionKey)


def find_quiz(session: Session, caller: Caller, quiz_id: UUID) -> tuple[Quiz, Course]:
    """A quiz and its course, for the course's members. Raises NotFound or Forbidden."""
    row = session.execute(
        select(Quiz, Section.course_id).join(Section, Section.id == Quiz.section_id).where(Quiz.id == quiz_id)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such quiz.")
    return row[0], membership.member(session, caller, str(row[1]))


def create(session: Session, caller: Caller, section_id: UUID, values: QuizCreate) -> shapes.QuizDetail:
    """A new quiz without questions. Instructors only."""
    section = session.get(Section, section_id)
    if section is None:
        raise NotFound("There is no such section.")
    course = membership.instructor(session, caller, str(section.course_id))
    quiz = Quiz(section_id=section.id, **values.model_dump())
    session.add(quiz)
    session.flush()
    return _detail(session, caller, quiz, course)


def show(session: Session, caller: Caller, quiz_id: UUID) -> shapes.QuizDetail:
    """A quiz; for staff with its questions and their keys."""
    quiz, course = find_quiz(session, caller, quiz_id)
    return _detail(session, caller, quiz, course)


def update(session: Session, caller: Caller, quiz_id: UUID, values: QuizCreate) -> shapes.QuizDetail:
    """Sets what holds for a quiz; attempts that have begun keep their deadline. Instructors only."""
    quiz, course = _instructors(session, caller, quiz_id)
    for name, value in values.model_dump().items():
        setattr(quiz, name, value)
    session.flush()
    return _detail(session, caller, quiz, course)


def delete(session: Session, caller: Caller, quiz_id: UUID) -> None:
    """Removes a quiz that nobody has attempted. Raises Conflict for one that somebody has. Instructors only."""
    quiz, _ = _instructors(session, caller, quiz_id)
    if session.scalar(select(Attempt.id).where(Attempt.quiz_id == quiz.id).limit(1)) is not None:
        raise Conflict("Students have attempted this quiz: their work is kept, so it can't be deleted.")
    session.delete(quiz)


def list_quizzes(session: Session, caller: Caller, course_name: str, query: Paging) -> Page[shapes.Quiz]:
    """The quizzes of a course, for its members."""
    course = membership.member(session, caller, course_name)
    wanted = (
        select(Quiz).join(Section, Section.id == Quiz.section_id).where(Section.course_id == course.id)
        .order_by(Section.position, Quiz.created_at, Quiz.id)
    )  # fmt: skip

    def shown(rows: Sequence[Any]) -> list[shapes.Quiz]:
        about = _numbers(session, caller, [quiz.id for (quiz,) in rows])
        return [shapes.Quiz(**_values(quiz, course, about[quiz.id])) for (quiz,) in rows]

    return page_of(session, wanted, query, shown)


def add_question(session: Session, caller: Caller, quiz_id: UUID, values: QuestionCreate) -> shapes.Question:
    """A new question; attempts that have begun don't get it. Instructors only."""
    quiz, _ = _instructors(session, caller, quiz_id)
    if len(quiz.questions) >= LIMIT_QUESTIONS:
        raise Conflict(f"A quiz has at most {LIMIT_QUESTIONS} questions.")
    question = Question(content=content_of(values.question))
    _place(quiz, question, values.position)
    unbook(session, quiz)
    session.flush()
    return show_question(question)


def update_question(session: Session, caller: Caller, question_id: UUID, values: QuestionCreate) -> shapes.Question:
    """Another version of a question; attempts that have begun keep the old one. Instructors only."""
    question, quiz = _question(session, caller, question_id)
    question.content = content_of(values.question)
    if values.position is not None:
        quiz.questions.remove(question)
        _place(quiz, question, values.position)
    unbook(session, quiz)
    session.flush()
    return show_question(question)


def delete_question(session: Session, caller: Caller, question_id: UUID) -> None:
    """Takes a question out; attempts that have begun keep it. Instructors only."""
    question, quiz = _question(session, caller, question_id)
    quiz.questions.remove(question)
    _number(quiz)
    unbook(session, quiz)


def unbook(session: Session, quiz: Quiz) -> None:
    """What a quiz is worth has changed: its scores are to be brought into the gradebook again."""
    session.execute(sql_update(Attempt).where(Attempt.quiz_id == quiz.id).values(booked=False))


def key_of(question: Question) -> QuestionKey:
    """A question's key, as it stands in its row."""
    return _KEY.validate_python(question.content)


def content_of(written: QuestionKey | dict[str, Any]) -> dict[str, Any]:
    """What stands in the row of a question. Raises pydantic's ValidationError for values that are none."""
    content: dict[str, Any] = _KEY.dump_python(_KEY.validate_python(written), mode="json")
    return content


def show_question(question: Question) -> shapes.Question:
    """A question with its key, for staff."""
    return shapes.Question(
        id=question.id, quiz_id=question.quiz_id, position=question.position, question=key_of(question)
    )


def _place(quiz: Quiz, question: Question, position: int | None) -> None:
    at = len(quiz.questions) if position is None else min(position - 1, len(quiz.questions))
    quiz.questions.insert(at, question)
    _number(quiz)


def _number(quiz: Quiz) -> None:
    for position, question in enumerate(quiz.questions, start=1):
        question.position = position


def _instructors(session: Session, caller: Caller, quiz_id: UUID) -> tuple[Quiz, Course]:
    quiz, course = find_quiz(session, caller, quiz_id)
    return quiz, membership.instructor(session, caller, str(course.id))


def _question(session: Session, caller: Caller, question_id: UUID) -> tuple[Question, Quiz]:
    question = session.get(Question, question_id)
    if question is None:
        raise NotFound("There is no such question.")
    quiz, _ = _instructors(session, caller, question.quiz_id)
    return question, quiz


def _detail(session: Session, caller: Caller, quiz: Quiz, course: Course) -> shapes.QuizDetail:
    session.refresh(quiz)
    keys = None
    if membership.is_staff(session, caller, course.id):
        keys = tuple(show_question(question) for question in quiz.questions)
    values = _values(quiz, course, _numbers(session, caller, [quiz.id])[quiz.id])
    return shapes.QuizDetail(**values, keys=keys)


def _numbers(session: Session, caller: Caller, quiz_ids: list[UUID]) -> dict[UUID, dict[str, Any]]:
    """What is counted for each quiz, in two queries: questions and points, and the caller's own attempts."""
    # Points stand in JSON: they are added up here, from the ids of one page's quizzes.
    about: dict[UUID, dict[str, Any]] = {
        quiz_id: {"questions": 0, "max_score": 0.0, "attempts": 0, "best_percent": None} for quiz_id in quiz_ids
    }
    for quiz_id, content in session.execute(
        select(Question.quiz_id, Question.content).where(Question.quiz_id.in_(quiz_ids))
    ):
        about[quiz_id]["questions"] += 1
        about[quiz_id]["max_score"] += content["points"]
    best = func.max(Attempt.score * 100.0 / func.nullif(Attempt.max_score, 0.0))
    for quiz_id, attempts, percent in session.execute(
        select(Attempt.quiz_id, func.count(Attempt.id), best)
        .where(Attempt.quiz_id.in_(quiz_ids), Attempt.account_id == caller.account_id)
        .group_by(Attempt.quiz_id)
    ):
        about[quiz_id] |= {"attempts": attempts, "best_percent": percent}
    return about


def _values(quiz: Quiz, course: Course, numbers: dict[str, Any]) -> dict[str, Any]:
    given = {name: getattr(quiz, name) for name in QuizCreate.model_fields}
    return {
        "id": quiz.id, "key": quiz.key, "course_slug": course.slug, "section_id": quiz.section_id,
        "description_html": render(quiz.description), **given, **numbers,
    }  # fmt: skip
