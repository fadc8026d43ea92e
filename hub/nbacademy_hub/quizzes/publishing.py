"""Publishes the quizzes of a course with it: what staff have edited is what new attempts get from then on."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session, selectinload

from nbacademy.protocol.courses import FrozenQuiz
from nbacademy.protocol.quizzes import QuizCreate
from nbacademy_hub.courses import drafts
from nbacademy_hub.courses.tables import Course

from . import questions, service
from .tables import Attempt, Quiz


def settle(session: Session, course: Course) -> None:
    """Has students get the quizzes as staff have edited them; one that somebody has taken by now is not removed."""
    for quiz in session.scalars(service.of_course(course.id).options(selectinload(Quiz.questions))).all():
        if quiz.pending == "removed" and not service.was_taken(session, quiz):
            session.delete(quiz)
            continue
        if _settle_questions(quiz):
            unbook(session, quiz)
        drafts.settle(quiz)
    session.flush()


def _settle_questions(quiz: Quiz) -> bool:
    waiting = [question for question in quiz.questions if question.pending is not None or question.draft is not None]
    for question in waiting:
        if question.pending == "removed":
            quiz.questions.remove(question)
        else:
            drafts.settle(question)
    return bool(waiting)


def unbook(session: Session, quiz: Quiz) -> None:
    """What a quiz is worth has changed: its scores are to be brought into the gradebook again."""
    session.execute(update(Attempt).where(Attempt.quiz_id == quiz.id).values(booked=False))


def frozen(session: Session, course: Course) -> tuple[FrozenQuiz, ...]:
    """The quizzes of a course as they stand for students, for a version of it."""
    wanted = service.of_course(course.id).where(drafts.is_shown(Quiz)).options(selectinload(Quiz.questions))
    return tuple(_frozen(quiz) for quiz in session.scalars(wanted))


def _frozen(quiz: Quiz) -> FrozenQuiz:
    terms = {name: getattr(quiz, name) for name in QuizCreate.model_fields}
    asked = tuple(questions.show(question, staff=False) for question in drafts.seen(quiz.questions, staff=False))
    return FrozenQuiz(id=quiz.id, key=quiz.key, section_id=quiz.section_id, questions=asked, **terms)
