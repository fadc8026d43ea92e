"""Runs whose training goes on in the kernel: a loop of one's own, or one's own model."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
import stable_baselines3
from PIL import Image

import nbacademy as nba
from nbacademy.training.folder import Folder

from .test_train import Corridor, ended, until

PLAN: dict[str, Any] = {"environment": "Corridor", "total_timesteps": 100, "seed": 1}


def test_a_loop_of_ones_own_is_recorded_as_it_goes_on(notebook_server: Path, student: httpx.Client) -> None:
    with nba.run("my <PPO>", **PLAN, hyperparameters={"lr": 0.1}, course="ppo101") as run:
        assert run.status == "running"
        for step in range(0, 100, 10):
            run.log(step, {"episode/reward": float(step), "losses/value_loss": 1.0})
        run.log(99, {"mine": float("nan")})
        until(lambda: student.get(f"/runs/{run.id}").json()["status"] == "running")
    assert run.status == "finished"
    ended(run)
    record = student.get(f"/runs/{run.id}").json()
    assert (record["name"], record["algorithm"], record["environment"]) == ("my <PPO>", "my <PPO>", "Corridor")
    assert (record["status"], record["step"], record["seed"]) == ("finished", 99, 1)
    assert record["hyperparameters"] == {"lr": 0.1}
    assert record["metrics"] == ["episode/reward", "losses/value_loss", "mine"]
    lines = [json.loads(line) for line in Folder.find(run.id).events.read_text().splitlines()]
    assert record["next_sequence"] == len(lines)
    assert "gymnasium" in lines[0]["text"]
    assert "seed 1" in lines[0]["text"]
    assert nba.runs()[0].id == run.id


def test_a_stop_ends_the_block_of_a_loop_and_what_follows_is_executed(home: Path) -> None:
    with nba.run("loop", **PLAN) as run:
        run.stop()
        for step in itertools.count():
            run.log(step, {"mine": 1.0})
    assert run.status == "stopped"
    assert run.reason is None


def test_an_error_in_a_loop_is_the_end_of_its_run_and_reaches_the_cell(home: Path) -> None:
    with pytest.raises(ZeroDivisionError), nba.run("loop", **PLAN) as run:
        run.log(1, {"mine": 1 / 0})
    assert (run.status, run.reason) == ("failed", "ZeroDivisionError: division by zero")
    with pytest.raises(nba.BadArgumentError, match="mine must be a number, not str"), nba.run("loop", **PLAN) as run:
        run.log(1, {"mine": "high"})
    with pytest.raises(nba.BadArgumentError, match="its own loop's"):
        run.checkpoint()
    with pytest.raises(nba.BadArgumentError, match="run these again"):
        nba.repeat(run.id)


def test_a_run_whose_kernel_was_killed_has_failed_and_all_it_did_is_recorded(
    notebook_server: Path, student: httpx.Client
) -> None:
    killed = """
import os, nbacademy
run = nbacademy.run("loop", environment="x", total_timesteps=10, seed=1).__enter__()
run.log(7, {"mine": 1.0})
print(run.id, flush=True)
os.kill(os.getpid(), 9)
"""
    run_id = subprocess.run([sys.executable, "-c", killed], capture_output=True, text=True, check=False).stdout.strip()
    until(lambda: student.get(f"/runs/{run_id}").json()["status"] == "failed")
    record = student.get(f"/runs/{run_id}").json()
    assert record["step"] == 7
    assert "the kernel ended before the run did" in record["reason"]
    until(lambda: Folder.find(run_id).delivered())


def test_a_model_of_ones_own_is_watched_and_can_be_saved_while_and_after_it_learns(home: Path) -> None:
    model = stable_baselines3.PPO("MlpPolicy", Corridor(), n_steps=64, batch_size=64, clip_range=0.3, seed=5)
    watch = nba.watch("mine")

    class AskForCheckpoint(stable_baselines3.common.callbacks.BaseCallback):
        def _on_step(self) -> bool:
            if self.num_timesteps == 100:
                watch.run.checkpoint()
            return True

    model.learn(192, callback=[watch, AskForCheckpoint()])
    run = watch.run
    assert (run.name, run.algorithm, run.environment, run.seed) == ("mine", "PPO", "Corridor", 5)
    assert (run.status, run.step, run.total_timesteps) == ("finished", 192, 192)
    assert run.hyperparameters["clip_range"] == 0.3
    assert run.hyperparameters["n_steps"] == 64
    assert run.metrics("train/approx_kl").steps.tolist() == [64, 128, 192]
    assert run.metrics("rollout/value_mean").steps.tolist() == [64, 128, 192]
    assert run.metrics("episode/reward").values.size > 2
    model.save(home / "mine.zip")
    model.learn(64, callback=watch)
    assert watch.run.id != run.id


def test_an_error_while_a_model_learns_in_a_cell_is_the_reason_of_its_run(home: Path) -> None:
    script = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance(history_manager=None)
shell.run_cell('''
import stable_baselines3, nbacademy as nba
from tests.training.test_train import Corridor
model = stable_baselines3.A2C("MlpPolicy", Corridor(fault_at=20))
watch = nba.watch()
model.learn(100, callback=watch)
''')
shell.run_cell("1 + 1")
run = shell.user_ns["watch"].run
print(run.status, run.reason)
"""
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert answer.stdout.splitlines()[-1] == "failed ZeroDivisionError: the floor gave way <b>", answer.stderr


