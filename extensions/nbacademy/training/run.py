"""A training run as the notebook holds it."""

from __future__ import annotations

import importlib
import time
from pathlib import Path
from typing import Any, Protocol

from nbacademy.protocol.recording import ENDED

from .errors import BadArgumentError
from .folder import Job, Wish
from .history import Evaluation, Points

MIMETYPE = "application/vnd.nbacademy.run+json"
"""What a run is shown by where there is no kernel: a JSON object with its id and title."""


class Record(Protocol):
    """Where a run's events can be read: its folder here, or the service."""

    def status(self) -> str: ...
    def reason(self) -> str | None: ...
    def step(self) -> int: ...
    def evaluation(self) -> Evaluation | None: ...
    def names(self) -> list[str]: ...
    def points(self, name: str) -> Points: ...
    def checkpoints(self) -> list[Path]: ...
    def ask(self, wish: Wish) -> None: ...


class Run:
    """A handle on a run. The run itself goes on without it: the kernel may be interrupted or restarted meanwhile.

    The last expression of a cell shows it as a live chart. `nbacademy.attach(run.id)` gives a new handle.
    """

    def __init__(self, job: Job, record: Record) -> None:
        self._job = job
        self._record = record

    @property
    def id(self) -> str:
        return self._job.id

    @property
    def name(self) -> str:
        return self._job.name

    @property
    def algorithm(self) -> str:
        return self._job.algorithm

    @property
    def environment(self) -> str:
        return self._job.environment

    @property
    def hyperparameters(self) -> dict[str, Any]:
        """All that were set: the tuned ones for this environment, and over them those that were given."""
        return dict(self._job.hyperparameters)

    @property
    def total_timesteps(self) -> int:
        return self._job.total_timesteps

    @property
    def seed(self) -> int:
        return self._job.seed

    @property
    def created_at(self) -> str:
        """When it was announced, in UTC as RFC 3339 writes it."""
        return self._job.created_at

    @property
    def recorded(self) -> bool:
        """Whether the academy service keeps this run; if not, only this home does."""
        return self._job.recorded

    @property
    def status(self) -> str:
        """`starting`, `running`, `paused` (as seen from its home), `finished`, `stopped`, `failed` or `lost`."""
        return self._record.status()

    @property
    def reason(self) -> str | None:
        """Why the run failed, in the error's own words; None if it did not."""
        return self._record.reason()

    @property
    def step(self) -> int:
        """The newest environment step heard of."""
        return self._record.step()

    @property
    def evaluation(self) -> Evaluation | None:
        """The trained policy's return in 20 deterministic episodes on fresh seeds; None until the run has finished."""
        return self._record.evaluation()

    @property
    def metric_names(self) -> list[str]:
        """What `metrics` can be asked for."""
        return self._record.names()

    def metrics(self, name: str) -> Points:
        """One metric so far, as arrays `steps`, `values` and `seconds`; LookupError if there is none of that name."""
        names = self.metric_names
        if name not in names:
            known = ", ".join(names) or "nothing yet"
            raise LookupError(f"this run has no metric {name!r}; it has {known}")
        return self._record.points(name)

    @property
    def saves(self) -> bool:
        """Whether the run can be asked for checkpoints."""
        return self._job.saves

    @property
    def checkpoints(self) -> list[Path]:
        """The checkpoints saved in this home, the newest last: what stable-baselines3 loads."""
        return self._record.checkpoints()

    def checkpoint(self) -> None:
        """Asks the run to save its model as it is now, in `checkpoints`; returns at once.

        BadArgumentError for a loop of one's own: what there is to be saved, only that loop knows.
        """
        if not self.saves:
            raise BadArgumentError("this run's model is its own loop's: save it there")
        self._ask("checkpoint")

    def pause(self) -> None:
        """Asks the run to wait where it is until `resume`; returns at once."""
        self._ask("pause")

    def resume(self) -> None:
        """Lets a paused run go on."""
        self._ask("resume")

    def stop(self) -> None:
        """Asks the run to stop after the step it is at; returns at once. A run that has ended stays as it is."""
        self._ask("stop")

    def _ask(self, wish: Wish) -> None:
        if self.status not in ENDED:
            self._record.ask(wish)

    def wait(self, timeout: float | None = None) -> str:
        """Waits until the run has ended, for at most `timeout` seconds; the status then. An interrupt ends only the
        waiting."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while (status := self.status) not in ENDED and (deadline is None or time.monotonic() < deadline):
            time.sleep(0.1)
        return status

    def __repr__(self) -> str:
        return f"<Run {self.name}: {self.algorithm} in {self.environment}, {self.status} at step {self.step}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        # Not at the top: whoever only trains needs no widgets.
        return importlib.import_module("nbacademy.widget").show(self)
