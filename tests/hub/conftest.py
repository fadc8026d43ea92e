"""Actors: a service on SQLite and one on PostgreSQL, with a course, its people and what they have made."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import make_url

from nbacademy_hub.db import migrate
from nbacademy_hub.db.engine import Database

from ..postgresql import PostgreSQL
from ..service import Academy
from .classroom import Classroom
from .graded import furnish
from .world import World

# All tests on one database go to one worker, so that there is one service for each of the two.
DATABASES = [pytest.param(name, marks=pytest.mark.xdist_group(f"hub-{name}")) for name in ("sqlite", "postgresql")]


@pytest.fixture(scope="session", params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """On which database: every test that needs one runs on both."""
    return request.param


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    server = PostgreSQL()
    try:
        server.start()
        yield server
    finally:
        server.remove()


class NewDatabase(Protocol):
    """Makes a new database, empty or a copy of another; gives its URL."""

    def __call__(self, model: str | None = None) -> str: ...


@pytest.fixture(scope="session")
def new_database(
    database: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> NewDatabase:
    if database == "postgresql":
        server: PostgreSQL = request.getfixturevalue("postgresql")
        return server.new_database

    def new_file(model: str | None = None) -> str:
        path = tmp_path_factory.mktemp("database") / "academy.db"
        if model is not None:
            shutil.copyfile(str(make_url(model).database), path)
        return f"sqlite:///{path}"

    return new_file


@pytest.fixture
def database_url(new_database: NewDatabase) -> str:
    """A new, empty database."""
    return new_database()


@pytest.fixture(scope="session")
def model(new_database: NewDatabase) -> str:
    """A database with our tables that is only copied: to migrate takes longer than most tests."""
    url = new_database()
    migrate.upgrade(url)
    return url


@pytest.fixture
def migrated(new_database: NewDatabase, model: str) -> Iterator[Database]:
    """A new database with our tables."""
    opened = Database(new_database(model))
    yield opened
    opened.close()


@pytest.fixture
def classroom(migrated: Database, tmp_path: Path) -> Classroom:
    return Classroom(migrated, tmp_path)


@pytest.fixture(scope="session")
def own_world(new_database: NewDatabase, model: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world apart for tests that do there what they like; nothing is graded in it."""
    academy = Academy(tmp_path_factory.mktemp("own"), database_url=new_database(model))
    with running(academy) as world:
        furnish(world)
        yield world


@pytest.fixture(scope="session")
def world(new_database: NewDatabase, model: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The running service with the course alpha and its people."""
    academy = Academy(tmp_path_factory.mktemp("academy"), database_url=new_database(model), workers=True)
    with running(academy) as world:
        world.await_workers()
        furnish(world)
        yield world


@contextmanager
def running(academy: Academy) -> Iterator[World]:
    """A service with the course alpha and its people, that had no fault when it ends."""
    academy.start()
    world = World(academy)
    try:
        world.settle()
        yield world
    finally:
        world.close()
        academy.stop()
    assert academy.tracebacks() == []
