"""TensorBoard's event files: a run written as such, and a run read from such. Needs the package tensorboard."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from nbacademy.protocol.recording import EventKind

from .announcement import announced
from .errors import BadArgumentError
from .own_run import EPISODE_REWARD, OwnRun
from .run import Run


class Scalar(NamedTuple):
    """One point of a curve; `time` in seconds of the epoch."""

    time: float
    step: int
    name: str
    value: float


def export_tensorboard(run: Run, folder: str | Path) -> Path:
    """Writes a run's metrics as an event file, in a folder of the run's name below `folder`, which is returned.

    Raises BadArgumentError where tensorboard is not installed.
    """
    events, summaries = _module("compat.proto.event_pb2"), _module("compat.proto.summary_pb2")
    path = Path(folder, f"{run.name} {run.id[:8]}".replace("/", "-"))
    writer = _module("summary.writer.event_file_writer").EventFileWriter(str(path))
    for scalar in _scalars_of(run):
        summary = summaries.Summary(value=[summaries.Summary.Value(tag=scalar.name, simple_value=scalar.value)])
        writer.add_event(events.Event(wall_time=scalar.time, step=scalar.step, summary=summary))
    writer.close()
    return path


def import_tensorboard(
    folder: str | Path, *, environment: str, name: str | None = None, course: str | None = None
) -> Run:
    """Records the scalars of all event files below a folder as a run that has ended.

    `name` is by default the folder's. stable-baselines3 and cleanrl write names under which the charts know them.
    Raises BadArgumentError where there are none, or where tensorboard is not installed.
    """
    files = sorted(Path(folder).expanduser().rglob("*tfevents*"))
    scalars = sorted((scalar for file in files for scalar in _scalars_in(file)), key=lambda scalar: scalar.time)
    if not scalars:
        raise BadArgumentError(f"there are no scalars of TensorBoard's below {folder}")
    title = name or Path(folder).resolve().name
    job = announced(
        name=title,
        algorithm=title,
        environment=environment,
        hyperparameters={},
        total_timesteps=max(1, *(scalar.step for scalar in scalars)),
        seed=0,
        course=course,
        code_sha256=sha256(b"".join(file.read_bytes() for file in files)).hexdigest(),
        saves=False,
    )
    run = OwnRun(job)
    run.begin(shown=False)
    for scalar in scalars:
        kind: EventKind = "episode" if scalar.name == EPISODE_REWARD else "metrics"
        seconds = scalar.time - scalars[0].time
        run.recorder.emit(kind, scalar.step, {scalar.name: scalar.value}, seconds=seconds)
    run.end("finished")
    return run


def _scalars_of(run: Run) -> list[Scalar]:
    """In the order of time."""
    begun = datetime.fromisoformat(run.created_at).timestamp()
    scalars = [
        Scalar(begun + seconds, int(step), name, float(value))
        for name in run.metric_names
        for step, value, seconds in zip(*run.metrics(name), strict=True)
    ]
    return sorted(scalars, key=lambda scalar: scalar.time)


def _scalars_in(file: Path) -> Iterator[Scalar]:
    """The loader gives what older and newer writers have written in one form: as tensors that say to be scalars."""
    loader, tensors = _module("backend.event_processing.event_file_loader"), _module("util.tensor_util")
    known: set[str] = set()
    for event in loader.EventFileLoader(str(file)).Load():
        for value in event.summary.value:
            # Only the first of a name has to say what it is.
            if value.metadata.plugin_data.plugin_name == "scalars":
                known.add(value.tag)
            if value.tag in known:
                yield Scalar(event.wall_time, event.step, value.tag, float(tensors.make_ndarray(value.tensor).item()))


def _module(name: str) -> Any:
    try:
        return importlib.import_module(f"tensorboard.{name}")
    except ModuleNotFoundError as error:
        raise BadArgumentError("TensorBoard's files need the package tensorboard: pip install tensorboard") from error
