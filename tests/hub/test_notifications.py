"""Notifications: who is told of what, how they want to be told, and that each is told once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any, get_args

import httpx
import pytest

from nbacademy.protocol.assignments import AssignmentSettings
from nbacademy.protocol.notifications import NotificationKind
from nbacademy_hub.forum.telling import names_in
from nbacademy_hub.notifications import service
from nbacademy_hub.notifications.service import NotificationQuery

from .classroom import Classroom
from .world import COURSE, World, caller

Told = list[tuple[str, str]]


def told(client: httpx.Client, **query: Any) -> Told:
    """The kinds and resources of what somebody was told of, the newest first."""
    answer = client.get("/notifications", params=query)
    assert answer.status_code == 200, answer.text
    return [(item["kind"], item["resource"]) for item in answer.json()["items"]]


def thread(client: httpx.Client, category: str, body: str = "B") -> str:
    made = client.post(f"/categories/{category}/threads", json={"title": "<b>Title", "body": body})
    return str(made.json()["id"])


def post(client: httpx.Client, thread_id: str, body: str = "B") -> str:
    return str(client.post(f"/threads/{thread_id}/posts", json={"body": body}).json()["id"])


def username(client: httpx.Client) -> str:
    return str(client.get("/users/me").json()["username"])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ask @ada, or @Bob.", {"ada", "bob", "bob."}),
        ("(@a-b_c.d) *@e*", {"a-b_c.d", "e"}),
        ("`@ada` and\n\n```\n@bob\n```", set()),
        ("me@ada.example @@bob @", set()),
        ("@ada" * 100, {"ada"}),
    ],
)
def test_who_is_mentioned_is_read_from_words_and_not_from_code(text: str, names: set[str]) -> None:
    assert names_in(text) == names


def test_who_follows_a_thread_is_told_of_each_post_once_and_nobody_of_their_own(world: World) -> None:
    asking, answering, other = (world.newcomer(name="n") for _ in range(3))
    made = thread(asking, world.ids["category"])
    first = post(answering, made)
    second = post(other, made, f"As @{username(answering)} says, @{username(world.outsider)}")
    assert told(asking) == [("reply", f"posts/{second}"), ("reply", f"posts/{first}")]
    assert told(answering) == [("mention", f"posts/{second}")]
    assert told(world.outsider, kind="mention") == []
    asking.put(f"/threads/{made}/subscription", json={"subscribed": False})
    third = post(answering, made)
    assert (len(told(asking)), told(other)) == (2, [("reply", f"posts/{third}")])
    changed = {"body": f"@{username(answering)} @{username(asking)}"}
    assert other.put(f"/posts/{second}", json=changed).status_code == 200
    assert told(asking)[0] == ("mention", f"posts/{second}")
    assert told(answering) == [("mention", f"posts/{second}")]
    assert asking.post(f"/posts/{first}/solution").status_code == 200
    assert asking.post(f"/posts/{first}/solution").status_code == 200
    assert told(answering, kind="solution") == [("solution", f"posts/{first}")]


def test_what_is_read_counts_so_and_what_came_since_does_not(world: World) -> None:
    asking, answering = world.newcomer(), world.newcomer()
    made = thread(asking, world.ids["category"])
    for _ in range(3):
        post(answering, made)
    seen = asking.get("/notifications?limit=2").json()
    assert (seen["unread"], seen["total"], [item["number"] for item in seen["items"]]) == (3, 3, [3, 2])
    assert seen["items"][0]["course_slug"] == COURSE
    one = f"/notifications/{seen['items'][0]['id']}"
    assert asking.put(one, json={"read": True}).json()["read"]
    assert answering.put(one, json={"read": True}).status_code == 404
    assert asking.post("/notifications/read", json={"number": 2}).json() == {"unread": 0}
    assert not asking.put(one, json={"read": False}).json()["read"]
    assert (len(told(asking, unread=True)), len(told(asking, unread=False))) == (1, 2)


def test_nobody_is_told_of_what_they_do_not_want_to_be_told_of(world: World) -> None:
    asking, answering = world.newcomer(name="n"), world.newcomer()
    body = {"name": "A", "notifications": {"reply": "none"}}
    assert asking.put("/users/me", json=body).json()["notifications"]["reply"] == "none"
    assert asking.put("/users/me", json={"name": "B"}).json()["notifications"]["reply"] == "none"
    made = thread(asking, world.ids["category"])
    post(answering, made)
    mention = post(answering, made, f"@{username(asking)}")
    assert told(asking) == [("mention", f"posts/{mention}")]


def test_all_members_are_told_of_an_announcement(world: World) -> None:
    body = {"title": f"News {world.spare_category()}", "announcements": True}
    category = world.instructor.post(f"/courses/{COURSE}/categories", json=body).json()["id"]
    somebody = world.newcomer()
    made = thread(world.assistant, category)
    for client in (somebody, world.student, world.instructor):
        assert told(client)[0] == ("announcement", f"threads/{made}")
    assert told(world.outsider) == []


def test_many_who_tell_the_same_people_at_once_number_what_they_tell_without_a_gap(world: World) -> None:
    people = [world.newcomer() for _ in range(3)]
    made = thread(people[0], world.ids["category"])
    for one in people:
        post(one, made)
    before = [len(told(one, limit=100)) for one in people]
    with ThreadPoolExecutor(6) as threads:
        assert len(set(threads.map(lambda _: post(world.instructor, made), range(12)))) == 12
    for one, count in zip(people, before, strict=True):
        items = one.get("/notifications?limit=100").json()["items"]
        assert [item["number"] for item in items] == list(range(count + 12, 0, -1))


def test_an_answer_to_a_request_for_another_look_or_for_a_role_is_told_to_who_asked(world: World) -> None:
    request = f"regrade-requests/{world.ids['request']}"
    assert world.assistant.put(f"/{request}", json={"state": "open"}).status_code == 200
    assert told(world.student)[0] == ("regrade", request)
    assert world.assistant.post(f"/{request}/messages", json={"text": "Hm"}).status_code == 201
    assert world.student.post(f"/{request}/messages", json={"text": "Hm"}).status_code == 201
    texts = [item["text"] for item in world.student.get("/notifications?kind=regrade&limit=2").json()["items"]]
    title = world.student.get(f"/courses/{COURSE}/assignments/ps1").json()["title"]
    assert texts == [f"Your request about “{title}” was answered", f"Your request about “{title}” is open again"]
    asking = world.newcomer()
    asked = asking.post("/role-requests", json={"role": "educator"}).json()["id"]
    assert world.admin.put(f"/role-requests/{asked}", json={"state": "declined"}).status_code == 200
    assert told(asking) == [("role", "users/me")]


def test_a_grade_is_told_when_its_student_may_see_it(classroom: Classroom) -> None:
    classroom.publish("second", **dict(AssignmentSettings(feedback="immediately")))
    (submission,) = classroom.hand_in("ada")
    assert classroom.grade_all() == 1
    classroom.publish("third", **dict(AssignmentSettings(feedback="on_release")))
    classroom.hand_in("bob")
    classroom.grade_all()
    with classroom.database.transaction(writes=False) as session:
        ada, bob = (
            service.list_notifications(session, caller(session, name), NotificationQuery()) for name in ("ada", "bob")
        )
    assert [(one.kind, one.resource) for one in ada.items] == [("grade", f"submissions/{submission}")]
    assert bob.items == ()


def test_on_the_accounts_page_one_chooses_of_what_to_be_told(world: World) -> None:
    someone = world.newcomer(None)
    page = f"{world.academy.origin}/services/academy/account"
    choices = {kind: "in_app" for kind in get_args(NotificationKind)} | {"reply": "digest", "mention": "none"}
    assert someone.post(f"{page}/notifications", data=choices).status_code == 303
    assert someone.get("/users/me").json()["notifications"] == choices
    shown = someone.get(page).text
    assert re.search(r'name="mention">\s*(<option[^>]*>[^<]*</option>)*<option value="none" selected>', shown)
    for wrong in ({"reply": "by pigeon"}, {"gossip": "none"}):
        refused = someone.post(f"{page}/notifications", data=choices | wrong)
        assert refused.status_code == 422
        assert next(iter(wrong)) in refused.text
    assert someone.get("/users/me").json()["notifications"] == choices
