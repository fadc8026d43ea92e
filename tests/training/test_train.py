"""`train` trains in a process of its own, and every event of it reaches the record."""

from __future__ import annotations

import _thread
import functools
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import gymnasium
import httpx
import numpy
import psutil
import pytest

import nbacademy as nba
from nbacademy.training import local, recovery
from nbacademy.training.folder import Folder

from ..service import Academy

SMALL: dict[str, Any] = {"n_envs": 2, "n_steps": 64, "batch_size": 64, "n_epochs": 2}


class Corridor(gymnasium.Env[int, int]):
    """Five fields; the goal is at the right end. Its reward of a step is `toll`."""

    def __init__(self, toll: float = -0.1, fault_at: int = 0) -> None:
        self.observation_space, self.action_space = gymnasium.spaces.Discrete(5), gymnasium.spaces.Discrete(2)
        self.toll, self.fault_at, self.steps = toll, fault_at, 0

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        super().reset(seed=seed)
        self.place = 0
        return self.place, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        self.steps += 1
        if self.steps == self.fault_at:
            raise ZeroDivisionError("the floor gave way <b>")
        self.place = max(0, self.place + (1 if action else -1))
        done = self.place == 4
        return self.place, 1.0 if done else self.toll, done, False, {}


def ended(process_of: nba.Run) -> None:
    """Waits until a run's supervisor is gone: all is delivered by then."""
    assert local.processes[process_of.id].wait(30) == 0


def worker_of(run: nba.Run) -> psutil.Process:
    """The process that trains."""
    (worker,) = psutil.Process(local.processes[run.id].pid).children()
    return worker


def test_a_run_returns_at_once_and_all_of_it_is_recorded(notebook_server: Path, student: httpx.Client) -> None:
    begun = time.monotonic()
    run = nba.train(
        "ppo", "CartPole-v1", total_timesteps=1000, seed=3, hyperparameters=SMALL, course="ppo101", name="mine"
    )
    assert time.monotonic() - begun < 5
    assert run.status == "starting"
    assert run.recorded
    assert run.wait(60) == "finished"
    ended(run)
    record = student.get(f"/runs/{run.id}").json()
    lines = Folder.find(run.id).events.read_text().splitlines()
    assert (record["status"], record["name"], record["course_slug"]) == ("finished", "mine", "ppo101")
    assert record["next_sequence"] == len(lines)
    assert record["step"] == 1024
    assert run.evaluation is not None
    assert run.evaluation.episodes == 20
    assert record["evaluation"] == run.evaluation._asdict()
    kept = student.get(f"/runs/{run.id}/metrics", params={"names": "train/approx_kl"}).json()["series"][0]
    here = run.metrics("train/approx_kl")
    assert kept["values"] == here.values.tolist()
    assert kept["steps"] == here.steps.tolist()
    # Each update at the step at which it was made, the last one too, which the library's own logger never shows.
    assert here.steps.tolist() == list(range(128, 1025, 128))
    assert run.metrics("episode/reward").steps.size > 10
    with pytest.raises(LookupError, match="episode/reward"):
        run.metrics("reward")


