"""Joining, progress, and courses that are edited while people learn in them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from sqlalchemy import func, select

from nbacademy.protocol.learning import ProgressMark
from nbacademy_courses import ManifestError
from nbacademy_graders.entry import run
from nbacademy_graders.jobs import GenerateJob, Job, Result
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.assignments.tables import Assignment, AssignmentVersion
from nbacademy_hub.courses import service as courses
from nbacademy_hub.courses.importing import import_folder
from nbacademy_hub.courses.tables import Course, Material, Section
from nbacademy_hub.db.base import Base
from nbacademy_hub.db.engine import Database
from nbacademy_hub.errors import Invalid
from nbacademy_hub.files import FileStore
from nbacademy_hub.forum.tables import Category
from nbacademy_hub.learning import service as learning
from nbacademy_hub.settings import Settings

from .world import COURSE, HOSTILE, World, caller, error_of, notebook

SHIPPED = Path(__file__).parents[2] / "courses" / "ppo"


def materials(client: httpx.Client) -> list[str]:
    sections = client.get(f"/courses/{COURSE}").json()["sections"]
    return [material["id"] for section in sections for material in section["materials"]]


def mark(client: httpx.Client, material: str, percentage: float) -> dict[str, Any]:
    answer = client.post("/progress", json={"material_id": material, "percentage": percentage})
    assert answer.status_code == 200, answer.text
    progress: dict[str, Any] = answer.json()
    return progress


def test_rings_show_the_mean_of_their_materials_and_a_finished_course_is_completed(world: World) -> None:
    student = world.newcomer()
    first, *others = materials(student)
    shown = mark(student, first, 50)
    assert [section["percentage"] for section in shown["sections"]] == [pytest.approx(50 / 3), 0]
    assert shown["percentage"] == 12.5
    assert [item["percentage"] for item in shown["materials"]] == [50]
    for material in (first, *others):
        assert student.get("/enrollments").json()["items"][0]["completed_at"] is None
        shown = mark(student, material, 100)
    assert [shown["percentage"], *(section["percentage"] for section in shown["sections"])] == [100, 100, 100]
    mine = student.get("/enrollments?completed=true").json()["items"]
    assert [(item["percentage"], item["completed_at"] is None) for item in mine] == [(100, False)]
    assert student.get("/enrollments?completed=false").json()["total"] == 0
    assert student.get(f"/courses/{COURSE}").json()["percentage"] == 100


def test_a_percentage_never_falls(world: World) -> None:
    student = world.newcomer()
    material = materials(student)[1]
    for given, kept in ((30, 30), (10, 30), (30.5, 30.5), (0, 30.5), (100, 100), (99, 100)):
        assert mark(student, material, given)["materials"][0]["percentage"] == kept


def test_a_percentage_does_not_fall_when_marks_come_at_the_same_time(world: World) -> None:
    student = world.newcomer()
    material = materials(student)[0]
    with ThreadPoolExecutor(12) as threads:
        list(threads.map(lambda percentage: mark(student, material, percentage), [100, *range(1, 40)]))
    assert student.get(f"/progress?course_id={COURSE}").json()["materials"][0]["percentage"] == 100


@pytest.mark.parametrize("percentage", [-0.1, 100.1, "NaN", "Infinity", "1e400", None, "", []])
def test_a_percentage_that_is_none_is_refused(world: World, percentage: Any) -> None:
    body = {"material_id": world.ids["material"], "percentage": percentage}
    answer = world.student.post("/progress", json=body)
    assert answer.status_code == 422
    assert error_of(answer)["details"][0]["field"] == "percentage"


def test_staff_see_everybodys_progress_and_pages_say_so(world: World) -> None:
    student = world.newcomer()
    name = student.get("/users/me").json()["name"]
    mark(student, materials(student)[0], 40)
    rows = world.instructor.get(f"/courses/{COURSE}/progress?limit=100").json()["items"]
    (row,) = [row for row in rows if row["user"]["name"] == name]
    assert (row["role"], row["percentage"], len(row["materials"])) == ("student", 10, 1)


def test_who_leaves_a_course_and_comes_back_finds_their_progress(world: World) -> None:
    student = world.newcomer()
    mark(student, materials(student)[0], 40)
    (mine,) = student.get("/enrollments").json()["items"]
    assert student.delete(f"/enrollments/{mine['id']}").status_code == 204
    assert student.get(f"/progress?course_id={COURSE}").status_code == 403
    assert student.delete(f"/enrollments/{mine['id']}").status_code == 404
    assert student.post("/enrollments", json={"course_id": COURSE}).json()["percentage"] == 10


def test_one_joins_a_course_once_however_often_one_asks_at_the_same_time(world: World) -> None:
    student, course = world.newcomer(None), world.spare_course()
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: student.post("/enrollments", json={"course_id": course.slug}), range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7


def test_a_course_that_is_closed_or_a_draft_can_not_be_joined(world: World) -> None:
    course = world.spare_course()
    with world.database.transaction() as session:
        session.get_one(Course, course.id).self_enrollment = False
    newcomer = world.newcomer(None)
    assert newcomer.post("/enrollments", json={"course_id": course.slug}).status_code == 403
    assert newcomer.post("/enrollments", json={"course_id": "draft"}).status_code == 404


RESULTS: dict[str, Result] = {}


def run_once(job: Job) -> Result:
    """A job is a function of its inputs: its result is made once, since that takes seconds."""
    assert isinstance(job, GenerateJob)
    if job.source.sha256 not in RESULTS:
        RESULTS[job.source.sha256] = run(job)
    return RESULTS[job.source.sha256]


def shorten(path: Path) -> None:
    """Keep what the first three sections show: generating one more assignment takes a second."""
    manifest = yaml.safe_load(path.read_text())
    manifest["sections"] = manifest["sections"][:3]
    shown = [material for section in manifest["sections"] for material in section["materials"]]
    names, keys = ({material.get(kind) for material in shown} for kind in ("assignment", "quiz"))
    manifest["assignments"] = [item for item in manifest["assignments"] if item["name"] in names]
    manifest["quizzes"] = [item for item in manifest["quizzes"] if item["key"] in keys]
    there = {material["key"] for material in shown}
    earned = [item for item in manifest["achievements"] if there.issuperset(item.get("materials", ()))]
    manifest["achievements"] = earned
    path.write_text(yaml.safe_dump(manifest, sort_keys=False))


class Folder:
    """A copy of the shipped course's beginning, to be edited, in a database of its own."""

    def __init__(self, place: Path, database: Database) -> None:
        self.path = place / "ppo"
        shutil.copytree(SHIPPED, self.path)
        shorten(self.path / "course.yaml")
        self.database, self.files = database, FileStore(f"file://{place / 'files'}")
        self.platform = Settings(data=place, grading_most_memory_mib=1024)

    def load(self) -> bool:
        return import_folder(self.path, self.database, self.files, self.platform, run_once)

    def edit(self, change: Callable[[dict[str, Any]], None]) -> bool:
        manifest = yaml.safe_load((self.path / "course.yaml").read_text())
        change(manifest)
        (self.path / "course.yaml").write_text(yaml.safe_dump(manifest, sort_keys=False))
        return self.load()

    def materials(self) -> dict[str, str]:
        with self.database.transaction(writes=False) as session:
            rows = session.execute(
                select(Material.key, Material.id).join(Section).order_by(Section.position, Material.position)
            )
            return {key: str(found) for key, found in rows}

    def rows(self) -> dict[str, list[Any]]:
        with self.database.transaction(writes=False) as session:
            return {table.name: session.execute(select(table)).all() for table in Base.metadata.sorted_tables}

    def percentages(self) -> dict[str, float]:
        with self.database.transaction(writes=False) as session:
            shown = learning.progress(session, caller(session, HOSTILE), "ppo101")
            keys = {found: key for key, found in self.materials().items()}
            return {keys[str(item.material_id)]: item.percentage for item in shown.materials}


