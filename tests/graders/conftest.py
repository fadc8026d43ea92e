"""Actors of the grading tests: a worker with its waiting sandboxes, an educator's desk, a grader at work."""

from __future__ import annotations

import io
import os
import secrets
import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from traitlets.config import Config

from nbacademy_graders import entry
from nbacademy_graders.jobs import Graded, GradeJob, Refused, TrialJob
from nbacademy_graders.limits import Limits
from nbacademy_graders.publishing import publish
from nbacademy_graders.sandbox import SandboxPool, reap
from nbacademy_graders.sandbox.engine import docker_client
from nbacademy_graders.sandbox.owner import LABEL_INSTANCE

from .authoring import Desk, answered, mean_source

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def docker_image() -> str:
    return os.environ.get("NBACADEMY_IMAGE", "nbacademy-notebook:dev")


@pytest.fixture(scope="session")
def instance() -> str:
    return f"test-{secrets.token_hex(4)}"


@pytest.fixture(scope="session")
def sandbox_config(docker_image: str, instance: str) -> Iterator[Config]:
    """Configuration of this session's sandboxes, apart from all others on the machine."""
    runtime = f"/tmp/{instance}"
    options = {"image": docker_image, "instance": instance, "runtime_folder": runtime}
    yield Config({"SandboxSettings": options, "SandboxPool": {"size": 1}})
    reap(instance, runtime)
    assert containers(instance) == []
    assert not os.path.isdir(runtime) or os.listdir(runtime) == []
    shutil.rmtree(runtime, ignore_errors=True)


@pytest.fixture(scope="session")
def pool(sandbox_config: Config) -> Iterator[SandboxPool]:
    """The worker's pool, which `entry.run` uses too."""
    entry.configure(sandbox_config)
    pool = entry.process_pool()
    pool.warm()
    yield pool
    pool.close()


def containers(instance: str) -> list[str]:
    """Ids of the instance's containers, running or not."""
    found = docker_client().api.containers(all=True, filters={"label": f"{LABEL_INSTANCE}={instance}"})
    return [container["Id"] for container in found]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


class Classroom:
    """An assignment with a worker that grades what is handed in."""

    def __init__(self, desk: Desk, source: NotebookNode, files: dict[str, str] | None = None) -> None:
        self.desk = desk
        self.folder = desk.folder({"work": source}, files)
        self.source = desk.bundle(self.folder)
        self.assignment = publish("course", "ps1", self.source)
        self.release = self.assignment.notebooks["work"]
        # Once for a source, before anybody looks at the clock.
        entry.run(TrialJob(course="course", assignment="ps1", source=self.source))

    def job(self, work: NotebookNode | str | bytes | None, **values: Any) -> GradeJob:
        """The job for a submission of one notebook; `answers` or a whole `submission` may be given instead."""
        limits = Limits(**values.pop("limits", {}))
        if "submission" not in values:
            values["submission"] = self.desk.bundle(
                self.desk.folder({} if work is None else {"work": work}, values.pop("files", None))
            )
        base = {
            "student": "testuser<'&\">",
            "student_name": "Test <b>User",
            "submitted_at": NOW,
            "gradebook_url": self.desk.gradebook_url,
        }
        return GradeJob(course="course", assignment="ps1", source=self.source, limits=limits, **{**base, **values})

    def grade(self, work: NotebookNode | str | bytes | None, **values: Any) -> Graded:
        """Grade one submission that is expected to be gradable."""
        result = entry.run(self.job(work, **values))
        assert isinstance(result, Graded), result
        return result

    def refusal(self, work: NotebookNode | str | bytes | None, **values: Any) -> str:
        """Hand in what is expected to be refused; the reason."""
        result = entry.run(self.job(work, **values))
        assert isinstance(result, Refused), result
        return result.reason

    def answers(self, answers: dict[str, str], extra: Callable[[NotebookNode], None] | None = None) -> NotebookNode:
        """The release, filled in."""
        return answered(self.release, answers, extra)


@pytest.fixture
def open_classroom(pool: SandboxPool, desk: Desk) -> Callable[..., Classroom]:
    """Opens a classroom for a source notebook."""

    def opened(source: NotebookNode, files: dict[str, str] | None = None) -> Classroom:
        return Classroom(desk, source, files)

    return opened


@pytest.fixture
def classroom(open_classroom: Callable[..., Classroom]) -> Classroom:
    return open_classroom(mean_source())


def scores(result: Graded) -> dict[str, float | None]:
    """Scores by cell."""
    return {cell.grade_id: cell.score for cell in result.cells}


def notes(result: Graded) -> dict[str, str | None]:
    """Notes by cell."""
    return {cell.grade_id: cell.note for cell in result.cells}


def autograded(result: Graded, name: str = "work") -> NotebookNode:
    """The autograded notebook."""
    return nbformat.reads(member(result.autograded, f"{name}.ipynb"), as_version=4)


def page(result: Any, name: str = "work") -> str:
    """The feedback page."""
    return member(result.feedback, f"{name}.html")


def member(data: bytes, name: str) -> str:
    """A text file of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()
