"""The forwarding part of the server extension."""

from __future__ import annotations

import http.client
import json
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest

from .notebook_server import NotebookServer
from .platform_peer import SERVER_TOKEN, PlatformPeer


def code(response: httpx.Response) -> str:
    return str(response.json()["error"]["code"])


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_every_verb_arrives_with_its_body_and_the_servers_token(ada: httpx.Client, platform: PlatformPeer, method: str):
    answer = ada.request(method, "academy/api/echo?page=2&q=%26a+b", content=None if method == "GET" else b"x" * 1000)
    assert answer.status_code == 200
    uri = "/services/academy/api/echo?page=2&q=%26a+b"
    assert answer.json() == {"method": method, "uri": uri, "size": 0 if method == "GET" else 1000}
    assert platform.state.calls[-1][2]["Authorization"] == f"token {SERVER_TOKEN}"


def test_a_head_has_the_headers_and_no_body(ada: httpx.Client):
    answer = ada.head("academy/api/echo")
    assert (answer.status_code, answer.headers["ETag"], answer.content) == (200, '"abc"', b"")


def test_relevant_headers_pass_and_others_do_not(ada: httpx.Client, platform: PlatformPeer):
    passed = {
        "If-None-Match": '"1"', "If-Match": '"2"', "Idempotency-Key": "k", "Content-Type": "text/plain",
        "Accept": "text/html", "X-Request-Id": "r", "Last-Event-Id": "7",
    }  # fmt: skip
    own = {"Cookie": "visitor=ada; _xsrf=1", "X-Xsrftoken": "1", "Referer": "http://x/", "X-Forwarded-For": "1.2.3.4"}
    answer = ada.post("academy/api/echo", headers=passed | own, content=b"1")
    arrived = platform.state.calls[-1][2]
    assert passed.items() <= arrived.items()
    assert not set(own) & set(arrived)
    assert answer.headers["ETag"] == '"abc"'
    assert answer.headers["X-Request-ID"] == "r"
    assert answer.headers["Location"] == "/user/ada/academy/api/echo/1?x=1"
    assert "X-Secret-Thing" not in answer.headers
    assert "stolen" not in str(answer.headers)


def test_the_token_reaches_the_browser_nowhere(ada: httpx.Client, server: NotebookServer, platform: PlatformPeer):
    platform.state.release = b"not a zip"
    fetch = {"course": "ppo101", "assignment": "ps1"}
    answers = [
        ada.get("academy/api/echo"),
        ada.get("academy/api/redirect"),
        ada.get("academy/api/nothing"),
        ada.post("academy/workspace/assignments/fetch", json=fetch),
        ada.get("academy/workspace/assignments?course=UPPER"),
    ]
    assert SERVER_TOKEN not in "".join(f"{answer.headers}{answer.text}" for answer in answers)
    assert SERVER_TOKEN not in server.log()


def test_the_browsers_own_token_and_jupyterlabs_cache_buster_stay_behind(ada: httpx.Client, platform: PlatformPeer):
    ada.get("academy/api/echo?page=1&token=browsers-secret&%74oken=again&_xsrf=1&1763712345678")
    assert platform.state.calls[-1][1] == "/services/academy/api/echo?page=1"


def test_a_refusal_of_the_platform_comes_as_it_is(ada: httpx.Client, platform: PlatformPeer):
    answer = ada.post("academy/api/courses/ppo101/assignments/ps1/feedback/release", json={})
    assert (answer.status_code, code(answer)) == (403, "FORBIDDEN")


def test_a_redirect_is_neither_followed_nor_passed_on(ada: httpx.Client):
    answer = ada.get("academy/api/redirect")
    assert answer.status_code == 503
    assert "Location" not in answer.headers


def test_another_user_who_may_enter_the_server_is_refused(server: NotebookServer, platform: PlatformPeer):
    with server.client("testuser<'&\">") as stranger:
        answers = [
            stranger.get("academy/api/echo"),
            stranger.post("academy/api/echo", content=b"1"),
            stranger.get("academy/workspace/assignments?course=ppo101"),
            stranger.post("academy/workspace/assignments/submit", json={}),
            stranger.get("academy/api/runs/1/stream", headers=upgrade()),
        ]
    assert {(answer.status_code, code(answer)) for answer in answers} == {(403, "NOT_THE_OWNER")}
    assert platform.state.calls == []


