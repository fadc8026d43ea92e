"""A service that is stopped answers what came in time, and says to the rest that it is going."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from nbacademy_hub.execution.cluster import NO_ENGINE

from ..service import Academy
from .world import COURSE, World, notebook, zip_of


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A service that the last of these tests may stop."""
    academy = Academy(tmp_path_factory.mktemp("academy"), workers=True)
    academy.start()
    world = World(academy)
    try:
        world.settle()
        world.await_workers()
        yield world
    finally:
        world.close()
        if academy.process is not None and academy.process.poll() is None:
            academy.stop()


def test_who_hands_in_where_nothing_can_be_graded_is_told_why_it_waits(world: World) -> None:
    student = world.newcomer()
    receipt = student.post(
        f"/courses/{COURSE}/assignments/ps1/submissions", content=zip_of({"ps1.ipynb": notebook()}),
        headers={"Content-Type": "application/zip"},
    ).json()  # fmt: skip
    deadline = time.monotonic() + 20
    while (place := _place(student, receipt["id"]))["waits_for"] is None and time.monotonic() < deadline:
        time.sleep(0.2)
    assert place["waits_for"] == NO_ENGINE
    latest = student.get(f"/courses/{COURSE}/assignments/ps1").json()["latest"]
    assert latest["queue"]["waits_for"] == NO_ENGINE


def test_what_came_before_the_stop_is_answered_and_what_comes_after_is_told(world: World) -> None:
    begun, archive = threading.Event(), zip_of({"ps1.ipynb": notebook()})

    def slowly() -> Iterator[bytes]:
        yield archive[:100]
        begun.set()
        time.sleep(2)
        yield archive[100:]

    late = world.newcomer()
    assert late.get("/courses").status_code == 200
    with ThreadPoolExecutor(1) as thread:
        sent = thread.submit(
            world.newcomer().post, f"/courses/{COURSE}/assignments/ps1/submissions", content=slowly(),
            headers={"Content-Type": "application/zip"},
        )  # fmt: skip
        assert begun.wait(10)
        assert world.academy.process is not None
        time.sleep(0.5)
        world.academy.process.send_signal(signal.SIGINT)
        time.sleep(0.5)
        refused = late.get("/courses")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
        assert sent.result().status_code == 201
    assert world.academy.process.wait(30) == 0
    assert world.academy.tracebacks() == []


def _place(student: httpx.Client, submission_id: str) -> dict[str, str | None]:
    place: dict[str, str | None] = student.get(f"/submissions/{submission_id}").json()["queue"]
    return place
