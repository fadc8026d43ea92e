"""One run from beginning to end: learn, save, evaluate. Importing this imports torch; only the worker does."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import cloudpickle
import torch
from stable_baselines3.common.base_class import BaseAlgorithm

from .capture import Capture
from .environments import Factory
from .evaluation import EvaluationStoppedError, evaluate
from .folder import Folder, Job
from .model import build, save
from .provenance import in_words
from .recorder import Recorder
from .video import record
from .wishes import Wishes


def perform(folder: Folder, job: Job, recorder: Recorder, wishes: Wishes) -> None:
    """Trains as the job says, and records how it ended; raises whatever goes wrong on the way."""
    # More threads help only large networks, and two runs on two cores would stand in each other's way.
    torch.set_num_threads(1)
    sys.path.extend(entry for entry in job.sys_path if entry not in sys.path)
    # Written by the notebook's own kernel, of the same user.
    make, hyperparameters = cloudpickle.loads(folder.payload.read_bytes())
    model = build(job.algorithm, make, hyperparameters, job.seed)
    wishes.save = lambda path: _checkpoint(model, make, job.seed, path)
    recorder.emit("status", 0, status="started", text=in_words(job))
    _learn(model, job, recorder, wishes)
    # A short run may be over before anybody has looked.
    wishes.look()
    save(model, folder.model)
    if not wishes():
        _evaluate(model, make, job, recorder, wishes)
    recorder.emit("status", model.num_timesteps, status="stopped" if wishes() else "finished")


def _checkpoint(model: BaseAlgorithm, make: Factory, seed: int, path: Path) -> Iterator[Path]:
    """The model as it is now, and an episode of it where that can be drawn."""
    save(model, path)
    yield path
    video = path.with_suffix(".gif")
    if record(model, make, seed, video):
        yield video


def _learn(model: BaseAlgorithm, job: Job, recorder: Recorder, wishes: Wishes) -> None:
    capture = Capture(recorder, wishes, job.total_timesteps)
    try:
        model.learn(job.total_timesteps, callback=capture)
    finally:
        capture.detach()


def _evaluate(model: BaseAlgorithm, make: Factory, job: Job, recorder: Recorder, wishes: Wishes) -> None:
    try:
        recorder.emit("evaluation", model.num_timesteps, evaluate(model, make, job.seed, wishes))
    except EvaluationStoppedError:
        recorder.emit("log", model.num_timesteps, text="stopped before the evaluation was complete")
