"""Actors: a service, a student with a home of their own, another student, an instructor of their course."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from nbacademy.protocol.courses import CourseCreate
from nbacademy.training import local
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.courses import service as courses
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.db.engine import Database
from nbacademy_hub.learning.tables import Enrollment

from ..service import Academy

STUDENT = "testuser<'&\">"
COURSE = "ppo101"


@pytest.fixture(scope="session")
def running_academy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Academy]:
    academy = Academy(tmp_path_factory.mktemp("academy"))
    academy.start()
    _enroll(academy)
    yield academy
    academy.kill()


@pytest.fixture
def academy(running_academy: Academy) -> Iterator[Academy]:
    yield running_academy
    assert "Traceback" not in running_academy.log()


@pytest.fixture
def academy_of_its_own(tmp_path: Path) -> Iterator[Academy]:
    """A service that a test may kill."""
    academy = Academy(tmp_path)
    academy.start()
    yield academy
    academy.kill()


@pytest.fixture
def student(academy: Academy) -> Iterator[httpx.Client]:
    """With the token of their notebook server."""
    with academy.client(f"learn:{STUDENT}") as client:
        yield client


@pytest.fixture
def neighbour(academy: Academy) -> Iterator[httpx.Client]:
    with academy.client("grade:neighbour") as client:
        yield client


@pytest.fixture
def instructor(academy: Academy) -> Iterator[httpx.Client]:
    """In the browser, signed in."""
    with academy.client("grade:instructor") as client:
        yield client


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A student's home; what was started from it is ended with the test."""
    runs = tmp_path / "runs"
    monkeypatch.setenv("NBACADEMY_RUNS", str(runs))
    monkeypatch.delenv("NBACADEMY_API_URL", raising=False)
    monkeypatch.delenv("JUPYTERHUB_API_TOKEN", raising=False)
    before = set(local.processes)
    yield runs
    for run_id in set(local.processes) - before:
        process = local.processes.pop(run_id)
        if process.poll() is None:
            # The supervisor and the worker: they are a group of their own.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def notebook_server(home: Path, academy: Academy, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home, in a notebook server that belongs to the service."""
    monkeypatch.setenv("NBACADEMY_API_URL", academy.url)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", f"learn:{STUDENT}")
    return home


@pytest.fixture
def announce(student: httpx.Client) -> Callable[..., dict[str, Any]]:
    """Announces a run as the library does."""

    def announced(**values: Any) -> dict[str, Any]:
        body = {"algorithm": "PPO", "environment": "CartPole-v1", "total_timesteps": 1000, "seed": 1, **values}
        answer = student.post("/runs", json=body)
        assert answer.status_code == 201, answer.text
        run: dict[str, Any] = answer.json()
        return run

    return announced


def _enroll(academy: Academy) -> None:
    database = Database(academy.database_url)
    with database.transaction() as session:
        courses.create(session, CourseCreate(slug=COURSE, title="Proximal policy optimization"))
        course = session.scalars(select(Course).where(Course.slug == COURSE)).one()
        course.published = True
        for name, role in ((STUDENT, "student"), ("neighbour", "student"), ("instructor", "instructor")):
            account = accounts.ensure(session, name)
            session.add(Enrollment(course_id=course.id, account_id=account.id, role=role))
    database.close()
