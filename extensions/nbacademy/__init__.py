"""nbacademy in a notebook: the student's side of the learning platform.

import nbacademy as nba
run = nba.train("PPO", "CartPole-v1", total_timesteps=50_000, seed=1)
run

nba.quiz("returns")
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .quizzes.errors import QuizNotFoundError
    from .quizzes.find import quiz
    from .training.attach import attach, runs
    from .training.errors import BadArgumentError, RunNotFoundError, ServiceError, TrainingError
    from .training.launch import train
    from .training.run import Run

__all__ = [
    "BadArgumentError",
    "QuizNotFoundError",
    "Run",
    "RunNotFoundError",
    "ServiceError",
    "TrainingError",
    "attach",
    "quiz",
    "runs",
    "train",
]

# Names are looked up when they are used: the server extension and the service import this package too, and need
# neither Gymnasium nor the widgets.
_HOMES = {
    "attach": "training.attach",
    "quiz": "quizzes.find",
    "runs": "training.attach",
    "train": "training.launch",
    "Run": "training.run",
    "BadArgumentError": "training.errors",
    "QuizNotFoundError": "quizzes.errors",
    "RunNotFoundError": "training.errors",
    "ServiceError": "training.errors",
    "TrainingError": "training.errors",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
