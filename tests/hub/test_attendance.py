"""Classes: codes that change, who was there, and what it comes to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbacademy.protocol.attendance import Presence
from nbacademy_hub.attendance.service import code_at
from nbacademy_hub.attendance.summary import summarise
from nbacademy_hub.attendance.tables import ClassSession
from nbacademy_hub.db.base import now

from .test_courses import Author
from .test_races import at_once
from .world import COURSE, World, error_of

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def held(author: Author, *, began_minutes_ago: float = 1, **values: Any) -> str:
    starts = now() - timedelta(minutes=began_minutes_ago)
    times = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=2)).isoformat()}
    return str(author.post(f"courses/{author.slug}/sessions", title="A class", **times, **values)["id"])


def check_in(student: httpx.Client, session: str, code: str) -> httpx.Response:
    return student.put(f"/sessions/{session}/attendance", json={"code": code})


def code_of(world: World, session: str, *, seconds: int = 0) -> str:
    """The code of a class as it was so many seconds ago."""
    with world.database.transaction(writes=False) as opened:
        row = opened.get_one(ClassSession, UUID(session))
        return code_at(row, now().timestamp() - seconds)


def a_course(world: World) -> tuple[Author, httpx.Client]:
    author = Author(world)
    author.publish()
    return author, author.student()


def test_who_sends_the_code_that_is_shown_was_there_and_who_comes_later_is_late(world: World) -> None:
    author, student = a_course(world)
    # Such long turns that no slow machine sees the code change.
    first = held(author, code_seconds=3600)
    shown = author.client.get(f"/sessions/{first}/code").json()
    assert len(shown["code"]) == 8
    assert 0 < shown["seconds_left"] <= 3600
    assert check_in(student, first, f" {shown['code'][:4]} {shown['code'][4:]}").json()["presence"] == "present"
    late = held(author, began_minutes_ago=30, late_minutes=20, code_seconds=3600)
    assert check_in(student, late, code_of(world, late)).json()["presence"] == "late"
    held(author, began_minutes_ago=600)
    held(author, began_minutes_ago=-600)
    (mine,) = student.get("/attendance").json()["items"]
    counts = {name: mine[name] for name in ("sessions", "present", "late", "absent", "excused")}
    assert counts == {"sessions": 3, "present": 1, "late": 1, "absent": 1, "excused": 0}
    assert mine["percentage"] == pytest.approx(200 / 3)
    (row,) = student.get(f"/courses/{author.slug}/attendance").json()["items"]
    assert sorted(item["presence"] for item in row["detail"]) == ["absent", "late", "present"]
    listed = author.client.get(f"/courses/{author.slug}/sessions").json()
    assert [item["counts"] for item in listed["items"]][1:3] == [{"present": 1}, {"late": 1}]
    assert "secret" not in author.client.get(f"/courses/{author.slug}/sessions").text


def test_a_code_counts_for_its_turn_and_the_next_and_only_in_class(world: World) -> None:
    author, student = a_course(world)
    session = held(author, code_seconds=3600)
    for wrong in (code_of(world, session, seconds=7200), code_of(world, session, seconds=-3600), "", "é", "00000000x"):
        refused = check_in(student, session, wrong)
        assert (refused.status_code, error_of(refused)["details"][0]["field"]) == (422, "code"), wrong
    assert check_in(author.client, session, code_of(world, session)).status_code == 403
    assert check_in(student, session, code_of(world, session, seconds=3600)).status_code == 200
    for minutes in (-16, 121):
        closed = held(author, began_minutes_ago=minutes, code_seconds=3600)
        assert check_in(student, closed, code_of(world, closed)).status_code == 409
    assert check_in(world.newcomer(None), session, code_of(world, session)).status_code == 404


def test_what_staff_say_counts_and_no_code_changes_it(world: World) -> None:
    author, student = a_course(world)
    session, user = held(author, code_seconds=3600), student.get("/users/me").json()["id"]

    def say(presence: str, user_id: str = user) -> httpx.Response:
        marks = [{"user_id": user_id, "presence": presence}]
        return author.client.put(f"/sessions/{session}/attendance", json={"marks": marks})

    assert say("excused").json()["counts"] == {"excused": 1}
    assert check_in(student, session, code_of(world, session)).json()["presence"] == "excused"
    assert student.get("/attendance").json()["items"][0]["percentage"] == 100
    assert say("absent").json()["counts"] == {"absent": 1}
    stranger = say("present", world.spare_user())
    assert (stranger.status_code, error_of(stranger)["details"][0]["field"]) == (422, "marks.0.user_id")
    both = author.client.put(f"/sessions/{session}/attendance", json={})
    assert both.status_code == 422


def test_who_checks_in_twice_and_is_marked_at_once_meets_no_fault(world: World) -> None:
    author, student = a_course(world)
    session, user = held(author, code_seconds=3600), student.get("/users/me").json()["id"]
    code = code_of(world, session)
    marks = [{"user_id": user, "presence": "late"}]
    found = at_once(
        lambda: check_in(student, session, code),
        lambda: author.client.put(f"/sessions/{session}/attendance", json={"marks": marks}),
    )
    assert set(found) == {200}
    assert author.client.get(f"/courses/{author.slug}/sessions").json()["items"][0]["counts"] == {"late": 1}


def test_students_see_their_own_attendance_and_nobody_elses(world: World) -> None:
    seen = world.classmate.get(f"/courses/{COURSE}/attendance").json()
    assert [item["user"]["name"] for item in seen["items"]] == ["classmate"]
    assert world.assistant.get(f"/courses/{COURSE}/attendance").json()["total"] > 1


@given(seconds=st.integers(10, 3600), at=st.integers(0, 2**33), later=st.integers(0, 7200))
def test_a_code_is_the_same_within_its_turn_and_another_in_the_next(seconds: int, at: int, later: int) -> None:
    row = ClassSession(secret=SECRET, code_seconds=seconds)
    same = at // seconds == (at + later) // seconds
    assert not same or code_at(row, at) == code_at(row, at + later)
    assert code_at(row, at) == code_at(row, at - at % seconds)
    turns = {code_at(row, at + turn * seconds) for turn in range(4)}
    # Of four codes of eight digits two may be equal, if hardly ever.
    assert len(turns) >= 3


@given(marks=st.lists(st.sampled_from(["present", "late", "absent", "excused"])), unmarked=st.integers(0, 50))
def test_every_class_counts_once_and_the_percentage_is_of_those_not_excused(
    marks: list[Presence], unmarked: int
) -> None:
    sessions = len(marks) + unmarked
    found = summarise(sessions, marks)
    assert found["present"] + found["late"] + found["absent"] + found["excused"] == sessions
    assert found["absent"] == marks.count("absent") + unmarked
    assert 0 <= found["percentage"] <= 100
    assert (found["percentage"] == 100) == (found["absent"] == 0)
