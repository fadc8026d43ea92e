"""What is kept of a grading job's result, and of its failure."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from nbacademy.protocol.evidence import Evidence
from nbacademy_graders.jobs import Evaluated, Feedback, Graded, Refused, Result, Trained, Trial
from nbacademy_hub.db.base import now
from nbacademy_hub.execution import service as execution
from nbacademy_hub.execution.tables import GradingJob
from nbacademy_hub.files import FileStore
from nbacademy_hub.training.evaluations import playing
from nbacademy_hub.training.evaluations.playing import EvaluationTask
from nbacademy_hub.training.platform import slices
from nbacademy_hub.training.platform.slices import TrainTask

from . import joblog, news, trials
from .preparing import AnyTask, Task
from .regrades import recording
from .showing import terms_for
from .tables import Assignment, Submission
from .trials import TrialTask

GRADER_FAILED = "The grader itself failed. Staff can see why, and grade it again."


def record(
    session: Session,
    task: AnyTask,
    runner: str,
    result: Result,
    files: FileStore,
    seconds: float | None = None,
) -> bool:
    """Keeps a result, if the job is still this runner's; True when it was. `seconds` is what the run took."""
    if not execution.still_mine(session, task.job_id, runner):
        return False
    if isinstance(task, TrialTask):
        assert isinstance(result, Trial | Refused)
        trials.keep(session, task.version_id, result)
    elif isinstance(task, EvaluationTask):
        assert isinstance(result, Evaluated | Refused)
        playing.keep(session, task.evaluation_id, result)
    elif isinstance(task, TrainTask):
        assert isinstance(result, Trained | Refused)
        if slices.keep(session, task, result, files):
            execution.again(session, task.job_id)
            return True
    elif task.kind == "preview":
        assert isinstance(result, Graded | Refused)
        recording.keep_preview(session, task, result, evidence_of(task, result, seconds), files)
    elif task.kind == "apply":
        assert isinstance(result, Feedback | Refused)
        recording.keep_applied(session, task, result, files)
    else:
        _keep(session, task, result, files, seconds)
    execution.end(session, task.job_id, "done", seconds=seconds)
    return True


def _keep(session: Session, task: Task, result: Result, files: FileStore, seconds: float | None) -> None:
    submission = session.get_one(Submission, task.submission_id)
    match result:
        case Graded():
            _keep_scores(submission, result, files)
            submission.autograded_sha256 = files.put(result.autograded)
            submission.log = joblog.for_people(result.log)
            submission.graded_at = now()
            submission.feedback_released = submission.feedback_released or _at_once(session, submission)
        case Feedback():
            _keep_scores(submission, result, files)
            submission.feedback_released = True
        case Refused():
            submission.status, submission.reason, submission.score = "failed", result.reason, 0.0
            submission.graded_at = now()
    news.tell_of_grade(session, submission)
    if task.basis is not None:
        submission.source_version = task.basis["source_version"]
        submission.evidence = evidence_of(task, result, seconds)


def _at_once(session: Session, submission: Submission) -> bool:
    assignment = session.get_one(Assignment, submission.assignment_id)
    return terms_for(session, assignment, submission.account_id).grading.feedback == "immediately"


def evidence_of(task: Task, result: Result, seconds: float | None) -> dict[str, Any] | None:
    """What a verdict rests on, as it is stored."""
    if task.basis is None:
        return None
    of_run: dict[str, Any] = (
        {"seconds": result.seconds, "image_id": result.image_id} if isinstance(result, Graded) else {}
    )
    found = Evidence(
        **task.basis, grader_version=version("nbacademy-platform"), graded_at=now(), seconds_spent=seconds or 0.0,
        **of_run,
    )  # fmt: skip
    return found.model_dump(mode="json")


def _keep_scores(submission: Submission, result: Graded | Feedback, files: FileStore) -> None:
    submission.status = "needs_manual_grade" if result.needs_manual_grade else "graded"
    submission.reason = None
    submission.score, submission.max_score = result.score, result.max_score
    # Feedback rendered anew knows no notes: what was said of a cell when it was graded stays.
    notes = submission.cells if isinstance(result, Feedback) else []
    submission.cells = recording.with_notes(result.cells, notes)
    submission.feedback_sha256 = files.put(result.feedback)


def fail(session: Session, task: AnyTask, runner: str, reason: str) -> None:
    """After a run that went wrong through no fault of the student's: again, or failed with the reason.

    A job that is not this runner's any more is left to whom it was given.
    """
    if execution.still_mine(session, task.job_id, runner):
        execution.give_up_or_retry(session, task.job_id, reason)
        follow(session, [session.get_one(GradingJob, task.job_id)])


def give_up(session: Session, job_id: UUID, reason: str) -> None:
    """Ends a job that can't even be begun, with the reason."""
    execution.end(session, job_id, "failed", reason)
    follow(session, [session.get_one(GradingJob, job_id)])


def postpone(session: Session, task: AnyTask, runner: str, waits_for: str) -> None:
    """After a run that came to nothing because the machines failed: it waits again, as if it had not been tried, and so
    does all that is queued."""
    if execution.still_mine(session, task.job_id, runner):
        execution.postpone(session, task.job_id)
        follow(session, [session.get_one(GradingJob, task.job_id)])
    execution.hold(session, waits_for)


def follow(session: Session, jobs: list[GradingJob]) -> None:
    """Submissions whose run came to nothing wait again, or have failed, as their jobs do."""
    for job in jobs:
        failed = job.state == "failed"
        if job.kind == "grade":
            _follow(session.get_one(Submission, job.submission_id), job)
        elif job.kind == "evaluate":
            playing.follow(session, job)
        elif job.kind == "train":
            slices.follow(session, job)
        elif job.kind == "trial" and failed:
            trials.keep_failure(session, job)
        elif job.regrade_id is not None and failed:
            recording.keep_failure(session, job)


def _follow(submission: Submission, job: GradingJob) -> None:
    if job.state != "failed":
        submission.status, submission.reason = "queued", None
        return
    submission.status, submission.reason = "failed", GRADER_FAILED
    # Only staff read the log: what a fault of ours says may name files, or quote tests.
    submission.log = [*submission.log, f"The grader itself failed: {job.reason}"]
