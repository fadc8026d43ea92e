"""A course whose work has been graded: notebooks, the nbgrader gradebook and our own rows, as a grading job leaves
them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import httpx
from nbgrader.api import Gradebook
from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol.marking import RegradeRequestCreate, RubricCommentCreate
from nbacademy_graders import gradebook as books
from nbacademy_graders import marks
from nbacademy_graders.jobs import Cell, CellScore, Generated
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.assignments import service as assignments
from nbacademy_hub.assignments import submissions, uploads
from nbacademy_hub.assignments.service import Declared
from nbacademy_hub.assignments.tables import AssignmentVersion, Submission
from nbacademy_hub.courses import service as courses
from nbacademy_hub.learning import service as learning
from nbacademy_hub.marking import comments, requests
from nbacademy_hub.marking.tables import MarkClaim
from nbacademy_hub.similarity.tables import SimilarityCheck, SimilarityPair

from .world import COURSE, HOSTILE, World, caller, new_course, zip_of

CELLS = (
    Cell(notebook="ps1", grade_id="mean-tests", points=2.0, kind="auto", has_hidden_tests=True),
    Cell(notebook="ps1", grade_id="essay", points=4.0, kind="manual", has_hidden_tests=False),
)
_numbers = count(1)


def grader(grade_id: str, **values: Any) -> dict[str, Any]:
    base = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": {**base, "grade_id": grade_id, **values}}


def work(code: str = "def mean(values): ...", essay: str = "Because.", outputs: tuple[Any, ...] = ()) -> bytes:
    """A notebook with a function to write, its tests and an essay, answered."""
    common = {"execution_count": None}
    cells = [
        {"cell_type": "markdown", "id": "a", "source": "# Mean", "metadata": {}},
        {"cell_type": "code", "id": "b", "source": code, "metadata": grader("mean", solution=True),
         "outputs": list(outputs), **common},
        {"cell_type": "code", "id": "c", "source": "assert mean([1, 3]) == 2", "outputs": [], **common,
         "metadata": grader("mean-tests", grade=True, locked=True, points=2)},
        {"cell_type": "markdown", "id": "d", "source": essay,
         "metadata": grader("essay", grade=True, solution=True, points=4)},
    ]  # fmt: skip
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}).encode()


@dataclass
class Graded:
    """A course with its staff, `ps1` released, and students' submissions by user name."""

    world: World
    slug: str
    submissions: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"sqlite:///{self.world.academy.folder / 'nbgrader' / self.slug / 'gradebook.db'}"

    @property
    def path(self) -> str:
        return f"/courses/{self.slug}/assignments/ps1"

    def client(self, name: str) -> httpx.Client:
        return self.world.client(f"grade:{name}")

    def marks(self, client: httpx.Client, grade_id: str = "essay", query: str = "") -> list[dict[str, Any]]:
        answer = client.get(f"{self.path}/cells/{grade_id}/marks?limit=100{query}")
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    def mark_of(self, name: str, grade_id: str = "essay") -> dict[str, Any]:
        """As the course's instructor sees it."""
        client = self.client(f"{self.slug}-instructor")
        (mark,) = self.marks(client, grade_id, f"&submission_id={self.submissions[name]}")
        return mark

    def submission(self, name: str) -> Submission:
        with self.world.database.transaction(writes=False) as session:
            return session.get_one(Submission, UUID(self.submissions[name]))

    def formgrader(self, name: str, score: float, grade_id: str = "essay") -> None:
        """Marks as formgrader does."""
        with books.course_gradebook(self.url, self.slug) as gradebook:
            grade = gradebook.find_grade(grade_id, "ps1", "ps1", name)
            grade.manual_score, grade.needs_manual_grade = score, False
            gradebook.db.commit()

    def nbgrader(self, name: str, grade_id: str = "essay") -> dict[str, Any]:
        """What stands in nbgrader's gradebook."""
        with books.course_gradebook(self.url, self.slug) as gradebook:
            grade = gradebook.find_grade(grade_id, "ps1", "ps1", name)
            told: dict[str, Any] = grade.to_dict()
            if grade_id == "essay":
                told["comment"] = gradebook.find_comment(grade_id, "ps1", "ps1", name).manual_comment
            return told


def graded_course(world: World, notebooks: dict[str, bytes], slug: str | None = None) -> Graded:
    """A new course with an instructor, two assistants and these students, each with a graded notebook."""
    slug = slug or f"graded-{next(_numbers)}"
    made = Graded(world, slug)
    with world.database.transaction() as session:
        course = new_course(session, slug)
        roles = {"instructor": "instructor", "assistant": "assistant", "helper": "assistant"}
        people = {f"{slug}-{name}": role for name, role in roles.items()} | dict.fromkeys(notebooks, "student")
        for name, role in people.items():
            learning.add_member(session, accounts.ensure(session, name).id, course, role)  # type: ignore[arg-type]
        release(session, world, slug)
    (world.academy.folder / "nbgrader" / slug).mkdir(parents=True, exist_ok=True)
    for name, content in notebooks.items():
        hand_in(made, name, content)
    return made


def release(session: Session, world: World, slug: str) -> None:
    """`ps1` with its cells, released."""
    course = courses.find(session, slug)
    declared = Declared(name="ps1", title="ps1", due_at=datetime(2100, 1, 1, tzinfo=UTC), feedback="on_release")
    assignment = assignments.declare(session, course, declared)
    source = zip_of({"ps1.ipynb": work()})
    made = Generated(release=source, cells=CELLS, max_score=6.0, notebooks=("ps1",))
    version = assignments.add_version(
        session, None, assignment, uploads.receive(source, world.files), world.files.put(source), made
    )
    assignment.released = version.number


