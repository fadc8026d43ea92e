"""What the problem sets teach agrees with stable-baselines3, PyTorch and Gymnasium."""

from typing import Any

import gymnasium
import numpy as np
import torch
from stable_baselines3.common.buffers import BaseBuffer
from stable_baselines3.common.distributions import DiagGaussianDistribution
from stable_baselines3.common.utils import explained_variance

from .problem_set import functions


def test_a_rollout_is_flattened_as_in_stable_baselines3() -> None:
    rollout = np.arange(5 * 3 * 4).reshape(5, 3, 4)
    np.testing.assert_array_equal(functions("ps7")["flatten"](rollout), BaseBuffer.swap_and_flatten(rollout))


def test_an_update_by_hand_is_that_of_autograd_and_adam() -> None:
    ours, rng = functions("ps7"), np.random.default_rng(4)
    states, actions = rng.normal(size=(60, 5)), rng.integers(3, size=60)
    advantages, returns = rng.normal(size=(2, 60))
    weights = [rng.normal(size=(5, 3)), rng.normal(size=5)]
    old = ours["log_softmax"](states @ weights[0])[np.arange(60), actions] + rng.normal(scale=0.3, size=60)
    batch = [states, actions, old, advantages, returns]
    tensors = [torch.tensor(array, requires_grad=True) for array in weights]
    optimiser = torch.optim.Adam(tensors, lr=0.05, eps=1e-5)
    for epoch in range(4):
        for chosen in ours["minibatches"](60, 16, 9 + epoch):
            optimiser.zero_grad()
            loss_of(tensors, [torch.as_tensor(column[chosen]) for column in batch], 0.2).backward()
            torch.nn.utils.clip_grad_norm_(tensors, 0.5)
            optimiser.step()
    moved = ours["update"](*weights, *batch, epochs=4, size=16, seed=9, alpha=0.05, clip=0.2)
    for array, tensor in zip(moved, tensors, strict=True):
        np.testing.assert_allclose(array, tensor.detach().numpy(), atol=1e-5)


def loss_of(weights: list[Any], batch: list[Any], clip: float) -> Any:
    """PPO's loss for a linear actor and a linear critic, with stable-baselines3's normalised advantages."""
    states, actions, old, advantages, returns = batch
    ratios = (torch.log_softmax(states @ weights[0], dim=1).gather(1, actions[:, None])[:, 0] - old).exp()
    advantages = (advantages - advantages.mean()) / (advantages.std() + 1e-8)
    surrogate = torch.min(ratios * advantages, ratios.clamp(1 - clip, 1 + clip) * advantages)
    return -surrogate.mean() + 0.5 * torch.nn.functional.mse_loss(states @ weights[1], returns)


def test_explained_variance_is_that_of_stable_baselines3() -> None:
    values, returns = np.random.default_rng(5).normal(size=(2, 40))
    ours = functions("ps8")["explained_variance"]
    assert np.isclose(ours(values, returns), explained_variance(values, returns))
    assert np.isnan(explained_variance(values, np.ones(40)))
    assert np.isnan(ours(values, np.ones(40)))


def test_a_gaussian_policy_is_that_of_stable_baselines3_and_its_scores_those_of_autograd() -> None:
    ours, rng = functions("ps10"), np.random.default_rng(6)
    actions, means, log_std = rng.normal(size=(7, 3)), rng.normal(size=(7, 3)), rng.normal(size=3)
    tensors = [torch.tensor(array, requires_grad=True) for array in (means, np.tile(log_std, (7, 1)))]
    policy = DiagGaussianDistribution(3).proba_distribution(*tensors)
    log_probs = policy.log_prob(torch.as_tensor(actions))
    np.testing.assert_allclose(ours["gaussian_log_prob"](actions, means, log_std), log_probs.detach(), rtol=1e-9)
    assert np.isclose(ours["gaussian_entropy"](log_std), policy.entropy()[0].item())
    log_probs.sum().backward()
    for scores, tensor in zip(ours["gaussian_scores"](actions, means, log_std), tensors, strict=True):
        np.testing.assert_allclose(scores, tensor.grad, rtol=1e-9)


def test_the_pendulums_of_the_project_are_gymnasiums() -> None:
    play, seen, torques = functions("ps10")["play_pendulums"], [], np.random.default_rng(7).uniform(-3, 3, 200)

    def policy(observations: Any) -> Any:
        seen.append(observations[0])
        return torques[len(seen) - 1]

    (ours,) = play(policy, 8, gravity=9.5, episodes=1)
    pendulum = gymnasium.make("Pendulum-v1", g=9.5).unwrapped
    pendulum.reset()
    pendulum.state = np.array([np.arctan2(seen[0][1], seen[0][0]), seen[0][2]])
    theirs = 0.0
    for t, torque in enumerate(torques):
        np.testing.assert_allclose(pendulum._get_obs(), seen[t], atol=1e-4)
        theirs += pendulum.step(np.array([torque]))[1]
    assert np.isclose(ours, theirs, rtol=1e-6)
