"""How much of stable-baselines3's speed is left when a run is captured, recorded by the service and watched.

    python tests/benchmarks/training.py [--pairs 6] [--steps 40000]

Each pair is one run of the bare library in a process of its own, and one by `nbacademy.train` with a real service
process and a live watcher of its stream, one after the other, in turn first; both train the same model from the same
seed on one thread. Seconds are those of `learn` alone. Exits with 1 if the median ratio is below the bar.
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

sys.path.insert(0, str(Path(__file__).parents[1]))

from training.academy import Academy

import nbacademy
from nbacademy.training import local
from nbacademy.training.folder import Folder

BAR = 0.97

BARE = """
import sys, time, torch
torch.set_num_threads(1)
from nbacademy.training.environments import resolve
from nbacademy.training.hyperparameters import tuned
from nbacademy.training.model import build
steps, seed = int(sys.argv[1]), int(sys.argv[2])
model = build("PPO", resolve("CartPole-v1")[1], tuned("PPO", "CartPole-v1"), seed)
begun = time.monotonic()
model.learn(steps)
print(model.num_timesteps / (time.monotonic() - begun))
"""

WATCH = """
import sys, websocket
socket = websocket.create_connection(sys.argv[1], header=["Authorization: token learn:ada"])
while socket.recv():
    pass
"""


def bare(steps: int, seed: int) -> float:
    """Environment steps a second of the library alone."""
    command = [sys.executable, "-c", BARE, str(steps), str(seed)]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    return float(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)


def watched(academy: Academy, steps: int, seed: int) -> float:
    """Environment steps a second of a run that is recorded and watched."""
    run = nbacademy.train("PPO", "CartPole-v1", total_timesteps=steps, seed=seed)
    stream = f"ws{academy.url.removeprefix('http')}/runs/{run.id}/stream"
    watcher = subprocess.Popen([sys.executable, "-c", WATCH, stream])
    assert run.wait() == "finished", run.reason
    updates = run.metrics("train/n_updates")
    assert local.processes[run.id].wait() == 0
    assert watcher.wait(30) == 0
    with academy.client("learn:ada") as ada:
        assert ada.get(f"/runs/{run.id}").json()["status"] == "finished"
    # From the word that learning begins to the end of the last update, which ends it.
    return float(updates.steps[-1] / (updates.seconds[-1] - _begun(run)))


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
        ratios = [pair(academy, number, arguments.steps) for number in range(arguments.pairs)]
        academy.kill()
    middle = statistics.median(ratios)
    print(f"median ratio {middle:.3f} of {len(ratios)} pairs (bar {BAR})")
    return 0 if middle >= BAR else 1


def pair(academy: Academy, number: int, steps: int) -> float:
    """One run each way; which comes first changes with each pair."""
    if number % 2:
        with_all, alone = watched(academy, steps, number), bare(steps, number)
    else:
        alone, with_all = bare(steps, number), watched(academy, steps, number)
    print(
        f"pair {number}: bare {alone:6.0f} steps/s, watched {with_all:6.0f} steps/s, ratio {with_all / alone:.3f}",
        flush=True,
    )
    return with_all / alone


if __name__ == "__main__":
    sys.exit(main())
