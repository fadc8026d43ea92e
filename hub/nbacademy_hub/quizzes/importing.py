"""Brings a course's quizzes to what its folder says. Quizzes and questions keep their ids by their keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from nbacademy_courses import Course as Manifest
from nbacademy_courses import QuizFile
from nbacademy_courses.quiz import MultipleChoice, SingleChoice
from nbacademy_courses.quiz import Question as QuestionManifest
from nbacademy_hub.courses.tables import Course, Section
from nbacademy_hub.errors import Conflict

from . import publishing, questions, service
from .tables import Question, Quiz


def bring(session: Session, course: Course, manifest: Manifest, papers: Mapping[str, QuizFile]) -> dict[str, UUID]:
    """Ids of the manifest's quizzes by their keys; each stands in the section in which a material first shows it.

    A quiz that the manifest no longer has goes, but for one that somebody has attempted. The course's sections are
    there, the new ones included.
    """
    there = {quiz.key: quiz for quiz in session.scalars(service.of_course(course.id).where(Quiz.key.is_not(None)))}
    sections = {section.key: section for section in course.sections}
    places = {
        material.quiz: sections[section.key] for section in reversed(manifest.sections)
        for material in reversed(section.materials) if material.quiz
    }  # fmt: skip
    kept = {}
    for item in manifest.quizzes:
        quiz = there.pop(item.key, None) or Quiz(key=item.key)
        quiz.title, quiz.section_id = item.title, places[item.key].id
        quiz.draft = quiz.pending = None
        _set(quiz, papers[item.key])
        session.add(quiz)
        kept[item.key] = quiz
    for quiz in there.values():
        if not service.was_taken(session, quiz):
            session.delete(quiz)
    session.flush()
    for quiz in kept.values():
        publishing.unbook(session, quiz)
    return {key: quiz.id for key, quiz in kept.items()}


def leave(session: Session, course: Course, sections: list[Section]) -> None:
    """Takes the quizzes that stay out of sections that go, since they would go with them. Raises Conflict."""
    staying = [section for section in course.sections if section not in sections]
    inside = Quiz.section_id.in_([section.id for section in sections])
    for quiz in session.scalars(service.of_course(course.id).where(inside)):
        if not staying:
            raise Conflict(f"The quiz {quiz.title} is in this course: leave it a section.")
        quiz.section_id = staying[0].id
    session.flush()


def _set(quiz: Quiz, paper: QuizFile) -> None:
    for name, value in paper.model_dump(exclude={"due", "questions"}).items():
        setattr(quiz, name, value)
    quiz.due_at = paper.due
    there = {question.key: question for question in quiz.questions if question.key is not None}
    asked = [there.get(item.key) or Question(key=item.key) for item in paper.questions]
    for position, (question, item) in enumerate(zip(asked, paper.questions, strict=True), start=1):
        question.position, question.content = position, questions.content_of(_written(item))
        question.draft = question.pending = None
    quiz.questions = asked


def _written(item: QuestionManifest) -> dict[str, Any]:
    """A question of a file as the service's own, whose right options are numbers."""
    values = item.model_dump(exclude={"key"})
    match item:
        case SingleChoice():
            return {**values, "options": [option.text for option in item.options], "correct": item.right[0]}
        case MultipleChoice():
            return {**values, "options": [option.text for option in item.options], "correct": item.right}
        case _:
            return values
