"""What the grading benchmarks grade: the shipped problem set as a stock nbgrader course and as bundles."""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import nbformat
from nbgrader.utils import is_solution

from nbacademy.protocol.archive import pack
from nbacademy_graders.bundle import Bundle
from nbacademy_graders.jobs import GradeJob

SOURCE = Path(__file__).parents[2] / "courses" / "ppo" / "source" / "ps1"


def bundle(folder: Path, path: Path) -> Bundle:
    """A folder packed at `path`."""
    data = pack(folder)
    path.write_bytes(data)
    return Bundle(url=str(path), sha256=hashlib.sha256(data).hexdigest())


def handed_in(source: Path, number: int, folder: Path) -> Path:
    """What student `number` hands in: the source's own solution, with a comment of the student's in each answer."""
    shutil.copytree(source, folder)
    for path in folder.glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        for cell in filter(is_solution, notebook.cells):
            cell.source += f"\n# This is the work of student {number}."
        nbformat.write(notebook, path)
    return folder


@functools.cache
def _packed(source: Path, number: int, place: Path) -> tuple[Bundle, Bundle]:
    folder = handed_in(source, number, place / f"{source.name}-of-{number}")
    return bundle(source, place / f"{source.name}.zip"), bundle(folder, place / f"{folder.name}.zip")


def job(source: Path, number: int, place: Path) -> GradeJob:
    """The job for what student `number` hands in; archives and the gradebook lie at `place`."""
    packed, submission = _packed(source, number, place)
    return GradeJob(
        course="ppo", assignment="ps1", student=f"student-{number}", student_name=f"Student {number}", source=packed,
        submission=submission, submitted_at=datetime.now(UTC), gradebook_url=f"sqlite:///{place / 'gradebook.db'}",
    )  # fmt: skip


def stock_course(source: Path, students: int, course: Path) -> Path:
    """A stock course folder with as many submissions, released and waiting to be graded."""
    shutil.copytree(source, course / "source" / "ps1")
    nbgrader(course, "generate_assignment", "ps1")
    for number in range(students):
        handed_in(source, number, course / "submitted" / f"student-{number}" / "ps1")
    return course


def nbgrader(course: Path, *arguments: str) -> None:
    """Stock nbgrader's command in a course folder. Raises SystemExit with what it said when it fails."""
    programs = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [programs / "nbgrader", *arguments], cwd=course, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"nbgrader {' '.join(arguments)}: {done.stderr}")
