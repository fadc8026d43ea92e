"""The gradebook: what scores are made of, as CSV, and as a course folder with which stock nbgrader goes on."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import Engine, event, select

from nbacademy.protocol.archive import pack
from nbacademy_graders.jobs import Generated
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.assignments import service as assignments
from nbacademy_hub.assignments import submissions, uploads
from nbacademy_hub.assignments.service import Declared
from nbacademy_hub.assignments.tables import Submission
from nbacademy_hub.courses import service as courses
from nbacademy_hub.gradebook import service
from nbacademy_hub.gradebook.portable import CONFIG
from nbacademy_hub.http.paging import Paging
from nbacademy_hub.learning import service as learning

from .graded import CELLS, Graded, graded_course, work
from .world import COURSE, World, caller

GOOD = "def mean(values):\n    return sum(values) / len(values)"


@pytest.fixture
def course(world: World) -> Graded:
    """A course with two students' work, one of them with a formula for a name."""
    return graded_course(world, {f"=cmd|'/c calc'!A1-{uuid4().hex[:6]}": work(), f"zoe-{uuid4().hex[:6]}": work()})


def row_of(course: Graded, name: str) -> dict[str, Any]:
    answer = course.client(f"{course.slug}-assistant").get(f"/courses/{course.slug}/gradebook?limit=100")
    (row,) = [row for row in answer.json()["items"] if row["username"] == name]
    found: dict[str, Any] = row
    return found


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_score_is_shown_with_its_parts_as_formgrader_has_them_now(course: Graded) -> None:
    name = list(course.submissions)[1]
    with course.world.database.transaction() as session:
        session.scalars(select(Account).where(Account.username == name)).one().email = f"{name}@example.org"
    score = row_of(course, name)["assignments"]["ps1"]
    assert (score["score"], score["needs_manual_grade"]) == (2.0, True)
    course.formgrader(name, 3.5)
    with Gradebook(course.url, course.slug) as gradebook:
        notebook = gradebook.find_submission_notebook("ps1", "ps1", name)
        notebook.late_submission_penalty = 0.5
        notebook.grades[0].extra_credit = 0.25
        gradebook.db.commit()
    row = row_of(course, name)
    assert row["assignments"]["ps1"] == {
        "submission_id": course.submissions[name], "status": "needs_manual_grade", "needs_manual_grade": False,
        "score": 5.25, "auto_score": 2.0, "manual_score": 3.5, "extra_credit": 0.25, "late_penalty": 0.5,
        "max_score": 6.0,
    }  # fmt: skip
    assert (row["scores"], row["total"], row["max_total"]) == ({"ps1": 5.25}, 5.25, 6.0)
    assert row["email"] == f"{name}@example.org"


def test_what_a_failed_submission_got_is_not_what_an_older_one_has_in_nbgraders_gradebook(course: Graded) -> None:
    name = next(iter(course.submissions))
    with course.world.database.transaction() as session:
        row = session.get_one(Submission, UUID(course.submissions[name]))
        row.status, row.score = "failed", 0.0
    assert row_of(course, name)["scores"] == {"ps1": 0.0}


def test_the_csv_has_everybody_by_a_name_that_stays_and_no_formula(course: Graded) -> None:
    formula, name = course.submissions
    text = course.client(f"{course.slug}-assistant").get(f"/courses/{course.slug}/gradebook?format=csv").text
    rows = {row["username"]: row for row in table(text)}
    assert list(rows) == [f"'{formula}", name]
    assert rows[f"'{formula}"]["student"] == f"'{formula}"
    parts = ("ps1", "ps1.auto_score", "ps1.manual_score", "ps1.extra_credit", "ps1.late_penalty", "ps1.max_score")
    assert [rows[name][part] for part in parts] == ["2.0", "2.0", "0.0", "0.0", "0.0", "6.0"]
    assert (rows[name]["total"], rows[name]["max_total"]) == ("2.0", "6.0")


