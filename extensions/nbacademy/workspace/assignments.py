"""Assignments as their students have them: fetched, worked on, handed in."""

from __future__ import annotations

from pathlib import Path

from ..client import Platform, UnexpectedError
from ..protocol import archive
from ..protocol.assignments import Assignment, Submission
from . import fetched
from .bodies import AssignmentFetch, AssignmentRef, FetchedAssignment, LocalAssignment, LocalAssignments
from .errors import NotAcceptableError
from .files import digest_of
from .merge import Step, summary
from .packing import pack_folder
from .paths import below
from .placing import place


def folder_of(root: Path, ref: AssignmentRef) -> Path:
    """Where an assignment lies."""
    return below(root, f"{ref.course}/{ref.assignment}")


def listing(platform: Platform, root: Path, course: str) -> LocalAssignments:
    """A course's assignments, each with what lies in the home of it."""
    record = fetched.load(root)
    return LocalAssignments(items=tuple(_local(root, record, found) for found in platform.assignments(course)))


def fetch(platform: Platform, root: Path, wanted: AssignmentFetch) -> FetchedAssignment:
    """Brings the released version to the home. Missing files come back; changed ones stay unless a choice was given."""
    version, content = platform.release(wanted.course, wanted.assignment)
    name = f"{wanted.course}/{wanted.assignment}"
    versions = {} if version is None else {name: version}
    steps = place(root, unpacked(content, name), wanted.on_conflict, versions)
    return answer(root, name, steps)


def submit(platform: Platform, root: Path, ref: AssignmentRef, key: str) -> Submission:
    """Hands in the folder as it is now, and checks that the receipt is for exactly that."""
    content = pack_folder(folder_of(root, ref))
    receipt = platform.submit(ref.course, ref.assignment, content, key)
    if receipt.sha256 != archive.sha256(content):
        raise UnexpectedError("The receipt is for other content than was sent. Hand in again.")
    return receipt


def unpacked(content: bytes, folder: str) -> dict[str, bytes]:
    """The files of an archive by their path below the root; raises NotAcceptableError for an archive with tricks."""
    try:
        return {f"{folder}/{name}": archive.read(content, name) for name in archive.names(content)}
    except archive.ArchiveError as error:
        raise NotAcceptableError(f"What came for {folder} cannot be used: {error}.") from error


def answer(root: Path, folder: str, steps: tuple[Step, ...]) -> FetchedAssignment:
    """What to say after a folder was placed."""
    notebooks = tuple(sorted(step.name for step in steps if step.name.endswith(".ipynb")))
    return FetchedAssignment(path=folder, notebooks=notebooks, state=summary(step.state for step in steps))


def _local(root: Path, record: fetched.Fetched, assignment: Assignment) -> LocalAssignment:
    ref = AssignmentRef(course=assignment.course_slug, assignment=assignment.name)
    name, there = f"{ref.course}/{ref.assignment}", folder_of(root, ref).is_dir()
    return LocalAssignment(
        assignment=assignment,
        path=name if there else None,
        fetched_version=record.versions.get(name) if there else None,
        changed=there and _changed(root, record, name),
    )


def _changed(root: Path, record: fetched.Fetched, folder: str) -> bool:
    files = {name: known for name, known in record.files.items() if name.startswith(f"{folder}/")}
    return any(digest_of(below(root, name)) not in (None, known) for name, known in files.items())