@pytest.fixture
def folder(tmp_path: Path, migrated: Database) -> Folder:
    """Loaded, with a student who has done all of it by half."""
    folder = Folder(tmp_path, migrated)
    assert folder.load()
    with migrated.transaction() as session:
        learning.add_member(session, accounts.ensure(session, HOSTILE).id, courses.find(session, "ppo101"), "student")
    for material in folder.materials().values():
        with migrated.transaction() as session:
            learning.mark(session, caller(session, HOSTILE), ProgressMark(material_id=material, percentage=50))
    return folder


def test_a_folder_loaded_again_changes_nothing(folder: Folder) -> None:
    before = folder.rows()
    assert not folder.load()
    assert folder.rows() == before
    assert len(before["courses"]) == 1
    assert {row.title for row in before["forum_categories"]} == {"Questions", "Announcements"}


def test_a_folder_that_wants_more_than_the_administrator_allows_is_refused_by_name(folder: Folder) -> None:
    before = folder.rows()
    with pytest.raises(Invalid) as refused:
        folder.edit(lambda manifest: manifest["assignments"][0].update(memory_mib=1025))
    (problem,) = refused.value.details
    assert (problem.field, "more than the 1024" in problem.message) == ("assignments.ps1.memory_mib", True)
    assert folder.rows() == before


