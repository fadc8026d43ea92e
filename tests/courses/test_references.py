"""What the problem sets teach agrees with stable-baselines3, PyTorch and Gymnasium."""

from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import torch
from stable_baselines3.common.buffers import BaseBuffer

SOURCES = Path(__file__).parents[2] / "courses" / "ppo" / "source"


def functions(name: str) -> dict[str, Any]:
    """What the solutions of a problem set define, by their names."""
    names: dict[str, Any] = {}
    for cell in nbformat.read(SOURCES / name / f"{name}.ipynb", as_version=4).cells:
        if cell.cell_type == "code" and not cell.metadata.nbgrader.grade:
            exec(cell.source, names)
    return names


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
