"""The formulas of the problem sets and lessons agree with stable-baselines3 and with automatic differentiation."""

import ast
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


def defined(lesson: str, *whole: str) -> dict[str, Any]:
    """A lesson's imports, functions, classes and CONSTANTS by their names, and all that the cells `whole` define."""
    names: dict[str, Any] = {}
    for cell in nbformat.read(LESSONS / f"{lesson}.ipynb", as_version=4).cells:
        if cell.cell_type == "code":
            tree = ast.parse(cell.source)
            tree.body = [node for node in tree.body if cell.id in whole or defines(node)]
            exec(compile(tree, cell.id, "exec"), names)
    return names


def defines(node: ast.stmt) -> bool:
    if isinstance(node, ast.Assign):
        return all(name.id.isupper() for name in ast.walk(node.targets[0]) if isinstance(name, ast.Name))
    return isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef)


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
    blend, rng = defined("03-advantages-and-gae")["blend"], np.random.default_rng(6)
    deltas, done = rng.normal(size=50), rng.random(50) < 0.2
    none, never = np.zeros(50), np.zeros(50, dtype=bool)
    expected = functions("ps1")["gae"](deltas, none, none, done, never, 0.9, 0.8)
    np.testing.assert_allclose(blend(done.astype(int), 0.9 * 0.8) @ deltas, expected)


def test_explained_variance_is_that_of_stable_baselines3() -> None:
    values, returns = np.random.default_rng(7).normal(size=(2, 300))
    ours = functions("ps3")["explained_variance"]
    assert ours(values, returns) == explained_variance(values, returns)
    assert np.isnan([ours(values, np.ones(300)), explained_variance(values, np.ones(300))]).all()


def test_the_identity_and_the_gradient_of_the_rooms_are_exact() -> None:
    lesson, preferences = defined("04-ratios-and-trust-regions", "rooms"), np.random.default_rng(8).normal(size=6)
    assert abs(lesson["new_return"] - lesson["old_return"] - lesson["gain"]) < 1e-12
    nudges = 1e-6 * np.eye(6)
    slopes = [
        (lesson["solve"](preferences + nudge)[0] - lesson["solve"](preferences - nudge)[0]) / 2e-6 for nudge in nudges
    ]
    np.testing.assert_allclose(lesson["exact_gradient"](preferences), slopes, atol=1e-8)


def test_divergence_and_surrogate_gradient_are_those_of_pytorch() -> None:
    ours, rng = functions("ps4"), np.random.default_rng(9)
    (old, new), actions = rng.normal(size=(2, 30, 4)), rng.integers(4, size=30)
    advantages, before = rng.normal(size=30), torch.distributions.Categorical(logits=torch.tensor(old))
    logits = torch.tensor(new, requires_grad=True)
    after = torch.distributions.Categorical(logits=logits)
    exact = torch.distributions.kl_divergence(before, after).mean().item()
    assert np.isclose(ours["mean_kl"](old, new), exact)
    taken = torch.tensor(actions)
    log_ratios = after.log_prob(taken) - before.log_prob(taken)
    (log_ratios.exp() * torch.tensor(advantages)).mean().backward()
    ratios = ours["importance_ratios"](after.log_prob(taken).detach().numpy(), before.log_prob(taken).numpy())
    np.testing.assert_allclose(ratios, log_ratios.exp().detach().numpy())
    gradient = ours["surrogate_gradient"](new, actions, before.log_prob(taken).numpy(), advantages)
    np.testing.assert_allclose(gradient, logits.grad.numpy(), atol=1e-12)


def test_a_trust_region_step_of_the_lesson_has_the_divergence_that_was_asked_for() -> None:
    lesson, rng = defined("04-ratios-and-trust-regions"), np.random.default_rng(10)
    batch = {"states": rng.normal(size=(400, 4)), "actions": rng.integers(2, size=400)}
    old = torch.tensor([0.3, -0.2, 0.5, 0.1], dtype=torch.float64)
    states, before = torch.tensor(batch["states"]), torch.sigmoid(torch.tensor(batch["states"]) @ old)

    def divergence(new: Any) -> Any:
        policies = (torch.distributions.Bernoulli(probs=p) for p in (before, torch.sigmoid(states @ new)))
        return torch.distributions.kl_divergence(*policies).mean()

    # Close by, the divergence is the quadratic form of its Hessian, which is the Fisher information.
    fisher = torch.autograd.functional.hessian(divergence, old).numpy()
    p = before.numpy()
    np.testing.assert_allclose(fisher, (batch["states"] * (p * (1 - p))[:, None]).T @ batch["states"] / 400, atol=1e-10)
    moved = lesson["trust_region_step"](old.numpy(), batch, rng.normal(size=400), 0.001)
    assert np.isclose(lesson["mean_kl"](old.numpy(), moved, batch), divergence(torch.tensor(moved)).item())
    assert np.isclose(divergence(torch.tensor(moved)).item(), 0.001, rtol=0.1)


def test_the_policy_loss_by_hand_is_that_of_automatic_differentiation() -> None:
    ours, lesson, rng = functions("ps5"), defined("05-clipped-surrogate"), np.random.default_rng(11)
    new, old, advantages = rng.normal(size=(3, 200))
    tensor = torch.tensor(new, requires_grad=True)
    ratios = (tensor - torch.tensor(old)).exp()
    weights = torch.tensor(advantages)
    surrogate = torch.min(ratios * weights, ratios.clamp(0.8, 1.2) * weights)
    (-surrogate.mean()).backward()
    plain = ratios.detach().numpy()
    np.testing.assert_allclose(ours["clipped_surrogate"](plain, advantages, 0.2), surrogate.detach().numpy())
    np.testing.assert_allclose(lesson["clipped"](plain, advantages, 0.2), surrogate.detach().numpy())
    np.testing.assert_allclose(ours["policy_loss_gradient"](new, old, advantages, 0.2), tensor.grad.numpy(), atol=1e-15)
    np.testing.assert_array_equal(ours["pulls"](plain, advantages, 0.2), tensor.grad.numpy() != 0)


def test_the_gradients_of_the_lesson_are_those_of_automatic_differentiation() -> None:
    lesson, rng = defined("05-clipped-surrogate"), np.random.default_rng(12)
    states, actions, advantages = rng.normal(size=(300, 4)), rng.integers(2, size=300), rng.normal(size=300)
    old, new = rng.normal(size=(2, 4))
    theta, inputs = torch.tensor(new, requires_grad=True), torch.tensor(states)
    policies = [torch.distributions.Bernoulli(logits=inputs @ weights) for weights in (torch.tensor(old), theta)]
    before, after = (policy.log_prob(torch.tensor(actions, dtype=torch.float64)) for policy in policies)
    ratios, weights = (after - before).exp(), torch.tensor(advantages)
    surrogate = torch.min(ratios * weights, ratios.clamp(0.7, 1.3) * weights).mean()
    divergence = torch.distributions.kl_divergence(*policies).mean()
    by_surrogate, by_divergence = (
        torch.autograd.grad(value, theta, retain_graph=True)[0] for value in (surrogate, divergence)
    )
    ours = lesson["surrogate_gradient"](new, states, actions, advantages, before.numpy(), 0.3)
    np.testing.assert_allclose(ours, by_surrogate.numpy(), atol=1e-12)
    np.testing.assert_allclose(lesson["penalty_gradient"](new, old, states), by_divergence.numpy(), atol=1e-12)
