"""Training in a sandbox goes on from its checkpoint, and what comes of it can be evaluated."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from nbacademy_graders import entry
from nbacademy_graders.bundle import Bundle
from nbacademy_graders.errors import RefusedError
from nbacademy_graders.jobs import Condition, Evaluated, EvaluateJob, Refused, Trained, TrainJob
from nbacademy_graders.sandbox import SandboxPool
from nbacademy_graders.training.training import Said


def bundle(folder: Path, data: bytes) -> Bundle:
    sha256 = hashlib.sha256(data).hexdigest()
    (folder / sha256).write_bytes(data)
    return Bundle(url=f"file://{folder / sha256}", sha256=sha256)


JOB = TrainJob(
    algorithm="A2C", environment="CartPole-v1", hyperparameters={"normalize": True}, total_timesteps=10**7, seed=1,
    seconds=1,
)  # fmt: skip


def test_a_run_goes_on_where_it_stopped_and_its_policy_is_one(pool: SandboxPool, tmp_path: Path) -> None:
    first = entry.run(JOB)
    assert isinstance(first, Trained), first
    assert first.checkpoint is not None
    rest = first.step + 100
    going_on = {"checkpoint": bundle(tmp_path, first.checkpoint), "total_timesteps": rest, "seconds": 60}
    last = entry.run(JOB.model_copy(update=going_on))
    assert isinstance(last, Trained), last
    assert (last.checkpoint, last.step >= rest) == (None, True)
    told = [[json.loads(line) for line in part.events] for part in (first, last)]
    assert [told[0][0]["status"], told[1][-1]["status"]] == ["started", "finished"]
    assert max(event["step"] for event in told[0]) <= first.step <= min(event["step"] for event in told[1])
    assert {event["kind"] for event in told[0]} >= {"episode", "metrics"}
    policy = EvaluateJob(
        policy=bundle(tmp_path, last.policy), algorithm="A2C", environment="CartPole-v1", conditions=(Condition(),),
        episodes=2, seed=1,
    )  # fmt: skip
    assert isinstance(entry.run(policy), Evaluated)


@pytest.mark.parametrize("change", [{"hyperparameters": {"gama": 1}}, {"environment": "Nowhere-v0"}])
def test_what_cannot_be_trained_is_refused_in_its_own_words(pool: SandboxPool, change: dict[str, object]) -> None:
    result = entry.run(JOB.model_copy(update=change))
    assert isinstance(result, Refused), result
    assert "gama" in result.reason or "Nowhere" in result.reason


async def test_what_is_said_is_taken_within_limits() -> None:
    """A line of frames that no honest run sends."""

    class Line:
        def __init__(self, *frames: tuple[str, str]) -> None:
            self.frames = iter([*frames, None])

        async def receive(self) -> tuple[str, str] | None:
            return next(self.frames)

    for frames in ([("policy", "no base64")], [("events", "x" * 8_000_000), ("events", "x")]):
        with pytest.raises(RefusedError, match=r"cannot be read|more than it may"):
            await Said().hear(Line(*frames))  # type: ignore[arg-type]
    silent = Said()
    await silent.hear(Line(("done", "-1"), ("done", "\u0663"), ("other", "x")))  # type: ignore[arg-type]
    with pytest.raises(RefusedError, match="how far it came"):
        silent.trained(1.0)
