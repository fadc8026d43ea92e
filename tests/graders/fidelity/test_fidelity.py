"""Honest submissions of whole courses get, cell for cell, the scores that stock nbgrader gives in the same run."""

from __future__ import annotations

import pytest

from nbacademy_graders import entry
from nbacademy_graders.jobs import Graded, GradeJob
from nbacademy_graders.limits import Limits
from nbacademy_graders.publishing import publish
from nbacademy_graders.sandbox import SandboxPool

from ..authoring import Desk
from ..conftest import NOW
from ..stock import grade_by_stock
from .course import documentation, written_here

COURSES = {
    "documentation": documentation(),
    "programming": written_here("programming"),
    "analysis": written_here("analysis"),
}


@pytest.mark.timeout(900)
@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # of stock nbgrader's own
@pytest.mark.parametrize("name", COURSES)
def test_a_course_scores_as_in_stock_nbgrader(pool: SandboxPool, desk: Desk, name: str) -> None:
    course = COURSES[name]
    source = desk.folder(dict(course.notebooks), dict(course.files))
    releases = publish("course", "ps1", desk.bundle(source)).notebooks
    submitted = {student: desk.folder(work) for student, work in course.submissions(releases).items()}
    submitted |= course.handed_in
    stock = grade_by_stock(desk.root / "stock", source, submitted)
    assert sum(stock["correct"].values()) > sum(stock["half"].values()) > sum(stock["empty"].values()) == 0
    bundle = desk.bundle(source)
    for student, folder in submitted.items():
        job = GradeJob(
            course="course",
            assignment="ps1",
            student=student,
            student_name=student,
            source=bundle,
            submission=desk.bundle(folder),
            submitted_at=NOW,
            gradebook_url=desk.gradebook_url,
            limits=Limits(cell_seconds=120),
        )
        result = entry.run(job)
        assert isinstance(result, Graded), result
        ours = {cell.grade_id: cell.score or 0.0 for cell in result.cells}
        assert ours.items() ^ stock[student].items() == set(), student
