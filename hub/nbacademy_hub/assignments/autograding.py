"""Asks for grading, or for the release of feedback, of some submissions or of everybody's newest."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol.assignments import Autograde, Job, Selection
from nbacademy.protocol.evidence import Evidence
from nbacademy_graders.limits import Limits
from nbacademy_hub.caller import Caller
from nbacademy_hub.errors import Conflict, Invalid
from nbacademy_hub.execution import service as execution
from nbacademy_hub.execution.tables import GradingJob, Kind
from nbacademy_hub.settings import Settings

from . import limits, service
from .deadlines.grace import Grace
from .deadlines.lateness import late_terms, lost_percent
from .deadlines.terms import terms_of
from .newest import newest_of
from .regrades import service as regrades
from .showing import GRADED
from .tables import Assignment, Submission


def autograde(
    session: Session, caller: Caller, course_name: str, name: str, values: Autograde, platform: Settings
) -> Job:
    """Grades submissions by the released source, or previews what the newest would give. Staff only.

    Raises Conflict when there is no such source.
    """
    assignment = service.for_staff(session, caller, course_name, name)
    number = None if values.preview else assignment.released
    version = service.version_of(session, assignment, number)
    if version is None or (number is None and not values.preview):
        raise Conflict(f"There is no source of {name} yet." if values.preview else f"{name} is not released yet.")
    chosen = _selected(session, assignment, values)
    if values.only == "changed":
        chosen = _changed(session, assignment, chosen, version.number, limits.of(assignment, platform))
    ids = tuple(submission.id for submission in chosen)
    if values.preview:
        return Job(submissions=ids, regrade_id=regrades.start(session, caller, version, chosen).id)
    grade(session, chosen)
    return Job(submissions=ids)


def grade(session: Session, chosen: list[Submission]) -> None:
    """Queues submissions to be graded, after those who wait for their first verdict."""
    _enqueue(session, chosen, "grade")
    for submission in chosen:
        submission.status, submission.reason = "queued", None


def release_feedback(session: Session, caller: Caller, course_name: str, name: str, selection: Selection) -> Job:
    """Renders feedback with the marks given by hand, and releases it. Staff only."""
    assignment = service.for_staff(session, caller, course_name, name)
    chosen = [submission for submission in _selected(session, assignment, selection) if submission.status in GRADED]
    _enqueue(session, chosen, "feedback")
    return Job(submissions=tuple(submission.id for submission in chosen))


def _enqueue(session: Session, chosen: list[Submission], kind: Kind) -> None:
    priority = execution.AT_ONCE if len(chosen) == 1 else execution.SOON
    execution.enqueue_all(
        session,
        [GradingJob(submission_id=item.id, kind=kind, lane=item.lane, priority=priority) for item in chosen],
    )


def _selected(session: Session, assignment: Assignment, selection: Selection) -> list[Submission]:
    if not selection.submission_ids:
        return list(newest_of(session, [assignment.id], None).values())
    wanted = select(Submission).where(
        Submission.assignment_id == assignment.id, Submission.id.in_(selection.submission_ids)
    )
    found = list(session.scalars(wanted))
    if len(found) != len(set(selection.submission_ids)):
        raise Invalid.field("submission_ids", f"some are no submissions of {assignment.name}")
    return found


def _changed(
    session: Session, assignment: Assignment, chosen: list[Submission], number: int, allowed: Limits
) -> list[Submission]:
    """Those without a verdict, and those that another source, other limits or other terms were applied to."""
    people = {submission.account_id for submission in chosen}
    terms = terms_of(session, [(assignment, account_id) for account_id in people])
    grace = Grace.of(session, assignment.course_id, people)

    def is_changed(submission: Submission) -> bool:
        if submission.source_version != number or submission.evidence is None:
            return True
        evidence = Evidence.model_validate(submission.evidence)
        late = late_terms(terms[assignment.id, submission.account_id], submission, grace)
        return limits.differ(allowed, evidence.limits) or lost_percent(late) != lost_percent(evidence.late)

    return [submission for submission in chosen if is_changed(submission)]
