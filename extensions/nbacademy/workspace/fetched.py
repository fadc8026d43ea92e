"""What was fetched last, by path relative to the root, so that one's own changes can be told from the platform's."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import Field, ValidationError

from ..protocol.shape import Shape
from .files import write
from .paths import below

FOLDER = ".nbacademy"
_log = logging.getLogger(__name__)


class Fetched(Shape):
    """`files`: the SHA-256 of each file as it was fetched; `versions`: the version of each assignment folder."""

    files: dict[str, str] = Field(default_factory=dict)
    versions: dict[str, int] = Field(default_factory=dict)

    def plus(self, files: dict[str, str], versions: dict[str, int]) -> Fetched:
        """This record, with newer entries."""
        return Fetched(files=self.files | files, versions=self.versions | versions)


def load(root: Path) -> Fetched:
    """The record of a root; an empty one when there is none yet."""
    path = _path(root)
    if not path.exists():
        return Fetched()
    try:
        return Fetched.model_validate_json(path.read_bytes())
    except ValidationError:
        # Without the record every difference counts as one's own change: more questions, but nothing is lost.
        aside = path.with_suffix(".damaged.json")
        path.replace(aside)
        _log.warning("The record of fetched files was damaged; it was put aside as %s", aside)
        return Fetched()


def save(root: Path, record: Fetched) -> None:
    write(_path(root), record.model_dump_json(indent=1).encode())


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Holds the record's lock: the server and a command in a terminal may fetch at the same time."""
    path = below(root, f"{FOLDER}/lock")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _path(root: Path) -> Path:
    return below(root, f"{FOLDER}/fetched.json")
