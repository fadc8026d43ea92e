"""Requests to look at a mark again: who may ask, about what and when, and the thread between student and staff."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from nbacademy_hub.assignments.tables import Submission

from .graded import Graded, graded_course, work
from .world import World, error_of


@pytest.fixture
def course(world: World) -> Graded:
    """A course with two students; the first one's feedback is released."""
    made = graded_course(world, {f"ann-{uuid4().hex[:6]}": work(), f"ben-{uuid4().hex[:6]}": work()})
    with world.database.transaction() as session:
        session.get_one(Submission, UUID(next(iter(made.submissions.values())))).feedback_released = True
    return made


def people(course: Graded) -> tuple[httpx.Client, httpx.Client, httpx.Client]:
    """The student with feedback, the one without, and an assistant. Students come with their server's token."""
    first, second = course.submissions
    world = course.world
    return world.client(f"learn:{first}"), world.client(f"learn:{second}"), course.client(f"{course.slug}-assistant")


def ask(course: Graded, client: httpx.Client, **values: Any) -> httpx.Response:
    submission = next(iter(course.submissions.values()))
    body = {"grade_id": "essay", "text": "**Please** look <script>bad()</script>", **values}
    return client.post(f"/submissions/{submission}/regrade-requests", json=body)


def test_a_request_goes_from_student_to_staff_and_back(course: Graded) -> None:
    student, _, staff = people(course)
    answer = ask(course, student)
    assert answer.status_code == 201, answer.text
    request = answer.json()
    assert (request["state"], request["messages"], request["notebook"]) == ("open", 1, "ps1")
    address = f"/regrade-requests/{request['id']}"
    assert answer.headers["Location"].endswith(address)
    replied = staff.post(f"{address}/messages", json={"text": "Which part?"})
    assert replied.status_code == 201
    student.post(f"{address}/messages", json={"text": "The second."})
    decided = staff.put(address, json={"state": "accepted", "resolution": "One point more."}).json()
    assert (decided["state"], decided["resolution"]) == ("accepted", "One point more.")
    assert decided["resolved_by"]["name"] == f"{course.slug}-assistant"
    seen = student.get(address).json()
    assert [item["text"] for item in seen["items"]][1:] == ["Which part?", "The second."]
    assert "<strong>Please</strong>" in seen["items"][0]["html"]
    assert "<script" not in seen["items"][0]["html"]
    assert (seen["total"], seen["messages"], seen["state"]) == (3, 3, "accepted")
    assert [len(student.get(f"{address}?limit=2&page={page}").json()["items"]) for page in (1, 2)] == [2, 1]


def test_to_ask_one_needs_feedback_a_cell_and_no_open_request_about_it(course: Graded) -> None:
    student, other, _ = people(course)
    mine = list(course.submissions.values())[1]
    early = other.post(f"/submissions/{mine}/regrade-requests", json={"grade_id": "essay", "text": "Look"})
    assert early.status_code == 409
    for values, name in (
        ({"grade_id": "none"}, "grade_id"),
        ({"notebook": "ps2"}, "notebook"),
        ({"text": " "}, "text"),
    ):
        answer = ask(course, student, **values)
        assert (answer.status_code, error_of(answer)["details"][0]["field"]) == (422, name)
    assert [ask(course, student, grade_id=cell).status_code for cell in ("essay", "essay", "mean-tests")] == [
        201,
        409,
        201,
    ]


def test_of_two_requests_at_the_same_moment_one_is_made(course: Graded) -> None:
    student, *_ = people(course)
    with ThreadPoolExecutor(6) as threads:
        statuses = sorted(answer.status_code for answer in threads.map(lambda _: ask(course, student), range(6)))
    assert statuses == [201] + [409] * 5


def test_others_requests_are_not_there(course: Graded) -> None:
    student, other, staff = people(course)
    address = f"/regrade-requests/{ask(course, student).json()['id']}"
    assert ask(course, other).status_code == 404
    assert ask(course, staff).status_code == 403, "staff see the submission, but it is not theirs"
    for client in (other, course.world.foreigner, course.world.client(f"learn:{course.slug}-instructor")):
        assert client.get(address).status_code == 404
        assert client.post(f"{address}/messages", json={"text": "Hm"}).status_code == 404
    assert other.put(address, json={"state": "accepted"}).status_code == 403, "a server's token"
    assert course.client(next(iter(course.submissions))).put(address, json={"state": "accepted"}).status_code == 403
    assert course.world.foreigner.put(address, json={"state": "accepted"}).status_code == 404


def test_lists_are_of_ones_own_requests_and_for_staff_who_ask_of_everybodys(course: Graded) -> None:
    student, other, staff = people(course)
    for cell in ("essay", "mean-tests"):
        ask(course, student, grade_id=cell)
    first = student.get(f"/regrade-requests?course={course.slug}").json()
    assert (first["total"], {item["grade_id"] for item in first["items"]}) == (2, {"essay", "mean-tests"})
    everyone = f"/regrade-requests?course={course.slug}&everyone=true"
    assert other.get(f"/regrade-requests?course={course.slug}").json()["total"] == 0
    assert other.get(everyone).status_code == 403
    assert staff.get(everyone).json()["total"] == 2
    staff.put(f"/regrade-requests/{first['items'][0]['id']}", json={"state": "declined"})
    assert [staff.get(f"{everyone}&state={state}").json()["total"] for state in ("open", "declined")] == [1, 1]
    assert staff.get(f"{everyone}&assignment=ps2").json()["total"] == 0
    assert course.world.outsider.get(f"/regrade-requests?course={course.slug}").status_code == 403


def test_a_closed_request_takes_no_messages_until_it_is_opened_again(course: Graded) -> None:
    student, _, staff = people(course)
    address = f"/regrade-requests/{ask(course, student).json()['id']}"
    staff.put(address, json={"state": "declined", "resolution": "No."})
    assert student.post(f"{address}/messages", json={"text": "But"}).status_code == 409
    opened = staff.put(address, json={"state": "open"}).json()
    assert (opened["state"], opened["resolution"], opened["resolved_by"]) == ("open", "No.", None)
    assert student.post(f"{address}/messages", json={"text": "But"}).status_code == 201
    staff.put(address, json={"state": "declined"})
    assert ask(course, student).status_code == 201
    assert staff.put(address, json={"state": "open"}).status_code == 409, "there is another open one by now"