def test_what_was_released_counts_for_those_who_handed_in_nothing_and_what_was_not_for_nobody(world: World) -> None:
    name = f"idle-{uuid4().hex[:6]}"
    course = graded_course(world, {f"busy-{uuid4().hex[:6]}": work()})
    with world.database.transaction() as session:
        found = courses.find(session, course.slug)
        learning.add_member(session, accounts.ensure(session, name).id, found, "student")
        world.assign(session, found, Declared(name="released"))
        world.assign(session, found, Declared(name="unreleased"), released=False)
    assert row_of(course, name)["scores"] == {"ps1": None, "released": None, "unreleased": None}
    assert [row_of(course, who)["max_total"] for who in (name, *course.submissions)] == [9.0, 9.0]
    text = course.client(f"{course.slug}-assistant").get(f"/courses/{course.slug}/gradebook?format=csv").text
    assert {row["max_total"] for row in table(text)} == {"9.0"}


def test_a_course_where_nobody_did_anything_has_a_gradebook(world: World) -> None:
    course = graded_course(world, {})
    client, address = course.client(f"{course.slug}-instructor"), f"/courses/{course.slug}"
    assert client.get(f"{address}/gradebook").json()["total"] == 0
    assert client.get(f"{address}/gradebook?format=csv").text.startswith("student,username,email,ps1,")
    assert client.get(f"{address}/gradebook?format=nbgrader-csv").text.startswith("assignment,duedate,")
    assert client.get(f"{address}/export/nbgrader").status_code == 200
    assert client.get(f"{address}/gradebook?format=xml").status_code == 422


def test_the_number_of_statements_does_not_grow_with_the_students(world: World) -> None:
    counts = []
    for students in (2, 12):
        course = graded_course(world, {f"many-{uuid4().hex[:6]}": work() for _ in range(students)})
        counts.append(statements_of_a_page(course))
    assert counts[0] == counts[1]


def statements_of_a_page(course: Graded) -> int:
    """How many statements a page of the gradebook takes, in both databases."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        with course.world.database.transaction(writes=False) as session:
            who = caller(session, f"{course.slug}-instructor", "learn", "grade")
            gradebooks = course.world.academy.folder / "nbgrader"
            service.gradebook(session, who, course.slug, Paging(limit=100), gradebooks)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return sum(statement.startswith("SELECT") for statement in seen)


class Stock:
    """A course of stock nbgrader's, autograded by it, and the same course on the platform."""

    def __init__(self, world: World, root: Path, slug: str) -> None:
        self.world, self.root, self.slug = world, root, slug
        self.students = {f"ada-{slug}": GOOD, f"bob-{slug}": "def mean(values): return 0"}

    def grade(self) -> None:
        source = json.loads(work(essay="YOUR ANSWER HERE"))
        source["cells"][1]["source"] = f"### BEGIN SOLUTION\n{GOOD}\n### END SOLUTION"
        self._write(self.root / "source" / "ps1", json.dumps(source).encode())
        for name, code in self.students.items():
            self._write(self.root / "submitted" / name / "ps1", work(code))
        (self.root / "nbgrader_config.py").write_text(CONFIG.format(slug=self.slug))
        nbgrader(self.root, "generate_assignment", "ps1")
        nbgrader(self.root, "autograde", "ps1")

    def adopt(self) -> Graded:
        """The platform's course with this work and gradebook."""
        course = graded_course(self.world, {}, self.slug)
        files = self.world.files
        source, released = (pack(self.root / name / "ps1") for name in ("source", "release"))
        made = Generated(release=released, cells=CELLS, max_score=6.0, notebooks=("ps1",))
        with self.world.database.transaction() as session:
            who = caller(session, f"{self.slug}-instructor", "learn", "grade")
            row, _ = assignments.for_member(session, who, self.slug, "ps1")
            version = assignments.add_version(
                session, None, row, uploads.receive(source, files), files.put(released), made
            )
            row.released = version.number
            for name in self.students:
                account = accounts.ensure(session, name)
                learning.add_member(session, account.id, courses.find(session, self.slug), "student")
                self._hand_in(course, session, name)
        shutil.copy(self.root / "gradebook.db", self.world.academy.folder / "nbgrader" / self.slug)
        return course

    def _hand_in(self, course: Graded, session: Any, name: str) -> None:
        files = self.world.files
        upload = uploads.receive(pack(self.root / "submitted" / name / "ps1"), files)
        receipt = submissions.submit(session, caller(session, name), self.slug, "ps1", upload)
        row = session.get_one(Submission, receipt.id)
        row.status, row.autograded_sha256 = (
            "needs_manual_grade",
            files.put(pack(self.root / "autograded" / name / "ps1")),
        )
        course.submissions[name] = str(row.id)

    def _write(self, folder: Path, content: bytes) -> None:
        folder.mkdir(parents=True)
        (folder / "ps1.ipynb").write_bytes(content)


