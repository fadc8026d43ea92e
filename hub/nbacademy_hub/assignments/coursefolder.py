"""The nbgrader course folder of each course: the gradebook, and what formgrader shows.

The course's own server (see `formgrader.py`) has it mounted; nothing that students' servers run can reach it.
"""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path

from nbacademy.protocol import archive

SHOWN = frozenset(
    [".ipynb", ".py", ".txt", ".md", ".csv", ".tsv", ".json", ".yaml", ".yml", ".toml", ".log", ".npy", ".npz", ".pt",
     ".zip", ".png", ".jpg", ".jpeg", ".gif", ".pdf"]
)  # fmt: skip
"""What is kept of students' files. Formgrader sends a file as the page that it may be, which then acts as the staff:
no HTML, no SVG, nothing unknown. All that was handed in is in the submission's archive."""

SERVER_UID = 1000
"""Who the course's server runs as in its container; where the hub is root, the folder is theirs."""


class CourseFolder:
    """`<root>/<slug>/` with nbgrader's `source`, `release`, `submitted`, `autograded` and `gradebook.db`."""

    def __init__(self, root: Path, slug: str) -> None:
        self.path = root / slug
        self.slug = slug

    def prepare(self) -> None:
        """Makes the folder with an nbgrader configuration of its own."""
        for name in ("source", "release", "submitted", "autograded", "feedback"):
            (self.path / name).mkdir(parents=True, exist_ok=True)
        config = self.path / "nbgrader_config.py"
        # Also a link to nowhere is something: the course's server could have put one there for us to write through.
        if not os.path.lexists(config):
            config.write_text(f'c = get_config()\nc.CourseDirectory.course_id = "{self.slug}"\n')
        self._give()

    def remove(self) -> None:
        """Removes the folder with all that is in it, if it is there."""
        shutil.rmtree(self.path, ignore_errors=True)

    def keep_source(self, assignment: str, source: bytes, release: bytes) -> None:
        """Replaces an assignment's source and student version."""
        self._replace(self.path / "source" / assignment, source)
        self._replace(self.path / "release" / assignment, release)
        self._give()

    def keep_graded(
        self, student: str, assignment: str, submitted: bytes, submitted_at: datetime, autograded: bytes
    ) -> None:
        """Replaces a student's work: as handed in, with nbgrader's timestamp, and as autograded."""
        folder = self.path / "submitted" / student / assignment
        self._replace(folder, submitted, only=SHOWN)
        (folder / "timestamp.txt").write_text(submitted_at.strftime("%Y-%m-%d %H:%M:%S.%f UTC"))
        self._replace(self.path / "autograded" / student / assignment, autograded, only=SHOWN)
        self._give()

    def _replace(self, folder: Path, content: bytes, *, only: frozenset[str] | None = None) -> None:
        fresh = folder.with_name(f".{folder.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        archive.unpack(content, fresh)
        if only is not None:
            for path in [path for path in fresh.rglob("*") if path.is_file() and path.suffix.lower() not in only]:
                path.unlink()
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)

    def _give(self) -> None:
        if os.geteuid() != 0:
            return
        for path in (self.path, *self.path.rglob("*")):
            # A gradebook's journal may vanish in between; only what is not theirs yet is touched.
            try:
                if path.lstat().st_uid != SERVER_UID:
                    os.lchown(path, SERVER_UID, SERVER_UID)
            except FileNotFoundError:
                continue