def test_whoever_is_not_signed_in_is_refused(server: NotebookServer, platform: PlatformPeer):
    with server.client(None) as nobody:
        paths = ["academy/api/echo", "academy/workspace/assignments?course=ppo101", "academy/api/runs/1/stream"]
        answers = [nobody.get(path) for path in paths]
    assert {answer.status_code for answer in answers} <= {401, 403}
    assert all(answer.json()["error"]["message"] for answer in answers)
    assert platform.state.calls == []


def test_a_page_of_another_site_cannot_write_with_the_cookie(server: NotebookServer, platform: PlatformPeer):
    with server.client(None) as browser:
        browser.cookies.set("visitor", "ada")
        for path in ("academy/api/echo", "academy/workspace/assignments/submit"):
            assert browser.post(path, json={}).status_code == 403
        assert platform.state.calls == []
        browser.cookies.set("_xsrf", "word")
        assert browser.post("academy/api/echo", json={}, headers={"X-XSRFToken": "word"}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "../../../hub/api/users", "a/../../b", "%2e%2e/hub", "a/%2e%2e/b", "..%2f..%2fhub", "a%2fb", "a%5cb", "a//b",
        "/a", "//elsewhere.example/x", "http://elsewhere.example/", "%252e%252e/x", "a%00b", "a%0d%0aX:1", "", "a/",
        "a\\b", "a%",
    ],
)  # fmt: skip
def test_a_path_with_tricks_leads_nowhere(server: NotebookServer, platform: PlatformPeer, path: str):
    place = urlsplit(server.url)
    # http.client sends a path as it is; other clients tidy it up first.
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=20)
    connection.putrequest("GET", f"/user/ada/academy/api/{path}", skip_accept_encoding=True)
    connection.putheader("Authorization", "token ada")
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status in (400, 404)
    assert json.loads(answer.read())["error"]["code"] in ("NOT_FOUND", "BAD_REQUEST")
    assert platform.state.calls == []


def test_a_large_upload_flows_through_and_a_larger_one_is_refused(ada: httpx.Client, platform: PlatformPeer):
    assert ada.put("academy/api/echo", content=b"x" * 3_000_000).json()["size"] == 3_000_000
    chunked = ada.put("academy/api/echo", content=iter([b"x" * 100_000] * 20))
    assert chunked.json()["size"] == 2_000_000
    for content in (b"x" * 4_000_000, iter([b"x" * 100_000] * 40)):
        answer = ada.put("academy/api/echo", content=content)
        assert (answer.status_code, code(answer)) == (413, "TOO_LARGE")
    assert len(platform.state.calls) == 2


def test_an_event_stream_arrives_as_it_is_written_and_ends_with_the_page(ada: httpx.Client, platform: PlatformPeer):
    with ada.stream("GET", "academy/api/events") as stream:
        lines = stream.iter_lines()
        assert [next(lines) for _ in range(3)] == ["id: 0", "", "id: 1"]
    assert platform.state.abandoned.wait(10)


def test_html_of_others_never_runs_with_the_servers_origin(ada: httpx.Client, platform: PlatformPeer):
    material = uuid4()
    platform.state.materials[material] = ("evil.html", b"<script>alert(1)</script>")
    for path in (f"materials/{material}/content", f"submissions/{uuid4()}/feedback"):
        policy = ada.get(f"academy/api/{path}").headers["Content-Security-Policy"]
        assert "sandbox" in policy.split("; ")
        assert "allow-" not in policy


def test_a_platform_that_is_down_is_a_503_that_says_so(tmp_path: Path):
    server = NotebookServer(tmp_path, "http://127.0.0.1:9/services/academy/api", SERVER_TOKEN)
    try:
        with server.client() as ada:
            answers = [
                ada.get("academy/api/courses"),
                ada.put("academy/api/courses/x", content=b"x" * 1_000_000),
                ada.get("academy/workspace/assignments?course=ppo101"),
                ada.get("academy/api/runs/1/stream", headers=upgrade()),
            ]
    finally:
        server.close()
    for answer in answers:
        assert (answer.status_code, code(answer)) == (503, "PLATFORM_UNAVAILABLE")
        assert "does not answer" in answer.json()["error"]["message"]
        assert answer.headers["Retry-After"] == "5"


def upgrade() -> dict[str, str]:
    key = {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13"}
    return {"Connection": "Upgrade", "Upgrade": "websocket", **key}
