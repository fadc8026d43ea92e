"""A class of 600 with 1,000 submissions, as grading would have left it: written into the tables themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nbgrader.api import Comment, Grade, Gradebook, Student, SubmittedAssignment, SubmittedNotebook
from sqlalchemy.orm import Session

from nbacademy.protocol.courses import CourseCreate
from nbacademy_graders import gradebook as books
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.assignments.tables import Assignment, AssignmentVersion, Submission
from nbacademy_hub.courses import service as courses
from nbacademy_hub.courses.tables import Course, Material, Section
from nbacademy_hub.db.engine import Database
from nbacademy_hub.execution.tables import GradingJob
from nbacademy_hub.learning.tables import Enrollment, MaterialProgress

SLUG = "large"
STAFF = "instructor"
HANDED_IN = {"ps1": 600, "ps2": 400}
"""How many students handed in, by assignment."""

WAITING = 40
NOTEBOOKS = ("part1", "part2")
TESTS = tuple(f"test-{number}" for number in range(4))
ESSAY = "essay"
MATERIALS = 30
_BEGUN = datetime(2026, 11, 1, tzinfo=UTC)


def fill(database: Database, gradebooks: Path) -> None:
    """The course with its people, materials, progress, assignments, submissions, jobs and nbgrader's gradebook."""
    names = [f"student-{number:03}" for number in range(max(HANDED_IN.values()))]
    with database.transaction() as session:
        course = courses.create(session, CourseCreate(slug=SLUG, title="A large class"))
        course.published = True
        people = [Account(username=name, name=f"Student {name}") for name in (STAFF, *names)]
        session.add_all(people)
        session.flush()
        roles = ["instructor"] + ["student"] * len(names)
        session.add_all([
            Enrollment(account_id=account.id, course_id=course.id, role=role)
            for account, role in zip(people, roles, strict=True)
        ])  # fmt: skip
        _progress(session, course, people[1:])
        for assignment, count in HANDED_IN.items():
            _hand_in(session, course, assignment, people[1 : count + 1])
    for assignment, count in HANDED_IN.items():
        for name in names[:count]:
            _keep(gradebooks / SLUG, name, assignment)
    with books.course_gradebook(f"sqlite:///{gradebooks / SLUG / 'gradebook.db'}", SLUG) as book:
        _mark(book, names)


def _progress(session: Session, course: Course, students: list[Account]) -> None:
    materials = [
        Material(key=f"m{number}", title=f"Lesson {number}", type="markdown", position=number, minutes=10)
        for number in range(MATERIALS)
    ]
    course.sections = [Section(key="all", title="All", position=0, materials=materials)]
    session.flush()
    session.add_all([
        MaterialProgress(account_id=account.id, material_id=material.id, percentage=100.0)
        for account in students
        for material in materials[: MATERIALS // 2]
    ])  # fmt: skip


def _hand_in(session: Session, course: Course, name: str, students: list[Account]) -> None:
    assignment = Assignment(course_id=course.id, name=name, title=name, released=1)
    session.add(assignment)
    session.flush()
    cells = [
        {"notebook": notebook, "grade_id": cell, "points": 2.0, "kind": "manual" if cell == ESSAY else "auto",
         "has_hidden_tests": True}
        for notebook in NOTEBOOKS
        for cell in (*TESTS, ESSAY)
    ]  # fmt: skip
    session.add(
        AssignmentVersion(
            assignment_id=assignment.id, number=1, source_sha256="0" * 64, release_sha256="1" * 64, max_score=20.0,
            notebooks=[f"{notebook}.ipynb" for notebook in NOTEBOOKS], cells=cells,
        )
    )  # fmt: skip
    rows = [_submission(assignment, account, number) for number, account in enumerate(students)]
    session.add_all(rows)
    session.flush()
    session.add_all([_job(row, number < WAITING) for number, row in enumerate(rows)])


def _submission(assignment: Assignment, account: Account, number: int) -> Submission:
    at = _BEGUN + timedelta(seconds=number)
    score = number % 17
    cells: list[Any] = [
        {"notebook": notebook, "grade_id": cell, "kind": "auto", "score": 1.0, "max_score": 2.0, "note": "One failed."}
        for notebook in NOTEBOOKS
        for cell in (*TESTS, ESSAY)
    ]
    return Submission(
        assignment_id=assignment.id, account_id=account.id, version=1, submitted_at=at, sha256=f"{number:064}",
        size_bytes=9000, files=[f"{notebook}.ipynb" for notebook in NOTEBOOKS], source_version=1, score=score,
        max_score=20.0, status="queued" if number < WAITING else "needs_manual_grade" if number % 2 else "graded",
        cells=cells, log=[f"Cell {line} was restored." for line in range(10)], graded_at=at, feedback_released=True,
    )  # fmt: skip


def _job(row: Submission, waits: bool) -> GradingJob:
    at = row.submitted_at + timedelta(seconds=5)
    done = {"state": "done", "started_at": at, "ended_at": at, "seconds": 3.0, "attempts": 1}
    return GradingJob(submission_id=row.id, lane=row.lane, kind="grade", **({} if waits else done))


def _keep(folder: Path, student: str, assignment: str) -> None:
    """Files where formgrader looks for them."""
    for place in ("submitted", "autograded"):
        path = folder / place / student / assignment
        path.mkdir(parents=True)
        (path / "timestamp.txt").write_text("2026-11-01 00:00:00.000000 UTC")
        for notebook in NOTEBOOKS:
            (path / f"{notebook}.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')


def _mark(book: Gradebook, names: list[str]) -> None:
    book.db.add_all([Student(id=name) for name in names])
    book.db.commit()
    for name, count in HANDED_IN.items():
        book.add_assignment(name)
        for notebook in NOTEBOOKS:
            book.add_notebook(notebook, name)
            for cell in TESTS:
                book.add_grade_cell(cell, notebook, name, max_score=2, cell_type="code")
            book.add_grade_cell(ESSAY, notebook, name, max_score=2, cell_type="markdown")
            book.add_solution_cell(ESSAY, notebook, name)
        _submit(book, name, names[:count])
    book.db.commit()


def _submit(book: Gradebook, name: str, students: list[str]) -> None:
    assignment = book.find_assignment(name)
    handed_in = [SubmittedAssignment(assignment_id=assignment.id, student_id=student) for student in students]
    book.db.add_all(handed_in)
    book.db.flush()
    for notebook in assignment.notebooks:
        graded, written = list(notebook.grade_cells), list(notebook.solution_cells)
        works = [SubmittedNotebook(notebook_id=notebook.id, assignment_id=each.id) for each in handed_in]
        book.db.add_all(works)
        book.db.flush()
        book.db.add_all([_grade(cell, work) for work in works for cell in graded])
        book.db.add_all([Comment(cell_id=cell.id, notebook_id=work.id) for work in works for cell in written])


def _grade(cell: Any, work: SubmittedNotebook) -> Grade:
    tested = cell.name in TESTS
    return Grade(
        cell_id=cell.id, notebook_id=work.id, auto_score=1.0 if tested else None, needs_manual_grade=not tested
    )
