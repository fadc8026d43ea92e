"""The bodies of `<base>/academy/workspace/…`."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from ..protocol.assignments import Assignment, SourceCell, VersionNumber
from ..protocol.shape import AssignmentName, Shape, Slug

Choice = Literal["ask", "keep_mine", "take_new", "keep_both"]
State = Literal["created", "unchanged", "updated", "kept"]


class MaterialFetch(Shape):
    """Asks for a material's file in the home."""

    material_id: UUID
    on_conflict: Choice = "ask"


class FetchedMaterial(Shape):
    """Where the file lies, relative to the server's root. With `keep_both` that is the new one, beside one's own."""

    path: str
    state: State


class CourseRef(Shape):
    """Names a course."""

    course: Slug


class AssignmentRef(CourseRef):
    """Names an assignment."""

    assignment: AssignmentName


class VersionRef(AssignmentRef):
    """Names a version of an assignment's source."""

    version: VersionNumber


class AssignmentFetch(AssignmentRef):
    """Asks for an assignment's folder in the home."""

    on_conflict: Choice = "ask"


class FetchedAssignment(Shape):
    """The folder, and the notebooks in it, relative to the server's root."""

    path: str
    notebooks: tuple[str, ...]
    state: State


class LocalAssignment(Shape):
    """An assignment beside what lies in the home; `changed` tells whether a fetched file was edited since."""

    assignment: Assignment
    path: str | None
    fetched_version: int | None
    changed: bool


class LocalAssignments(Shape):
    items: tuple[LocalAssignment, ...]


class FailedCell(Shape):
    """A cell that does not pass; `grade_id` is None when the trouble is the notebook's."""

    notebook: str
    grade_id: str | None
    error: str


class Validation(Shape):
    """Whether the visible tests pass, and what failed."""

    passed: bool
    cells: tuple[FailedCell, ...]


class SourceSummary(Shape):
    """What lies in a source folder: the files that would be uploaded, the bytes of their archive, the graded cells."""

    files: tuple[str, ...]
    size_bytes: int
    max_score: float
    cells: tuple[SourceCell, ...]