def test_an_edited_folder_updates_and_keeps_ids_and_progress(folder: Folder) -> None:
    before = folder.materials()

    def change(manifest: dict[str, Any]) -> None:
        manifest["title"] = "Another title <b>"
        manifest["sections"].reverse()
        for section in manifest["sections"]:
            section["title"] += " (new)"
            section["materials"].reverse()

    assert folder.edit(change)
    after = folder.materials()
    assert after == before
    assert list(after) == list(reversed(before))
    assert folder.percentages() == dict.fromkeys(before, 50)
    assert folder.rows()["courses"][0].title == "Another title <b>"


def test_a_material_that_moves_to_another_section_keeps_its_id_and_progress(folder: Folder) -> None:
    before = folder.materials()

    def change(manifest: dict[str, Any]) -> None:
        sections = manifest["sections"]
        sections[0]["materials"].append(sections[1]["materials"].pop(0))
        sections[1]["materials"].append(sections[2]["materials"].pop(0))

    assert folder.edit(change)
    assert folder.materials() == before
    assert folder.percentages() == dict.fromkeys(before, 50)


def test_what_is_taken_out_of_a_folder_is_gone_and_the_rest_stays(folder: Folder) -> None:
    before = folder.materials()

    def change(manifest: dict[str, Any]) -> None:
        manifest["sections"].pop()
        manifest["quizzes"].pop()

    assert folder.edit(change)
    after = folder.materials()
    assert set(after) < set(before)
    assert {key: before[key] for key in after} == after
    assert folder.percentages() == dict.fromkeys(after, 50)


def test_a_changed_file_changes_what_is_read_and_nothing_else(folder: Folder) -> None:
    before = folder.materials()
    (folder.path / "welcome.md").write_text("Welcome, <b>you</b>")
    assert folder.load()
    assert folder.materials() == before
    with folder.database.transaction(writes=False) as session:
        welcome = session.scalars(select(Material).where(Material.key == "welcome")).one()
        assert folder.files.get(welcome.sha256 or "") == b"Welcome, <b>you</b>"
        assert session.scalar(select(func.count(AssignmentVersion.id))) == 1


def test_a_changed_source_is_a_new_version_that_is_released(folder: Folder) -> None:
    source = folder.path / "source" / "ps1" / "ps1.ipynb"
    source.write_text(source.read_text().replace("return", "return ", 1))
    assert folder.load()
    with folder.database.transaction(writes=False) as session:
        assert session.scalars(select(Assignment.released)).all() == [2]
        assert session.scalars(select(AssignmentVersion.number).order_by(AssignmentVersion.number)).all() == [1, 2]
        assert session.scalar(select(func.count(Category.id))) == 2


def test_a_folder_with_a_mistake_changes_nothing_and_names_file_and_line(folder: Folder) -> None:
    before = folder.rows()
    with pytest.raises(ManifestError, match=r"course.yaml, line \d+: sections\[0\].ttle"):
        folder.edit(lambda manifest: manifest["sections"][0].update(ttle="x"))
    assert folder.rows() == before


def test_a_source_that_is_no_assignment_changes_nothing(folder: Folder) -> None:
    before = folder.rows()
    (folder.path / "source" / "ps1" / "ps1.ipynb").write_bytes(notebook(nbformat=3))
    with pytest.raises(Invalid, match="ps1"):
        folder.load()
    assert folder.rows() == before
