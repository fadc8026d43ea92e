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
    from .training.comparison import Comparison, compare
    from .training.errors import BadArgumentError, RunNotFoundError, ServiceError, StoppedError, TrainingError
    from .training.launch import train
    from .training.own_run import OwnRun, run
    from .training.repeat import repeat
    from .training.run import Run
    from .training.tensorboard import export_tensorboard, import_tensorboard
    from .training.watching import watch

__all__ = [
    "BadArgumentError",
    "Comparison",
    "OwnRun",
    "QuizNotFoundError",
    "Run",
    "RunNotFoundError",
    "ServiceError",
    "StoppedError",
    "TrainingError",
    "attach",
    "compare",
    "export_tensorboard",
    "import_tensorboard",
    "quiz",
    "repeat",
    "run",
    "runs",
    "train",
    "watch",
]

# Names are looked up when they are used: the server extension and the service import this package too, and need
# neither Gymnasium nor the widgets.
_HOMES = {
    "attach": "training.attach",
    "compare": "training.comparison",
    "export_tensorboard": "training.tensorboard",
    "import_tensorboard": "training.tensorboard",
    "repeat": "training.repeat",
    "quiz": "quizzes.find",
    "run": "training.own_run",
    "runs": "training.attach",
    "train": "training.launch",
    "watch": "training.watching",
    "Comparison": "training.comparison",
    "OwnRun": "training.own_run",
    "Run": "training.run",
    "BadArgumentError": "training.errors",
    "QuizNotFoundError": "quizzes.errors",
    "RunNotFoundError": "training.errors",
    "ServiceError": "training.errors",
    "StoppedError": "training.errors",
    "TrainingError": "training.errors",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
