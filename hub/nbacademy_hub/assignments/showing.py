"""Submissions' rows as shapes, in a few statements however many rows there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from nbacademy.protocol import assignments as shapes
from nbacademy.protocol.assignments import QueuePlace
from nbacademy.protocol.evidence import Evidence
from nbacademy.protocol.shape import Person
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.db.base import now

from . import queue, receipts
from .deadlines.terms import Terms, terms_of
from .tables import Assignment, Submission

GRADED = frozenset({"graded", "needs_manual_grade"})


def show_submissions(
    session: Session, rows: Sequence[tuple[Submission, Assignment]], course: Course, workers: int
) -> list[shapes.Submission]:
    """Submissions as they stand in lists; `workers` is how many share what waits."""
    people = accounts.people(session, {submission.account_id for submission, _ in rows})
    terms = terms_of(session, [(assignment, submission.account_id) for submission, assignment in rows])
    places = queue.places(session, [submission for submission, _ in rows], workers)
    return [
        _show(submission, assignment, course, people[submission.account_id], holds, places.get(submission.id))
        for submission, assignment in rows
        for holds in [terms[assignment.id, submission.account_id]]
    ]


def show_detail(
    session: Session, submission: Submission, assignment: Assignment, course: Course, *, staff: bool, workers: int
) -> shapes.Submission:
    """One submission with its cells and its receipt; with log and evidence for staff."""
    (shown,) = show_submissions(session, [(submission, assignment)], course, workers)
    evidence = Evidence.model_validate(submission.evidence) if submission.evidence else None
    detail = {
        "cells": tuple(shapes.CellScore(**cell) for cell in submission.cells),
        "receipt": receipts.lines(shown, evidence),
        "log": tuple(submission.log) if staff else (),
        "evidence": evidence if staff else None,
    }
    return shown.model_copy(update=detail)


def is_released(submission: Submission, terms: Terms, at: datetime) -> bool:
    """Whether the student may see the feedback: once released, or after the due time where the assignment says so."""
    opens = terms.due_at if terms.grading.feedback == "after_due" else None
    return submission.feedback_released or (opens is not None and at >= opens and submission.status in GRADED)


def terms_for(session: Session, assignment: Assignment, account_id: UUID) -> Terms:
    """What holds for one student and one assignment."""
    return terms_of(session, [(assignment, account_id)])[assignment.id, account_id]


def _show(
    submission: Submission, assignment: Assignment, course: Course, person: Person, terms: Terms,
    place: QueuePlace | None,
) -> shapes.Submission:  # fmt: skip
    return shapes.Submission(
        id=submission.id, course_slug=course.slug, assignment=assignment.name, user=person, version=submission.version,
        submitted_at=submission.submitted_at, late_seconds=terms.seconds_late(submission.submitted_at),
        sha256=submission.sha256, size_bytes=submission.size_bytes, files=tuple(submission.files),
        status=submission.status, reason=submission.reason, score=submission.score, max_score=submission.max_score,
        graded_at=submission.graded_at, feedback_released=is_released(submission, terms, now()), queue=place,
    )  # fmt: skip
