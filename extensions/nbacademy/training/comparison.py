"""Runs on the same axes: those that differ in nothing but their seed are one curve, with its spread."""

from __future__ import annotations

import importlib
import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Literal

import numpy
from numpy.typing import NDArray

from .attach import attach
from .errors import BadArgumentError
from .history import Points
from .own_run import EPISODE_REWARD
from .run import Run

Axis = Literal["steps", "seconds"]
GRID_POINTS = 300
WINDOW_EPISODES = 50
"""The window of the moving mean by which rewards of single episodes become a curve, as in a run's own chart."""


class Group:
    """Runs of the same name, algorithm, environment and hyperparameters: several seeds of one experiment."""

    def __init__(self, label: str, runs: Sequence[Run]) -> None:
        self.label = label
        self.runs = tuple(runs)


class Comparison:
    """Several runs' curves of one metric. The last expression of a cell shows it as a chart that stays up to date."""

    def __init__(self, runs: Sequence[Run], metric: str = EPISODE_REWARD) -> None:
        if not runs:
            raise BadArgumentError("there must be a run to compare")
        self.metric = metric
        self.groups = _groups(runs)

    def curves(self, axis: Axis = "steps") -> dict[str, Any]:
        """All groups over one grid, which ends with the longest run, as plain JSON.

        `x` has GRID_POINTS places; each of `groups` has a `label`, the `seeds`, their `curves`, and over the part that
        all of them have reached their `mean` and standard `deviation`. None stands where there is nothing.
        """
        found = [[_smooth(self.metric, self._points(run)) for run in group.runs] for group in self.groups]
        ends = [getattr(points, axis)[-1] for group in found for points in group if points.steps.size]
        grid = numpy.linspace(0, max(ends, default=1), GRID_POINTS)
        return {
            "x": grid.tolist(),
            "groups": [_curves(group, points, grid, axis) for group, points in zip(self.groups, found, strict=True)],
        }

    def _points(self, run: Run) -> Points:
        if self.metric in run.metric_names:
            return run.metrics(self.metric)
        return Points(numpy.array([], numpy.int64), numpy.array([]), numpy.array([]))

    def __repr__(self) -> str:
        lines = [f"{group.label}: {len(group.runs)} run{'s' * (len(group.runs) > 1)}" for group in self.groups]
        return "\n".join([f"<Comparison of {self.metric}>", *lines])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        # Not at the top: whoever only trains needs no widgets.
        return importlib.import_module("nbacademy.widget").show_comparison(self)


def compare(*runs: Run | str, metric: str = EPISODE_REWARD) -> Comparison:
    """Runs, or their ids, on the same axes: by steps or by time, seeds of one experiment as one curve with its spread.

        nba.compare(*[nba.train("PPO", "CartPole-v1", total_timesteps=50_000, seed=seed) for seed in range(3)])

    Raises RunNotFoundError for an id that is none, BadArgumentError without any run.
    """
    return Comparison([attach(run) if isinstance(run, str) else run for run in runs], metric)


def _groups(runs: Sequence[Run]) -> list[Group]:
    alike: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        what = (run.name, run.algorithm, run.environment, run.hyperparameters)
        alike[json.dumps(what, sort_keys=True)].append(run)
    differing = _differing([group[0] for group in alike.values()])
    return [Group(_label(group[0], differing), group) for group in alike.values()]


def _differing(runs: Sequence[Run]) -> list[str]:
    """The hyperparameters in which runs differ."""
    names = sorted({name for run in runs for name in run.hyperparameters})
    return [name for name in names if len({json.dumps(run.hyperparameters.get(name)) for run in runs}) > 1]


def _label(run: Run, differing: Sequence[str]) -> str:
    given = [f"{name} {run.hyperparameters[name]}" for name in differing if name in run.hyperparameters]
    return ", ".join([run.name, *given])


def _smooth(metric: str, points: Points) -> Points:
    """The moving mean of single episodes' rewards; other metrics as they are. What is missing is left out."""
    there = numpy.isfinite(points.values)
    points = Points(points.steps[there], points.values[there], points.seconds[there])
    if metric != EPISODE_REWARD or points.values.size == 0:
        return points
    sums = numpy.concatenate([[0.0], numpy.cumsum(points.values)])
    last = numpy.arange(1, sums.size)
    first = numpy.maximum(0, last - WINDOW_EPISODES)
    return points._replace(values=(sums[last] - sums[first]) / (last - first))


def _curves(group: Group, points: Sequence[Points], grid: NDArray[numpy.float64], axis: Axis) -> dict[str, Any]:
    curves = numpy.array([_on(grid, getattr(each, axis), each.values) for each in points])
    return {
        "label": group.label,
        "seeds": [run.seed for run in group.runs],
        "curves": [_plain(curve) for curve in curves],
        # Not a number as soon as one of them is: a mean over those that are left would jump where one ends.
        "mean": _plain(curves.mean(axis=0)),
        "deviation": _plain(curves.std(axis=0)),
    }


def _on(grid: NDArray[numpy.float64], places: NDArray[Any], values: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
    """A curve on the grid; not a number outside of what was measured."""
    if places.size == 0:
        return numpy.full(grid.size, numpy.nan)
    return numpy.interp(grid, places, values, left=numpy.nan, right=numpy.nan)


def _plain(curve: NDArray[numpy.float64]) -> list[float | None]:
    return [None if numpy.isnan(value) else float(value) for value in curve]
