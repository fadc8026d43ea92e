"""Assignments, submissions and their grades. Names follow nbgrader."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from .evidence import Evidence, Finding
from .shape import Line, Moment, Percentage, Person, Shape

FeedbackRelease = Literal["immediately", "on_release", "after_due"]
LatePolicy = Literal["none", "hard", "linear", "grace_days"]
TrialState = Literal["running", "done", "failed"]
ResultState = Literal["waiting", "done", "failed", "published", "superseded"]
RegradeState = Literal["running", "ready", "publishing", "published"]
SubmissionStatus = Literal["queued", "running", "graded", "needs_manual_grade", "failed"]
CellKind = Literal["auto", "manual"]
CellSeconds = Annotated[int, Field(ge=1, le=86_400)]
VersionNumber = Annotated[int, Field(ge=1, le=1_000_000_000)]
MemoryMib = Annotated[int, Field(ge=256, le=1_048_576)]
Limit = Annotated[int, Field(ge=0, le=1_000_000)]
"""A limit, where 0 stands for none."""


class CellScore(Shape):
    """One grade cell's score, None until a person has given it. `kind` says who grades it; `note` is for people."""

    notebook: str
    grade_id: str
    kind: CellKind
    score: float | None
    max_score: float
    note: str | None = None


class QueuePlace(Shape):
    """Where a submission waits: `position` counts from 1; `estimated_seconds` until its verdict, by what the last jobs
    took, None before there are any. `waits_for` says in a sentence what keeps the graders from it, such as a Docker
    engine that does not answer; None where that is only its place."""

    position: int
    estimated_seconds: int | None
    waits_for: str | None = None


class Submission(Shape):
    """One version of one student's work, and the receipt for it: `sha256` is the hash of the archive as received.

    `score` is None until graded. `reason` says in words why a submission failed. `late_seconds` is counted from when it
    was due for this student. `queue` is there while it waits. `receipt` (what was graded, by what and how, in plain
    words), `cells`, `log` and `evidence` stand in the single resource only; a student sees `cells` without hidden
    tests' messages, and neither `log` nor `evidence`.
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
    queue: QueuePlace | None = None
    receipt: tuple[str, ...] = ()
    cells: tuple[CellScore, ...] = ()
    log: tuple[str, ...] = ()
    evidence: Evidence | None = None


class CourseGrading(Shape):
    """What holds in a course for every assignment that says nothing else.

    `late_policy`: `none` (late work is taken and marked late), `hard` (nothing is taken after the due time), `linear`
    (each started day costs `late_percent_per_day` of the score, of which `late_floor_percent` stays), `grace_days` (a
    student may be late by `grace_days` started days in the course, used as they come; further ones cost as with
    `linear`). `minutes_allowed` is counted from the first fetch. Limits of 0 are none.
    """

    late_policy: LatePolicy = "none"
    late_percent_per_day: Percentage = 10.0
    late_floor_percent: Percentage = 0.0
    grace_days: Annotated[int, Field(ge=0, le=1000)] = 0
    feedback: FeedbackRelease = "on_release"
    attempts_limit: Limit = 0
    minutes_allowed: Limit = 0


class AssignmentSettings(Shape):
    """All settings of an assignment. None stands for what the course says; a `title` of None keeps the one that it has,
    a `due_at` of None is no due time. `cell_seconds` (time for one cell) and `memory_mib` (memory for all of a
    notebook) limit its grading, within what the administrator allows; None stands for the platform's own."""

    title: Line | None = None
    due_at: Moment | None = None
    late_policy: LatePolicy | None = None
    late_percent_per_day: Percentage | None = None
    late_floor_percent: Percentage | None = None
    feedback: FeedbackRelease | None = None
    attempts_limit: Limit | None = None
    minutes_allowed: Limit | None = None
    cell_seconds: CellSeconds | None = None
    memory_mib: MemoryMib | None = None


class Assignment(Shape):
    """An assignment as the caller sees it: `latest` is the caller's own newest submission, and
    `submissions` counts the caller's, for staff everybody's.

    `version` is the released version's number, None while nothing is released (staff only see such); `source_version`
    (staff only) the newest source's. The settings are those that hold, the course's included: for the caller
    `effective_due_at` is when it is due, `closes_at` until when it is taken (None: no end), `seconds_left` the time
    until the sooner of these that is to come, `fetched_at` when it was first fetched, `attempts_left` and
    `grace_days_left` what is left (None: no limit, no such days). `settings` (staff only) are the assignment's own.
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
    late_policy: LatePolicy = "none"
    late_percent_per_day: float = 0.0
    late_floor_percent: float = 0.0
    attempts_limit: int | None = None
    minutes_allowed: int | None = None
    effective_due_at: Moment | None = None
    closes_at: Moment | None = None
    seconds_left: int | None = None
    fetched_at: Moment | None = None
    attempts_left: int | None = None
    grace_days_left: int | None = None
    settings: AssignmentSettings | None = None


class SourceCell(Shape):
    """A grade cell found in the source; `has_hidden_tests` for the educator's eyes only. `finding` is what the trial
    found out about it, None before that."""

    notebook: str
    grade_id: str
    kind: CellKind
    points: float
    has_hidden_tests: bool
    finding: Finding | None = None


class SourceVersion(Shape):
    """What the service made of an uploaded source: the answer to PUT …/source.

    `trial` says how far its tests are tried with its own solution, None where they are not; `solution_score` is what
    that solution got.
    """

    course_slug: str
    assignment: str
    version: int
    sha256: str
    created_at: Moment
    released: bool
    max_score: float
    notebooks: tuple[str, ...]
    cells: tuple[SourceCell, ...]
    trial: TrialState | None = None
    trial_reason: str | None = None
    solution_score: float | None = None


class AssignmentRelease(Shape):
    """Releases the newest source to students; fields left out keep what is set. `version` is the one that was looked
    at before: it is refused where a newer one has come since."""

    version: VersionNumber | None = None
    title: Line | None = None
    due_at: Moment | None = None
    feedback: FeedbackRelease | None = None


class Job(Shape):
    """Work that goes on after a 202: watch the submissions it names, or the regrade of a preview."""

    submissions: tuple[UUID, ...]
    regrade_id: UUID | None = None


class Selection(Shape):
    """Which submissions an action is for: by id, or (empty) the newest of every student."""

    submission_ids: tuple[UUID, ...] = ()


class Autograde(Selection):
    """Grading of submissions. With `only: changed` those among them that would be graded differently from how they
    were: never graded, by another source, or under other terms. With `preview` nobody's marks change: the answer names
    a regrade to look at, which tries the newest source."""

    only: Literal["all", "changed"] = "all"
    preview: bool = False
