"""ETags: what has been changed since somebody read it is not overwritten by them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest

from nbacademy_hub.app import API

from .world import COURSE, ESSAY, World, error_of, notebook, zip_of

ZIP = {"Content-Type": "application/zip"}
Change = dict[str, Any]


def source_of(text: str) -> Change:
    return {"content": zip_of({"ps1.ipynb": notebook(), "text": text.encode()}), "headers": ZIP}


def an_attempt(world: World) -> str:
    quiz = world.spare_quiz()
    world.instructor.post(f"/quizzes/{quiz}/questions", json={"question": ESSAY.model_dump()})
    world.publish_quizzes()
    return str(world.student.post(f"/quizzes/{quiz}/attempts").json()["id"])


def answer(seen: dict[str, Any], text: str) -> Change:
    return {"json": {"answers": {seen["questions"][0]["id"]: text}, "final": False}}


GUARDIANS: list[str] = []


def ward_of(world: World) -> str:
    """Where the guardians of somebody new are; the newest of GUARDIANS may be one."""
    GUARDIANS.append(world.spare_user())
    assert world.admin.put(f"/users/{GUARDIANS[-1]}/role", json={"role": "guardian"}).status_code == 200
    return f"users/{world.spare_user()}/guardians"


def filed(world: World) -> str:
    """A new material with its file."""
    material = world.spare_material()
    sent = world.instructor.put(f"/materials/{material}/content", **a_file("first"))
    assert sent.status_code == 200, sent.text
    return material


def an_artifact(world: World) -> str:
    """A new file of the student's run."""
    name = f"{uuid4().hex}.json"
    assert world.student.put(f"/runs/{world.ids['run']}/artifacts/{name}", content=b"[]").status_code == 200
    return name


def a_policy(world: World) -> str:
    """A new assignment that asks for a policy."""
    name, task = world.spare_assignment(), {"environment": "E", "threshold": 1}
    assert world.instructor.put(f"/courses/{COURSE}/assignments/{name}/policy", json=task).status_code == 200
    return name


def a_file(text: str) -> Change:
    return {"content": text.encode(), "params": {"filename": f"{text}.md"}}


Row = tuple[str, Callable[[World], str], Callable[[Any, str], Change]]
ROWS: list[Row] = [
    (
        "instructor",
        lambda world: f"courses/{COURSE}/assignments/{world.spare_assignment()}",
        lambda _, text: {"json": {"title": text}},
    ),
    (
        "instructor",
        lambda world: f"courses/{COURSE}/assignments/{world.spare_assignment()}/source",
        lambda _, text: source_of(text),
    ),
    (
        "foreigner",
        lambda _: "courses/beta/grading",
        lambda seen, _: {"json": seen | {"grace_days": seen["grace_days"] + 1}},
    ),
    (
        "assistant",
        lambda world: f"groups/{world.spare_group()}",
        lambda seen, text: {"json": {"name": text, "members": [one["id"] for one in seen["members"]]}},
    ),
    (
        "assistant",
        lambda world: f"courses/{COURSE}/marks/{world.ids['mark']}",
        lambda seen, text: {"json": {"version": seen["version"], "score": 1, "comment": text}},
    ),
    (
        "assistant",
        lambda world: f"regrade-requests/{world.ids['request']}",
        lambda seen, text: {"json": {"state": "declined", "resolution": text}},
    ),
    ("instructor", lambda world: f"courses/{world.spare_own()}", lambda _, text: {"json": {"title": text}}),
    ("instructor", lambda world: f"sections/{world.spare_section()}", lambda _, text: {"json": {"title": text}}),
    ("instructor", lambda world: f"materials/{world.spare_material()}", lambda _, text: {"json": {"title": text}}),
    ("instructor", lambda world: f"materials/{filed(world)}/content", lambda _, text: a_file(text)),
    ("instructor", lambda world: f"quizzes/{world.spare_quiz()}", lambda _, text: {"json": {"title": text}}),
    ("student", lambda world: f"attempts/{an_attempt(world)}", answer),
    ("admin", ward_of, lambda seen, _: {"json": {"guardian_ids": [] if seen["items"] else GUARDIANS[-1:]}}),
    ("outsider", lambda _: "users/me", lambda _, text: {"json": {"name": text, "locale": "pt-BR"}}),
    ("student", lambda world: f"runs/{world.spare_run()}", lambda _, text: {"json": {"name": text}}),
    (
        "student",
        lambda world: f"runs/{world.ids['run']}/artifacts/{an_artifact(world)}",
        lambda _, text: {"content": json.dumps([text])},
    ),
    (
        "student",
        lambda world: f"evaluations/{world.ids['evaluation']}",
        lambda seen, _: {"json": {"show_name": not seen["show_name"]}},
    ),
    (
        "instructor",
        lambda world: f"courses/{COURSE}/assignments/{a_policy(world)}/policy",
        lambda _, text: {"json": {"environment": text, "threshold": 1}},
    ),
    ("student", lambda world: f"threads/{world.spare_thread()}", lambda _, text: {"json": {"title": text}}),
    ("student", lambda world: f"posts/{world.spare_post()}", lambda _, text: {"json": {"body": text}}),
]


