"""Opens the database: SQLite in WAL mode, or PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session, sessionmaker

from . import changes
from .freshness import Freshness

BUSY_SECONDS = 30
POOL_SIZE = 10
MORE_CONNECTIONS = 10
"""Beyond those that are kept."""


class Database:
    """One database, with transactions to read and to write in."""

    def __init__(self, url: str, folder: Path | None = None) -> None:
        """`url` is SQLAlchemy's: `sqlite:////path/file.db` or `postgresql+psycopg://…`; in the `folder` processes with
        the same database tell each other what they have written."""
        self.engine = open_engine(url)
        self._reading = sessionmaker(self.engine, expire_on_commit=False)
        self._writing = sessionmaker(self.engine.execution_options(writes=True), expire_on_commit=False)
        self._alone = sessionmaker(_alone(self.engine), expire_on_commit=False)
        self.freshness = Freshness(folder)
        self.freshness.watch(self.engine, self._reading, self._writing, self._alone)
        for maker in (self._writing, self._alone):
            changes.watch(maker)

    @contextmanager
    def transaction(self, *, writes: bool = True, alone: bool = False) -> Iterator[Session]:
        """A session in one transaction: committed at the end, rolled back when anything is raised.

        One that is `alone` writes, and fails when another that is alone, or that wrote to the same row, was faster.
        """
        make = self._alone if alone else self._writing if writes else self._reading
        with make() as session:
            try:
                with session.begin():
                    yield session
            finally:
                self.freshness.written(session)

    @property
    def most_connections(self) -> int:
        """How many connections the pool may hold at once."""
        return POOL_SIZE + MORE_CONNECTIONS

    def close(self) -> None:
        self.engine.dispose()


def open_engine(url: str) -> Engine:
    """An engine for an SQLAlchemy URL. On SQLite a commit is on disk before it returns, and readers don't block."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=POOL_SIZE, max_overflow=MORE_CONNECTIONS)
    connect_args = {"timeout": BUSY_SECONDS, "isolation_level": None}
    engine = create_engine(url, connect_args=connect_args, pool_size=POOL_SIZE, max_overflow=MORE_CONNECTIONS)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _alone(engine: Engine) -> Engine:
    # On SQLite who writes is alone in any case.
    isolated = {} if engine.dialect.name == "sqlite" else {"isolation_level": "SERIALIZABLE"}
    return engine.execution_options(writes=True, **isolated)


def _prepare_sqlite(connection: Any, _entry: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails when another has written in between:
    # one that will write takes its place in the queue at once.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