def test_a_run_pauses_saves_while_it_waits_and_goes_on(home: Path) -> None:
    run = nba.train("PPO", "CartPole-v1", total_timesteps=10**7, seed=1, hyperparameters={"normalize": True})
    until(lambda: run.step > 200)
    run.pause()
    until(lambda: run.status == "paused")
    step = run.step
    run.checkpoint()
    # The video comes last.
    until(lambda: [path.with_suffix(".gif").exists() for path in run.checkpoints] == [True])
    assert (run.status, run.step) == ("paused", step)
    run.resume()
    until(lambda: run.step > step)
    assert run.status == "running"
    run.stop()
    assert run.wait(20) == "stopped"
    (saved,) = run.checkpoints
    assert saved.name == f"step-{step:010}.zip"
    assert saved.with_suffix(".vecnormalize.pkl").exists()
    with Image.open(saved.with_suffix(".gif")) as video:
        assert (video.size, video.n_frames > 3) == ((320, 213), True)
    assert stable_baselines3.PPO.load(saved).num_timesteps >= step
    run.pause()
    assert run.status == "stopped"


def test_a_repeated_run_gives_the_same_numbers_and_is_compared_as_its_equal(home: Path) -> None:
    arguments: dict[str, Any] = {"total_timesteps": 256, "hyperparameters": {"n_steps": 64, "batch_size": 64}}
    first = nba.train("PPO", lambda: Corridor(toll=-0.2), seed=3, **arguments)
    assert first.wait(60) == "finished"
    second = nba.repeat(first.id)
    other = nba.train("PPO", lambda: Corridor(toll=-0.2), seed=4, **arguments | {"name": "other"})
    assert (second.wait(60), other.wait(60)) == ("finished", "finished")
    for name in first.metric_names:
        if not name.startswith("time/"):
            assert first.metrics(name).steps.tolist() == second.metrics(name).steps.tolist()
            assert first.metrics(name).values.tolist() == second.metrics(name).values.tolist()
    compared = nba.compare(first, second.id, other)
    assert [group.label for group in compared.groups] == [first.name, "other"]
    both, one = compared.curves()["groups"]
    assert both["seeds"] == [3, 3]
    assert both["curves"][0] == both["curves"][1]
    assert {value for value in both["deviation"] if value is not None} == {0.0}
    assert one["curves"][0] == one["mean"]
    Folder.find(first.id).payload.write_bytes(b"changed")
    with pytest.raises(nba.BadArgumentError, match="has been changed"):
        nba.repeat(first.id)


def test_a_run_goes_to_tensorboard_and_comes_back(home: Path, tmp_path: Path) -> None:
    with nba.run("out/in", **PLAN) as run:
        for step in (1, 2):
            run.log(step, {"episode/reward": step / 4, "losses/value_loss": 2.0 * step})
    folder = nba.export_tensorboard(run, tmp_path / "board")
    back = nba.import_tensorboard(folder.parent, environment="Corridor", name="back")
    assert (back.status, back.step, back.name) == ("finished", 2, "back")
    assert back.metric_names == ["episode/reward", "losses/value_loss"]
    for name in back.metric_names:
        there, here = run.metrics(name), back.metrics(name)
        assert (there.steps.tolist(), there.values.tolist()) == (here.steps.tolist(), here.values.tolist())
        assert (here.seconds[1] - here.seconds[0]) == pytest.approx(there.seconds[1] - there.seconds[0], abs=1e-3)
    with pytest.raises(nba.BadArgumentError, match="no scalars"):
        nba.import_tensorboard(home, environment="Corridor")
