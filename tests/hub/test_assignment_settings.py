"""Settings of courses and assignments, groups, extensions: what holds for whom, and what is then taken."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from nbacademy_hub.assignments.tables import Submission
from nbacademy_hub.db.base import now

from .world import COURSE, HOSTILE, World, error_of, notebook, zip_of

ZIP = {"Content-Type": "application/zip"}
DAY = timedelta(days=1)


def path(name: str, *more: str) -> str:
    return "/".join((f"/courses/{COURSE}/assignments", name, *more))


def submit(client: httpx.Client, name: str, **headers: str) -> httpx.Response:
    return client.post(path(name, "submissions"), content=zip_of({"ps1.ipynb": notebook()}), headers={**ZIP, **headers})


def seen(client: httpx.Client, name: str) -> dict[str, Any]:
    answer = client.get(path(name))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def account(client: httpx.Client) -> str:
    return str(client.get("/users/me").json()["id"])


def extend(world: World, name: str, who: str, **values: Any) -> httpx.Response:
    return world.assistant.put(path(name, "extensions", who), json=values)


def time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def iso(moment: datetime) -> str:
    return moment.isoformat()


def test_an_assignment_without_settings_is_as_its_course_says_and_its_own_settings_win(world: World) -> None:
    slug = world.spare_course_of("instructor", "instructor")
    name = world.spare_assignment(slug, attempts_limit=0)
    defaults = {"late_policy": "linear", "late_percent_per_day": 5, "late_floor_percent": 40, "grace_days": 2,
                "feedback": "after_due", "attempts_limit": 3, "minutes_allowed": 90}  # fmt: skip
    assert world.instructor.put(f"/courses/{slug}/grading", json=defaults).json() == defaults
    assert world.instructor.get(f"/courses/{slug}/grading").json() == defaults
    address = f"/courses/{slug}/assignments/{name}"
    found = world.instructor.get(address).json()
    assert (found["late_policy"], found["late_percent_per_day"], found["late_floor_percent"]) == ("linear", 5, 40)
    assert (found["feedback"], found["attempts_limit"], found["minutes_allowed"]) == ("after_due", None, 90)
    put = world.instructor.put(address, json={"title": "New", "late_policy": "hard", "attempts_limit": 7}).json()
    assert (put["title"], put["late_policy"], put["attempts_limit"], put["feedback"]) == ("New", "hard", 7, "after_due")
    assert put["settings"] == {
        "title": "New", "due_at": None, "late_policy": "hard", "late_percent_per_day": None,
        "late_floor_percent": None, "feedback": None, "attempts_limit": 7, "minutes_allowed": None,
        "cell_seconds": None, "memory_mib": None,
    }  # fmt: skip
    assert world.instructor.put(address, json={}).json()["title"] == "New"


def test_students_see_what_holds_for_them_and_not_the_settings(world: World) -> None:
    name = world.spare_assignment(attempts_limit=2, due_at=now() + DAY)
    student = world.newcomer()
    before = seen(student, name)
    assert (before["attempts_limit"], before["attempts_left"], before["settings"]) == (2, 2, None)
    assert before["due_at"] == before["effective_due_at"]
    assert before["closes_at"] is None
    assert 86_000 < before["seconds_left"] <= 86_400
    assert submit(student, name).status_code == 201
    assert seen(student, name)["attempts_left"] == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [({"late_policy": "soft"}, "late_policy"), ({"late_percent_per_day": 101}, "late_percent_per_day"),
     ({"late_floor_percent": -1}, "late_floor_percent"), ({"attempts_limit": -1}, "attempts_limit"),
     ({"minutes_allowed": 1.5}, "minutes_allowed"), ({"due_at": "2026-01-01T00:00:00"}, "due_at"),
     ({"feedback": "never"}, "feedback"), ({"grace_days": 3}, "grace_days"), ({"title": ""}, "title")],
)  # fmt: skip
def test_a_wrong_setting_is_refused_and_named(world: World, body: dict[str, Any], field: str) -> None:
    answer = world.instructor.put(path("unreleased"), json=body)
    assert answer.status_code == 422
    assert error_of(answer)["details"][0]["field"] == field


def test_settings_of_what_is_not_there_are_not_found(world: World) -> None:
    assert world.instructor.put(path("nothing"), json={}).status_code == 404


def test_hard_means_that_nothing_is_taken_after_the_due_time(world: World) -> None:
    name = world.spare_assignment(late_policy="hard", due_at=now() - timedelta(seconds=1))
    answer = submit(world.newcomer(), name)
    assert answer.status_code == 409
    assert "is closed: it was taken until" in error_of(answer)["message"]


def test_other_policies_take_late_work_and_say_how_late_it_is(world: World) -> None:
    for policy in ("none", "linear", "grace_days"):
        name = world.spare_assignment(late_policy=policy, due_at=now() - DAY)
        assert submit(world.newcomer(), name).json()["late_seconds"] == pytest.approx(86_400, abs=120)


def test_an_extension_for_a_person_is_for_that_person_only(world: World) -> None:
    name = world.spare_assignment(late_policy="hard", due_at=now() - DAY)
    lucky, other = world.newcomer(), world.newcomer()
    until = now() + DAY
    answer = extend(world, name, account(lucky), due_at=iso(until), note="Ill <b>")
    assert answer.status_code == 200, answer.text
    granted = answer.json()
    assert (granted["user"]["id"], granted["group"], granted["note"]) == (account(lucky), None, "Ill <b>")
    assert time(seen(lucky, name)["effective_due_at"]) == until
    assert [submit(student, name).status_code for student in (lucky, other)] == [201, 409]
    assert submit(lucky, name).json()["late_seconds"] == 0
    listed = world.assistant.get(path(name, "extensions")).json()
    assert [item["id"] for item in listed["items"]] == [granted["id"]]


def test_a_second_extension_replaces_the_first_and_a_deleted_one_counts_no_more(world: World) -> None:
    name = world.spare_assignment(late_policy="hard", due_at=now() - DAY)
    student = world.newcomer()
    address = path(name, "extensions", account(student))
    first = extend(world, name, account(student), due_at=iso(now() + DAY)).json()
    assert extend(world, name, account(student), due_at=iso(now() + 2 * DAY)).json()["id"] == first["id"]
    assert submit(student, name).status_code == 201
    assert [world.assistant.delete(address).status_code for _ in range(2)] == [204, 404]
    assert submit(student, name).status_code == 409


def test_of_the_extensions_of_a_person_and_of_groups_the_kindest_counts(world: World) -> None:
    name = world.spare_assignment(attempts_limit=1, minutes_allowed=10, due_at=now() + DAY)
    student = world.newcomer()
    for number, values in enumerate(({"due_at": iso(now() + 5 * DAY), "attempts_limit": 2}, {"minutes_allowed": 30})):
        body = {"name": f"{HOSTILE} {name} {number}", "members": [account(student)]}
        group = world.assistant.post(f"/courses/{COURSE}/groups", json=body).json()
        answer = world.assistant.put(path(name, "extensions", "groups", group["id"]), json=values)
        assert answer.json()["group"] == {"id": group["id"], "name": body["name"]}
    extend(world, name, account(student), due_at=iso(now() + 2 * DAY), attempts_limit=4, minutes_allowed=20)
    found = seen(student, name)
    assert (found["attempts_limit"], found["minutes_allowed"]) == (4, 30)
    assert time(found["effective_due_at"]) > now() + 4 * DAY


@pytest.mark.parametrize(
    ("values", "field"),
    [({}, "due_at"), ({"note": "only a note"}, "due_at"), ({"due_at": "2026-01-01T00:00:00Z"}, "due_at"),
     ({"attempts_limit": -1}, "attempts_limit"), ({"user": "x"}, "user")],
)  # fmt: skip
def test_an_extension_that_grants_nothing_is_refused(world: World, values: dict[str, Any], field: str) -> None:
    name = world.spare_assignment(due_at=datetime(2026, 6, 1, tzinfo=UTC))
    answer = extend(world, name, account(world.classmate), **values)
    assert answer.status_code == 422
    assert error_of(answer)["details"][0]["field"] == field


def test_extensions_are_for_members_and_groups_of_the_course(world: World) -> None:
    name = world.spare_assignment()
    for who in (account(world.newcomer(None)), str(uuid4()), "nobody"):
        assert extend(world, name, who, attempts_limit=1).status_code == 404
    elsewhere = world.foreigner.post("/courses/beta/groups", json={"name": f"Of {name}"}).json()["id"]
    for group in (elsewhere, str(uuid4()), "none"):
        answer = world.assistant.put(path(name, "extensions", "groups", group), json={"attempts_limit": 1})
        assert answer.status_code == 404


def test_a_group_can_be_changed_and_removed_with_its_extensions(world: World) -> None:
    name = world.spare_assignment(late_policy="hard", due_at=now() - DAY)
    student, other = world.newcomer(), world.newcomer()
    body = {"name": f"Group of {name}", "members": [account(student)]}
    made = world.instructor.post(f"/courses/{COURSE}/groups", json=body)
    group = made.json()["id"]
    assert made.headers["Location"].endswith(f"/groups/{group}")
    assert world.instructor.post(f"/courses/{COURSE}/groups", json=body).status_code == 409
    world.instructor.put(path(name, "extensions", "groups", group), json={"due_at": iso(now() + DAY)})
    changed = world.instructor.put(f"/groups/{group}", json={**body, "members": [account(other)]}).json()
    assert [person["id"] for person in changed["members"]] == [account(other)]
    assert world.instructor.get(f"/groups/{group}").json() == changed
    assert [submit(one, name).status_code for one in (student, other)] == [409, 201]
    assert world.instructor.delete(f"/groups/{group}").status_code == 204
    assert submit(other, name).status_code == 409
    assert world.instructor.get(path(name, "extensions")).json()["total"] == 0


def test_a_group_holds_members_of_its_course_only(world: World) -> None:
    body = {"name": "Strangers", "members": [account(world.outsider)]}
    answer = world.instructor.post(f"/courses/{COURSE}/groups", json=body)
    assert answer.status_code == 422
    assert error_of(answer)["details"][0]["field"] == "members"


def test_the_time_allowed_runs_from_the_first_fetch(world: World) -> None:
    name = world.spare_assignment(minutes_allowed=60, due_at=now() + DAY)
    student = world.newcomer()
    refused = submit(student, name)
    assert (refused.status_code, "Fetch" in error_of(refused)["message"]) == (409, True)
    assert seen(student, name)["fetched_at"] is None
    first = student.get(path(name, "release"))
    found = seen(student, name)
    assert student.get(path(name, "release")).content == first.content
    again = seen(student, name)
    assert again["fetched_at"] == found["fetched_at"]
    assert time(found["closes_at"]) - time(found["fetched_at"]) == timedelta(hours=1)
    assert found["effective_due_at"] == found["closes_at"]
    assert 3500 < found["seconds_left"] <= 3600
    assert submit(student, name).status_code == 201


def test_after_the_time_allowed_nothing_is_taken_until_it_is_extended(world: World) -> None:
    name = world.spare_assignment(minutes_allowed=60)
    student = world.newcomer()
    student.get(path(name, "release"))
    world.fetched_earlier(name, account(student), minutes=61)
    refused = submit(student, name)
    assert (refused.status_code, "60 minutes after you fetched it" in refused.text) == (409, True)
    assert seen(student, name)["seconds_left"] == 0
    extend(world, name, account(student), minutes_allowed=90)
    assert submit(student, name).status_code == 201


def test_eight_who_hand_in_at_once_get_no_more_attempts_than_there_are(world: World) -> None:
    name = world.spare_assignment(attempts_limit=3)
    student = world.newcomer()
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: submit(student, name), range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [409] * 5
    assert seen(student, name)["submissions"] == 3
    assert "3 times, and you have done so" in submit(student, name).text


def test_a_receipt_that_was_lost_on_the_way_is_sent_again_though_there_is_no_attempt_left(world: World) -> None:
    name = world.spare_assignment(attempts_limit=1)
    student = world.newcomer()
    first, again = (submit(student, name, **{"Idempotency-Key": f"only {name}"}) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert submit(student, name).status_code == 409


def graded(world: World, receipt: str) -> None:
    with world.database.transaction() as session:
        row = session.get_one(Submission, UUID(receipt))
        row.status, row.score, row.feedback_sha256 = "graded", 1.0, world.files.put(zip_of({"ps1.html": b"<p>Yes</p>"}))


def test_feedback_after_due_opens_by_itself_for_each_at_their_own_time(world: World) -> None:
    name = world.spare_assignment(feedback="after_due", due_at=now() + DAY)
    student, later = world.newcomer(), world.newcomer()
    receipts = [submit(one, name).json()["id"] for one in (student, later)]
    for receipt in receipts:
        graded(world, receipt)
    address = "/submissions/{}/feedback".format
    assert student.get(address(receipts[0])).status_code == 404
    body = {"due_at": iso(now() - DAY), "feedback": "after_due"}
    world.instructor.put(path(name), json=body)
    extend(world, name, account(later), due_at=iso(now() + DAY))
    assert student.get(address(receipts[0])).text == "<p>Yes</p>"
    assert student.get(f"/submissions/{receipts[0]}").json()["feedback_released"]
    assert later.get(address(receipts[1])).status_code == 404
    assert not later.get(f"/submissions/{receipts[1]}").json()["feedback_released"]


def test_the_grace_days_that_are_left_are_shown(world: World) -> None:
    slug = world.spare_course_of("student", "grace-student")
    student = world.client("grade:grace-student")
    names = [world.spare_assignment(slug, late_policy="grace_days", due_at=now() - 1.5 * DAY) for _ in range(2)]
    world.admin.put(f"/courses/{slug}/grading", json={"grace_days": 5})
    left = []
    for name in names:
        address = f"/courses/{slug}/assignments/{name}"
        student.post(f"{address}/submissions", content=zip_of({"ps1.ipynb": notebook()}), headers=ZIP)
        left.append(student.get(address).json()["grace_days_left"])
    assert left == [3, 1]


def test_versions_of_the_source_are_listed_for_instructors(world: World) -> None:
    listed = world.instructor.get(path("ps1", "versions")).json()
    newest = listed["items"][0]
    assert world.instructor.get(path("ps1", "versions", str(newest["version"]))).json() == newest
    for number in ("0", "999999999", "x", "9" * 30, "-1"):
        assert world.instructor.get(path("ps1", "versions", number)).status_code == 404
