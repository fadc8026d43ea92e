"""A course in a database of its own: students who hand in, and graders that answer what a test says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import event
from sqlalchemy.orm import Session

from nbacademy.protocol.assignments import Autograde, Job
from nbacademy_graders.jobs import CellScore, Feedback, Generated, Graded, Refused, Result
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.assignments import autograding, service, submissions, uploads, verdicts
from nbacademy_hub.assignments.grading import Grading
from nbacademy_hub.assignments.preparing import Task
from nbacademy_hub.assignments.service import Declared
from nbacademy_hub.assignments.tables import Assignment, Submission
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses import service as courses
from nbacademy_hub.db.engine import Database
from nbacademy_hub.execution.cluster import Cluster
from nbacademy_hub.files import FileStore
from nbacademy_hub.http.context import Context
from nbacademy_hub.jupyterhub import Hub
from nbacademy_hub.learning import service as learning
from nbacademy_hub.settings import Settings

from .world import COURSE, caller, new_course, notebook, without_trial, zip_of

ASSIGNMENT = "ps1"


class Classroom:
    """The course alpha with the assignment ps1, its instructor and its students, without any server."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.files = FileStore(f"file://{folder}/files")
        self.platform = Settings(data=folder, without_docker_reason="these tests answer for the graders.")
        cluster = Cluster(self.platform)
        context = Context(self.platform, "/", database, self.files, Hub("http://127.0.0.1:1", ""), cluster)
        self.grading = Grading(context, context.cluster)
        self.runner = self.grading.runner
        self.upload = uploads.receive(zip_of({"ps1.ipynb": notebook()}), self.files)
        with database.transaction() as session:
            course = new_course(session, COURSE)
            learning.add_member(session, accounts.ensure(session, "instructor").id, course, "instructor")
        self.publish("first")

    def staff(self, session: Session, name: str = "instructor") -> Caller:
        return caller(session, name, "learn", "grade")

    def student(self, name: str) -> UUID:
        """A student of the course; the account's id."""
        with self.database.transaction() as session:
            account = accounts.ensure(session, name)
            learning.add_member(session, account.id, courses.find(session, COURSE), "student")
            return account.id

    def publish(self, text: str, *, released: bool = True, **settings: Any) -> int:
        """A new version of the source; its number."""
        source = uploads.receive(zip_of({"ps1.ipynb": notebook(), "text": text.encode()}), self.files)
        made = Generated(release=b"r", cells=(), max_score=4.0, notebooks=("ps1",))
        with self.database.transaction() as session:
            course = courses.find(session, COURSE)
            assignment = service.find_in(session, course, ASSIGNMENT)
            if assignment is None or settings:
                assignment = service.declare(session, course, Declared(name=ASSIGNMENT, **settings))
            version = service.add_version(session, None, assignment, source, source.sha256, made)
            without_trial(session, version)
            assignment.released = version.number if released else assignment.released
            return version.number

    def hand_in(self, *students: str) -> list[UUID]:
        """A submission of each; the submissions' ids."""
        ids = []
        for name in students:
            self.student(name)
            with self.database.transaction() as session:
                made = submissions.submit(session, caller(session, name), COURSE, ASSIGNMENT, self.upload)
                ids.append(made.id)
        return ids

    def autograde(self, **values: Any) -> Job:
        with self.database.transaction() as session:
            staff, asked = self.staff(session), Autograde(**values)
            return autograding.autograde(session, staff, COURSE, ASSIGNMENT, asked, self.platform)

    def tasks(self, most: int = 1000) -> list[Task]:
        """What the runner begins with now."""
        with self.database.transaction() as session:
            tasks = self.grading.take(session, most)
            assert all(isinstance(task, Task) for task in tasks)
            return tasks  # type: ignore[return-value]

    def answer(self, task: Task, result: Result, seconds: float = 1.0) -> bool:
        with self.database.transaction() as session:
            return verdicts.record(session, task, self.runner, result, self.files, seconds)

    def grade_all(self, *, one: float = 1.0, two: float | None = None, manual: float | None = None) -> int:
        """Every job that waits, answered with these scores; how many there were."""
        done = 0
        while tasks := self.tasks():
            for task in tasks:
                answered = graded(task, one, two) if task.kind in {"grade", "preview"} else again(one, two, manual)
                assert self.answer(task, answered)
                done += 1
        return done

    def submission(self, submission_id: UUID) -> Submission:
        with self.database.transaction(writes=False) as session:
            return session.get_one(Submission, submission_id)

    def assignment(self, session: Session) -> Assignment:
        found = service.find_in(session, courses.find(session, COURSE), ASSIGNMENT)
        assert found is not None
        return found

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """The statements that are executed inside."""
        seen: list[str] = []

        def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            seen.append(statement)

        event.listen(self.database.engine, "before_cursor_execute", count)
        try:
            yield seen
        finally:
            event.remove(self.database.engine, "before_cursor_execute", count)


def cells(one: float, two: float | None, manual: float | None = None) -> tuple[CellScore, ...]:
    """Two cells of tests and one that a person marks; without `two` there is no second one."""
    made = [CellScore(notebook="ps1", grade_id="one", score=one, max_score=2.0, kind="auto", note="Said of one.")]
    if two is not None:
        made.append(CellScore(notebook="ps1", grade_id="two", score=two, max_score=1.0, kind="auto"))
    made.append(CellScore(notebook="ps1", grade_id="why", score=manual, max_score=1.0, kind="manual"))
    return tuple(made)


def graded(task: Task, one: float, two: float | None = None) -> Graded:
    """A grader's answer."""
    return Graded(
        score=one + (two or 0.0), max_score=4.0, needs_manual_grade=False, cells=cells(one, two),
        autograded=uuid4().bytes, feedback=b"f", log=("Cell one ran out of memory.",), seconds={"cells": 0.5},
        marks=b"m" if task.kind == "preview" else None,
    )  # fmt: skip


def again(one: float, two: float | None, manual: float | None) -> Feedback:
    """A grader's answer when marks were given by hand: it knows no notes."""
    scores = tuple(cell.model_copy(update={"note": None}) for cell in cells(one, two, manual))
    return Feedback(
        score=one + (two or 0.0) + (manual or 0.0), max_score=4.0, needs_manual_grade=manual is None, cells=scores,
        feedback=b"again",
    )  # fmt: skip


REFUSED = Refused(reason="The notebook has no cells.")
