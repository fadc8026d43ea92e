"""Hyperparameters that are known to work: RL Baselines3 Zoo's tuned ones for classic control.

Source: https://github.com/DLR-RM/rl-baselines3-zoo, `hyperparams/*.yml` (Raffin, 2020). `lin_X` is a schedule that
falls linearly from X to 0 over the run.
"""

from __future__ import annotations

from typing import Any

_LIKE_CARTPOLE_DQN: dict[str, Any] = {
    "learning_rate": 2.5e-4, "batch_size": 512, "buffer_size": 100_000, "learning_starts": 0, "gamma": 0.99,
    "target_update_interval": 5000, "train_freq": 16, "gradient_steps": 4, "exploration_fraction": 0.06,
    "exploration_final_eps": 0.11,
}  # fmt: skip

TUNED: dict[tuple[str, str], dict[str, Any]] = {
    ("PPO", "CartPole-v1"): {
        "n_envs": 8, "n_steps": 32, "batch_size": 256, "gae_lambda": 0.8, "gamma": 0.98, "n_epochs": 20,
        "ent_coef": 0.0, "learning_rate": "lin_0.001", "clip_range": "lin_0.2",
    },
    ("PPO", "Acrobot-v1"): {
        "normalize": True, "n_envs": 16, "n_steps": 256, "gae_lambda": 0.94, "gamma": 0.99, "n_epochs": 4,
        "ent_coef": 0.0,
    },
    ("PPO", "MountainCar-v0"): {
        "normalize": True, "n_envs": 16, "n_steps": 16, "gae_lambda": 0.98, "gamma": 0.99, "n_epochs": 4,
        "ent_coef": 0.0,
    },
    ("PPO", "MountainCarContinuous-v0"): {
        "normalize": True, "n_envs": 1, "batch_size": 256, "n_steps": 8, "gamma": 0.9999, "learning_rate": 7.77e-05,
        "ent_coef": 0.00429, "clip_range": 0.1, "n_epochs": 10, "gae_lambda": 0.9, "max_grad_norm": 5,
        "vf_coef": 0.19, "use_sde": True, "policy_kwargs": {"log_std_init": -3.29, "ortho_init": False},
    },
    ("PPO", "Pendulum-v1"): {
        "n_envs": 4, "n_steps": 1024, "gae_lambda": 0.95, "gamma": 0.9, "n_epochs": 10, "ent_coef": 0.0,
        "learning_rate": 1e-3, "clip_range": 0.2, "use_sde": True, "sde_sample_freq": 4,
    },
    ("A2C", "CartPole-v1"): {"n_envs": 8, "ent_coef": 0.0},
    ("A2C", "Acrobot-v1"): {"normalize": True, "n_envs": 16, "ent_coef": 0.0},
    ("A2C", "MountainCar-v0"): {"normalize": True, "n_envs": 16, "ent_coef": 0.0},
    ("DQN", "CartPole-v1"): _LIKE_CARTPOLE_DQN,
    ("DQN", "Acrobot-v1"): _LIKE_CARTPOLE_DQN,
    ("DQN", "MountainCar-v0"): {
        "learning_rate": 4e-3, "batch_size": 128, "buffer_size": 10_000, "learning_starts": 1000, "gamma": 0.98,
        "target_update_interval": 5000, "train_freq": 16, "gradient_steps": 8, "exploration_fraction": 0.2,
        "exploration_final_eps": 0.07, "policy_kwargs": {"net_arch": [256, 256]},
    },
    ("SAC", "Pendulum-v1"): {"learning_rate": 1e-3},
}  # fmt: skip


def tuned(algorithm: str, environment: str) -> dict[str, Any]:
    """The tuned hyperparameters for this pair, or none: then stable-baselines3's own defaults hold."""
    return dict(TUNED.get((algorithm, environment), {}))
