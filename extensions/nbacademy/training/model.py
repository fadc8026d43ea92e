"""Makes the stable-baselines3 model that a run trains, with its environments. Runs in the worker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import stable_baselines3
from gymnasium.spaces import Dict, Space
from stable_baselines3.common.base_class import BaseAlgorithm
from stable_baselines3.common.env_util import make_vec_env
from stable_baselines3.common.preprocessing import is_image_space
from stable_baselines3.common.vec_env import VecEnv, VecNormalize

from .environments import Factory

_SCHEDULED = ("learning_rate", "clip_range", "clip_range_vf")


class Linear:
    """A schedule from `initial` down to a hundredth of it; a class, so that a saved model can be loaded anywhere.

    rl-zoo's own falls to 0, and below it in the last update, whose rollout reaches beyond the total: a clip range below
    0 then shows a clip fraction of 1 at the end of every chart.
    """

    def __init__(self, initial: float) -> None:
        self.initial = initial

    def __call__(self, progress_remaining: float) -> float:
        return max(progress_remaining, 0.01) * self.initial


def build(algorithm: str, make: Factory, hyperparameters: dict[str, Any], seed: int) -> BaseAlgorithm:
    """A seeded model on the CPU; `hyperparameters` in rl-zoo's words (`n_envs`, `normalize`, `lin_0.001`)."""
    given = dict(hyperparameters)
    environments = make_vec_env(make, n_envs=int(given.pop("n_envs", 1)), seed=seed)
    if given.pop("normalize", False):
        environments = VecNormalize(environments, gamma=float(given.get("gamma", 0.99)))
    policy = given.pop("policy", None) or _policy_for(environments.observation_space)
    for name in _SCHEDULED:
        if isinstance(given.get(name), str):
            given[name] = _schedule(name, given[name])
    kind: type[BaseAlgorithm] = getattr(stable_baselines3, algorithm)
    return kind(policy, environments, seed=seed, device="cpu", verbose=0, **given)


def evaluation_environments(model: BaseAlgorithm, make: Factory, seed: int, count: int) -> VecEnv:
    """Fresh environments, which see observations as the model saw them in training, and rewards as they are."""
    environments: VecEnv = make_vec_env(make, n_envs=count, seed=seed)
    trained = model.get_vec_normalize_env()
    if trained is not None:
        environments = VecNormalize(environments, training=False, norm_obs=trained.norm_obs, norm_reward=False)
        environments.obs_rms = trained.obs_rms
    return environments


def save(model: BaseAlgorithm, path: Path) -> Path:
    """Saves the model as `path`, which ends in .zip, and beside it the statistics by which its environments normalise:
    without them the policy would see other numbers than it was trained on."""
    draft = path.with_name(f".{path.name}")
    # What capture wraps can't be pickled, and is not the model's.
    model.save(draft, exclude=("train",))
    normalize = model.get_vec_normalize_env()
    if normalize is not None:
        normalize.save(str(path.with_suffix(".vecnormalize.pkl")))
    return draft.replace(path)


def _policy_for(space: Space[Any]) -> str:
    if isinstance(space, Dict):
        return "MultiInputPolicy"
    return "CnnPolicy" if is_image_space(space) else "MlpPolicy"


def _schedule(name: str, text: str) -> Linear:
    kind, _, initial = text.partition("_")
    if kind != "lin":
        raise ValueError(f"{name} is {text!r}; a schedule is written lin_0.001, or given as a number")
    return Linear(float(initial))
