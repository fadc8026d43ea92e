"""What a comparison makes of curves; no run is needed for that."""

from __future__ import annotations

from typing import Any

import numpy
import pytest

import nbacademy as nba
from nbacademy.training.folder import Job
from nbacademy.training.history import Points
from nbacademy.training.run import Run


class Known:
    """A run's record that holds a line of values over steps."""

    def __init__(self, values: list[float], spacing: int) -> None:
        self._values = values
        self._steps = [spacing * number for number in range(len(values))]

    def names(self) -> list[str]:
        return ["train/loss"]

    def points(self, name: str) -> Points:
        steps = numpy.array(self._steps)
        return Points(steps, numpy.array(self._values), steps / 10)


def run(values: list[float], seed: int, spacing: int = 10, **hyperparameters: Any) -> Run:
    job = Job(
        id=str(seed), name="PPO", algorithm="PPO", environment="x", hyperparameters=hyperparameters, seed=seed,
        total_timesteps=100, course=None, created_at="", sys_path=(),
    )  # fmt: skip
    return Run(job, Known(values, spacing))  # type: ignore[arg-type]  # all that a comparison asks of a record


def test_seeds_are_a_group_and_what_differs_is_its_label() -> None:
    compared = nba.compare(
        run([1, 1], 1, gamma=0.9, n_steps=8), run([3, 3], 2, gamma=0.9, n_steps=8), run([9, 9], 1, n_steps=8),
        metric="train/loss",
    )  # fmt: skip
    assert [group.label for group in compared.groups] == ["PPO, gamma 0.9", "PPO"]
    first, second = compared.curves()["groups"]
    assert (first["seeds"], set(first["mean"]), set(first["deviation"])) == ([1, 2], {2.0}, {1.0})
    assert set(second["mean"]) == {9.0}


def test_a_mean_ends_with_the_first_of_its_seeds_and_time_is_an_axis_of_its_own() -> None:
    compared = nba.compare(run([0, 10], 1, spacing=100), run([0, 10, 20], 2, spacing=100), metric="train/loss")
    curves = compared.curves()
    (group,) = curves["groups"]
    assert curves["x"][-1] == 200
    assert compared.curves("seconds")["x"][-1] == 20
    there = [place for place, value in zip(curves["x"], group["mean"], strict=True) if value is not None]
    assert there[-1] <= 100 < curves["x"][len(there)]
    assert group["curves"][1][-1] == 20


def test_without_a_run_there_is_nothing_to_compare() -> None:
    with pytest.raises(nba.BadArgumentError):
        nba.compare()
