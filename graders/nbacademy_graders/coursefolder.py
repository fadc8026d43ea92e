"""A job's own nbgrader course folder, with the private gradebook in it."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

#: Stands for the student in the job's folder: real names hold anything, and nbgrader uses them as patterns of file
#: names.
STUDENT = "student"
#: Folders of this process that no job has: one's gradebook has the address of an earlier one's, for which statements
#: are compiled already.
_FREE: list[Path] = []
_MEMORY = "/dev/shm"  # noqa: S108  only as the parent of mkdtemp


@dataclass(frozen=True)
class CourseFolder:
    """A temporary course folder for one assignment and one student."""

    root: Path
    course: str
    assignment: str

    @property
    def source(self) -> Path:
        """The assignment's source."""
        return self.root / "source" / self.assignment

    @property
    def release(self) -> Path:
        """The students' version."""
        return self.root / "release" / self.assignment

    def of_student(self, step: str) -> Path:
        """The student's folder of a step: `submitted`, `autograded` or `feedback`."""
        return self.root / step / STUDENT / self.assignment

    def graded_notebooks(self) -> list[str]:
        """Names of the autograded notebooks, without `.ipynb`."""
        return sorted(path.stem for path in self.of_student("autograded").glob("*.ipynb"))

    @property
    def database(self) -> Path:
        """The private gradebook's file."""
        return self.root / "gradebook.db"

    @property
    def url(self) -> str:
        """The private gradebook's address."""
        return f"sqlite:///{self.database}"

    def directory(self, config: Config | None = None) -> CourseDirectory:
        """As nbgrader's converters want it."""
        names = {
            "root": str(self.root),
            "course_id": self.course,
            "assignment_id": self.assignment,
            "student_id": STUDENT,
            "db_url": self.url,
        }
        return CourseDirectory(**names, config=config or Config())


@contextmanager
def course_folder(course: str, assignment: str) -> Iterator[CourseFolder]:
    """An empty folder, in memory where the machine has a tmpfs for it (its gradebook is written often); emptied at the
    end."""
    root = _FREE.pop() if _FREE else _new_root()
    try:
        yield CourseFolder(root, course, assignment)
    finally:
        for path in root.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        _FREE.append(root)


def _new_root() -> Path:
    root = Path(tempfile.mkdtemp(prefix="nbacademy-job-", dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    return root
