"""In a sandbox: trains with the image's own stable-baselines3 and nbacademy, and tells the worker what happens.

A checkpoint is a zip with the model as stable-baselines3 saves it, the replay buffer of algorithms that have one, and
the statistics of normalised environments. Environments begin a new episode where one goes on.
"""

from __future__ import annotations

import base64
import pickle
import time
import zipfile
from pathlib import Path
from typing import Any

import gymnasium
import torch
from stable_baselines3.common.vec_env import VecNormalize

from nbacademy.training.capture import Capture
from nbacademy.training.evaluation import evaluate
from nbacademy.training.model import build
from nbacademy.training.recorder import Recorder
from nbacademy_graders.judging.boxes.channel import channel

CHUNK_BYTES = 6 * 2**20
MODEL, BUFFER, NORMALIZER = "model.zip", "replay.pkl", "vecnormalize.pkl"
EVENTS = Path("events.jsonl")


def train(asked: dict[str, Any]) -> None:
    """Train until the steps are done or the time is up, and tell the worker events, a checkpoint, and a finished
    policy."""
    torch.set_num_threads(1)
    recorder = Recorder(EVENTS)
    make = lambda: gymnasium.make(asked["environment"])  # noqa: E731
    model = build(asked["algorithm"], make, asked["hyperparameters"], asked["seed"])
    if asked["resumes"]:
        model = resumed(model)
    else:
        recorder.emit("status", 0, status="started")
    left = asked["total_timesteps"] - model.num_timesteps
    deadline = time.monotonic() + asked["seconds"]
    capture = Capture(recorder, lambda: time.monotonic() >= deadline, asked["total_timesteps"])
    try:
        model.learn(max(1, left), callback=capture, reset_num_timesteps=not asked["resumes"])
    finally:
        capture.detach()
    is_done = model.num_timesteps >= asked["total_timesteps"]
    if is_done:
        recorder.emit("evaluation", model.num_timesteps, evaluate(model, make, asked["seed"], lambda: False))
        recorder.emit("status", model.num_timesteps, status="finished")
    recorder.close()
    channel().send("events", EVENTS.read_text())
    tell("policy", policy(model))
    if not is_done:
        tell("checkpoint", checkpoint(model))
    channel().send("done", str(model.num_timesteps))


def resumed(model: Any) -> Any:
    """The checkpoint's model, in the environments of a new one."""
    with zipfile.ZipFile("checkpoint.zip") as archive:
        archive.extractall("checkpoint")
    environments = model.get_env()
    if isinstance(environments, VecNormalize):
        environments = VecNormalize.load(f"checkpoint/{NORMALIZER}", environments.venv)
    known = type(model).load(f"checkpoint/{MODEL}", environments, device="cpu")
    if Path("checkpoint", BUFFER).exists():
        known.load_replay_buffer(f"checkpoint/{BUFFER}")
    return known


def checkpoint(model: Any) -> Path:
    """All that is needed to go on."""
    model.save(MODEL)
    names = [MODEL]
    if hasattr(model, "replay_buffer"):
        model.save_replay_buffer(BUFFER)
        names.append(BUFFER)
    normalizer = model.get_vec_normalize_env()
    if normalizer is not None:
        normalizer.save(NORMALIZER)
        names.append(NORMALIZER)
    path = Path("next.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.write(name)
    return path


def policy(model: Any) -> Path:
    """What can be handed in: the model with the statistics by which its observations are normalised."""
    path = Path("policy.zip")
    model.save(path)
    normalizer = model.get_vec_normalize_env()
    if normalizer is not None:
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(NORMALIZER, pickle.dumps(normalizer))
    return path


def tell(word: str, path: Path) -> None:
    """Give the worker a file."""
    data = path.read_bytes()
    for start in range(0, len(data), CHUNK_BYTES):
        channel().send(word, base64.b64encode(data[start : start + CHUNK_BYTES]).decode())
