"""Processes that learn in turns: each is stopped while the other goes on."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import NamedTuple

import psutil

TURN_SECONDS = 1.0


class Learning(NamedTuple):
    """What `learn` took. `seconds` are those of its turns; `switches` counts how often it lost its core in them."""

    steps: int
    seconds: float
    cpu_seconds: float
    switches: int

    def __str__(self) -> str:
        return f"{self.steps / self.seconds:5.0f} steps/s, {self.cpu_seconds:5.2f} s CPU, {self.switches:4d} switches"


class Learner:
    """A process in which `measured_learning` measures; `output` gives what it printed, once it has ended."""

    def __init__(self, process: psutil.Process, output: Callable[[], str]) -> None:
        self._process = process
        self._output = output
        self._turns: list[tuple[float, float]] = []

    def await_start(self) -> None:
        """Waits until it is about to learn, where it stops by itself."""
        while self._process.status() != psutil.STATUS_STOPPED:
            assert self.alive(), self._output()
            time.sleep(0.05)

    def alive(self) -> bool:
        try:
            return self._process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    def turn(self) -> None:
        begun = time.monotonic()
        self._process.resume()
        time.sleep(TURN_SECONDS)
        if self.alive():
            self._process.suspend()
        self._turns.append((begun, time.monotonic()))

    def go_on(self) -> None:
        """A last turn to its end."""
        self._turns.append((time.monotonic(), float("inf")))
        if self.alive():
            self._process.resume()

    def learning(self) -> Learning:
        """What it took; waits for its end."""
        lines = self._output().splitlines()
        taken = json.loads(next(line for line in lines if line.startswith('{"steps"')))
        ended = taken.pop("ended")
        return Learning(seconds=sum(max(0.0, min(end, ended) - begun) for begun, end in self._turns), **taken)


def learn_in_turns(first: Learner, second: Learner) -> None:
    """Lets both learn to their end."""
    learners = (first, second)
    try:
        for learner in learners:
            learner.await_start()
        while all(learner.alive() for learner in learners):
            for learner in learners:
                learner.turn()
    finally:
        for learner in learners:
            learner.go_on()
