"""A course's nbgrader gradebook, read where it stands.

Formgrader and grading jobs write it at the same time: it is opened read-only, and nobody waits for a reader.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from nbgrader.api import Base
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from nbacademy_graders.gradebook import make_tables
from nbacademy_hub.errors import Unavailable

BUSY_SECONDS = 5


@contextmanager
def reading(gradebooks: Path, slug: str) -> Iterator[Session]:
    """A session on nbgrader's tables of a course; an empty gradebook where nothing has been graded yet.

    Raises Unavailable when the file is damaged, locked for too long, or no file of the course's own.
    """
    path = path_of(gradebooks, slug)
    engine = _open(path) if path is not None else _empty()
    try:
        with Session(engine) as session:
            yield session
    except DatabaseError as error:
        raise Unavailable(f"The gradebook of {slug} cannot be read just now.") from error
    finally:
        engine.dispose()


def path_of(gradebooks: Path, slug: str) -> Path | None:
    """Where a course's gradebook is, None before there is one. Raises Unavailable for a link.

    The course's own server may write to its folder: a link of its making could lead to another course's gradebook.
    """
    path = gradebooks / slug / "gradebook.db"
    if path.is_symlink():
        raise Unavailable(f"The gradebook of {slug} is a link: it must be a file of its own.")
    return path if path.exists() else None


def copy(gradebooks: Path, slug: str, target: Path) -> None:
    """A copy of a course's gradebook as it stands at one moment, whoever writes meanwhile."""
    path = path_of(gradebooks, slug)
    if path is None:
        make_tables(f"sqlite:///{target}")
        return
    with (
        contextlib.closing(sqlite3.connect(_address(path), uri=True, timeout=BUSY_SECONDS)) as source,
        contextlib.closing(sqlite3.connect(target)) as copied,
    ):
        source.backup(copied)


def _open(path: Path) -> Engine:
    return create_engine(f"sqlite:///{_address(path)}&uri=true", connect_args={"timeout": BUSY_SECONDS})


def _address(path: Path) -> str:
    return f"file:{quote(os.fspath(path))}?mode=ro"


def _empty() -> Engine:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    return engine
