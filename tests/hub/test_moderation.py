"""The forum's moderation: what is reported, hidden and deleted, and who still reads it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from nbacademy_hub.accounts import service as accounts

from .world import COURSE, HOSTILE, World, error_of


@pytest.fixture
def moderator(world: World) -> httpx.Client:
    """A moderator of the platform, in no course."""
    with world.database.transaction() as session:
        accounts.ensure(session, "moderator").role = "moderator"
    return world.client("grade:moderator")


def read(client: httpx.Client, post: str) -> dict[str, Any]:
    answer = client.get(f"/posts/{post}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def queued(client: httpx.Client, **query: Any) -> dict[str, dict[str, Any]]:
    """Reports by their ids."""
    answer = client.get("/moderation/queue", params={"limit": 100, **query})
    return {item["id"]: item for item in answer.json()["items"]}


def decide(client: httpx.Client, report: str, action: str) -> httpx.Response:
    return client.put(f"/moderation/{report}", json={"action": action})


def test_a_reported_post_is_hidden_by_a_moderator_of_the_platform_and_shown_again(
    world: World, moderator: httpx.Client
) -> None:
    post = world.spare_post()
    said = read(world.student, post)["body"]
    reports = [
        client.post(f"/posts/{post}/reports", json={"reason": f"<b>{HOSTILE}"}).json()["id"]
        for client in (world.classmate, world.assistant)
    ]
    item = queued(moderator)[reports[0]]
    assert (item["body"], item["course_slug"], item["reporter"]["name"]) == (said, COURSE, "classmate")
    assert decide(moderator, reports[0], "hide").json()["state"] == "upheld"
    assert not set(reports) & set(queued(moderator))
    assert set(reports) <= set(queued(world.instructor, state="upheld", course=COURSE))
    assert [read(client, post)["body"] for client in (world.classmate, world.student, moderator)] == ["", said, said]
    assert read(world.classmate, post)["state"] == "hidden"
    assert decide(moderator, reports[1], "dismiss").status_code == 409
    assert decide(moderator, reports[1], "restore").status_code == 200
    assert read(world.classmate, post)["body"] == said


def test_a_post_is_reported_once_by_each_and_decided_once(world: World) -> None:
    post = world.spare_post()
    with ThreadPoolExecutor(4) as threads:
        path = f"/posts/{post}/reports"
        made = list(threads.map(lambda _: world.classmate.post(path, json={"reason": "R"}), range(8)))
        assert sorted(answer.status_code for answer in made) == [201] + [409] * 7
        report = next(answer.json()["id"] for answer in made if answer.status_code == 201)
        decided = list(threads.map(lambda action: decide(world.instructor, report, action), ["delete", "hide"] * 4))
    assert sorted(answer.status_code for answer in decided) == [200] + [409] * 7


def test_a_deleted_post_leaves_its_place_and_only_its_author_and_moderators_read_what_it_said(world: World) -> None:
    thread, post = world.spare_thread(), ""
    post = world.classmate.post(f"/threads/{thread}/posts", json={"body": "First"}).json()["id"]
    assert world.student.post(f"/posts/{post}/solution").status_code == 200
    assert world.classmate.put(f"/posts/{post}", json={"body": "Second"}).json()["edited_at"]
    assert world.classmate.delete(f"/posts/{post}").status_code == 204
    assert world.classmate.delete(f"/posts/{post}").status_code == 409
    shown = world.student.get(f"/threads/{thread}").json()
    assert [(item["state"], item["body"]) for item in shown["items"]] == [("shown", "**Why?**"), ("deleted", "")]
    assert (shown["posts"], shown["solved"]) == (2, False)
    for reader, status in ((world.classmate, 200), (world.assistant, 200), (world.student, 403)):
        history = reader.get(f"/posts/{post}/history")
        assert history.status_code == status
        if status == 200:
            assert [edit["body"] for edit in history.json()["items"]] == ["Second", "First"]
    for verb, path, body in (
        ("PUT", "vote", {"useful": True}), ("POST", "reports", {"reason": "R"}), ("POST", "solution", {})
    ):  # fmt: skip
        refused = world.student.request(verb, f"/posts/{post}/{path}", json=body)
        assert (refused.status_code, error_of(refused)["code"]) == (409, "CONFLICT")


def test_a_hidden_thread_is_there_for_moderators_only(world: World) -> None:
    thread = world.spare_thread()
    assert world.student.put(f"/threads/{thread}", json={"hidden": True}).status_code == 403
    assert world.assistant.put(f"/threads/{thread}", json={"hidden": True, "pinned": True}).json()["hidden"]
    listed = f"/courses/{COURSE}/threads"
    for client, status in ((world.student, 404), (world.client("learn:assistant"), 404), (world.assistant, 200)):
        assert client.get(f"/threads/{thread}").status_code == status
        assert (client.get(listed).json()["items"][0]["id"] == thread) == (status == 200)
    assert world.assistant.put(f"/threads/{thread}", json={"hidden": False, "pinned": False}).status_code == 200


def test_a_locked_thread_keeps_what_was_said_as_it_is(world: World) -> None:
    thread = world.spare_thread()
    post = world.student.get(f"/threads/{thread}").json()["items"][0]["id"]
    assert world.assistant.put(f"/threads/{thread}", json={"locked": True}).json()["locked"]
    assert world.student.put(f"/posts/{post}", json={"body": "Otherwise"}).status_code == 403
    assert world.student.put(f"/threads/{thread}", json={"title": "Otherwise"}).status_code == 403
    assert world.student.delete(f"/posts/{post}").status_code == 403
    assert world.assistant.delete(f"/posts/{post}").status_code == 204


def test_a_title_can_not_be_taken_away(world: World) -> None:
    refused = world.student.put(f"/threads/{world.spare_thread()}", json={"title": None})
    assert (refused.status_code, error_of(refused)["details"][0]["field"]) == (422, "title")
