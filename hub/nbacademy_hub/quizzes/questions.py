"""Writes the questions of quizzes. Students get what is written when the course is published next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol import quizzes as shapes
from nbacademy.protocol.quizzes import QuestionCreate, QuestionKey
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses import drafts
from nbacademy_hub.courses.drafts import QuestionDraft
from nbacademy_hub.errors import Conflict, NotFound

from . import service
from .tables import Question, Quiz

LIMIT_QUESTIONS = 500
_KEY: TypeAdapter[QuestionKey] = TypeAdapter(QuestionKey)


def add(session: Session, caller: Caller, quiz_id: UUID, values: QuestionCreate) -> shapes.Question:
    """A new question. Instructors only. Raises Conflict when there are too many."""
    quiz, _ = service.editable(session, caller, quiz_id)
    if len(quiz.questions) >= LIMIT_QUESTIONS:
        raise Conflict(f"A quiz has at most {LIMIT_QUESTIONS} questions.")
    question = Question(content=content_of(values.question), position=0, pending="new")
    quiz.questions.append(question)
    _place(quiz, question, values.position)
    session.flush()
    return show(question, staff=True)


def update(session: Session, caller: Caller, question_id: UUID, values: QuestionCreate) -> shapes.Question:
    """Another version of a question. Instructors only."""
    question, quiz = _editable(session, caller, question_id)
    position = drafts.current(question).position
    drafts.change(question, QuestionDraft(content=content_of(values.question), position=position))
    if values.position is not None:
        _place(quiz, question, values.position)
    session.flush()
    return show(question, staff=True)


def delete(session: Session, caller: Caller, question_id: UUID) -> None:
    """Takes a question out. Instructors only."""
    question, quiz = _editable(session, caller, question_id)
    if question.pending == "new":
        quiz.questions.remove(question)
    else:
        question.pending = "removed"
    _number(drafts.seen(quiz.questions, staff=True))


def key_of(question: Question, *, staff: bool) -> QuestionKey:
    """A question's key, as staff, or students, have it."""
    return _KEY.validate_python((drafts.current(question) if staff else question).content)


def content_of(written: QuestionKey | dict[str, Any]) -> dict[str, Any]:
    """What stands in the row of a question. Raises pydantic's ValidationError for values that are none."""
    content: dict[str, Any] = _KEY.dump_python(_KEY.validate_python(written), mode="json")
    return content


def show(question: Question, *, staff: bool) -> shapes.Question:
    """A question with its key, as staff, or students, have it."""
    return shapes.Question(
        id=question.id, quiz_id=question.quiz_id, question=key_of(question, staff=staff),
        position=(drafts.current(question) if staff else question).position,
        pending=drafts.pending_of(question, staff=staff),
    )  # fmt: skip


def _place(quiz: Quiz, question: Question, position: int | None) -> None:
    others = [other for other in drafts.seen(quiz.questions, staff=True) if other is not question]
    others.insert(len(others) if position is None else position - 1, question)
    _number(others)


def _number(questions: Sequence[Question]) -> None:
    for position, question in enumerate(questions, start=1):
        seen = drafts.current(question)
        if seen.position != position:
            drafts.change(question, seen.model_copy(update={"position": position}))


def _editable(session: Session, caller: Caller, question_id: UUID) -> tuple[Question, Quiz]:
    missing = NotFound("There is no such question.")
    quiz_id = session.scalar(select(Question.quiz_id).where(Question.id == question_id))
    if quiz_id is None:
        raise missing
    # Nothing else of it is read before it is our turn: it may be gone by then.
    quiz, _ = service.editable(session, caller, quiz_id)
    question = session.get(Question, question_id)
    if question is None or question.pending == "removed":
        raise missing
    return question, quiz
