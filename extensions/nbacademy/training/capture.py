"""Takes from stable-baselines3 what a run's record needs. Runs in the worker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.logger import KVWriter
from stable_baselines3.common.on_policy_algorithm import OnPolicyAlgorithm

from .recorder import Recorder

OFF_POLICY_UPDATES = 2000
"""How many updates of an off-policy algorithm are recorded in a run: it may make one every step."""


class Capture(BaseCallback, KVWriter):
    """Episodes as they end, `train/*` as each update ends, and what else the logger dumps.

    An on-policy algorithm dumps its logger before it updates: `train/*` would come one update late, and the last
    update's never. So `model.train` is wrapped for as long as the run goes on; the wrap comes off in `detach`, since
    a model with it can't be saved.
    """

    def __init__(self, recorder: Recorder, stopping: Callable[[], bool], total_timesteps: int) -> None:
        super().__init__()
        self._recorder = recorder
        self._stopping = stopping
        self._spacing = max(1, total_timesteps // OFF_POLICY_UPDATES)
        self._next_update = 0
        self._pending = False

    def _on_training_start(self) -> None:
        self.logger.output_formats.append(self)
        model: Any = self.model  # the base class itself declares no `train`; every algorithm has one
        train = model.train
        if isinstance(self.model, OnPolicyAlgorithm):
            self._spacing = 0

        def recorded(*args: Any, **kwargs: Any) -> None:
            train(*args, **kwargs)
            self._on_update()

        model.train = recorded

    def _on_step(self) -> bool:
        if self.locals["dones"].any():
            for info in self.locals["infos"]:
                episode = info.get("episode")
                if episode is not None:
                    values = {"episode/reward": float(episode["r"]), "episode/length": float(episode["l"])}
                    self._recorder.emit("episode", self.num_timesteps, values)
        return not self._stopping()

    def _on_update(self) -> None:
        self._pending = self.num_timesteps < self._next_update
        if not self._pending:
            self._next_update = self.num_timesteps + self._spacing
            self._emit_update()

    def _emit_update(self) -> None:
        values = {name: value for name, value in self.logger.name_to_value.items() if name.startswith("train/")}
        self._recorder.emit("metrics", self.num_timesteps, _numbers(values))

    def write(self, key_values: dict[str, Any], key_excluded: dict[str, tuple[str, ...]], step: int = 0) -> None:
        """The logger's dump, called by it; `train/*` has been recorded by then."""
        if self._pending:
            self._flush_update(key_values)
        values = {name: value for name, value in key_values.items() if not name.startswith("train/")}
        if values:
            self._recorder.emit("metrics", self.num_timesteps, _numbers({**values, **self._value_scale()}))

    def _value_scale(self) -> dict[str, Any]:
        """What the value function expected in the latest rollout, and what it came to, on average."""
        buffer = getattr(self.model, "rollout_buffer", None)
        if buffer is None:
            return {}
        return {"rollout/value_mean": buffer.values.mean(), "rollout/return_mean": buffer.returns.mean()}

    def _flush_update(self, key_values: dict[str, Any]) -> None:
        """A dump clears the logger: an update that waits to be recorded is recorded now or never."""
        values = {name: value for name, value in key_values.items() if name.startswith("train/")}
        self._pending = False
        self._recorder.emit("metrics", self.num_timesteps, _numbers(values))

    def detach(self) -> None:
        """Records the last update if it is not, and gives the model its own `train` back."""
        if getattr(self, "model", None) is None:
            return  # learning failed before it began
        if self._pending:
            self._pending = False
            self._emit_update()
        vars(self.model).pop("train", None)
        if self in self.logger.output_formats:
            self.logger.output_formats.remove(self)


def _numbers(values: dict[str, Any]) -> dict[str, float]:
    return {name: float(value) for name, value in values.items() if isinstance(value, int | float | numpy.number)}
