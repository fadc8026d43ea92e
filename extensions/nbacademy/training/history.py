"""What happened in a run so far, read from its spool file as it grows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray

from .spool import SpoolReader

_MANY = 1 << 30


class Points(NamedTuple):
    """One metric over a run: three arrays of equal length. A missing value is NaN."""

    steps: NDArray[numpy.int64]
    values: NDArray[numpy.float64]
    seconds: NDArray[numpy.float64]


class Evaluation(NamedTuple):
    """Returns of the trained policy in whole deterministic episodes."""

    mean_reward: float
    std_reward: float
    episodes: int


class History:
    """Everything read so far; `refresh` reads on."""

    def __init__(self, path: Path) -> None:
        self._spool = SpoolReader(path)
        self._columns: dict[str, list[tuple[int, float, float]]] = {}
        self.status = "starting"
        self.reason: str | None = None
        self.evaluation: Evaluation | None = None
        self.step = 0
        self.events = 0

    def refresh(self) -> History:
        for line in self._spool.read(_MANY, _MANY):
            self._add(json.loads(line))
        return self

    def names(self) -> list[str]:
        return sorted(self._columns)

    def points(self, name: str) -> Points:
        steps, values, seconds = zip(*self._columns[name], strict=True)
        return Points(numpy.array(steps, numpy.int64), numpy.array(values, numpy.float64), numpy.array(seconds))

    def _add(self, event: dict[str, Any]) -> None:
        self.events += 1
        self.step = max(self.step, event["step"])
        for name, value in event["values"].items():
            row = (event["step"], float("nan") if value is None else value, event["seconds"])
            self._columns.setdefault(name, []).append(row)
        if event["kind"] == "status":
            self.status = "running" if event["status"] in ("started", "resumed") else event["status"]
            self.reason = event.get("text") if self.status == "failed" else None
        elif event["kind"] == "evaluation":
            self.evaluation = _evaluation(event["values"])


def _evaluation(values: dict[str, float | None]) -> Evaluation | None:
    mean, deviation, episodes = (values.get(f"evaluation/{name}") for name in ("mean_reward", "std_reward", "episodes"))
    if mean is None or deviation is None or episodes is None:
        return None
    return Evaluation(mean, deviation, int(episodes))
