"""The algorithms that can be trained, and which hyperparameters each takes."""

from __future__ import annotations

import ast
import difflib
import importlib.util
from functools import cache
from pathlib import Path

from .errors import BadArgumentError

OURS = frozenset({"n_envs", "normalize"})
"""Hyperparameters that are not the algorithm's but the set-up's, as rl-zoo names them: the number of environments side
by side, and whether observations and rewards are normalised by running statistics."""

NOT_TUNABLE = frozenset({"self", "env", "verbose", "tensorboard_log", "seed", "device", "_init_setup_model"})
"""Arguments of an algorithm that say nothing of how it learns."""
_MODULES = {"PPO": "ppo/ppo.py", "A2C": "a2c/a2c.py", "DQN": "dqn/dqn.py", "SAC": "sac/sac.py", "TD3": "td3/td3.py",
            "DDPG": "ddpg/ddpg.py"}  # fmt: skip


def named(algorithm: str | type) -> str:
    """The algorithm's name, given that or stable-baselines3's class; BadArgumentError if it is not known."""
    name = algorithm.__name__ if isinstance(algorithm, type) else algorithm
    if isinstance(name, str) and name.upper() in _MODULES:
        return name.upper()
    raise BadArgumentError(f"there is no algorithm {name!r}; choose one of {', '.join(_MODULES)}")


def check_hyperparameters(algorithm: str, given: dict[str, object]) -> None:
    """BadArgumentError when one is not taken by the algorithm; the message names the nearest that is."""
    allowed = accepted(algorithm)
    for name in given:
        if name not in allowed:
            near = difflib.get_close_matches(str(name), allowed, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"it takes {', '.join(sorted(allowed))}"
            raise BadArgumentError(f"{algorithm} has no hyperparameter {name!r}; {hint}")


@cache
def accepted(algorithm: str) -> frozenset[str]:
    """The hyperparameters that an algorithm's constructor takes, and `OURS`.

    They are read from the installed source, because to import stable-baselines3 is to import torch: two seconds and
    300 MB that the notebook's kernel does not need.
    """
    package = importlib.util.find_spec("stable_baselines3")
    if package is None or package.origin is None:
        raise BadArgumentError("stable-baselines3 is not installed in this notebook's environment")
    tree = ast.parse(Path(package.origin).parent.joinpath(_MODULES[algorithm]).read_text())
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == algorithm]
    constructor = next(
        node for node in classes[0].body if isinstance(node, ast.FunctionDef) and node.name == "__init__"
    )
    names = {argument.arg for argument in (*constructor.args.args, *constructor.args.kwonlyargs)}
    return frozenset(names - NOT_TUNABLE) | OURS
