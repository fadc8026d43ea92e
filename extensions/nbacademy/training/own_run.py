"""A run whose training goes on in this kernel: a loop of one's own, or one's own model."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from hashlib import sha256
from types import TracebackType
from typing import Any, Literal, Self

from .announcement import announced
from .errors import BadArgumentError, StoppedError
from .folder import Folder, Job
from .local import LocalRecord, processes
from .provenance import in_words
from .recorder import Recorder
from .recovery import tidy
from .run import Run
from .wishes import Wishes

EPISODE_REWARD = "episode/reward"


class OwnRun(Run):
    """A run that this kernel trains; begun when its `with` block is entered, ended when that is left.

    Left by an exception, it has failed for that reason; by an interrupt, it was stopped.
    """

    def __init__(self, job: Job) -> None:
        folder = Folder.create(job)
        super().__init__(job, LocalRecord(folder))
        self._folder = folder
        self._held = ExitStack()
        self.recorder = Recorder(folder.events)
        self.wishes = Wishes(folder, self.recorder)

    def log(self, step: int, values: Mapping[str, float]) -> None:
        """Records what was measured at an environment step; a whole episode's return goes by `episode/reward`.

        Waits while the run is paused. Raises StoppedError when somebody asked it to stop: the `with` block ends there,
        and what follows it is executed. Raises BadArgumentError for what is no number.
        """
        numbers = {name: _number(name, value) for name, value in values.items()}
        self.recorder.emit("episode" if EPISODE_REWARD in numbers else "metrics", int(step), numbers)
        if self.wishes():
            raise StoppedError("the run was asked to stop")

    def begin(self, shown: bool = True) -> None:
        """Records the start, has what follows delivered, and shows the chart if it shall be and this is a notebook."""
        lock = self._held.enter_context(self._folder.writing())
        self.recorder.emit("status", 0, status="started", text=in_words(self._job))
        assert lock is not None, "a new run's folder is nobody else's"
        if self.recorded:
            processes[self.id] = _courier(self._folder, lock)
        tidy()
        if shown and shell() is not None:
            importlib.import_module("IPython.display").display(self)

    def end(self, status: Literal["finished", "stopped", "failed"], reason: str = "") -> None:
        """Records how the run ended."""
        self.recorder.emit("status", self.recorder.step, status=status, text=reason)
        self.recorder.close()
        self._held.close()

    def __enter__(self) -> Self:
        self.begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self.end(*how_it_ended(error))
        return isinstance(error, StoppedError)


def run(
    name: str,
    *,
    environment: str,
    total_timesteps: int,
    algorithm: str | None = None,
    seed: int | None = None,
    hyperparameters: Mapping[str, Any] | None = None,
    course: str | None = None,
) -> OwnRun:
    """A run for a training loop of one's own.

        with nba.run("my PPO", environment="CartPole-v1", total_timesteps=50_000, seed=1) as run:
            ...
            run.log(step, {"episode/reward": 200.0})

    `environment` and `algorithm` (by default `name`) are words for people; `total_timesteps` is what is planned;
    `hyperparameters` are recorded as they are given. Raises BadArgumentError and ServiceError as `train` does.
    """
    job = announced(
        name=name,
        algorithm=algorithm or name,
        environment=environment,
        hyperparameters=hyperparameters or {},
        total_timesteps=total_timesteps,
        seed=seed,
        course=course,
        code_sha256=sha256(code_so_far().encode()).hexdigest(),
        saves=False,
    )
    return OwnRun(job)


def how_it_ended(error: BaseException | None) -> tuple[Literal["finished", "stopped", "failed"], str]:
    """A run's last status and its reason, by the exception that ended it."""
    if error is None:
        return "finished", ""
    if isinstance(error, StoppedError | KeyboardInterrupt):
        return "stopped", ""
    return "failed", f"{type(error).__name__}: {error}"


def code_so_far() -> str:
    """The cells that this kernel has executed, the present one too; nothing outside of IPython."""
    here = shell()
    return "" if here is None else "\n\n".join(here.user_ns.get("In", ()))


def shell() -> Any:
    """IPython's shell, if this is a notebook's kernel or a terminal of it; None in any other program."""
    return importlib.import_module("IPython").get_ipython() if "IPython" in sys.modules else None


def _number(name: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise BadArgumentError(f"{name} must be a number, not {type(value).__name__}") from error


def _courier(folder: Folder, lock: int) -> subprocess.Popen[bytes]:
    """The process that delivers. It holds the run's lock, too: should this one die, it says so in the record."""
    with folder.log.open("wb") as log:
        return subprocess.Popen(  # noqa: S603  our own module, by this interpreter
            [sys.executable, "-m", "nbacademy.training.courier", str(folder.path), str(os.getpid())],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=(lock,),
        )
