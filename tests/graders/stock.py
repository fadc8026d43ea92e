"""Stock nbgrader on the same work: its converters, its own kernel, nothing of ours."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.converters.autograde import Autograde
from nbgrader.converters.generate_assignment import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config


def grade_by_stock(root: Path, source: Path, submissions: dict[str, Path]) -> dict[str, dict[str, float]]:
    """Scores by student and cell, as `nbgrader generate_assignment` and `nbgrader autograde` give them."""
    shutil.copytree(source, root / "source" / "ps1")
    for student, submission in submissions.items():
        shutil.copytree(submission, root / "submitted" / student / "ps1")
    # nbgrader looks for `alembic` on PATH when it makes a gradebook.
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    directory = CourseDirectory(root=str(root), course_id="course", assignment_id="ps1")
    GenerateAssignment(coursedir=directory).start()
    # As long as our own side gets: the first import of a plotting library on a new machine takes a while.
    Autograde(coursedir=directory, config=Config({"Execute": {"timeout": 120}})).start()
    with Gradebook(directory.db_url, "course") as gradebook:
        return {student: _scores(gradebook, student) for student in submissions}


def _scores(gradebook: Gradebook, student: str) -> dict[str, float]:
    submitted = gradebook.find_submission("ps1", student)
    return {grade.name: grade.score for notebook in submitted.notebooks for grade in notebook.grades}
