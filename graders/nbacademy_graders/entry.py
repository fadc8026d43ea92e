"""The one entry to grading: `run(job)`, a function of the job, for any worker process."""

from __future__ import annotations

import functools
import threading

from traitlets.config import Config

from nbacademy_graders.errors import RefusedError
from nbacademy_graders.evaluating import evaluate
from nbacademy_graders.execution import execute
from nbacademy_graders.grading import apply, feedback, grade
from nbacademy_graders.jobs import (
    ApplyJob,
    EvaluateJob,
    ExecuteJob,
    FeedbackJob,
    Generated,
    GenerateJob,
    GradeJob,
    Job,
    Refused,
    Result,
    TrainJob,
    TrialJob,
)
from nbacademy_graders.judging import TwoBoxJudge, boxes
from nbacademy_graders.publishing import publish
from nbacademy_graders.sandbox import SandboxPool
from nbacademy_graders.training import train
from nbacademy_graders.trying import trial

# nbgrader's converters change the process's working directory and environment: one job at a time in a process.
_ONE_JOB = threading.Lock()
_CONFIG = Config()


def configure(config: Config) -> None:
    """Set traits of SandboxSettings and SandboxPool for this process; before its first job."""
    _CONFIG.merge(config)


@functools.lru_cache(maxsize=1)
def process_pool() -> SandboxPool:
    """This process's waiting sandboxes."""
    return SandboxPool(config=_CONFIG, preload_code=boxes.program())


@functools.lru_cache(maxsize=1)
def process_judge() -> TwoBoxJudge:
    """This process's judge: an object of its own, so that trials are remembered for it."""
    return TwoBoxJudge(process_pool())


def warm() -> None:
    """Start the waiting sandboxes now and wait for them, as a worker does before it takes jobs. Raises SandboxError."""
    process_pool().warm()


def run(job: Job) -> Result:
    """Run a job. The same job gives the same result, however often and wherever it runs.

    Raises SandboxError if this machine can have no sandbox, GraderError or OSError if the grader itself fails;
    what is wrong with the input comes back as Refused.
    """
    with _ONE_JOB:
        try:
            return _run(job)
        except RefusedError as error:
            return Refused(reason=str(error))


def _run(job: Job) -> Result:
    match job:
        case ExecuteJob():
            return execute(job.program, process_pool())
        case EvaluateJob():
            return evaluate(job, process_pool())
        case TrainJob():
            return train(job, process_pool())
        case _:
            return _run_graders(job)


def _run_graders(job: GenerateJob | TrialJob | GradeJob | ApplyJob | FeedbackJob) -> Result:
    match job:
        case GenerateJob():
            made = publish(job.course, job.assignment, job.source)
            return Generated(
                release=made.release, cells=made.cells, max_score=made.max_score, notebooks=tuple(made.notebooks)
            )
        case TrialJob():
            return trial(job, process_judge())
        case GradeJob():
            return grade(job, process_judge())
        case ApplyJob():
            return apply(job)
        case FeedbackJob():
            return feedback(job)
