"""Brings a database to the newest schema. Safe to call from several processes at once."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from .engine import open_engine

_LOCK = 7_239_114  # any number of our own, for PostgreSQL's advisory lock


def upgrade(url: str, revision: str = "head") -> None:
    """Migrates the database at `url` up to `revision`."""
    engine = open_engine(url)
    try:
        with _alone(url), engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
                connection.commit()
            command.upgrade(configuration(url, connection), revision)
    finally:
        engine.dispose()


def configuration(url: str, connection: Connection | None = None) -> Config:
    """Alembic's configuration for our migrations."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("file_template", "%%(rev)s")
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _alone(url: str) -> Iterator[None]:
    """Holds a lock file beside an SQLite database; PostgreSQL has its own lock, let go when its connection closes."""
    prefix = "sqlite:///"
    if not url.startswith(prefix):
        yield
        return
    path = Path(url.removeprefix(prefix))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".migrating").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
