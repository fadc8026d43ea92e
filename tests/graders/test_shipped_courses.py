"""The assignments of the courses that ship, in the sandbox: the solution scores full marks, the empty version none."""

from __future__ import annotations

from pathlib import Path

import pytest

from nbacademy_graders import entry
from nbacademy_graders.jobs import Trial, TrialJob
from nbacademy_graders.limits import Limits
from nbacademy_graders.sandbox import SandboxPool

from .authoring import Desk

SOURCES = sorted((Path(__file__).parents[2] / "courses").glob("*/source/*"))


@pytest.mark.parametrize("folder", SOURCES, ids=lambda folder: f"{folder.parents[1].name}-{folder.name}")
def test_a_solution_scores_full_marks_and_the_empty_version_none(pool: SandboxPool, desk: Desk, folder: Path) -> None:
    limits = Limits(cell_seconds=120)  # a loaded machine is no reason to fail
    tried = entry.run(TrialJob(course="course", assignment=folder.name, source=desk.bundle(folder), limits=limits))
    assert isinstance(tried, Trial), tried
    assert tried.log == ()
    assert [(cell.grade_id, cell.solution_score) for cell in tried.cells] == [
        (cell.grade_id, cell.points) for cell in tried.cells
    ]
    assert {cell.grade_id for cell in tried.cells if cell.released_score} == set()
    assert {cell.grade_id for cell in tried.cells if cell.judged != "outside"} == set()
