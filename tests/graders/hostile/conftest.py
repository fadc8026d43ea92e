"""The collection, graded once for all tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from traitlets.config import Config

from nbacademy_graders.publishing import publish
from nbacademy_graders.sandbox import reap

from ..authoring import Desk
from .collection import CASES
from .grading import Course, Verdict, batches
from .host import HOST_MARK
from .victim import FILES, source


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory, sandbox_config: Config) -> Iterator[Course]:
    """The assignment, and the settings under which the command grades it."""
    root = tmp_path_factory.mktemp("hostile")
    desk = Desk(root)
    folder = desk.folder({"work": source()}, FILES)
    sandbox = sandbox_config.SandboxSettings
    settings = {
        "NBACADEMY_IMAGE": sandbox.image,
        "NBACADEMY_INSTANCE": f"{sandbox.instance}-hostile",
        "NBACADEMY_RUNTIME": sandbox.runtime_folder,
        "NBACADEMY_HOST_MARK": HOST_MARK,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    yield Course(root, folder, publish("course", "ps1", desk.bundle(folder)).notebooks["work"], settings)
    reap(settings["NBACADEMY_INSTANCE"], sandbox.runtime_folder)  # after a run that was broken off


@pytest.fixture(scope="session")
def verdicts(course: Course, request: pytest.FixtureRequest) -> dict[str, Verdict]:
    """Verdicts of the cases that this run's tests ask for, and of their honest neighbours. All commands at once:
    much of their time is waiting for what never ends."""
    items = [item for item in request.session.items if isinstance(item, pytest.Function) and hasattr(item, "callspec")]
    asked = {item.callspec.params.get("name") for item in items} & set(CASES)
    wanted = batches(asked or set(CASES))
    with ThreadPoolExecutor(len(wanted)) as commands:
        parts = list(commands.map(course.grade, wanted))
    return {name: verdict for part in parts for name, verdict in part.items()}