def test_what_could_not_be_delivered_is_when_the_service_is_back(
    academy_of_its_own: Academy, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NBACADEMY_API_URL", academy_of_its_own.url)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "learn:ada")
    run = nba.train("PPO", "CartPole-v1", total_timesteps=1000, seed=1, hyperparameters=SMALL)
    academy_of_its_own.kill()
    assert run.wait(60) == "finished"
    academy_of_its_own.start()
    ended(run)
    with academy_of_its_own.client("learn:ada") as ada:
        record = ada.get(f"/runs/{run.id}").json()
    assert record["status"] == "finished"
    assert record["next_sequence"] == len(Folder.find(run.id).events.read_text().splitlines())


def test_a_worker_that_was_killed_is_noticed_and_all_it_did_is_recorded(
    notebook_server: Path, student: httpx.Client
) -> None:
    run = nba.train("PPO", "CartPole-v1", total_timesteps=10**7, seed=1)
    until(lambda: run.step > 500)
    worker_of(run).kill()
    until(lambda: student.get(f"/runs/{run.id}").json()["status"] == "failed", seconds=5)
    ended(run)
    assert run.status == "failed"
    assert "memory" in str(run.reason)
    record = student.get(f"/runs/{run.id}").json()
    assert record["reason"] == run.reason
    assert record["next_sequence"] == len(Folder.find(run.id).events.read_text().splitlines())


def test_a_worker_that_leaves_without_a_word_is_noticed(home: Path) -> None:
    here = os.getpid()  # the environment is made here, too, to look at its spaces
    run = nba.train("PPO", lambda: Corridor() if os.getpid() == here else os._exit(3), total_timesteps=100, seed=1)
    assert run.wait(60) == "failed"
    assert "code 3" in str(run.reason)


def test_without_its_supervisor_a_run_stops_and_is_delivered_later(
    notebook_server: Path, student: httpx.Client
) -> None:
    run = nba.train("PPO", "CartPole-v1", total_timesteps=10**7, seed=1)
    until(lambda: run.step > 500)
    worker = worker_of(run)
    local.processes[run.id].kill()
    worker.wait(20)
    assert run.status == "stopped"
    folder = Folder.find(run.id)
    assert folder.model.exists()
    assert recovery.deliver_rest(folder)
    record = student.get(f"/runs/{run.id}").json()
    assert record["status"] == "stopped"
    assert record["next_sequence"] == len(folder.events.read_text().splitlines())


def test_a_run_that_is_terminated_stops_gently(home: Path) -> None:
    run = nba.train("PPO", "CartPole-v1", total_timesteps=10**7, seed=1)
    until(lambda: run.step > 500)
    local.processes[run.id].terminate()
    ended(run)
    assert run.status == "stopped"


def test_when_all_of_a_run_was_killed_the_next_kernel_says_so_and_delivers_the_rest(
    notebook_server: Path, student: httpx.Client
) -> None:
    run = nba.train("PPO", "CartPole-v1", total_timesteps=10**7, seed=1)
    until(lambda: run.step > 500)
    os.killpg(local.processes[run.id].pid, signal.SIGKILL)
    assert run.wait(20) == "failed"
    assert "memory" in str(run.reason)
    folder = Folder.find(run.id)
    assert recovery.deliver_rest(folder)
    record = student.get(f"/runs/{run.id}").json()
    assert (record["status"], record["epoch"]) == ("failed", recovery.EPOCH)
    assert record["next_sequence"] == len(folder.events.read_text().splitlines())


def test_a_stop_at_the_service_ends_the_run_without_the_kernel(notebook_server: Path, student: httpx.Client) -> None:
    run = nba.train("PPO", "CartPole-v1", total_timesteps=10**7, seed=1)
    until(lambda: student.get(f"/runs/{run.id}").json()["step"] > 500)
    student.post(f"/runs/{run.id}/stop")
    until(lambda: student.get(f"/runs/{run.id}").json()["status"] == "stopped", seconds=5)
    assert run.status == "stopped"
    assert run.evaluation is None


def test_without_a_service_a_run_says_so_and_trains(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = nba.train("A2C", Corridor, total_timesteps=200, seed=1)
    assert "not recorded" in capsys.readouterr().out
    assert not run.recorded
    assert run.wait(60) == "finished"
    assert run.metrics("train/value_loss").steps.tolist() == list(range(5, 201, 5))
    assert [each.id for each in nba.runs()] == [run.id]
    assert nba.attach(run.id).metrics("episode/reward").values.tolist() == run.metrics("episode/reward").values.tolist()
    assert run.id not in (home / run.id / "worker.log").read_text()


def test_a_fault_in_the_students_environment_ends_the_run_with_its_own_words(home: Path) -> None:
    run = nba.train("PPO", lambda: Corridor(fault_at=70), total_timesteps=1000, seed=1, hyperparameters={"n_steps": 64})
    assert run.wait(60) == "failed"
    assert run.reason == "ZeroDivisionError: the floor gave way <b>"
    assert run.metrics("train/loss").steps.tolist() == [64]


def test_stop_from_the_notebook_ends_a_run(home: Path) -> None:
    run = nba.train("DQN", "CartPole-v1", total_timesteps=10**7, seed=1)
    until(lambda: run.step > 200)
    run.stop()
    assert run.wait(10) == "stopped"
    assert "train/loss" in run.metric_names
    assert (home / run.id / "model.zip").exists()


def test_an_interrupt_of_the_cell_ends_the_waiting_and_not_the_run(home: Path, request: pytest.FixtureRequest) -> None:
    # A shell that started the tests in the background has made them deaf to it.
    request.addfinalizer(functools.partial(signal.signal, signal.SIGINT, signal.getsignal(signal.SIGINT)))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    run = nba.train("PPO", "CartPole-v1", total_timesteps=10**7, seed=1)
    until(lambda: run.status == "running")
    # As a terminal or a kernel manager does it: to the whole process group.
    assert os.getpgid(local.processes[run.id].pid) != os.getpgid(0)
    step = run.step
    threading.Timer(1, _thread.interrupt_main).start()
    with pytest.raises(KeyboardInterrupt):
        run.wait()
    until(lambda: run.step > step)
    assert run.status == "running"


def test_ppo_solves_cartpole_in_50_000_steps(home: Path) -> None:
    run = nba.train("PPO", "CartPole-v1", total_timesteps=50_000, seed=1)
    assert run.wait(180) == "finished"
    assert run.evaluation is not None
    assert run.evaluation.mean_reward >= 475
    clipped = run.metrics("train/clip_fraction").values
    assert numpy.isfinite(clipped).all()
    assert clipped[-1] < 0.5


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"algorithm": "PPOO"}, "choose one of PPO"),
        ({"environment": "CartPole-v9"}, "CartPole-v9"),
        ({"environment": "NoSuchThing"}, "NoSuchThing"),
        ({"environment": 5}, "an id such as"),
        ({"environment": lambda: 5}, "not a gymnasium.Env"),
        ({"environment": lambda: 1 / 0}, "ZeroDivisionError"),
        ({"total_timesteps": -1}, "above 0"),
        ({"total_timesteps": True}, "above 0"),
        ({"seed": -1}, "between 0"),
        ({"hyperparameters": {"learning_rat": 1}}, "did you mean 'learning_rate'"),
        ({"algorithm": "DQN", "environment": "Pendulum-v1"}, "needs discrete actions"),
        ({"algorithm": "SAC"}, "needs continuous actions"),
    ],
)
def test_what_can_not_be_trained_is_said_at_once(home: Path, arguments: dict[str, Any], words: str) -> None:
    wanted = {"algorithm": "PPO", "environment": "CartPole-v1", "total_timesteps": 100} | arguments
    with pytest.raises(nba.BadArgumentError, match=words):
        nba.train(wanted.pop("algorithm"), wanted.pop("environment"), **wanted)
    assert not home.exists()


def test_a_course_that_one_is_no_member_of_is_refused_with_the_services_words(notebook_server: Path) -> None:
    with pytest.raises(nba.ServiceError, match="no course nowhere"):
        nba.train("PPO", "CartPole-v1", total_timesteps=100, course="nowhere")


def test_importing_the_package_imports_neither_torch_nor_gymnasium() -> None:
    heavy = ("torch", "stable_baselines3", "anywidget", "gymnasium")
    code = f"import sys, nbacademy; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def until(condition: Any, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
