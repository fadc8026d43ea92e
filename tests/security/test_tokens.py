"""What a token may not: a student's read another's work, an instructor's notebook server grade."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import httpx
import pytest

from tests.installation import Installation

from .people import Neighbour, newcomer

ZIP = {"Content-Type": "application/zip"}


@pytest.fixture(scope="module")
def submission(mallory: Neighbour) -> str:
    """The id of a student's submission."""
    release = mallory.call("GET", "courses/ppo101/assignments/ps1/release").content
    path = "courses/ppo101/assignments/ps1/submissions"
    answer = mallory.call("POST", path, content=release, headers=ZIP)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


@pytest.fixture(scope="module")
def other(installation: Installation, mallory: Neighbour) -> Iterator[str]:
    """The personal token, with all that its owner may do, of another student of the course."""
    browser = newcomer(installation, "Trudy", f"trudy-{secrets.token_hex(3)}@example.org")
    token = browser.token()
    answer = mallory.call("POST", "enrollments", token, json={"course_id": "ppo101"})
    assert answer.status_code == 201, answer.text
    yield token
    browser.close()


@pytest.mark.parametrize("path", ["", "/archive", "/feedback"])
def test_a_student_cannot_read_anothers_submission(mallory: Neighbour, other: str, submission: str, path: str) -> None:
    assert mallory.call("GET", f"submissions/{submission}").status_code == 200
    assert mallory.call("GET", f"submissions/{submission}{path}", other).status_code == 404


STAFFS = [
    ("GET", "submissions?course=ppo101&everyone=true"),
    ("GET", "courses/ppo101/gradebook"),
    ("GET", "courses/ppo101/progress"),
    ("POST", "courses/ppo101/assignments/ps1/autograde"),
    ("POST", "courses/ppo101/assignments/ps1/feedback/release"),
]


@pytest.mark.parametrize(("method", "path"), STAFFS)
def test_an_instructors_notebook_server_can_neither_grade_nor_read_others_work(
    educator: Neighbour, submission: str, method: str, path: str
) -> None:
    body = {"json": {"submission_ids": [submission]}} if method == "POST" else {}
    assert educator.call(method, path, **body).status_code == 403
    answer = educator.call(method, path, educator.browser.token(), **body)
    assert answer.status_code in (200, 202), f"their own token may: {answer.text}"


def test_an_instructors_notebook_server_knows_no_submission(educator: Neighbour, submission: str) -> None:
    for path in ("", "/archive", "/feedback"):
        assert educator.call("GET", f"submissions/{submission}{path}").status_code == 404


@pytest.mark.parametrize(("method", "path"), [*STAFFS, ("GET", "courses/ppo101/assignments/ps1/source")])
def test_a_student_is_no_staff_with_any_token(mallory: Neighbour, other: str, method: str, path: str) -> None:
    body = {"json": {}} if method == "POST" else {}
    assert {mallory.call(method, path, token, **body).status_code for token in (None, other)} == {403}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "users"), ("GET", "groups"), ("GET", "services"), ("GET", "proxy"), ("GET", "users/{me}/tokens"),
        ("POST", "users/{me}/tokens"), ("POST", "users/educator/tokens"), ("POST", "users/educator/server"),
        ("POST", "users/{me}/servers/second"), ("POST", "shares/{me}/"), ("POST", "share-codes/{me}/"),
        ("POST", "shutdown"), ("GET", "users/educator"), ("GET", "users/course-ppo101"),
    ],
)  # fmt: skip
def test_a_servers_token_gets_nothing_more_of_the_hub(
    mallory: Neighbour, installation: Installation, method: str, path: str
) -> None:
    url = f"{installation.url}/hub/api/{path.format(me=mallory.name)}"
    headers = {"Authorization": f"token {mallory.token}"}
    answer = httpx.request(method, url, headers=headers, json={} if method == "POST" else None)
    assert answer.status_code in (403, 404), answer.text


def test_nobody_gets_a_token_with_more_than_they_may_do(mallory: Neighbour) -> None:
    for scopes in (["admin:users"], ["list:users"], ["access:servers!user=educator"]):
        answer = mallory.browser.http.post(
            f"/hub/api/users/{mallory.name}/tokens", json={"scopes": scopes}, headers=mallory.browser.headers("/hub/")
        )
        assert answer.status_code == 400, answer.text


@pytest.mark.parametrize("email", ["course-ppo101", ".Course_PPO101", "course", "ｃｏｕｒｓｅ-ppo101", "course-"])
def test_nobody_can_sign_up_as_a_courses_account(installation: Installation, email: str) -> None:
    browser = newcomer(installation, "X", f"{email}@{secrets.token_hex(3)}.example.org")
    assert not browser.name.startswith("course-")
    browser.close()


def test_a_cookie_alone_changes_nothing(mallory: Neighbour) -> None:
    http = mallory.browser.http
    assert http.get("/services/academy/").status_code == 200, "signed in at the service by now"
    answer = http.post("/services/academy/api/runs", json={}, headers={"Origin": "https://evil.example"})
    assert answer.status_code in (401, 403)


def test_nobody_learns_the_health_from_inside_a_container(mallory: Neighbour) -> None:
    look = (
        "import os, urllib.request, urllib.error\n"
        "for forged in ({}, {'X-Forwarded-For': '127.0.0.1'}, {'X-Real-IP': '127.0.0.1', 'Host': '127.0.0.1'}):\n"
        "    request = urllib.request.Request(os.environ['NBACADEMY_API_URL'] + '/health', headers=forged)\n"
        "    try: print(urllib.request.urlopen(request, timeout=5).status)\n"
        "    except urllib.error.HTTPError as error: print(error.code)\n"
    )
    assert mallory.run(look).split() == ["403", "403", "403"]
