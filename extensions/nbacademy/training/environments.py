"""The environment to train in: an id of Gymnasium's, or a function that makes one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gymnasium
from gymnasium.spaces import Box, Discrete

from .errors import BadArgumentError

Factory = Callable[[], Any]
_DISCRETE_ONLY = frozenset({"DQN"})
_CONTINUOUS_ONLY = frozenset({"SAC", "TD3", "DDPG"})


@dataclass(frozen=True)
class Maker:
    """Makes a registered environment from its specification, which a worker gets along: what the notebook registered
    is not registered there."""

    spec: Any
    render_mode: str | None = None

    def __call__(self) -> Any:
        # An environment that can't be drawn may not even know the argument.
        drawn = {} if self.render_mode is None else {"render_mode": self.render_mode}
        return gymnasium.make(self.spec, None, None, **drawn)


def resolve(environment: str | Factory) -> tuple[str, Factory]:
    """The environment's name and a function that makes one; BadArgumentError if there is no such."""
    if isinstance(environment, str):
        return environment, Maker(_spec(environment))
    if callable(environment):
        return getattr(environment, "__name__", type(environment).__name__), environment
    raise BadArgumentError(
        "the environment must be an id such as 'CartPole-v1', or a function that makes an environment"
    )


def check(algorithm: str, name: str, make: Factory) -> None:
    """Makes the environment once, to say at once what would fail later: it can't be made, or its actions don't fit."""
    environment = _made(name, make)
    if not isinstance(environment, gymnasium.Env):
        raise BadArgumentError(f"{name} made a {type(environment).__name__}, which is not a gymnasium.Env")
    space = environment.action_space
    environment.close()
    if algorithm in _DISCRETE_ONLY and not isinstance(space, Discrete):
        raise BadArgumentError(f"{algorithm} needs discrete actions, and those of {name} are {space}; try PPO or SAC")
    if algorithm in _CONTINUOUS_ONLY and not isinstance(space, Box):
        raise BadArgumentError(f"{algorithm} needs continuous actions, and those of {name} are {space}; try PPO or DQN")


def _made(name: str, make: Factory) -> Any:
    try:
        return make()
    except Exception as error:  # whatever the student's own code or a missing dependency raises
        raise BadArgumentError(f"{name} can't be made: {type(error).__name__}: {error}") from error


def _spec(environment_id: str) -> Any:
    try:
        return gymnasium.spec(environment_id)
    except (gymnasium.error.Error, ImportError, ValueError) as error:
        raise BadArgumentError(f"there is no environment {environment_id!r}: {error}") from error
