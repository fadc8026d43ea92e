"""Assignments as their educators have them: nbgrader's course folder, `<root>/<course>/source/<assignment>/`."""

from __future__ import annotations

from pathlib import Path

from ..client import Platform
from ..protocol.assignments import SourceVersion
from .assignments import answer, unpacked
from .bodies import AssignmentFetch, AssignmentRef, FetchedAssignment
from .files import write
from .packing import pack_folder
from .paths import below
from .placing import place


def fetch(platform: Platform, root: Path, wanted: AssignmentFetch) -> FetchedAssignment:
    """Brings the newest source to the home, and makes the course's folder one in which nbgrader's commands work."""
    content = platform.source(wanted.course, wanted.assignment)
    name = f"{wanted.course}/source/{wanted.assignment}"
    steps = place(root, unpacked(content, name), wanted.on_conflict)
    _configure(root, wanted.course)
    return answer(root, name, steps)


def publish(platform: Platform, root: Path, ref: AssignmentRef) -> SourceVersion:
    """Uploads the source from the home and releases it; the platform makes the student version itself."""
    return publish_folder(platform, below(root, f"{ref.course}/source/{ref.assignment}"), ref)


def publish_folder(platform: Platform, folder: Path, ref: AssignmentRef) -> SourceVersion:
    """The same, from any folder."""
    platform.put_source(ref.course, ref.assignment, pack_folder(folder))
    return platform.release_source(ref.course, ref.assignment)


def _configure(root: Path, course: str) -> None:
    path = below(root, f"{course}/nbgrader_config.py")
    if not path.exists():
        # `course` is a checked slug: letters, digits and hyphens only.
        write(path, f'c = get_config()  # noqa: F821\nc.CourseDirectory.course_id = "{course}"\n'.encode())
