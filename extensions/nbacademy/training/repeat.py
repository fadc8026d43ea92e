"""Repeats a run: the same code, seed and hyperparameters."""

from __future__ import annotations

from hashlib import sha256

from .announcement import announced
from .attach import attach
from .errors import BadArgumentError, RunNotFoundError
from .folder import Folder, Job
from .launch import start, train
from .provenance import versions
from .run import Run


def repeat(run_id: str) -> Run:
    """Starts a run that `train` has started once more; with the same versions it gives the same numbers.

    Says which versions differ. A run of another home is known by its record alone: its environment must then be one of
    Gymnasium's. Raises BadArgumentError for a run of a loop or model of one's own, which is repeated by its own cells,
    and RunNotFoundError if there is no such run.
    """
    try:
        folder = Folder.find(run_id)
    except RunNotFoundError:
        return _repeated_from_record(attach(run_id))
    job = folder.job()
    if not folder.payload.exists():
        raise BadArgumentError(f"{job.name} was trained by its notebook's own cells: run these again")
    payload = folder.payload.read_bytes()
    if job.code_sha256 and sha256(payload).hexdigest() != job.code_sha256:
        raise BadArgumentError(f"the code of {job.name} is not what was trained by: {folder.payload} has been changed")
    _tell_differences(job)
    return start(_announced_again(job), payload)


def _announced_again(job: Job) -> Job:
    return announced(
        name=job.name,
        algorithm=job.algorithm,
        environment=job.environment,
        hyperparameters=job.hyperparameters,
        total_timesteps=job.total_timesteps,
        seed=job.seed,
        course=job.course,
        code_sha256=job.code_sha256,
        checkpoints=job.checkpoints,
    )


def _repeated_from_record(run: Run) -> Run:
    return train(
        run.algorithm,
        run.environment,
        total_timesteps=run.total_timesteps,
        seed=run.seed,
        hyperparameters=run.hyperparameters,
        name=run.name,
    )


def _tell_differences(job: Job) -> None:
    now = versions()
    differing = [name for name, version in job.versions.items() if now.get(name) != version]
    if differing:
        words = ", ".join(f"{name} {now.get(name, 'missing')} instead of {job.versions[name]}" for name in differing)
        print(f"The numbers may differ, for these versions do: {words}.")
