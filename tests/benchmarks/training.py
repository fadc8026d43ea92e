"""How much of stable-baselines3's speed is left when a run is captured, recorded by the service and watched.

    python tests/benchmarks/training.py [--pairs 6] [--steps 40000]

Each pair is one run of the bare library in a process of its own, and one by `nbacademy.train` with a real service
process and a live watcher of its stream, one after the other, in turn first; both train, save and evaluate the same
model from the same seed on one thread. Steps per second are those of `learn` alone. Beside them stand the processes'
whole CPU seconds, less those of a start without training: they tell the cost on a machine that does other things too,
where steps per second tell little. Exits with 1 if the median ratio of steps per second is below the bar.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from service import Academy

import nbacademy
from nbacademy.training import local
from nbacademy.training.folder import Folder

BAR = 0.97

BARE = """
import sys, tempfile, time, torch
torch.set_num_threads(1)
from nbacademy.training.environments import resolve
from nbacademy.training.evaluation import evaluate
from nbacademy.training.hyperparameters import tuned
from nbacademy.training.model import build
steps, seed = int(sys.argv[1]), int(sys.argv[2])
make = resolve("CartPole-v1")[1]
model = build("PPO", make, tuned("PPO", "CartPole-v1"), seed)
if steps:
    begun = time.monotonic()
    model.learn(steps)
    seconds = time.monotonic() - begun
    model.save(tempfile.mkdtemp() + "/model.zip")
    evaluate(model, make, seed, lambda: False)
    print(model.num_timesteps / seconds)
"""

WATCH = """
import sys, websocket
socket = websocket.create_connection(sys.argv[1], header=["Authorization: token learn:ada"])
while socket.recv():
    pass
"""


class Speed(NamedTuple):
    """Environment steps a second, and the CPU seconds of the whole process."""

    steps_per_second: float
    cpu_seconds: float


def bare(steps: int, seed: int) -> Speed:
    """The library alone; with 0 steps no more than its start."""
    command = [sys.executable, "-c", BARE, str(steps), str(seed)]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        output = process.stdout.read() if process.stdout else ""
        cpu_seconds = _wait(process)
    return Speed(float(output) if steps else 0.0, cpu_seconds)


def watched(academy: Academy, steps: int, seed: int) -> Speed:
    """A run that is recorded and watched."""
    run = nbacademy.train("PPO", "CartPole-v1", total_timesteps=steps, seed=seed)
    stream = f"ws{academy.url.removeprefix('http')}/runs/{run.id}/stream"
    watcher = subprocess.Popen([sys.executable, "-c", WATCH, stream])
    cpu_seconds = _wait(local.processes[run.id])
    assert run.status == "finished", run.reason
    assert watcher.wait(30) == 0
    with academy.client("learn:ada") as ada:
        assert ada.get(f"/runs/{run.id}").json()["status"] == "finished"
    # From the word that learning begins to the end of the last update, which ends it.
    updates = run.metrics("train/n_updates")
    return Speed(float(updates.steps[-1] / (updates.seconds[-1] - _begun(run))), cpu_seconds)


def _wait(process: subprocess.Popen[Any]) -> float:
    """Waits for a process to end well; its CPU seconds."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_utime + usage.ru_stime


def _begun(run: nbacademy.Run) -> float:
    """Seconds at which learning began: the first event of a run says so."""
    with Folder.find(run.id).events.open() as lines:
        return float(json.loads(next(lines))["seconds"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=6)
    parser.add_argument("--steps", type=int, default=40_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        academy = Academy(Path(folder))
        academy.start()
        os.environ.update(
            NBACADEMY_RUNS=f"{folder}/runs", NBACADEMY_API_URL=academy.url, JUPYTERHUB_API_TOKEN="learn:ada"
        )
        start = statistics.median(bare(0, 0).cpu_seconds for _ in range(3))
        pairs = [pair(academy, number, arguments.steps, start) for number in range(arguments.pairs)]
        academy.kill()
    speed, cpu = (statistics.median(ratios) for ratios in zip(*pairs, strict=True))
    print(f"median of {len(pairs)} pairs: {speed:.3f} of the bare library's steps per second (bar {BAR}),")
    print(f"{cpu:.3f} times its CPU seconds")
    return 0 if speed >= BAR else 1


def pair(academy: Academy, number: int, steps: int, start: float) -> tuple[float, float]:
    """One run each way; which comes first changes with each pair. Ratios of steps per second and of CPU seconds."""
    if number % 2:
        ours, alone = watched(academy, steps, number), bare(steps, number)
    else:
        alone, ours = bare(steps, number), watched(academy, steps, number)
    ratios = ours.steps_per_second / alone.steps_per_second, (ours.cpu_seconds - start) / (alone.cpu_seconds - start)
    print(
        f"pair {number}: bare {alone.steps_per_second:6.0f} steps/s, {alone.cpu_seconds - start:5.2f} s CPU; "
        f"watched {ours.steps_per_second:6.0f} steps/s, {ours.cpu_seconds - start:5.2f} s CPU; "
        f"ratios {ratios[0]:.3f}, {ratios[1]:.3f}",
        flush=True,
    )
    return ratios


if __name__ == "__main__":
    sys.exit(main())
