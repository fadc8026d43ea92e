"""Formgrader in a course's own server: marking is there, what the platform does itself is on the platform's pages."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from .notebook_server import NotebookServer
from .platform_peer import SERVER_TOKEN, PlatformPeer

COURSE = "/services/academy/courses/ppo101"


@pytest.fixture(scope="module")
def course(running_platform: PlatformPeer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    server = NotebookServer(tmp_path_factory.mktemp("course"), running_platform.url, SERVER_TOKEN, "course-ppo101")
    # An assistant, who is not the owner: a course's server has none.
    with server.client("grace") as client:
        yield client
    server.close()


@pytest.mark.parametrize(
    ("path", "place"),
    [("formgrader", "/user/course-ppo101/formgrader/gradebook"), ("formgrader/manage_assignments", COURSE),
     ("formgrader/manage_submissions/ps1", f"{COURSE}/submissions?assignment=ps1"),
     ("formgrader/manage_submissions/%2F..&a=%3F", f"{COURSE}/submissions?assignment=%2F..%26a%3D%3F")],
)  # fmt: skip
def test_what_the_platform_does_itself_leads_to_its_pages(course: httpx.Client, path: str, place: str) -> None:
    answer = course.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (302, place)


def test_marking_stays_in_formgrader(course: httpx.Client) -> None:
    page = course.get("formgrader/gradebook")
    assert page.status_code == 200
    assert "Manual Grading" in page.text


def test_a_stranger_is_led_nowhere_but_to_sign_in(course: httpx.Client) -> None:
    answer = httpx.get(f"{course.base_url}formgrader/manage_assignments", trust_env=False)
    assert "/login" in answer.headers["Location"]


def test_a_persons_own_formgrader_is_as_nbgrader_made_it(ada: httpx.Client) -> None:
    assert "Manage Assignments" in ada.get("formgrader/manage_assignments").text
