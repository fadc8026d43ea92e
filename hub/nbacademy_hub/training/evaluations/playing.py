"""The evaluation of a policy as a job of the graders: what it is given, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from nbacademy.protocol.evaluations import PolicyEvidence, PolicyTask
from nbacademy_graders.bundle import Bundle
from nbacademy_graders.jobs import Evaluated, EvaluateJob, Refused
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.db.base import now
from nbacademy_hub.execution.tables import GradingJob
from nbacademy_hub.files import FileStore

from . import scoring
from .tables import TrainingEvaluation

FAILED = "The grader itself failed. Hand the policy in again, or tell the course's staff."


@dataclass(frozen=True)
class EvaluationTask:
    """A claimed evaluation, ready to be sent to a worker."""

    job_id: UUID
    evaluation_id: UUID
    course: str
    job: EvaluateJob
    kind: Literal["evaluate"] = "evaluate"


def prepare(session: Session, claimed: GradingJob, files: FileStore) -> EvaluationTask:
    """A claimed evaluation's inputs."""
    evaluation = session.get_one(TrainingEvaluation, claimed.evaluation_id)
    terms = PolicyTask.model_validate(evaluation.terms)
    evaluation.status = "running"
    job = EvaluateJob(
        policy=Bundle(url=files.url_of(evaluation.policy_sha256), sha256=evaluation.policy_sha256),
        algorithm=evaluation.algorithm, environment=evaluation.environment, conditions=scoring.conditions(terms),
        episodes=terms.episodes, seed=evaluation.seed,
    )  # fmt: skip
    return EvaluationTask(claimed.id, evaluation.id, session.get_one(Course, evaluation.course_id).slug, job)


def keep(session: Session, evaluation_id: UUID, result: Evaluated | Refused) -> None:
    """Keeps what a policy did, with its marks."""
    evaluation = session.get_one(TrainingEvaluation, evaluation_id)
    evaluation.ended_at = now()
    terms, marked = PolicyTask.model_validate(evaluation.terms), evaluation.assignment_id is not None
    if marked:
        evaluation.max_score = terms.points + sum(one.points for one in terms.perturbations)
    if isinstance(result, Refused):
        evaluation.status, evaluation.reason = "failed", result.reason
        evaluation.score = 0.0 if marked else None
        return
    found = scoring.results(terms, result, marked=marked)
    evaluation.status, evaluation.reason = "done", None
    evaluation.results = [one.model_dump(mode="json") for one in found]
    plain = found[0]
    evaluation.mean_reward, evaluation.std_reward = plain.mean_reward, plain.std_reward
    evaluation.lower_bound = plain.lower_bound
    evaluation.score = sum(one.score or 0.0 for one in found) if marked else None
    evaluation.evidence = _evidence(evaluation, terms, result).model_dump(mode="json")


def _evidence(evaluation: TrainingEvaluation, terms: PolicyTask, result: Evaluated) -> PolicyEvidence:
    return PolicyEvidence(
        policy_sha256=evaluation.policy_sha256, seed=evaluation.seed, confidence=terms.confidence,
        image_id=result.image_id, grader_version=version("nbacademy-platform"), seconds_spent=result.seconds,
        rewards=tuple(played.returns for played in result.played),
    )  # fmt: skip


def follow(session: Session, job: GradingJob) -> None:
    """An evaluation whose run came to nothing waits again, or has failed, as its job does."""
    evaluation = session.get_one(TrainingEvaluation, job.evaluation_id)
    if job.state != "failed":
        evaluation.status, evaluation.reason = "queued", None
        return
    evaluation.status, evaluation.reason, evaluation.ended_at = "failed", FAILED, now()
