"""Assignments as their educators have them: nbgrader's course folder, `<root>/<course>/source/<assignment>/`."""

from __future__ import annotations

from pathlib import Path

from ..client import Platform
from ..protocol.assignments import SourceVersion
from .assignments import answer, unpacked
from .bodies import AssignmentFetch, AssignmentRef, FetchedAssignment, VersionRef
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


def upload(platform: Platform, root: Path, ref: AssignmentRef) -> SourceVersion:
    """Uploads the source from the home: the platform makes the student version of it, and tries its tests. Students
    get nothing before it is released."""
    content = pack_folder(below(root, f"{ref.course}/source/{ref.assignment}"))
    return platform.put_source(ref.course, ref.assignment, content)


def preview(platform: Platform, root: Path, wanted: VersionRef) -> FetchedAssignment:
    """Brings what students get of a version to where nbgrader keeps student versions, in place of what lies there."""
    name = f"{wanted.course}/release/{wanted.assignment}"
    content = platform.student_version(wanted.course, wanted.assignment, wanted.version)
    return answer(root, name, place(root, unpacked(content, name), "take_new"))


def publish_folder(platform: Platform, folder: Path, ref: AssignmentRef) -> SourceVersion:
    """Uploads the source from a folder and releases it."""
    platform.put_source(ref.course, ref.assignment, pack_folder(folder))
    return platform.release_source(ref.course, ref.assignment)


def _configure(root: Path, course: str) -> None:
    path = below(root, f"{course}/nbgrader_config.py")
    if not path.exists():
        # `course` is a checked slug: letters, digits and hyphens only.
        write(path, f'c = get_config()  # noqa: F821\nc.CourseDirectory.course_id = "{course}"\n'.encode())
