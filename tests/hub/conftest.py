"""Actors: a service on SQLite and one on PostgreSQL, with a course, its people and what they have made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

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


@pytest.fixture(scope="session")
def new_database(
    database: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], str]:
    """Makes the URL of a new, empty database."""
    if database == "postgresql":
        server: PostgreSQL = request.getfixturevalue("postgresql")
        return server.new_database
    return lambda: f"sqlite:///{tmp_path_factory.mktemp('database') / 'academy.db'}"


@pytest.fixture
def database_url(new_database: Callable[[], str]) -> str:
    """A new, empty database."""
    return new_database()


@pytest.fixture
def migrated(database_url: str) -> Iterator[Database]:
    """A new database with our tables."""
    migrate.upgrade(database_url)
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def classroom(migrated: Database, tmp_path: Path) -> Classroom:
    return Classroom(migrated, tmp_path)


@pytest.fixture(scope="session")
def world(new_database: Callable[[], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The running service with the course alpha and its people."""
    academy = Academy(tmp_path_factory.mktemp("academy"), database_url=new_database(), workers=True)
    academy.start()
    world = World(academy)
    try:
        world.settle()
        furnish(world)
        yield world
    finally:
        world.close()
        academy.stop()
    assert academy.tracebacks() == []
