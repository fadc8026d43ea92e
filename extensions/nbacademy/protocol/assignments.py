"""Assignments, submissions and their grades. Names follow nbgrader."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from .shape import Line, Moment, Person, Shape

FeedbackRelease = Literal["immediately", "on_release"]
SubmissionStatus = Literal["queued", "running", "graded", "needs_manual_grade", "failed"]
CellKind = Literal["auto", "manual"]


class CellScore(Shape):
    """One grade cell's score, None until a person has given it. `kind` says who grades it; `note` is for people."""

    notebook: str
    grade_id: str
    kind: CellKind
    score: float | None
    max_score: float
    note: str | None = None


class Submission(Shape):
    """One version of one student's work, and the receipt for it: `sha256` is the hash of the archive as received.

    `score` is None until graded. `reason` says in words why a submission failed. `cells` and `log` stand in the single
    resource only; a student sees `cells` without hidden tests' messages, and no `log`.
    """

    id: UUID
    course_slug: str
    assignment: str
    user: Person
    version: int
    submitted_at: Moment
    late_seconds: float
    sha256: str
    size_bytes: int
    files: tuple[str, ...]
    status: SubmissionStatus
    reason: str | None = None
    score: float | None = None
    max_score: float | None = None
    graded_at: Moment | None = None
    feedback_released: bool = False
    cells: tuple[CellScore, ...] = ()
    log: tuple[str, ...] = ()


class Assignment(Shape):
    """An assignment as the caller sees it: `latest` is the caller's own newest submission, and
    `submissions` counts the caller's, for staff everybody's.

    `version` is the released version's number, None while nothing is released (staff only see such); `source_version`
    (staff only) the newest source's.
    """

    id: UUID
    course_slug: str
    name: str
    title: str
    due_at: Moment | None
    feedback: FeedbackRelease
    version: int | None
    source_version: int | None = None
    max_score: float | None
    notebooks: tuple[str, ...]
    submissions: int
    latest: Submission | None = None


class SourceCell(Shape):
    """A grade cell found in the source; `has_hidden_tests` for the educator's eyes only."""

    notebook: str
    grade_id: str
    kind: CellKind
    points: float
    has_hidden_tests: bool


class SourceVersion(Shape):
    """What the service made of an uploaded source: the answer to PUT …/source."""

    course_slug: str
    assignment: str
    version: int
    sha256: str
    created_at: Moment
    released: bool
    max_score: float
    notebooks: tuple[str, ...]
    cells: tuple[SourceCell, ...]


class AssignmentRelease(Shape):
    """Releases the newest source to students; fields left out keep what is set."""

    title: Line | None = None
    due_at: Moment | None = None
    feedback: FeedbackRelease | None = None


class Job(Shape):
    """Work that goes on after a 202: watch the submissions it names."""

    submissions: tuple[UUID, ...]


class Selection(Shape):
    """Which submissions an action is for: by id, or (empty) the newest of every student."""

    submission_ids: tuple[UUID, ...] = ()
