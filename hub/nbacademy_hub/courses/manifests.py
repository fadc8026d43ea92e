"""A course as the manifest of a course folder, and its quizzes as their files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol.assignments import AssignmentSettings
from nbacademy_courses import Course as Manifest
from nbacademy_courses import QuizFile
from nbacademy_hub.assignments.deadlines.terms import course_gradings
from nbacademy_hub.assignments.tables import Assignment
from nbacademy_hub.errors import Conflict
from nbacademy_hub.quizzes.tables import Question, Quiz

from . import drafts
from .contents import free_key
from .tables import Course, Material

ShapeT = TypeVar("ShapeT", bound=BaseModel)


def manifest_of(session: Session, course: Course, keys: Mapping[UUID, str], place: Callable[[str], str]) -> Manifest:
    """The manifest of a course as its staff see it. `keys` are its quizzes' names, `place` says where a file is.

    A quiz that no material shows gets one at the end of its section. Raises Conflict for what no manifest can say.
    """
    quizzes = list(session.scalars(select(Quiz).where(Quiz.id.in_(keys)).order_by(Quiz.created_at, Quiz.id)))
    assignments = session.scalars(
        select(Assignment).where(Assignment.course_id == course.id).order_by(Assignment.created_at, Assignment.name)
    )
    seen = drafts.sections(course, staff=True)
    shown = {drafts.current(material).quiz_id for _, materials in seen for material in materials}
    unshown = [quiz for quiz in quizzes if quiz.id not in shown]
    taken = [material.key for _, materials in seen for material in materials]
    sections = [
        {
            "key": section.key, "title": drafts.current(section).title,
            "materials": [
                *(_material(material, keys) for material in materials),
                *(_showing(quiz, keys, taken) for quiz in unshown if quiz.section_id == section.id),
            ],
        }
        for section, materials in seen
    ]  # fmt: skip
    return _checked(Manifest, {
        "slug": course.slug, **_said(course), "grading": course_gradings(session, [course.id])[course.id].model_dump(),
        "sections": sections, "assignments": [_assignment(row) for row in assignments],
        "quizzes": [
            {"key": keys[quiz.id], "title": drafts.current(quiz).title, "file": place(keys[quiz.id])}
            for quiz in quizzes
        ],
        "achievements": drafts.achievements(course, staff=True),
    })  # fmt: skip


def quiz_keys(quizzes: Sequence[Quiz]) -> dict[UUID, str]:
    """Names for a course's quizzes: their own, and new ones for those that were not made from a file."""
    keys = {quiz.id: quiz.key for quiz in quizzes if quiz.key is not None}
    for quiz in quizzes:
        if quiz.key is None:
            keys[quiz.id] = free_key(drafts.current(quiz).title, "quiz", keys.values())
    return keys


def quiz_file_of(quiz: Quiz) -> QuizFile:
    """A quiz as its staff see it, and as its file says it. Raises Conflict for what no file can say."""
    seen, asked = drafts.current(quiz), drafts.seen(quiz.questions, staff=True)
    taken = [question.key for question in asked if question.key is not None]
    questions = []
    for question in asked:
        key = question.key or free_key("question", "question", taken)
        taken.append(key)
        questions.append(_question(question, key))
    rules = {name: getattr(seen, name) for name in QuizFile.model_fields if name not in {"due", "questions"}}
    return _checked(QuizFile, {**rules, "due": seen.due_at, "questions": questions})


def same(one: Manifest, other: Manifest) -> bool:
    """Whether two manifests say the same, however they say it."""
    return _normal(one) == _normal(other)


def _normal(manifest: Manifest) -> Manifest:
    assignments = (item.model_copy(update={"title": item.title or item.name}) for item in manifest.assignments)
    return manifest.model_copy(update={
        "assignments": tuple(sorted(assignments, key=lambda item: item.name)),
        "quizzes": tuple(sorted(manifest.quizzes, key=lambda item: item.key)),
    })  # fmt: skip


def _said(course: Course) -> dict[str, Any]:
    seen = drafts.current(course)
    return {**dict(seen), "description": seen.description or seen.title}


def _material(material: Material, keys: Mapping[UUID, str]) -> dict[str, Any]:
    seen = drafts.current(material)
    return {
        "key": material.key, "type": material.type, "title": seen.title, "minutes": seen.minutes,
        "file": seen.filename, "url": seen.url, "assignment": seen.assignment,
        "quiz": keys.get(seen.quiz_id) if seen.quiz_id is not None else None,
    }  # fmt: skip


def _showing(quiz: Quiz, keys: Mapping[UUID, str], taken: list[str]) -> dict[str, Any]:
    title = drafts.current(quiz).title
    taken.append(free_key(title, "quiz", taken))
    return {"key": taken[-1], "type": "quiz", "title": title, "quiz": keys[quiz.id]}


def _assignment(row: Assignment) -> dict[str, Any]:
    settings = {name: getattr(row, name) for name in AssignmentSettings.model_fields if name not in {"due_at"}}
    return {"name": row.name, "due": row.due_at, **settings}


def _question(question: Question, key: str) -> dict[str, Any]:
    """A question's row as a file writes it, with each option under `right` or `wrong`."""
    content = dict(drafts.current(question).content)
    if "options" in content:
        correct: int | Collection[int] = content.pop("correct")
        right = {correct} if isinstance(correct, int) else set(correct)
        content["options"] = [
            {"right" if number in right else "wrong": text} for number, text in enumerate(content["options"])
        ]
    return {"key": key, **content}


def _checked(shape: type[ShapeT], values: dict[str, Any]) -> ShapeT:
    try:
        return shape.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise Conflict(f"This can't be written as a course folder: {place}: {first['msg']}.") from error