class Resource:
    """What somebody reads and changes."""

    def __init__(self, client: httpx.Client, path: str, change: Callable[[Any, str], Change]) -> None:
        self.client, self.path, self.change = client, f"/{path}", change

    def read(self) -> httpx.Response:
        answer = self.client.get(self.path)
        assert answer.status_code == 200, answer.text
        return answer

    def put(self, tag: str) -> int:
        """The status of another change, sent as of what has this tag."""
        seen = None if self.path.endswith(("/source", "/content")) else self.read().json()
        change = self.change(seen, uuid4().hex)
        headers = {**change.pop("headers", {}), "If-Match": tag}
        answer = self.client.put(self.path, headers=headers, **change)
        assert answer.status_code == 200 or error_of(answer)["code"] == "CONFLICT", answer.text
        return answer.status_code


@pytest.mark.parametrize("number", range(len(ROWS)))
def test_what_was_changed_since_it_was_read_is_not_overwritten(world: World, number: int) -> None:
    role, path, change = ROWS[number]
    resource = Resource(getattr(world, role), path(world), change)
    tag = resource.read().headers["ETag"]
    assert [resource.put(tag), resource.put(tag)] == [200, 409]
    changed = resource.read()
    assert [resource.put('"never"'), resource.read().content == changed.content] == [409, True]
    assert [resource.put(f'"never", {changed.headers["ETag"]}'), resource.put("*")] == [200, 200]


def test_every_resource_that_is_read_and_replaced_is_tried(world: World) -> None:
    paths = [path(world) for _, path, _ in ROWS]
    for pattern, handler in API:
        if "put" in handler.__dict__ and "get" in handler.__dict__:
            assert any(re.fullmatch(pattern, path) for path in paths), pattern


def test_what_passes_by_itself_is_no_reason_to_refuse_a_change(world: World) -> None:
    name = world.spare_assignment()
    path = f"/courses/{COURSE}/assignments/{name}"
    tag = world.instructor.get(path).headers["ETag"]
    handed_in = world.student.post(f"{path}/submissions", **source_of(""))
    assert (handed_in.status_code, world.instructor.get(path).headers["ETag"] == tag) == (201, False)
    assert world.instructor.put(path, json={"title": "New"}, headers={"If-Match": tag}).status_code == 200


def test_of_many_who_change_what_they_have_read_at_the_same_time_one_is_first(world: World) -> None:
    path = f"/groups/{world.spare_group()}"
    tag = world.assistant.get(path).headers["ETag"]

    def change(number: int) -> int:
        body = {"name": f"{path}, {number}", "members": []}
        return world.assistant.put(path, json=body, headers={"If-Match": tag}).status_code

    with ThreadPoolExecutor(8) as threads:
        assert Counter(threads.map(change, range(16))) == {200: 1, 409: 15}


def test_what_has_no_etag_is_not_changed_under_a_condition(world: World) -> None:
    path = f"/courses/{COURSE}/assignments/ps1/extensions/{world.spare_late()}"
    refused = world.assistant.put(path, json={"attempts_limit": 9}, headers={"If-Match": "*"})
    assert (refused.status_code, error_of(refused)["code"]) == (409, "CONFLICT")
