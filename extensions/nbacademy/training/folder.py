"""A run's folder on disk: what it was asked to do, what happened, whether its processes live."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from .errors import RunNotFoundError

Wish = Literal["stop", "pause", "resume", "checkpoint"]
"""What a run can be asked for while it goes on."""


@dataclass(frozen=True)
class Job:
    """What a run was asked for, as it is written down.

    `hyperparameters` are for reading: what is not JSON is described. `api_url` and `ingest_token`
    are None for a run that no service records. `versions` are of what takes part in training, `code_sha256` is of what
    was executed; `saves` tells whether the run can save checkpoints, `checkpoints` how many it saves unasked.
    """

    id: str
    name: str
    algorithm: str
    environment: str
    hyperparameters: dict[str, Any]
    total_timesteps: int
    seed: int
    course: str | None
    created_at: str
    sys_path: tuple[str, ...]
    api_url: str | None = None
    ingest_token: str | None = None
    versions: dict[str, str] = field(default_factory=dict)
    code_sha256: str = ""
    saves: bool = True
    checkpoints: int = 0

    @property
    def recorded(self) -> bool:
        return self.api_url is not None


class Folder:
    """The files of one run below `home()`; readable by their owner alone, since a token stands there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.events = path / "events.jsonl"
        self.payload = path / "payload.pkl"
        self.log = path / "worker.log"
        self.model = path / "model.zip"
        self.checkpoints = path / "checkpoints"
        self._job = path / "job.json"
        self._lock = path / "lock"
        self._problem = path / "not-delivered"
        self._delivered = path / "delivered"

    @classmethod
    def create(cls, job: Job, payload: bytes | None = None) -> Folder:
        """A new run's folder; `payload` is what its worker unpickles, None for a run without one."""
        folder = cls(home() / job.id)
        folder.path.mkdir(parents=True, mode=0o700)
        if payload is not None:
            folder.payload.write_bytes(payload)
        folder.events.touch()
        _write(folder._job, json.dumps(asdict(job)))
        return folder

    @classmethod
    def find(cls, run_id: str) -> Folder:
        """The folder of a run that was started here; RunNotFoundError otherwise."""
        folder = cls(home() / Path(run_id).name)
        if not folder._job.is_file():
            raise RunNotFoundError(f"there is no run {run_id} in {home()}")
        return folder

    @classmethod
    def all(cls) -> list[Folder]:
        """Every run started here, the newest last."""
        found = [path.parent for path in home().glob("*/job.json")]
        return [cls(path) for path in sorted(found, key=lambda path: path.stat().st_ctime)]

    def job(self) -> Job:
        values = json.loads(self._job.read_text())
        return Job(**{**values, "sys_path": tuple(values["sys_path"])})

    def ask(self, wish: Wish) -> None:
        """Leaves a wish for the process that trains."""
        if wish == "resume":
            self.grant("pause")
        else:
            (self.path / wish).touch()

    def asked(self, wish: Wish) -> bool:
        return (self.path / wish).exists()

    def grant(self, wish: Wish) -> None:
        """Takes a wish away, once it is fulfilled."""
        (self.path / wish).unlink(missing_ok=True)

    def checkpoint(self, step: int) -> Path:
        """Where the checkpoint of a step is saved."""
        self.checkpoints.mkdir(exist_ok=True)
        return self.checkpoints / f"step-{step:010}.zip"

    def saved(self) -> list[Path]:
        """The checkpoints that there are, the newest last."""
        return sorted(self.checkpoints.glob("step-*.zip"))

    def note_problem(self, words: str) -> None:
        """Says why events could not be delivered."""
        _write(self._problem, words)

    def problem(self) -> str | None:
        return self._problem.read_text() if self._problem.exists() else None

    def note_delivered(self) -> None:
        self._delivered.touch()

    def delivered(self) -> bool:
        """Whether all of an ended run's events have reached the service."""
        return self._delivered.exists()

    @contextmanager
    def writing(self) -> Iterator[int | None]:
        """Holds the right to write and deliver events; yields None if somebody else (a live run) has it.

        A lock of the kernel's rather than a process id: it goes with its holder, whatever killed it, and means the
        same in another container on the same home. What is yielded is its file descriptor: who inherits that holds the
        right, too.
        """
        with self._lock.open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield None
                return
            yield file.fileno()


def home(environ: Mapping[str, str] = os.environ) -> Path:
    """Where runs are kept: `NBACADEMY_RUNS`, or `~/.nbacademy/runs`."""
    given = environ.get("NBACADEMY_RUNS")
    return Path(given) if given else Path.home() / ".nbacademy" / "runs"


def _write(path: Path, text: str) -> None:
    """All or nothing, and for the owner's eyes only."""
    draft = path.with_name(path.name + ".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
