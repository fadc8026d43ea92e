"""One run from beginning to end: learn, save, evaluate. Importing this imports torch; only the worker does."""

from __future__ import annotations

import sys
from collections.abc import Callable

import cloudpickle
import torch
from stable_baselines3.common.base_class import BaseAlgorithm

from .capture import Capture
from .environments import Factory
from .evaluation import EvaluationStoppedError, evaluate
from .folder import Folder, Job
from .model import build
from .recorder import Recorder


def perform(folder: Folder, job: Job, recorder: Recorder, stopping: Callable[[], bool]) -> None:
    """Trains as the job says, and records how it ended; raises whatever goes wrong on the way."""
    # More threads help only large networks, and two runs on two cores would stand in each other's way.
    torch.set_num_threads(1)
    sys.path.extend(entry for entry in job.sys_path if entry not in sys.path)
    # Written by the notebook's own kernel, of the same user.
    make, hyperparameters = cloudpickle.loads(folder.payload.read_bytes())
    model = build(job.algorithm, make, hyperparameters, job.seed)
    recorder.emit("status", 0, status="started")
    _learn(model, job, recorder, stopping)
    model.save(folder.model)
    if not stopping():
        _evaluate(model, make, job, recorder, stopping)
    recorder.emit("status", model.num_timesteps, status="stopped" if stopping() else "finished")


def _learn(model: BaseAlgorithm, job: Job, recorder: Recorder, stopping: Callable[[], bool]) -> None:
    capture = Capture(recorder, stopping, job.total_timesteps)
    try:
        model.learn(job.total_timesteps, callback=capture)
    finally:
        capture.detach()


def _evaluate(model: BaseAlgorithm, make: Factory, job: Job, recorder: Recorder, stopping: Callable[[], bool]) -> None:
    try:
        recorder.emit("evaluation", model.num_timesteps, evaluate(model, make, job.seed, stopping))
    except EvaluationStoppedError:
        recorder.emit("log", model.num_timesteps, text="stopped before the evaluation was complete")
