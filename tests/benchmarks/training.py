"""How much of stable-baselines3's speed is left when a run is captured, recorded by the service and watched.

    python tests/benchmarks/training.py [--algorithm PPO] [--pairs 12] [--steps 40000]

Each pair is one run of the bare library in a process of its own, and one by `nbacademy.train` with a real service
process and a live watcher of its stream; both train the same model from the same seed on one thread. What is measured
is `learn` alone, in both by the same lines. A machine's speed changes by more than what is to be measured, so the two
learn in turns of a second, the other one stopped meanwhile; who has the first turn changes with each pair.

Beside steps per second stand the CPU seconds of the training process: they tell its cost on a machine that does other
things too, where steps per second tell little. Exits with 1 if the median ratio of steps per second is below the bar.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

sys.path.insert(1, str(Path(__file__).parents[1]))

import psutil
from learner import Learner, learn_in_turns
from measured_learning import cartpole
from service import Academy

import nbacademy
from nbacademy.training import local
from nbacademy.training.folder import Folder
from nbacademy.training.hyperparameters import tuned

BAR = 0.97

BARE = """
import sys, torch
torch.set_num_threads(1)
from measured_learning import cartpole
from nbacademy.training.hyperparameters import tuned
from nbacademy.training.model import build
algorithm, steps, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
build(algorithm, cartpole, tuned(algorithm, "CartPole-v1"), seed).learn(steps)
"""

WATCH = """
import sys, websocket
socket = websocket.create_connection(sys.argv[1], header=["Authorization: token learn:ada"])
while socket.recv():
    pass
"""


class Ratio(NamedTuple):
    """A run of ours beside the bare library's."""

    speed: float
    cpu: float


def bare(algorithm: str, steps: int, seed: int) -> Learner:
    """The library alone."""
    process = subprocess.Popen(
        [sys.executable, "-c", BARE, algorithm, str(steps), str(seed)],
        cwd=Path(__file__).parent,  # where it finds the environment
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )

    def output() -> str:
        text, _ = process.communicate()
        assert process.returncode == 0
        return text

    return Learner(psutil.Process(process.pid), output)


def watched(academy: Academy, algorithm: str, steps: int, seed: int) -> Learner:
    """A run that is recorded and watched."""
    hyperparameters = tuned(algorithm, "CartPole-v1")
    run = nbacademy.train(algorithm, cartpole, total_timesteps=steps, seed=seed, hyperparameters=hyperparameters)
    stream = f"ws{academy.url.removeprefix('http')}/runs/{run.id}/stream"
    watcher = subprocess.Popen([sys.executable, "-c", WATCH, stream])

    def output() -> str:
        assert local.processes[run.id].wait() == 0
        assert run.status == "finished", run.reason
        assert watcher.wait(30) == 0
        with academy.client("learn:ada") as ada:
            assert ada.get(f"/runs/{run.id}").json()["status"] == "finished"
        return Folder.find(run.id).log.read_text()

    return Learner(_worker_of(run), output)


def _worker_of(run: nbacademy.Run) -> psutil.Process:
    supervisor = psutil.Process(local.processes[run.id].pid)
    while not supervisor.children():
        time.sleep(0.05)
    return supervisor.children()[0]


def pair(academy: Academy, algorithm: str, steps: int, number: int) -> Ratio:
    """One run each way."""
    alone, ours = bare(algorithm, steps, number), watched(academy, algorithm, steps, number)
    learn_in_turns(*((ours, alone) if number % 2 else (alone, ours)))
    theirs, own = alone.learning(), ours.learning()
    ratio = Ratio(theirs.seconds / own.seconds, own.cpu_seconds / theirs.cpu_seconds)
    print(f"pair {number:2}: bare {theirs}; watched {own}; ratios {ratio.speed:.3f}, {ratio.cpu:.3f}", flush=True)
    return ratio


def spread(ratios: list[float]) -> str:
    """The median, its 95 % interval by bootstrap, the lowest and the highest."""
    draw = random.Random(0)
    medians = sorted(statistics.median(draw.choices(ratios, k=len(ratios))) for _ in range(10_000))
    return (
        f"{statistics.median(ratios):.3f} (95 % interval {medians[250]:.3f} to {medians[-250]:.3f}, "
        f"all between {min(ratios):.3f} and {max(ratios):.3f})"
    )


def load() -> str:
    return f"load average {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--algorithm", choices=("PPO", "A2C", "DQN"), default="PPO")
    parser.add_argument("--pairs", type=int, default=12)
    parser.add_argument("--steps", type=int, default=40_000)
    arguments = parser.parse_args()
    print(f"before: {load()}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        academy = Academy(Path(folder))
        academy.start()
        os.environ.update(
            NBACADEMY_RUNS=f"{folder}/runs", NBACADEMY_API_URL=academy.url, JUPYTERHUB_API_TOKEN="learn:ada"
        )
        ratios = [pair(academy, arguments.algorithm, arguments.steps, number) for number in range(arguments.pairs)]
        academy.kill()
    speeds, cpu = ([ratio.speed for ratio in ratios], [ratio.cpu for ratio in ratios])
    print(f"after: {load()}")
    print(f"steps per second, of the bare library's: {spread(speeds)}; bar {BAR}")
    print(f"CPU seconds of the training process, of the bare library's: {spread(cpu)}")
    return 0 if statistics.median(speeds) >= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
