"""What an assignment's code may take: set by its instructors within what the administrator allows, and said."""

from __future__ import annotations

from typing import Any

import pytest

from nbacademy.protocol.evidence import Evidence
from nbacademy_graders.jobs import GradeJob
from nbacademy_graders.limits import MIB, Limits
from nbacademy_hub.assignments import limits, submissions
from nbacademy_hub.assignments.tables import Assignment
from nbacademy_hub.settings import Settings

from .classroom import Classroom, graded
from .world import COURSE, World, caller, error_of

PLATFORM = Settings(grading_most_cell_seconds=120, grading_most_memory_mib=1024)


def test_limits_of_an_assignment_are_set_and_shown_with_its_settings(world: World) -> None:
    address = f"/courses/{COURSE}/assignments/{world.spare_assignment()}"
    put = world.instructor.put(address, json={"cell_seconds": 60, "memory_mib": 512})
    assert put.status_code == 200, put.text
    settings = world.instructor.get(address).json()["settings"]
    assert (settings["cell_seconds"], settings["memory_mib"]) == (60, 512)
    settings = world.instructor.put(address, json={}).json()["settings"]
    assert (settings["cell_seconds"], settings["memory_mib"]) == (None, None)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [("cell_seconds", 301, "300"), ("memory_mib", 2049, "2048"), ("cell_seconds", 0, "1"), ("memory_mib", 255, "256")],
)
def test_a_limit_beyond_what_is_allowed_is_refused_with_its_name_and_the_bound(
    world: World, field: str, value: int, says: str
) -> None:
    answer = world.instructor.put(f"/courses/{COURSE}/assignments/unreleased", json={field: value})
    assert answer.status_code == 422
    (problem,) = error_of(answer)["details"]
    assert problem["field"] == field
    assert says in problem["message"]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({}, {}),
        ({"cell_seconds": 5}, {"cell_seconds": 5}),
        ({"cell_seconds": 90}, {"cell_seconds": 90, "notebook_seconds": 900}),
        ({"memory_mib": 512}, {"memory_bytes": 512 * MIB}),
        ({"cell_seconds": 3000, "memory_mib": 9999}, {
            "cell_seconds": 120, "notebook_seconds": 1200, "memory_bytes": 1024 * MIB,
        }),
    ],
)  # fmt: skip
def test_jobs_have_the_assignments_limits_cut_to_what_is_allowed_by_now(
    own: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert limits.of(Assignment(**own), PLATFORM) == Limits(**expected)


def test_all_cells_of_a_notebook_end_before_their_sandbox_does() -> None:
    platform = Settings(grading_most_cell_seconds=3000)
    assert limits.of(Assignment(cell_seconds=3000), platform).notebook_seconds == 3000


def test_evidence_and_receipt_say_what_the_code_had(classroom: Classroom) -> None:
    classroom.publish("second", cell_seconds=90, memory_mib=512)
    (submission_id,) = classroom.hand_in("ann")
    (task,) = classroom.tasks()
    assert isinstance(task.job, GradeJob)
    assert (task.job.limits.cell_seconds, task.job.limits.memory_bytes) == (90, 512 * MIB)
    image_id = f"sha256:{'0f' * 32}"
    classroom.answer(task, graded(task, 1.0).model_copy(update={"image_id": image_id}))
    evidence = Evidence.model_validate(classroom.submission(submission_id).evidence)
    assert (evidence.image, evidence.image_id) == (classroom.platform.image, image_id)
    assert (evidence.limits["cell_seconds"], evidence.limits["memory_bytes"]) == (90, 512 * MIB)
    with classroom.database.transaction(writes=False) as session:
        shown = submissions.get_submission(session, caller(session, "ann"), submission_id)
    assert f"Its code ran in sandboxes of the image {evidence.image}, {image_id}." in shown.receipt
    assert "Its code had 90 seconds for a cell, 900 seconds for a notebook, 512 MiB of memory." in shown.receipt
    assert shown.evidence is None


def test_work_graded_under_other_limits_is_graded_again_when_the_changed_ones_are_asked_for(
    classroom: Classroom,
) -> None:
    classroom.hand_in("ann")
    classroom.grade_all()
    assert not classroom.autograde(only="changed").submissions
    for settings in ({"cell_seconds": 90}, {"memory_mib": 512}, {"memory_mib": None}):
        classroom.publish("first", **settings)
        assert len(classroom.autograde(only="changed").submissions) == 1, settings
        classroom.grade_all()
        assert not classroom.autograde(only="changed").submissions
