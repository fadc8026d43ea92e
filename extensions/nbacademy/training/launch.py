"""Starts a training run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import cloudpickle

from . import algorithms, environments
from .announcement import announced, check_numbers
from .errors import BadArgumentError
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
    checkpoints: int = 0,
) -> Run:
    """Starts training and returns at once; the run goes on in processes of its own.

    `algorithm` is PPO, A2C, DQN, SAC, TD3 or DDPG (stable-baselines3's); `environment` an id of Gymnasium's or a
    function that makes an environment; `seed` None draws one, which is recorded. `hyperparameters` are laid over
    rl-zoo's tuned ones where those are known for this pair; besides the algorithm's own, `n_envs` and `normalize` may
    be set. `course` is the slug of the course whose staff may watch. `checkpoints` of the model are saved on the way,
    each with a short video where the environment can be drawn.

    Raises BadArgumentError when that can't be trained, before anything is started, and ServiceError when the service
    refuses to record the run. If the service can't be reached, or there is none, the run is not recorded, and says so.
    """
    kind = algorithms.named(algorithm)
    title, make = environments.resolve(environment)
    chosen = {**tuned(kind, title), **(hyperparameters or {})}
    algorithms.check_hyperparameters(kind, chosen)
    check_numbers(total_timesteps, seed, checkpoints)
    environments.check(kind, title, make)
    payload = _payload(make, chosen)
    job = announced(
        name=name or f"{kind} in {title}", algorithm=kind, environment=title, hyperparameters=chosen,
        total_timesteps=total_timesteps, seed=seed, course=course, code_sha256=sha256(payload).hexdigest(),
        checkpoints=checkpoints,
    )  # fmt: skip
    return start(job, payload)


def _payload(make: environments.Factory, hyperparameters: Mapping[str, Any]) -> bytes:
    """What the worker needs and JSON can't hold. Functions and classes of the notebook go by value."""
    try:
        return bytes(cloudpickle.dumps((make, dict(hyperparameters))))
    except Exception as error:  # pickling runs the student's own code
        raise BadArgumentError(f"the environment can't be taken to the training process: {error}") from error


def start(job: Job, payload: bytes) -> Run:
    """Starts the processes of an announced run. `payload` holds the environment's maker and the hyperparameters."""
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
