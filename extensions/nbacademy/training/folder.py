"""A run's folder on disk: what it was asked to do, what happened, whether its processes live."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .errors import RunNotFoundError


@dataclass(frozen=True)
class Job:
    """What a run was asked for, as it is written down.

    `hyperparameters` are for reading: what is not JSON is described. `api_url` and `ingest_token`
    are None for a run that no service records.
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
        self._job = path / "job.json"
        self._stop = path / "stop"
        self._lock = path / "lock"
        self._problem = path / "not-delivered"
        self._delivered = path / "delivered"

    @classmethod
    def create(cls, job: Job, payload: bytes) -> Folder:
        folder = cls(home() / job.id)
        folder.path.mkdir(parents=True, mode=0o700)
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

    def request_stop(self) -> None:
        self._stop.touch()

    def stop_requested(self) -> bool:
        return self._stop.exists()

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
