"""Policies are played in a box of their own, whatever they are and whatever they try."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gymnasium
import pytest
from stable_baselines3 import A2C
from stable_baselines3.common.vec_env import DummyVecEnv, VecNormalize

from nbacademy_graders import entry
from nbacademy_graders.bundle import Bundle
from nbacademy_graders.evaluating.boxes import environment
from nbacademy_graders.jobs import Condition, Evaluated, EvaluateJob, Refused
from nbacademy_graders.sandbox import SandboxPool

LEANING = """
import numpy
def predict(observations):
    return (observations[:, 2] + 0.5 * observations[:, 3] > 0).astype(int)
"""
Evaluate = Callable[..., Evaluated | Refused]


@pytest.fixture
def evaluate(pool: SandboxPool, tmp_path: Path) -> Evaluate:
    """Plays the files of a policy."""

    def evaluated(files: dict[str, str] | bytes, **values: Any) -> Evaluated | Refused:
        data = files if isinstance(files, bytes) else zipped(files)
        path = tmp_path / "policy.zip"
        path.write_bytes(data)
        job = EvaluateJob(
            policy=Bundle(url=f"file://{path}", sha256=hashlib.sha256(data).hexdigest()),
            **{"algorithm": "PPO", "environment": "CartPole-v1", "conditions": (Condition(),), "episodes": 3,
               "seed": 2**32 - 2, **values},
        )  # fmt: skip
        result = entry.run(job)
        assert isinstance(result, Evaluated | Refused)
        return result

    return evaluated


def zipped(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def test_code_is_played_in_every_condition_on_the_jobs_seeds_and_again_with_the_same_result(
    evaluate: Evaluate,
) -> None:
    conditions = (Condition(), Condition(action_delay=3), Condition(physics={"gravity": 9.0}, observation_noise=0.1))
    found = [evaluate({"policy.py": LEANING}, conditions=conditions) for _ in range(2)]
    first, second = found
    assert isinstance(first, Evaluated)
    assert isinstance(second, Evaluated)
    assert first.played == second.played
    plain, late, heavy = first.played
    assert plain.returns == (500.0, 500.0, 500.0)
    assert plain.lengths == (500, 500, 500)
    assert max(late.returns) < 500 > min(heavy.returns)
    assert first.image_id.startswith("sha256:")


def test_a_model_of_stable_baselines3_is_played_as_it_is_outside_with_its_normalizer(
    evaluate: Evaluate, tmp_path: Path
) -> None:
    environments = VecNormalize(DummyVecEnv([lambda: gymnasium.make("CartPole-v1")]))
    model = A2C("MlpPolicy", environments, seed=1, device="cpu")
    model.learn(200)
    model.save(tmp_path / "model.zip")
    environments.save(str(tmp_path / "vecnormalize.pkl"))
    with zipfile.ZipFile(tmp_path / "model.zip", "a") as archive:
        archive.write(tmp_path / "vecnormalize.pkl", "vecnormalize.pkl")
    result = evaluate((tmp_path / "model.zip").read_bytes(), algorithm="A2C", seed=7)
    assert isinstance(result, Evaluated), result
    expected = []
    cartpole = gymnasium.make("CartPole-v1")
    for seed in (7, 8, 9):
        seen, done, total = cartpole.reset(seed=seed)[0], False, 0.0
        while not done:
            action, _ = model.predict(environments.normalize_obs(seen[None]), deterministic=True)
            seen, reward, terminated, truncated, _ = cartpole.step(int(action[0]))
            done, total = terminated or truncated, total + float(reward)
        expected.append(total)
    assert result.played[0].returns == tuple(expected)


FORGED = """
import json, sys
channel = sys.modules["nbacademy_graders.judging.boxes.channel"].channel()
for word in ("done", "say", "ask"):
    channel.send(word, json.dumps({"returns": [1e9] * 3, "lengths": [1] * 3, "timed_out": False}))
def predict(observations):
    return [0] * len(observations)
"""
NEVER = "def predict(observations):\n    while True: pass\n"


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"policy.py": "raise ValueError('a\\0\\ud800')"}, "cannot be loaded"),
        ({"policy.py": "import os; os._exit(0)"}, "sandbox ended"),
        ({"policy.py": "def predict(o): raise KeyError('x')"}, "gave no actions: KeyError"),
        ({"policy.py": FORGED}, "one action for each"),
        ({"policy.py": NEVER}, "used up its time"),
    ],
)
def test_what_gives_no_actions_is_refused_with_a_sentence(
    evaluate: Evaluate, files: dict[str, str], reason: str
) -> None:
    result = evaluate(files, condition_seconds=3)
    assert isinstance(result, Refused), result
    assert re.search(reason, result.reason), result.reason
    result.reason.encode()


@pytest.mark.parametrize(
    ("given", "words"),
    [(float("nan"), "not finite"), (0.5, "none of Discrete"), (2, "none of Discrete"), (-1, "none of Discrete"),
     ([0], "none of Discrete"), ("left", "no number"), (None, "not finite"), ({}, "no number"), (10**400, "no number")],
)  # fmt: skip
def test_an_action_is_plain_and_of_the_space_or_none(given: object, words: str) -> None:
    space = gymnasium.make("CartPole-v1").action_space
    assert [environment.fit(space, action) for action in (0, 1.0, True)] == [0, 1, 1]
    with pytest.raises(environment.Refused, match=words):
        environment.fit(space, given)


def test_continuous_actions_are_clipped() -> None:
    space = gymnasium.make("Pendulum-v1").action_space
    assert environment.fit(space, [9]) == environment.fit(space, [2.0])
    with pytest.raises(environment.Refused, match="none of Box"):
        environment.fit(space, [1, 1])


@pytest.mark.parametrize(
    ("values", "words"),
    [({"environment": "os:system"}, "no environment os:system"), ({"physics": {"friction": 2.0}}, "no number friction"),
     ({"physics": {"step": 2.0}}, "no number step"),
     ({"environment": "FrozenLake-v1", "observation_noise": 1.0}, "no numbers that noise")],
)  # fmt: skip
def test_what_an_environment_does_not_have_is_refused(values: dict[str, Any], words: str) -> None:
    with pytest.raises(environment.Refused, match=words):
        environment.make({"environment": "CartPole-v1", **Condition().model_dump(), **values})


def test_a_late_action_takes_effect_so_many_steps_later() -> None:
    late = environment.Delay(gymnasium.make("CartPole-v1"), 2)
    late.reset(seed=1)
    assert [late.action(action) for action in (1, 2, 3, 4)] == [1, 1, 1, 2]
