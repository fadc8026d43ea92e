"""A callback that records what a stable-baselines3 model of one's own learns. Importing this imports torch."""

from __future__ import annotations

import inspect
import threading
from hashlib import sha256
from typing import Any

from stable_baselines3.common.base_class import BaseAlgorithm
from stable_baselines3.common.callbacks import BaseCallback

from .algorithms import NOT_TUNABLE
from .announcement import announced
from .capture import Capture
from .folder import Job
from .model import save
from .own_run import OwnRun, code_so_far, how_it_ended, shell


class Watch(BaseCallback):
    """Records each `learn` that it is given to as a run of its own; `run` is the latest of them."""

    def __init__(self, name: str | None, course: str | None) -> None:
        super().__init__()
        self._name = name
        self._course = course
        self._capture: Capture | None = None
        self.run: OwnRun | None = None

    def _on_training_start(self) -> None:
        self._end_with(None)
        total: int = self.locals["total_timesteps"]
        self.run = OwnRun(self._job(total))
        self.run.wishes.save = lambda path: [save(self.model, path)]
        self.run.begin()
        self._capture = Capture(self.run.recorder, self.run.wishes, total)
        self._capture.init_callback(self.model)
        self._capture.on_training_start(self.locals, self.globals)
        self._end_with_the_cell()

    def _on_step(self) -> bool:
        assert self._capture is not None
        return self._capture.on_step()

    def _on_training_end(self) -> None:
        self._end_with(None)

    def _job(self, total_timesteps: int) -> Job:
        algorithm, environment = type(self.model).__name__, _environment_name(self.model)
        return announced(
            name=self._name or f"{algorithm} in {environment}",
            algorithm=algorithm,
            environment=environment,
            hyperparameters=_hyperparameters(self.model),
            total_timesteps=total_timesteps,
            seed=self.model.seed,
            course=self._course,
            code_sha256=sha256(code_so_far().encode()).hexdigest(),
        )

    def _end_with(self, error: BaseException | None) -> None:
        """Ends the run that goes on, if one does, as the error says that ended its training."""
        if self._capture is None or self.run is None:
            return
        self._capture.detach()
        self._capture = None
        status, reason = how_it_ended(error)
        self.run.end("stopped" if status == "finished" and self.run.wishes() else status, reason)

    def _end_with_the_cell(self) -> None:
        """An error or an interrupt in `learn` is told to no callback: the end of its cell tells it."""
        here, thread = shell(), threading.get_ident()
        if here is None:
            return

        def ended(result: Any) -> None:
            # A model may also learn in a thread of its own, beyond the end of its cell.
            if threading.get_ident() == thread:
                here.events.unregister("post_run_cell", ended)
                self._end_with(result.error_in_exec)

        here.events.register("post_run_cell", ended)


def watch(name: str | None = None, course: str | None = None) -> Watch:
    """A callback for a model of one's own: `model.learn(50_000, callback=nba.watch())`.

    The run is recorded, shown and handled as one of `train`, but not evaluated, and it ends with its kernel. `name` is
    what it is called, `course` the slug of the course whose staff may watch.
    """
    return Watch(name, course)


def _environment_name(model: BaseAlgorithm) -> str:
    environment = model.get_env()
    assert environment is not None, "a model without an environment can't learn"
    spec = environment.get_attr("spec", 0)[0]
    return str(spec.id) if spec is not None else type(environment.get_attr("unwrapped", 0)[0]).__name__


def _hyperparameters(model: BaseAlgorithm) -> dict[str, Any]:
    """What the model was made with, as far as it keeps that under the same names; schedules in words."""
    names = set(inspect.signature(type(model)).parameters) - NOT_TUNABLE - {"policy"}
    values = {name: _plain(getattr(model, name, None)) for name in sorted(names)}
    return {**{name: value for name, value in values.items() if value is not None}, "n_envs": model.n_envs}


def _plain(value: Any) -> Any:
    """A schedule by its first and last value; a class is none of the hyperparameters."""
    if isinstance(value, type) or not callable(value):
        return None if isinstance(value, type) else value
    first, last = float(value(1.0)), float(value(0.0))
    return first if first == last else f"{first:g}, falling to {last:g}"
