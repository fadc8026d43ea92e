"""A run that was started elsewhere: what is known of it stands at the service."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy

from . import service as api
from .errors import BadArgumentError, RunNotFoundError, ServiceError
from .folder import Wish
from .history import Evaluation, Points


class RemoteRecord:
    """Asks the service each time."""

    def __init__(self, service: api.Service, run_id: str) -> None:
        self._service = service
        self._id = run_id

    def run(self) -> dict[str, Any]:
        """The run's resource; RunNotFoundError if there is none that the caller may see."""
        try:
            value: dict[str, Any] = self._service.call("GET", api.path("runs", self._id))
        except ServiceError as error:
            if error.status == 404:
                raise RunNotFoundError(f"there is no run {self._id}, here or at the service") from error
            raise
        return value

    def status(self) -> str:
        return str(self.run()["status"])

    def reason(self) -> str | None:
        reason = self.run().get("reason")
        return None if reason is None else str(reason)

    def step(self) -> int:
        return int(self.run()["step"])

    def evaluation(self) -> Evaluation | None:
        value = self.run().get("evaluation")
        return value and Evaluation(value["mean_reward"], value["std_reward"], value["episodes"])

    def names(self) -> list[str]:
        return sorted(self.run()["metrics"])

    def points(self, name: str) -> Points:
        """At most 10,000 points, the extremes among them: a longer series comes down-sampled."""
        answer = self._service.call("GET", api.path("runs", self._id, "metrics", names=name, max_points=10_000))
        series = answer["series"][0]
        values = [float("nan") if value is None else value for value in series["values"]]
        return Points(numpy.array(series["steps"], numpy.int64), numpy.array(values), numpy.array(series["seconds"]))

    def checkpoints(self) -> list[Path]:
        return []

    def ask(self, wish: Wish) -> None:
        if wish != "stop":
            raise BadArgumentError(f"a run can be asked to {wish} in the home it was started from")
        self._service.call("POST", api.path("runs", self._id, "stop"))
