"""The formulas of the problem sets and lessons agree with stable-baselines3 and with automatic differentiation."""

from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import torch
from gymnasium.spaces import Box
from stable_baselines3.common.buffers import RolloutBuffer
from stable_baselines3.common.utils import explained_variance

from .problem_set import functions

LESSONS = Path(__file__).parents[2] / "courses" / "ppo" / "lessons"


def defined(lesson: str, *cells: str) -> dict[str, Any]:
    """What these cells of a lesson define, by their names."""
    names: dict[str, Any] = {}
    sources = {cell.id: cell.source for cell in nbformat.read(LESSONS / f"{lesson}.ipynb", as_version=4).cells}
    for cell in cells:
        exec(sources[cell], names)
    return names


def test_advantages_are_those_of_stable_baselines3() -> None:
    steps, environments, rng = 64, 4, np.random.default_rng(3)
    rewards, values, next_values = rng.normal(size=(3, steps, environments)).astype(np.float32)
    terminated, truncated = rng.random((2, steps, environments)) < 0.1
    done = terminated | truncated
    # The next value inside an episode is the value that the buffer already holds.
    next_values[:-1] = np.where(done[:-1], next_values[:-1], values[1:])
    advantages = buffer_advantages(rewards, values, next_values, terminated, done)
    ours = functions("ps1")["gae"](rewards, values, next_values, terminated, truncated, 0.99, 0.95)
    np.testing.assert_allclose(ours, advantages, atol=1e-5)


def buffer_advantages(rewards: Any, values: Any, next_values: Any, terminated: Any, done: Any) -> Any:
    """What stable-baselines3 makes of it; it adds the value after a truncation to the reward."""
    steps, environments = rewards.shape
    box = Box(-1, 1, (1,))
    buffer = RolloutBuffer(steps, box, box, gae_lambda=0.95, gamma=0.99, n_envs=environments)
    buffer.rewards[:] = np.where(done & ~terminated, rewards + 0.99 * next_values, rewards)
    buffer.values[:] = values
    buffer.episode_starts[1:] = done[:-1]
    buffer.compute_returns_and_advantage(torch.from_numpy(next_values[-1].copy()), done[-1])
    return buffer.advantages


def test_the_mean_of_all_looks_ahead_is_the_advantage_of_problem_set_1() -> None:
    ours, rng = functions("ps3"), np.random.default_rng(5)
    rewards, states = rng.normal(size=40), rng.normal(size=41)
    looks = [ours["k_step_advantages"](rewards, states[:-1], states[-1], 0.97, k) for k in range(1, 41)]
    never = np.zeros(40, dtype=bool)
    expected = functions("ps1")["gae"](rewards, states[:-1], states[1:], never, never, 0.97, 0.9)
    np.testing.assert_allclose(ours["lambda_average"](np.array(looks), 0.9), expected)


def test_the_matrix_of_the_lesson_stops_where_an_episode_ends() -> None:
    source = "03-advantages-and-gae"
    blend, rng = defined(source, "imports", "collect", "fit-critic", "matrix-slider")["blend"], np.random.default_rng(6)
    deltas, done = rng.normal(size=50), rng.random(50) < 0.2
    none, never = np.zeros(50), np.zeros(50, dtype=bool)
    expected = functions("ps1")["gae"](deltas, none, none, done, never, 0.9, 0.8)
    np.testing.assert_allclose(blend(done.astype(int), 0.9 * 0.8) @ deltas, expected)


def test_explained_variance_is_that_of_stable_baselines3() -> None:
    values, returns = np.random.default_rng(7).normal(size=(2, 300))
    ours = functions("ps3")["explained_variance"]
    assert ours(values, returns) == explained_variance(values, returns)
    assert np.isnan([ours(values, np.ones(300)), explained_variance(values, np.ones(300))]).all()
