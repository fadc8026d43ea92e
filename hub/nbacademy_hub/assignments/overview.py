"""Assignments' rows as shapes, as one caller sees them, in a few statements however many rows there are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from nbacademy.protocol import assignments as shapes
from nbacademy.protocol.assignments import AssignmentSettings
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.db.base import now

from .deadlines.grace import Grace
from .deadlines.terms import Terms, terms_of
from .newest import newest_of
from .showing import show_submissions
from .tables import Assignment, AssignmentVersion, Submission


def show(
    session: Session,
    caller: Caller,
    assignments: Sequence[Assignment],
    course: Course,
    *,
    staff: bool,
    workers: int = 1,
) -> list[shapes.Assignment]:
    """Assignments of a course with the caller's newest submission and terms."""
    ids, me, at = [assignment.id for assignment in assignments], caller.account_id, now()
    terms = terms_of(session, [(assignment, me) for assignment in assignments])
    grace = Grace.of(session, course.id, [me])
    newest = newest_of(session, ids, [me])
    rows = [(row, assignment) for assignment in assignments if (row := newest.get((me, assignment.id)))]
    latest = dict(
        zip((row.assignment_id for row, _ in rows), show_submissions(session, rows, course, workers), strict=True)
    )
    mine, everybodys = _counts(session, ids, me), _counts(session, ids, None) if staff else {}
    versions = _versions(session, ids)
    return [
        shapes.Assignment(
            id=assignment.id, course_slug=course.slug, name=assignment.name, title=assignment.title,
            due_at=assignment.due_at, latest=latest.get(assignment.id),
            submissions=(everybodys if staff else mine).get(assignment.id, 0),
            grace_days_left=grace.left(me) if holds.grading.late_policy == "grace_days" else None,
            settings=_settings(assignment) if staff else None,
            **_version(assignment, versions.get(assignment.id, []), staff=staff),
            **_terms(holds, mine.get(assignment.id, 0), at),
        )
        for assignment in assignments
        for holds in [terms[assignment.id, me]]
    ]  # fmt: skip


def _version(assignment: Assignment, versions: list[AssignmentVersion], *, staff: bool) -> dict[str, Any]:
    """What is shown of the released version; to staff of the newest one, while there is none."""
    released = next((version for version in versions if version.number == assignment.released), None)
    newest = max(versions, key=lambda version: version.number, default=None) if staff else None
    shown = released or newest
    return {
        "version": assignment.released,
        "source_version": newest.number if newest else None,
        "max_score": shown.max_score if shown else None,
        "notebooks": tuple(shown.notebooks) if shown else (),
    }


def _terms(terms: Terms, attempts: int, at: datetime) -> dict[str, Any]:
    to_come = [time for time in (terms.due_at, terms.closes_at) if time is not None and time > at]
    ends = terms.due_at is not None or terms.closes_at is not None
    left = int((min(to_come) - at).total_seconds()) if to_come else 0
    return {
        "feedback": terms.grading.feedback,
        "late_policy": terms.grading.late_policy,
        "late_percent_per_day": terms.grading.late_percent_per_day,
        "late_floor_percent": terms.grading.late_floor_percent,
        "attempts_limit": terms.attempts_limit or None,
        "attempts_left": max(0, terms.attempts_limit - attempts) if terms.attempts_limit else None,
        "minutes_allowed": terms.minutes_allowed or None,
        "effective_due_at": terms.due_at,
        "closes_at": terms.closes_at,
        "fetched_at": terms.fetched_at,
        "seconds_left": left if ends else None,
    }


def _settings(assignment: Assignment) -> AssignmentSettings:
    return AssignmentSettings(**{name: getattr(assignment, name) for name in AssignmentSettings.model_fields})


def _counts(session: Session, ids: Collection[UUID], account_id: UUID | None) -> dict[UUID, int]:
    wanted = select(Submission.assignment_id, func.count(Submission.id)).where(Submission.assignment_id.in_(ids))
    if account_id is not None:
        wanted = wanted.where(Submission.account_id == account_id)
    return {assignment_id: count for assignment_id, count in session.execute(wanted.group_by(Submission.assignment_id))}


def _versions(session: Session, ids: Collection[UUID]) -> dict[UUID, list[AssignmentVersion]]:
    """The released and the newest version of each assignment."""
    last = (
        select(AssignmentVersion.assignment_id, func.max(AssignmentVersion.number).label("number"))
        .where(AssignmentVersion.assignment_id.in_(ids)).group_by(AssignmentVersion.assignment_id).subquery()
    )  # fmt: skip
    wanted = (
        select(AssignmentVersion).join(Assignment, Assignment.id == AssignmentVersion.assignment_id)
        .join(last, last.c.assignment_id == AssignmentVersion.assignment_id)
        .where(or_(AssignmentVersion.number == last.c.number, AssignmentVersion.number == Assignment.released))
    )  # fmt: skip
    found: dict[UUID, list[AssignmentVersion]] = {}
    for version in session.scalars(wanted):
        found.setdefault(version.assignment_id, []).append(version)
    return found
