"""What a grading job needs, and what is kept of its result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy_graders.bundle import Bundle
from nbacademy_graders.jobs import Feedback, FeedbackJob, Graded, GradeJob, Job, Refused
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.db.base import now
from nbacademy_hub.execution import service as execution
from nbacademy_hub.execution.tables import GradingJob
from nbacademy_hub.files import FileStore

from . import service
from .tables import Assignment, Submission


@dataclass(frozen=True)
class Task:
    """A claimed job, ready to be sent to a worker, with whose work it is and where that goes on disk."""

    job_id: UUID
    submission_id: UUID
    sha256: str
    submitted_at: datetime
    course: str
    assignment: str
    student: str
    job: Job


def prepare(session: Session, claimed: GradingJob, files: FileStore, gradebooks: Path) -> Task:
    """A claimed job's inputs; the submission is now being graded."""
    submission, assignment, course, account = session.execute(
        select(Submission, Assignment, Course, Account).where(Submission.id == claimed.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id).join(Course, Course.id == Assignment.course_id)
        .join(Account, Account.id == Submission.account_id)
    ).one()._tuple()  # fmt: skip
    names = {"course": course.slug, "assignment": assignment.name, "student": account.username}
    job: Job
    if claimed.kind == "feedback":
        assert submission.autograded_sha256 is not None
        autograded = _bundle(files, submission.autograded_sha256)
        job = FeedbackJob(**names, autograded=autograded, gradebook_url=gradebook_url(gradebooks, course.slug))
    else:
        submission.status = "running"
        job = _grade_job(session, submission, assignment, account, names, files, gradebook_url(gradebooks, course.slug))
    return Task(claimed.id, submission.id, submission.sha256, submission.submitted_at, **names, job=job)


def gradebook_url(gradebooks: Path, slug: str) -> str:
    """The address of a course's nbgrader gradebook."""
    return f"sqlite:///{gradebooks / slug / 'gradebook.db'}"


def record(session: Session, task: Task, runner: str, result: Graded | Feedback | Refused, files: FileStore) -> bool:
    """Keeps a result, if the job is still this runner's; True when it was."""
    if not execution.still_mine(session, task.job_id, runner):
        return False
    submission = session.get_one(Submission, task.submission_id)
    match result:
        case Graded():
            _keep_scores(submission, result, files)
            submission.autograded_sha256 = files.put(result.autograded)
            submission.log = list(result.log)
            submission.graded_at = now()
            at_once = session.get_one(Assignment, submission.assignment_id).feedback == "immediately"
            submission.feedback_released = submission.feedback_released or at_once
        case Feedback():
            _keep_scores(submission, result, files)
            submission.feedback_released = True
        case Refused():
            submission.status, submission.reason, submission.score = "failed", result.reason, 0.0
            submission.graded_at = now()
    execution.end(session, task.job_id, "done")
    return True


def fail(session: Session, task: Task, runner: str, reason: str) -> None:
    """After a run that went wrong through no fault of the student's: again, or failed with the reason.

    A job that is not this runner's any more is left to whom it was given.
    """
    if execution.still_mine(session, task.job_id, runner):
        execution.give_up_or_retry(session, task.job_id, reason)
        follow(session, [session.get_one(GradingJob, task.job_id)])


def postpone(session: Session, task: Task, runner: str) -> None:
    """After a run that came to nothing because the machines failed: it waits again, as if it had not been tried."""
    if execution.still_mine(session, task.job_id, runner):
        execution.postpone(session, task.job_id)
        follow(session, [session.get_one(GradingJob, task.job_id)])


def follow(session: Session, jobs: list[GradingJob]) -> None:
    """Submissions whose run came to nothing wait again, or have failed, as their jobs do."""
    for job in jobs:
        if job.kind == "grade":
            submission = session.get_one(Submission, job.submission_id)
            failed = job.state == "failed"
            submission.status = "failed" if failed else "queued"
            submission.reason = f"The grader itself failed: {job.reason} Staff can grade it again." if failed else None


def _keep_scores(submission: Submission, result: Graded | Feedback, files: FileStore) -> None:
    submission.status = "needs_manual_grade" if result.needs_manual_grade else "graded"
    submission.reason = None
    submission.score, submission.max_score = result.score, result.max_score
    submission.cells = [cell.model_dump(mode="json") for cell in result.cells]
    submission.feedback_sha256 = files.put(result.feedback)


def _grade_job(
    session: Session, submission: Submission, assignment: Assignment, account: Account, names: dict[str, Any],
    files: FileStore, gradebook: str,
) -> GradeJob:  # fmt: skip
    version = service.version_of(session, assignment, assignment.released)
    assert version is not None
    submission.source_version = version.number
    return GradeJob(
        **names, student_name=account.name, source=_bundle(files, version.source_sha256),
        submission=_bundle(files, submission.sha256), submitted_at=submission.submitted_at, due_at=assignment.due_at,
        gradebook_url=gradebook,
    )  # fmt: skip


def _bundle(files: FileStore, sha256: str) -> Bundle:
    return Bundle(url=files.url_of(sha256), sha256=sha256)