def hand_in(course: Graded, name: str, content: bytes) -> None:
    """A submission that passed its tests, with the essay waiting."""
    world, archive = course.world, zip_of({"ps1.ipynb": content})
    with world.database.transaction() as session:
        upload = uploads.receive(archive, world.files)
        receipt = submissions.submit(session, caller(session, name), course.slug, "ps1", upload)
        with books.course_gradebook(course.url, course.slug) as gradebook:
            cells = grade(gradebook, name)
        row = session.get_one(Submission, receipt.id)
        row.status, row.score, row.max_score, row.graded_at = "needs_manual_grade", 2.0, 6.0, datetime.now(UTC)
        row.autograded_sha256, row.feedback_sha256 = (
            world.files.put(archive),
            world.files.put(zip_of({"ps1.html": b""})),
        )
        row.cells = [cell.model_dump(mode="json") for cell in cells]
        course.submissions[name] = str(row.id)


def grade(gradebook: Gradebook, name: str) -> tuple[CellScore, ...]:
    """The gradebook's part of grading."""
    gradebook.update_or_create_assignment("ps1", duedate=datetime(2100, 1, 1))
    if not gradebook.find_assignment("ps1").notebooks:
        gradebook.add_notebook("ps1", "ps1")
    gradebook.update_or_create_grade_cell("mean-tests", "ps1", "ps1", max_score=2, cell_type="code")
    gradebook.update_or_create_grade_cell("essay", "ps1", "ps1", max_score=4, cell_type="markdown")
    gradebook.update_or_create_solution_cell("essay", "ps1", "ps1")
    gradebook.update_or_create_solution_cell("mean", "ps1", "ps1")
    gradebook.update_or_create_student(name)
    submission = books.ensure_submission(gradebook, "ps1", name, datetime(2026, 11, 1))
    for each in submission.notebooks[0].grades:
        each.auto_score = 2.0 if each.name == "mean-tests" else None
        each.needs_manual_grade = each.name == "essay"
    gradebook.db.commit()
    gradebook.db.expire_all()
    return marks.cell_scores(submission, {("ps1", "mean-tests"): "a note"})


def furnish(world: World) -> None:
    """Lets the student's submission in the course alpha be one that people mark; `ids` of what comes with it."""
    with world.database.transaction() as session:
        row = session.get_one(Submission, UUID(world.ids["submission"]))
        version = session.scalars(
            select(AssignmentVersion).where(AssignmentVersion.assignment_id == row.assignment_id)
        ).one()
        version.cells = [cell.model_dump(mode="json") for cell in CELLS]
        row.cells = [cell.model_dump(mode="json") for cell in grade_in_alpha(world, HOSTILE)]
        student, assistant = caller(session, HOSTILE), caller(session, "assistant", "learn", "grade")
        asked = RegradeRequestCreate(grade_id="essay", text="Look **again**")
        claimed = _claim(row, assistant.account_id)
        check = SimilarityCheck(assignment_id=row.assignment_id, state="done")
        session.add_all([claimed, check])
        session.flush()
        pair = SimilarityPair(
            check_id=check.id, first_id=row.id, second_id=row.id, overlap=1, first_overlap=1, second_overlap=1,
            segments=[],
        )  # fmt: skip
        session.add(pair)
        session.flush()
        world.ids |= {
            "request": str(requests.create(session, student, row.id, asked).id), "claimed": str(claimed.mark_id),
            "mark": mark_in_alpha(world, HOSTILE), "pair": str(pair.id),
        }  # fmt: skip
    world.ids["rubric"] = spare_rubric(world)


def spare_claim(world: World, token: str) -> str:
    """The id of a mark in the course alpha that the token's owner has claimed; of no mark if that is nobody."""
    name = token.partition(":")[2]
    if not name:
        return str(uuid4())
    with world.database.transaction() as session:
        claimed = _claim(session.get_one(Submission, UUID(world.ids["submission"])), accounts.ensure(session, name).id)
        session.add(claimed)
        return str(claimed.mark_id)


def _claim(submission: Submission, account_id: UUID) -> MarkClaim:
    until = datetime(2100, 1, 1, tzinfo=UTC)
    return MarkClaim(mark_id=uuid4(), assignment_id=submission.assignment_id, account_id=account_id, until=until)


def spare_rubric(world: World) -> str:
    """A new comment kept for the essay of the course alpha."""
    with world.database.transaction() as session:
        values = RubricCommentCreate(text="Well argued", points=1)
        assistant = caller(session, "assistant", "learn", "grade")
        return str(comments.create(session, assistant, COURSE, "ps1", "essay", None, values).id)


def spare_mark(world: World) -> str:
    """An essay in the course alpha that nobody has claimed."""
    name = f"spare-{next(_numbers)}"
    grade_in_alpha(world, name)
    return mark_in_alpha(world, name)


def mark_in_alpha(world: World, name: str) -> str:
    with books.course_gradebook(_alphas(world), COURSE) as gradebook:
        return str(UUID(gradebook.find_grade("essay", "ps1", "ps1", name).id))


def grade_in_alpha(world: World, name: str) -> tuple[CellScore, ...]:
    """A student of the course alpha in its gradebook, with the essay waiting."""
    with books.course_gradebook(_alphas(world), COURSE) as gradebook:
        return grade(gradebook, name)


def _alphas(world: World) -> str:
    folder = world.academy.folder / "nbgrader" / COURSE
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'gradebook.db'}"
