"""What graders need for a job, made of what the database has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nbacademy.protocol.evidence import LateTerms
from nbacademy_graders.bundle import Bundle
from nbacademy_graders.jobs import ApplyJob, FeedbackJob, GradeJob, Job
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.errors import Conflict
from nbacademy_hub.execution.tables import GradingJob, Kind
from nbacademy_hub.files import FileStore
from nbacademy_hub.settings import Settings
from nbacademy_hub.training.evaluations import playing
from nbacademy_hub.training.evaluations.playing import EvaluationTask
from nbacademy_hub.training.platform import slices
from nbacademy_hub.training.platform.slices import TrainTask

from . import limits, service, trials
from .deadlines.grace import Grace
from .deadlines.lateness import late_terms, penalty_of
from .deadlines.terms import terms_of
from .regrades.tables import Regrade, RegradeResult
from .tables import Assignment, AssignmentVersion, Submission
from .trials import TrialTask

LONGEST_USERNAME = 128
AnyTask: TypeAlias = "Task | TrialTask | EvaluationTask | TrainTask"


@dataclass(frozen=True)
class Task:
    """A claimed job, ready to be sent to a worker, with whose work it is and where that goes on disk.

    `basis` is the part of the evidence that is known before the job has run: of grading and previews.
    """

    job_id: UUID
    submission_id: UUID
    sha256: str
    submitted_at: datetime
    course: str
    assignment: str
    student: str
    job: Job
    kind: Kind = "grade"
    regrade_id: UUID | None = None
    basis: dict[str, Any] | None = None


@dataclass(frozen=True)
class _Work:
    """Somebody's submission with all that it belongs to."""

    submission: Submission
    assignment: Assignment
    course: Course
    account: Account
    files: FileStore
    platform: Settings

    @property
    def gradebook_url(self) -> str:
        return gradebook_url(self.platform.gradebooks, self.course.slug)

    @property
    def names(self) -> dict[str, Any]:
        return {"course": self.course.slug, "assignment": self.assignment.name, "student": self.account.username}

    def bundle(self, sha256: str | None) -> Bundle:
        assert sha256 is not None, "what was graded has its archives"
        return Bundle(url=self.files.url_of(sha256), sha256=sha256)


def gradebook_url(gradebooks: Path, slug: str) -> str:
    """The address of a course's nbgrader gradebook."""
    return f"sqlite:///{gradebooks / slug / 'gradebook.db'}"


def prepare(session: Session, claimed: GradingJob, files: FileStore, platform: Settings) -> AnyTask | None:
    """A claimed job's inputs, None if there is no more to do. Raises what kept it from being made."""
    if claimed.kind == "train":
        return slices.prepare(session, claimed, files, platform)
    if claimed.kind == "evaluate":
        return playing.prepare(session, claimed, files)
    if claimed.kind == "trial":
        return trials.prepare(session, claimed, files, platform)
    submission, assignment, course, account = session.execute(
        select(Submission, Assignment, Course, Account).where(Submission.id == claimed.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id).join(Course, Course.id == Assignment.course_id)
        .join(Account, Account.id == Submission.account_id)
    ).one()  # fmt: skip
    if len(account.username) > LONGEST_USERNAME:
        raise Conflict(f"A gradebook has room for user names of {LONGEST_USERNAME} characters; this one is longer.")
    work = _Work(submission, assignment, course, account, files, platform)
    make = {"grade": _grade, "preview": _preview, "apply": _apply, "feedback": _feedback}[claimed.kind]
    job, basis = make(session, work, claimed)
    return Task(
        claimed.id, submission.id, submission.sha256, submission.submitted_at, **work.names, job=job, kind=claimed.kind,
        regrade_id=claimed.regrade_id, basis=basis,
    )  # fmt: skip


def _grade(session: Session, work: _Work, claimed: GradingJob) -> tuple[Job, dict[str, Any]]:
    version = service.version_of(session, work.assignment, work.assignment.released)
    assert version is not None
    work.submission.status = "running"
    return _by_source(session, work, version, preview=False)


def _preview(session: Session, work: _Work, claimed: GradingJob) -> tuple[Job, dict[str, Any]]:
    number = session.get_one(Regrade, claimed.regrade_id).version
    version = service.version_of(session, work.assignment, number)
    assert version is not None
    return _by_source(session, work, version, preview=True)


def _by_source(
    session: Session, work: _Work, version: AssignmentVersion, *, preview: bool
) -> tuple[Job, dict[str, Any]]:
    marking, late = _marking(session, work)
    job = GradeJob(
        **marking, source=work.bundle(version.source_sha256), submission=work.bundle(work.submission.sha256),
        limits=limits.of(work.assignment, work.platform), preview=preview,
        plan=trials.plan_of(version),
    )  # fmt: skip
    basis = {
        "submission_sha256": work.submission.sha256,
        "source_version": version.number,
        "source_sha256": version.source_sha256,
        "late": late.model_dump(mode="json"),
        "limits": job.limits.model_dump(mode="json"),
        "image": work.platform.image,
        "judged": {f"{cell.notebook}/{cell.grade_id}": cell.judged for cell in job.plan or ()},
    }
    return job, basis


def _apply(session: Session, work: _Work, claimed: GradingJob) -> tuple[Job, None]:
    result = session.scalars(
        select(RegradeResult).where(
            RegradeResult.regrade_id == claimed.regrade_id, RegradeResult.submission_id == work.submission.id
        )
    ).one()
    mine = (Submission.assignment_id == work.assignment.id) & (Submission.account_id == work.account.id)
    if session.scalar(select(func.max(Submission.version)).where(mine)) != work.submission.version:
        raise Conflict("A newer version was handed in since, and that one counts.")
    marking, _ = _marking(session, work)
    return (
        ApplyJob(**marking, autograded=work.bundle(result.autograded_sha256), marks=work.bundle(result.marks_sha256)),
        None,
    )


def _feedback(session: Session, work: _Work, claimed: GradingJob) -> tuple[Job, None]:
    late = (work.submission.evidence or {}).get("late")
    penalty = penalty_of(LateTerms.model_validate(late)) if late else None
    autograded = work.bundle(work.submission.autograded_sha256)
    return FeedbackJob(**work.names, autograded=autograded, gradebook_url=work.gradebook_url, late=penalty), None


def _marking(session: Session, work: _Work) -> tuple[dict[str, Any], LateTerms]:
    """What marks depend on beside the work itself, for the job and for the evidence."""
    pair = (work.assignment.id, work.account.id)
    terms = terms_of(session, [(work.assignment, work.account.id)])[pair]
    late = late_terms(terms, work.submission, Grace.of(session, work.course.id, [work.account.id]))
    marking = {
        **work.names, "student_name": work.account.name, "submitted_at": work.submission.submitted_at,
        "due_at": work.assignment.due_at, "student_due_at": terms.due_at, "late": penalty_of(late),
        "gradebook_url": work.gradebook_url,
    }  # fmt: skip
    return marking, late
