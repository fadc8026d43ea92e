"""A run on the grading workers: in slices, each from a checkpoint to the next, so that grading never waits for long.

After each slice its job waits again behind those of others. A worker that dies takes one slice with it, which is
trained again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.orm import Session

from nbacademy.protocol.artifacts import POLICY
from nbacademy.protocol.recording import ENDED, LIMIT_EVENTS, EventStatus
from nbacademy.protocol.training import Event, MetricsBatch
from nbacademy_graders.bundle import Bundle
from nbacademy_graders.jobs import Refused, Trained, TrainJob
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.errors import Invalid
from nbacademy_hub.execution import service as execution
from nbacademy_hub.execution.tables import GradingJob
from nbacademy_hub.files import FileStore
from nbacademy_hub.settings import Settings
from nbacademy_hub.training import recording
from nbacademy_hub.training.artifacts import service as artifacts
from nbacademy_hub.training.artifacts.service import Received
from nbacademy_hub.training.tables import TrainingRun

from .quota import Quota, used

FAILED = "The grading workers could not go on with it."
NO_EVENTS = "It reported something that is no event."


@dataclass(frozen=True)
class TrainTask:
    """A claimed slice of a run, ready to be sent to a worker. `quota` is what its owner has."""

    job_id: UUID
    run_id: UUID
    course: str
    job: TrainJob
    quota: Quota
    kind: Literal["train"] = "train"


def begin(session: Session, run: TrainingRun) -> None:
    """Asks for a run's first slice."""
    execution.enqueue_training(session, run.id, lane=f"training/{run.account_id}", share=f"training/{run.course_id}")


def prepare(session: Session, claimed: GradingJob, files: FileStore, platform: Settings) -> TrainTask | None:
    """A claimed slice's inputs; None of a run that is to stop, which has stopped then."""
    run = session.get_one(TrainingRun, claimed.run_id)
    if run.stop_requested or run.status in ENDED or run.course_id is None:
        _end(session, run, "stopped")
        execution.end(session, claimed.id, "done")
        return None
    sha256 = run.checkpoint_sha256
    job = TrainJob(
        algorithm=run.algorithm, environment=run.environment, hyperparameters=run.hyperparameters,
        total_timesteps=run.total_timesteps, seed=run.seed or 0, seconds=platform.training_slice_seconds,
        checkpoint=None if sha256 is None else Bundle(url=files.url_of(sha256), sha256=sha256),
    )  # fmt: skip
    return TrainTask(claimed.id, run.id, session.get_one(Course, run.course_id).slug, job, Quota.of(platform))


def keep(session: Session, task: TrainTask, result: Trained | Refused, files: FileStore) -> bool:
    """Keeps what came of a slice; whether there is another to come."""
    run = session.get_one(TrainingRun, task.run_id, with_for_update=True)
    if isinstance(result, Refused):
        _end(session, run, "failed", result.reason)
        return False
    try:
        with session.begin_nested():
            _record(session, run, result)
    except (Invalid, ValidationError):
        _end(session, run, "failed", NO_EVENTS)
        return False
    run.seconds_used += result.seconds
    run.step, run.checkpoint_sha256 = max(run.step, result.step), None
    if run.status not in ENDED and _is_to_end(session, run, task.quota):
        _end(session, run, "stopped", f"The {task.quota.seconds:,} s of a week are used up.")
    elif run.status not in ENDED and run.stop_requested:
        _end(session, run, "stopped")
    elif run.status not in ENDED and result.checkpoint is not None:
        run.checkpoint_sha256 = files.put(result.checkpoint)
        return True
    _keep_policy(session, run, result, files)
    return False


def _is_to_end(session: Session, run: TrainingRun, quota: Quota) -> bool:
    session.flush()
    return run.course_id is None or used(session, run.account_id, run.course_id).seconds >= quota.seconds


def follow(session: Session, job: GradingJob) -> None:
    """A run whose slice was given up has failed."""
    if job.state == "failed":
        _end(session, session.get_one(TrainingRun, job.run_id), "failed", FAILED)


def _record(session: Session, run: TrainingRun, result: Trained) -> None:
    """The slice's events, numbered and timed as those of the whole run."""
    first, before = run.next_sequence, run.seconds_used
    events = [Event.model_validate_json(line) for line in result.events]
    numbered = tuple(
        event.model_copy(update={"sequence": first + number, "seconds": before + event.seconds})
        for number, event in enumerate(events)
    )
    for start in range(0, len(numbered), LIMIT_EVENTS):
        batch = MetricsBatch(epoch=run.epoch, events=numbered[start : start + LIMIT_EVENTS])
        recording.record(session, run, batch)


def _end(session: Session, run: TrainingRun, status: EventStatus, reason: str = "") -> None:
    if run.status in ENDED:
        return
    event = Event(
        sequence=run.next_sequence, step=run.step, seconds=run.seconds_used, kind="status", status=status, text=reason
    )
    recording.record(session, run, MetricsBatch(epoch=run.epoch, events=(event,)))


def _keep_policy(session: Session, run: TrainingRun, result: Trained, files: FileStore) -> None:
    received = Received(media_type="application/zip", sha256=files.put(result.policy), size_bytes=len(result.policy))
    artifacts.keep(session, run, POLICY, received, run.step)
