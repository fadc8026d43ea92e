"""A quiz that stands in a course folder: imported with the course, updated, and kept while somebody's work is in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.courses import service as courses
from nbacademy_hub.courses.importing import import_folder
from nbacademy_hub.courses.tables import Material, Section
from nbacademy_hub.db.engine import Database
from nbacademy_hub.errors import Conflict
from nbacademy_hub.files import FileStore
from nbacademy_hub.learning import service as learning
from nbacademy_hub.quizzes import attempts, questions
from nbacademy_hub.quizzes.tables import Question, Quiz
from nbacademy_hub.settings import Settings

from .world import HOSTILE, caller

QUESTIONS = [
    {"key": "colour", "type": "single_choice", "text": "Which?", "options": [{"wrong": "blue"}, {"right": "red"}]},
    {"key": "two", "type": "multiple_choice", "text": "Which?", "options": [{"right": "a"}, {"wrong": "b"}]},
    {"key": "much", "type": "numeric", "text": "How much?", "correct": 3, "units": ["kg"]},
    {"key": "so", "type": "true_false", "text": "So?", "correct": False},
    {"key": "word", "type": "short_text", "text": "Say", "accepted": ["yes"]},
    {"key": "why", "type": "free_text", "text": "Why?"},
    {"key": "how", "type": "code", "text": "How?", "tests": [{"code": "print(f(1))", "expected": "2"}]},
]


def a_section(key: str, *quizzes: str) -> dict[str, Any]:
    shown = [{"key": f"{quiz}-quiz", "type": "quiz", "title": quiz, "quiz": quiz} for quiz in quizzes]
    return {"key": key, "title": key, "materials": shown}


class Folder:
    """A course with one quiz and nothing else, in a database of its own."""

    def __init__(self, place: Path, database: Database) -> None:
        self.place, self.database, self.files = place, database, FileStore(f"file://{place / 'files'}")
        self.path = place / "course"
        self.path.mkdir()
        self.manifest: dict[str, Any] = {
            "slug": "tiny", "title": "Tiny", "description": "One quiz.", "difficulty": "beginner",
            "sections": [a_section("one", "basics"), a_section("two")],
            "quizzes": [{"key": "basics", "title": "Basics", "file": "quiz.yaml"}],
        }  # fmt: skip
        self.quiz: dict[str, Any] = {"pass_percent": 60, "questions": QUESTIONS}

    def load(self) -> None:
        for name, data in (("course.yaml", self.manifest), ("quiz.yaml", self.quiz)):
            (self.path / name).write_text(yaml.safe_dump(data))
        assert import_folder(self.path, self.database, self.files, Settings(data=self.place), _nothing_to_run)

    def ids(self) -> dict[str, Any]:
        with self.database.transaction(writes=False) as session:
            rows = session.scalars(select(Question).order_by(Question.position))
            return {str(row.key): row.id for row in rows}

    def ask(self, question: Callable[[Any], Any]) -> Any:
        with self.database.transaction() as session:
            return question(session)


def _nothing_to_run(job: object) -> Any:
    raise AssertionError(job)


@pytest.fixture
def folder(tmp_path: Path, migrated: Database) -> Folder:
    folder = Folder(tmp_path, migrated)
    folder.load()
    with migrated.transaction() as session:
        learning.add_member(session, accounts.ensure(session, HOSTILE).id, courses.find(session, "tiny"), "student")
    return folder


def begin(folder: Folder) -> Any:
    quiz_id = folder.ask(lambda session: session.scalars(select(Quiz.id)).one())
    return folder.ask(lambda session: attempts.begin(session, caller(session, HOSTILE), quiz_id))


def test_a_quiz_comes_with_its_course_and_is_shown_by_its_material(folder: Folder) -> None:
    with folder.database.transaction(writes=False) as session:
        quiz = session.scalars(select(Quiz)).one()
        material = session.scalars(select(Material)).one()
        assert (quiz.title, quiz.pass_percent, material.quiz_id) == ("Basics", 60, quiz.id)
        keys = [questions.key_of(question, staff=False).model_dump() for question in quiz.questions]
    assert [key["type"] for key in keys] == [question["type"] for question in QUESTIONS]
    assert (keys[0]["options"], keys[0]["correct"]) == (("blue", "red"), 1)
    assert keys[1]["correct"] == (0,)


def test_an_edited_quiz_keeps_its_questions_ids_and_what_was_asked_before_stays_as_it_was(folder: Folder) -> None:
    attempt, before = begin(folder), folder.ids()
    folder.quiz = {"questions": [{**QUESTIONS[5], "text": "How?"}, *QUESTIONS[:2]]}
    folder.load()
    assert folder.ids() == {key: before[key] for key in ("why", "colour", "two")}
    assert begin(folder) == attempt


def test_a_quiz_moves_with_its_material_and_keeps_its_attempts(folder: Folder) -> None:
    attempt = begin(folder)
    folder.manifest["sections"] = [a_section("two", "basics")]
    folder.load()
    assert begin(folder).id == attempt.id
    with folder.database.transaction(writes=False) as session:
        assert session.scalars(select(Section.key).join(Quiz)).all() == ["two"]


def test_a_quiz_that_nobody_took_goes_with_its_folder_and_one_that_somebody_took_stays(folder: Folder) -> None:
    begin(folder)
    folder.manifest["quizzes"].append({"key": "more", "title": "More", "file": "quiz.yaml"})
    folder.manifest["sections"] = [a_section("one", "basics", "more"), a_section("two")]
    folder.load()
    folder.manifest |= {"quizzes": [], "sections": [a_section("two")]}
    folder.load()
    with folder.database.transaction(writes=False) as session:
        assert session.execute(select(Quiz.key, Section.key).join(Section)).all() == [("basics", "two")]
    folder.manifest["sections"] = []
    with pytest.raises(Conflict, match="leave it a section"):
        folder.load()
