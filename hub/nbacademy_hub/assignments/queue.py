"""The queue as people see it: who waits where, and for how long about."""

from __future__ import annotations

import math
import statistics
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.orm import Session

from nbacademy.protocol.assignments import QueuePlace
from nbacademy.protocol.regrades import Queue, QueueEntry
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.caller import Caller
from nbacademy_hub.execution.service import ORDER
from nbacademy_hub.execution.tables import GradingJob
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership

from .tables import Assignment, AssignmentVersion, Submission

MEASURED = 25
"""From how many of the last jobs a time is estimated."""

_WAITING = select(GradingJob.id, func.row_number().over(order_by=ORDER).label("position")).where(
    GradingJob.state == "queued"
)


def places(session: Session, submissions: Collection[Submission], workers: int) -> dict[UUID, QueuePlace]:
    """Where those of these submissions that wait stand, by their ids; in a few statements."""
    waiting = [submission for submission in submissions if submission.status == "queued"]
    if not waiting:
        return {}
    queue = _WAITING.subquery()
    rows = session.execute(
        select(GradingJob.submission_id, queue.c.position, GradingJob.waits_for)
        .join(queue, queue.c.id == GradingJob.id)
        .where(GradingJob.kind == "grade", GradingJob.submission_id.in_([item.id for item in waiting]))
    )  # fmt: skip
    found = {submission_id: (position, waits_for) for submission_id, position, waits_for in rows}
    medians = _medians(session, {item.assignment_id for item in waiting if item.id in found})
    return {
        item.id: QueuePlace(
            position=position, waits_for=waits_for,
            estimated_seconds=None if waits_for else _estimate(position, workers, medians[item.assignment_id]),
        )
        for item in waiting
        if item.id in found
        for position, waits_for in [found[item.id]]
    }  # fmt: skip


def _medians(session: Session, assignment_ids: Collection[UUID]) -> dict[UUID, float | None]:
    """What the last jobs of each assignment took; of one that had none, what the last of all took."""
    if not assignment_ids:
        return {}
    each = (select(literal(key), _last(key).subquery().c.seconds) for key in assignment_ids)
    found: dict[UUID, list[float]] = {key: [] for key in assignment_ids}
    for key, seconds in session.execute(union_all(*each)):
        found[key].append(seconds)
    overall = None if all(found.values()) else _median(session)
    return {key: statistics.median(seconds) if seconds else overall for key, seconds in found.items()}


def _median(session: Session) -> float | None:
    """The median of the seconds that the last jobs took, of whatever assignment; None before there are any."""
    seconds = [each for each in session.scalars(_last(None)) if each is not None]
    return statistics.median(seconds) if seconds else None


def _last(assignment_id: UUID | None) -> Select[float | None]:
    """How many seconds the last jobs took, of one assignment or of all."""
    wanted = select(GradingJob.seconds).where(
        GradingJob.kind.in_(("grade", "preview")), GradingJob.state == "done", GradingJob.seconds.is_not(None)
    )
    if assignment_id is not None:
        wanted = wanted.join(Submission).where(Submission.assignment_id == assignment_id)
    return wanted.order_by(GradingJob.ended_at.desc()).limit(MEASURED)


def _estimate(position: int, workers: int, median: float | None) -> int | None:
    if median is None or not workers:
        return None
    return math.ceil(math.ceil(position / workers) * median)


def show_queue(session: Session, caller: Caller, course_name: str, query: Paging, workers: int) -> Queue:
    """What a course's jobs are at, in their order, for staff. Positions count the jobs of all courses."""
    course = membership.staff(session, caller, course_name)
    queue = _WAITING.subquery()
    wanted = (
        select(GradingJob, Assignment, Submission, AssignmentVersion.number, queue.c.position)
        .outerjoin(Submission, Submission.id == GradingJob.submission_id)
        .outerjoin(AssignmentVersion, AssignmentVersion.id == GradingJob.version_id)
        .join(Assignment, Assignment.id == func.coalesce(Submission.assignment_id, AssignmentVersion.assignment_id))
        .outerjoin(queue, queue.c.id == GradingJob.id)
        .where(Assignment.course_id == course.id, GradingJob.state.in_(("queued", "running")))
        .order_by(GradingJob.state.desc(), *ORDER)
    )
    median = _median(session)

    def show(rows: Sequence[Any]) -> list[QueueEntry]:
        people = accounts.people(session, {row.Submission.account_id for row in rows if row.Submission})
        return [
            QueueEntry(
                id=job.id, kind=job.kind, state=job.state, assignment=assignment.name, submission_id=job.submission_id,
                user=people[submission.account_id] if submission else None,
                version=submission.version if submission else number, position=position,
                estimated_seconds=_estimate(position, workers, median) if position and not job.waits_for else None,
                attempts=job.attempts, reason=job.reason, waits_for=job.waits_for,
                created_at=job.created_at, started_at=job.started_at,
            )
            for job, assignment, submission, number, position in rows
        ]  # fmt: skip

    page = page_of(session, wanted, query, show)
    return Queue(
        **dict(page), workers=workers, median_seconds=median,
        waits_for=next((entry.waits_for for entry in page.items if entry.waits_for), None),
    )  # fmt: skip