def nbgrader(folder: Path, *arguments: str) -> None:
    programs = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [programs / "nbgrader", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def scores(folder: Path, slug: str, students: dict[str, str]) -> dict[str, dict[str, float]]:
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", slug) as gradebook:
        found = {name: gradebook.find_submission("ps1", name) for name in students}
        return {
            name: {grade.name: grade.score for notebook in submission.notebooks for grade in notebook.grades}
            for name, submission in found.items()
        }


def test_stock_nbgrader_goes_on_with_what_an_educator_takes_along(world: World, tmp_path: Path) -> None:
    stock = Stock(world, tmp_path / "stock", f"leaving-{uuid4().hex[:6]}")
    stock.grade()
    course = stock.adopt()
    ada, bob = stock.students
    mark = course.mark_of(ada)
    client = course.client(f"{course.slug}-instructor")
    client.put(f"/courses/{course.slug}/marks/{mark['id']}", json={"version": mark["version"], "score": 3.5})
    taken = tmp_path / "taken"
    answer = client.get(f"/courses/{course.slug}/export/nbgrader")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{course.slug}-nbgrader.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(taken)
    before = scores(taken, course.slug, stock.students)
    assert before == {ada: {"mean-tests": 2.0, "essay": 3.5}, bob: {"mean-tests": 0.0, "essay": 0.0}}
    nbgrader(taken, "export")
    exported = client.get(f"/courses/{course.slug}/gradebook?format=nbgrader-csv").text
    assert table(exported) == table((taken / "grades.csv").read_text())
    nbgrader(taken, "autograde", "ps1", "--student", ada, "--force")
    assert scores(taken, course.slug, stock.students) == before
    nbgrader(taken, "generate_feedback", "ps1", "--force")
    assert "3.5 / 4.0" in (taken / "feedback" / ada / "ps1" / "ps1.html").read_text()


def test_the_folder_to_take_along_has_all_that_nbgrader_has_a_place_for(course: Graded) -> None:
    _, name = course.submissions
    answer = course.client(f"{course.slug}-instructor").get(f"/courses/{course.slug}/export/nbgrader")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert set(archive.namelist()) == {
            "nbgrader_config.py", "gradebook.db", "source/ps1/ps1.ipynb", "release/ps1/ps1.ipynb",
            f"submitted/{name}/ps1/ps1.ipynb", f"submitted/{name}/ps1/timestamp.txt",
            f"autograded/{name}/ps1/ps1.ipynb", f"feedback/{name}/ps1/ps1.html",
        }  # fmt: skip
        assert archive.read(f"submitted/{name}/ps1/timestamp.txt").endswith(b" UTC")
        assert course.slug.encode() in archive.read("nbgrader_config.py")
    assert course.client(f"{course.slug}-assistant").get(f"/courses/{course.slug}/export/nbgrader").status_code == 403


def test_the_gradebook_of_a_course_has_no_marks_of_another(world: World, course: Graded) -> None:
    assert world.instructor.get(f"/courses/{course.slug}/gradebook").status_code == 403
    names = {row["username"] for row in world.instructor.get(f"/courses/{COURSE}/gradebook?limit=100").json()["items"]}
    assert not names & set(course.submissions)
