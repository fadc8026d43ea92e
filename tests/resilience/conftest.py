"""The whole of grading on processes and a Docker engine of its own, so that every part may be killed."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service import Academy

from .engine import PrivateEngine
from .farm import Farm
from .school import School


@pytest.fixture(scope="module")
def state() -> Iterator[Path]:
    """A folder with a short name, as sockets need one."""
    folder = Path(tempfile.mkdtemp(prefix="nba-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def private_engine(state: Path, docker_image: str) -> Iterator[PrivateEngine]:
    """A Docker engine that has the notebook image."""
    (state / "engine").mkdir()
    engine = PrivateEngine(state / "engine")
    try:
        engine.start()
        engine.load(docker_image)
        yield engine
    finally:
        engine.remove()


@pytest.fixture(scope="module")
def school(state: Path, private_engine: PrivateEngine, docker_image: str) -> Iterator[School]:
    """The service, dask's scheduler, two workers, and a course with a small assignment."""
    settings = {
        "NBACADEMY_WITHOUT_DOCKER_REASON": "", "NBACADEMY_IMAGE": docker_image,
        "NBACADEMY_INSTANCE": f"resilience-{secrets.token_hex(4)}", "NBACADEMY_RUNTIME": str(state / "run"),
        "DOCKER_HOST": private_engine.host, "NBACADEMY_POOL_SIZE": "2",
    }  # fmt: skip
    farm = Farm(state, os.environ | settings, workers=2)
    academy = Academy(state, workers=True, settings=settings | {"NBACADEMY_GRADING_SCHEDULER": farm.address})
    school = School(academy, farm, private_engine, settings["NBACADEMY_INSTANCE"])
    try:
        farm.start()
        school.open()
        yield school
    finally:
        school.close()
