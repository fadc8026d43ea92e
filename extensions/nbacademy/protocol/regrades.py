"""Previews of grading anew, and the queue of the graders."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from .assignments import RegradeState, ResultState
from .shape import Moment, Page, Person, Shape


class CellChange(Shape):
    """A cell whose score would be another; None where it has none."""

    notebook: str
    grade_id: str
    old_score: float | None
    score: float | None


class CellSummary(Shape):
    """How many would gain and lose with one cell, and by how much together."""

    notebook: str
    grade_id: str
    gained: int
    lost: int
    change: float


class RegradeResult(Shape):
    """What one submission would get. `superseded` is one that its student handed in anew before it was published."""

    submission_id: UUID
    user: Person
    version: int
    state: ResultState
    reason: str | None
    old_score: float | None
    score: float | None
    max_score: float | None
    change: float | None
    changes: tuple[CellChange, ...]


class Regrade(Shape):
    """A preview: `done` of `total` submissions are graded by `source_version`; `gained`, `lost` and `unchanged` count
    these, `change` is the sum of what they would gain and lose. `superseded` count once it is published."""

    id: UUID
    course_slug: str
    assignment: str
    source_version: int
    state: RegradeState
    author: Person
    created_at: Moment
    published_at: Moment | None
    total: int
    done: int
    failed: int
    superseded: int
    gained: int
    lost: int
    unchanged: int
    change: float
    cells: tuple[CellSummary, ...] = ()


class QueueEntry(Shape):
    """A job that waits or runs. `position` counts from 1 over all courses, None for one that runs; `reason` is why an
    earlier try came to nothing, `waits_for` what keeps the graders from it, None where that is only its place."""

    id: UUID
    kind: Literal["grade", "feedback", "preview", "apply", "trial"]
    state: Literal["queued", "running"]
    assignment: str
    submission_id: UUID | None
    user: Person | None
    version: int
    position: int | None
    estimated_seconds: int | None
    attempts: int
    reason: str | None
    waits_for: str | None
    created_at: Moment
    started_at: Moment | None


class Queue(Page[QueueEntry]):
    """A course's jobs in their order, with what the estimates rest on: how many workers there are, and the median of
    the seconds that the last jobs took. `waits_for` says what keeps the graders from those on this page, if anything.
    """

    workers: int
    median_seconds: float | None
    waits_for: str | None
