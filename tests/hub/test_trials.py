"""Trials of an assignment's tests: asked for with each new source, kept, shown, and used by grading."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from nbacademy.protocol.assignments import AssignmentRelease
from nbacademy_graders.jobs import Cell, Generated, GradeJob, Refused, Trial, TriedCell
from nbacademy_hub.assignments import service, uploads, verdicts
from nbacademy_hub.assignments.trials import TrialTask
from nbacademy_hub.courses import service as courses
from nbacademy_hub.errors import Conflict, NotFound
from nbacademy_hub.execution import service as execution
from nbacademy_hub.execution.tables import GradingJob

from .classroom import ASSIGNMENT, Classroom
from .world import COURSE, notebook, zip_of

OUTSIDE = TriedCell(
    notebook="ps1", grade_id="mean", points=2, judged="outside", why="It calls functions.", solution_score=2,
    released_score=0,
)  # fmt: skip
INSIDE = TriedCell(
    notebook="ps1", grade_id="plot", points=1, judged="inside", why="It looks at a figure.", advice="Return the axes.",
    solution_score=0, released_score=0, controlled=False,
)  # fmt: skip
FOUND = Trial(
    cells=(OUTSIDE, INSIDE), solution_score=2, max_score=3, log=("ps1: plot: even the solution fails.",), seconds=2.5
)


def publish(classroom: Classroom, text: str) -> int:
    """A new version whose trial nobody has run yet; its number."""
    source = uploads.receive(zip_of({"ps1.ipynb": notebook(), "text": text.encode()}), classroom.files)
    cells = tuple(
        Cell(notebook="ps1", grade_id=cell.grade_id, points=cell.points, kind="auto", has_hidden_tests=False)
        for cell in FOUND.cells
    )
    made = Generated(release=b"r", cells=cells, max_score=3.0, notebooks=("ps1",))
    with classroom.database.transaction() as session:
        assignment = service.find_in(session, courses.find(session, COURSE), ASSIGNMENT)
        assert assignment is not None
        version = service.add_version(session, None, assignment, source, source.sha256, made)
        assignment.released = version.number
        return version.number


def shown(classroom: Classroom, number: int) -> Any:
    with classroom.database.transaction() as session:
        return service.get_version(session, classroom.staff(session), COURSE, ASSIGNMENT, number)


def trial_task(classroom: Classroom) -> TrialTask:
    with classroom.database.transaction() as session:
        (task,) = classroom.grading.take(session, 10)
    assert isinstance(task, TrialTask)
    return task


def answer(classroom: Classroom, task: TrialTask, result: Trial | Refused) -> None:
    with classroom.database.transaction() as session:
        assert verdicts.record(session, task, classroom.runner, result, classroom.files, 2.5)


def test_a_new_source_is_tried_and_what_was_found_is_shown_with_its_cells(classroom: Classroom) -> None:
    number = publish(classroom, "tried")
    assert (shown(classroom, number).trial, shown(classroom, number).solution_score) == ("running", None)
    task = trial_task(classroom)
    assert (task.job.course, task.job.assignment, task.job.source.sha256) == (
        COURSE, ASSIGNMENT, shown(classroom, number).sha256,
    )  # fmt: skip
    answer(classroom, task, FOUND)
    version = shown(classroom, number)
    assert (version.trial, version.solution_score) == ("done", 2)
    assert version.trial_reason == "ps1: plot: even the solution fails."
    assert [(cell.grade_id, cell.finding.judged, cell.finding.why, cell.finding.advice) for cell in version.cells] == [
        ("mean", "outside", "It calls functions.", ""), ("plot", "inside", "It looks at a figure.", "Return the axes."),
    ]  # fmt: skip


def test_a_dry_run_is_looked_at_and_exactly_that_is_released(classroom: Classroom) -> None:
    looked_at = classroom.publish("looked at", released=False)
    with classroom.database.transaction() as session:
        staff = classroom.staff(session)
        seen = service.get_student_version(session, staff, COURSE, ASSIGNMENT, looked_at)
        assert (seen.version, service.fetch(session, staff, COURSE, ASSIGNMENT).version) == (looked_at, looked_at - 1)
        with pytest.raises(NotFound):
            service.get_student_version(session, staff, COURSE, ASSIGNMENT, looked_at + 1)
    newer = classroom.publish("by another instructor", released=False)
    with classroom.database.transaction() as session:
        staff = classroom.staff(session)
        with pytest.raises(Conflict, match=f"Version {newer} of {ASSIGNMENT} is newer"):
            service.release(session, staff, COURSE, ASSIGNMENT, AssignmentRelease(version=looked_at))
        assert service.release(session, staff, COURSE, ASSIGNMENT, AssignmentRelease(version=newer)).released


def test_grading_goes_by_what_the_trial_found_and_does_not_wait_for_it(classroom: Classroom) -> None:
    publish(classroom, "planned")
    task = trial_task(classroom)
    assert [plan_of(classroom) for _ in range(1)] == [None]
    answer(classroom, task, FOUND)
    assert plan_of(classroom) == FOUND.cells


def plan_of(classroom: Classroom) -> tuple[TriedCell, ...] | None:
    classroom.hand_in("ada")
    (task,) = classroom.tasks()
    assert isinstance(task.job, GradeJob)
    with classroom.database.transaction() as session:
        execution.end(session, task.job_id, "done")
    return task.job.plan


def test_the_same_source_is_not_tried_twice(classroom: Classroom) -> None:
    assert publish(classroom, "once") == publish(classroom, "once")
    with classroom.database.transaction() as session:
        assert len(session.scalars(select(GradingJob).where(GradingJob.kind == "trial")).all()) == 1


@pytest.mark.parametrize("dies", [False, True])
def test_a_trial_that_comes_to_nothing_says_why(classroom: Classroom, dies: bool) -> None:
    number = publish(classroom, "broken")
    if dies:
        for _ in range(execution.MOST_ATTEMPTS):
            task = trial_task(classroom)
            with classroom.database.transaction() as session:
                verdicts.fail(session, task, classroom.runner, "No space left")
    else:
        answer(classroom, trial_task(classroom), Refused(reason="ps1.ipynb cannot be read."))
    version = shown(classroom, number)
    assert version.trial == "failed"
    assert ("No space left" if dies else "cannot be read") in version.trial_reason
    assert all(cell.finding is None for cell in version.cells)
