"""What a trained policy is worth: undiscounted returns of whole episodes, on seeds that it was not trained on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy
from gymnasium.wrappers import TimeLimit
from stable_baselines3.common.base_class import BaseAlgorithm
from stable_baselines3.common.evaluation import evaluate_policy

from .environments import Factory
from .model import evaluation_environments

EPISODES = 20
SIDE_BY_SIDE = 4
LIMIT_STEPS = 10_000
"""The longest episode where the environment itself sets no limit: a good policy may well never end."""
_SEED_DISTANCE = 1_000_003


class EvaluationStoppedError(Exception):
    """The run was asked to stop while it was evaluated."""


def evaluate(model: BaseAlgorithm, make: Factory, seed: int, stopping: Callable[[], bool]) -> dict[str, float]:
    """Mean, standard deviation, lowest, highest and number of the returns of EPISODES deterministic episodes."""

    def check(_locals: dict[str, Any], _globals: dict[str, Any]) -> None:
        if stopping():
            raise EvaluationStoppedError

    environments = evaluation_environments(
        model, lambda: _limited(make()), (seed + _SEED_DISTANCE) % 2**32, SIDE_BY_SIDE
    )
    try:
        returns, _ = evaluate_policy(
            model, environments, EPISODES, deterministic=True, callback=check, return_episode_rewards=True
        )
    finally:
        environments.close()
    return {
        "evaluation/mean_reward": float(numpy.mean(returns)),
        "evaluation/std_reward": float(numpy.std(returns)),
        "evaluation/min_reward": float(numpy.min(returns)),
        "evaluation/max_reward": float(numpy.max(returns)),
        "evaluation/episodes": float(numpy.size(returns)),
    }


def _limited(environment: Any) -> Any:
    spec = environment.spec
    return environment if spec and spec.max_episode_steps else TimeLimit(environment, LIMIT_STEPS)
