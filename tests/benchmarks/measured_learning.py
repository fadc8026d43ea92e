"""CartPole for the benchmark of training: whoever makes it has the learning in their own process measured.

It reaches the process that trains as any environment of a student's does, so the bare library and a run of ours are
measured by the same lines, at the same place.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import time
from functools import cache
from typing import Any

import gymnasium
import stable_baselines3


def cartpole() -> gymnasium.Env[Any, Any]:
    """CartPole-v1. From now on `learn` waits for SIGCONT before it begins, and prints what it took when it ends."""
    _measure()
    return gymnasium.make("CartPole-v1")


@cache
def _measure() -> None:
    for kind in (stable_baselines3.PPO, stable_baselines3.A2C, stable_baselines3.DQN):
        kind.learn = _measured(kind.learn)


def _measured(learn: Any) -> Any:
    def measured(self: Any, *args: Any, **kwargs: Any) -> Any:
        os.kill(os.getpid(), signal.SIGSTOP)
        cpu_before, switches_before = time.process_time(), _switches()
        learn(self, *args, **kwargs)
        taken = {
            "steps": self.num_timesteps,
            "ended": time.monotonic(),
            "cpu_seconds": time.process_time() - cpu_before,
            "switches": _switches() - switches_before,
        }
        print(json.dumps(taken), flush=True)
        return self

    return measured


def _switches() -> int:
    """How often this thread has lost its core to something else."""
    return resource.getrusage(resource.RUSAGE_THREAD).ru_nivcsw
