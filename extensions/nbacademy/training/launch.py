"""Starts a training run."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import cloudpickle

from . import algorithms, environments
from . import service as api
from .errors import BadArgumentError, UnreachableError
from .folder import Folder, Job
from .hyperparameters import tuned
from .local import LocalRecord, processes
from .recovery import tidy
from .run import Run


def train(
    algorithm: str | type,
    environment: str | environments.Factory,
    *,
    total_timesteps: int,
    seed: int | None = None,
    hyperparameters: Mapping[str, Any] | None = None,
    name: str | None = None,
    course: str | None = None,
) -> Run:
    """Starts training and returns at once; the run goes on in processes of its own.

    `algorithm` is PPO, A2C, DQN, SAC, TD3 or DDPG (stable-baselines3's); `environment` an id of Gymnasium's or a
    function that makes an environment; `seed` None draws one, which is recorded. `hyperparameters` are laid over
    rl-zoo's tuned ones where those are known for this pair; besides the algorithm's own, `n_envs` and `normalize` may
    be set. `course` is the slug of the course whose staff may watch.

    Raises BadArgumentError when that can't be trained, before anything is started, and ServiceError when the service
    refuses to record the run. If the service can't be reached, or there is none, the run is not recorded, and says so.
    """
    kind = algorithms.named(algorithm)
    title, make = environments.resolve(environment)
    chosen = {**tuned(kind, title), **(hyperparameters or {})}
    algorithms.check_hyperparameters(kind, chosen)
    _check_numbers(total_timesteps, seed)
    environments.check(kind, title, make)
    payload = _payload(make, chosen)
    job = Job(
        id=str(uuid.uuid4()),
        name=name or f"{kind} in {title}",
        algorithm=kind,
        environment=title,
        hyperparameters={key: _described(value) for key, value in chosen.items()},
        total_timesteps=int(total_timesteps),
        seed=secrets.randbelow(2**31) if seed is None else int(seed),
        course=course,
        created_at=datetime.now(UTC).isoformat(),
        sys_path=tuple(sys.path),
    )
    return _started(_announced(job), payload)


def _check_numbers(total_timesteps: int, seed: int | None) -> None:
    if isinstance(total_timesteps, bool) or int(total_timesteps) != total_timesteps or total_timesteps < 1:
        raise BadArgumentError(f"total_timesteps must be a whole number above 0, not {total_timesteps!r}")
    if seed is not None and not 0 <= seed < 2**32:
        raise BadArgumentError(f"seed must lie between 0 and 2**32 - 1, not {seed!r}")


def _announced(job: Job) -> Job:
    """The job as the service knows it, with the id and the token that it gave; as it was if there is no service."""
    service = api.from_environment()
    if service is None:
        print("There is no academy service here: this run is not recorded, and only this notebook shows it.")
        return job
    wanted = {
        "course_id": job.course,
        "name": job.name,
        "algorithm": job.algorithm,
        "environment": job.environment,
        "hyperparameters": job.hyperparameters,
        "total_timesteps": job.total_timesteps,
        "seed": job.seed,
        "where": "notebook",
    }
    try:
        run = service.call("POST", api.path("runs"), json.dumps(wanted).encode(), {"Idempotency-Key": job.id})
    except UnreachableError as error:
        print(f"This run is not recorded, and only this notebook shows it: {error}.")
        return job
    finally:
        service.close()
    return Job(**{**vars(job), "id": run["id"], "api_url": service.url, "ingest_token": run["ingest_token"]})


def _payload(make: environments.Factory, hyperparameters: Mapping[str, Any]) -> bytes:
    """What the worker needs and JSON can't hold. Functions and classes of the notebook go by value."""
    try:
        return bytes(cloudpickle.dumps((make, dict(hyperparameters))))
    except Exception as error:  # pickling runs the student's own code
        raise BadArgumentError(f"the environment can't be taken to the training process: {error}") from error


def _started(job: Job, payload: bytes) -> Run:
    folder = Folder.create(job, payload)
    with folder.log.open("wb") as log:
        processes[folder.path.name] = subprocess.Popen(  # noqa: S603  our own module, by this interpreter
            [sys.executable, "-m", "nbacademy.training.supervisor", str(folder.path)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            # A session of its own: neither an interrupt of the cell nor a restart of the kernel is meant for it.
            start_new_session=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
    tidy()
    return Run(job, LocalRecord(folder))


def _described(value: Any) -> Any:
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        return repr(value)[:200]
    return value
