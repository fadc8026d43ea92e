"""Answers that are kept are never old: whoever changes what they were read from, in whatever process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import delete, select, text

from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.courses.tables import Course, Section
from nbacademy_hub.db.engine import Database
from nbacademy_hub.db.freshness import SESSIONS, Freshness, note
from nbacademy_hub.http.belief import Belief

from .classroom import Classroom
from .world import COURSE, World

Change = Callable[[World, httpx.Client], object]


def mark(world: World, reader: httpx.Client) -> object:
    material = reader.get(f"/courses/{COURSE}").json()["sections"][0]["materials"][0]
    percentage = (material["percentage"] + 7) % 100
    return reader.post("/progress", json={"material_id": material["id"], "percentage": percentage}).raise_for_status()


def rename(world: World, reader: httpx.Client) -> object:
    """By another process, as when a course is loaded."""
    with world.database.transaction() as session:
        course = session.scalars(select(Course).where(Course.slug == COURSE)).one()
        course.title = f"Course {uuid4()}"
    return course


CHANGES: list[tuple[str, Change]] = [
    ("courses?mine=true", lambda world, _: world.spare_course()),
    (f"courses/{COURSE}", rename),
    (f"courses/{COURSE}", mark),
    ("enrollments", lambda world, _: world.spare_course()),
    (f"progress?course_id={COURSE}", mark),
    (f"courses/{COURSE}/categories", lambda world, _: world.spare_category()),
    (f"courses/{COURSE}/threads", lambda world, _: world.spare_thread()),
    ("categories/{category}/threads", lambda world, _: world.spare_thread()),
    ("notifications", lambda world, _: world.spare_notification()),
]


@pytest.mark.parametrize(("path", "change"), CHANGES)
def test_what_is_kept_takes_no_statement_and_shows_each_change(own_world: World, path: str, change: Change) -> None:
    reader, address = own_world.student, f"/{path.format(category=own_world.ids['category'])}"
    for _ in range(3):
        first = reader.get(address)
        before = own_world.academy.statements()
        again = reader.get(address)
        assert (again.text, again.headers["ETag"]) == (first.text, first.headers["ETag"])
        assert own_world.academy.statements() == before
        assert reader.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
        change(own_world, reader)
        changed = reader.get(address)
        assert changed.text != first.text
        assert changed.headers["ETag"] != first.headers["ETag"]


def test_what_is_kept_of_one_is_shown_to_nobody_else(world: World) -> None:
    address = f"/courses/{COURSE}"
    shown = {role: getattr(world, role).get(address).json()["role"] for role in ("student", "assistant", "outsider")}
    assert shown == {"student": "student", "assistant": "assistant", "outsider": None}
    assert world.stranger.get(address).status_code == 401


def test_somebody_with_another_role_is_known_by_it_at_once(world: World) -> None:
    somebody = world.newcomer(None)
    name = somebody.get("/users/me").json()["username"]
    new = {"slug": f"by-{uuid4().hex[:12]}", "title": "Mine"}
    assert somebody.post("/courses", json=new).status_code == 403
    with world.database.transaction() as session:
        accounts.ensure(session, name).role = "educator"
    assert somebody.post("/courses", json=new).status_code == 201


def test_only_what_was_written_is_to_be_read_again(classroom: Classroom, tmp_path: Path) -> None:
    database = classroom.database
    here = Database(database.engine.url.render_as_string(hide_password=False), tmp_path)
    there = Freshness(tmp_path)
    seen = {name: there.of(name) for name in ("accounts", "courses", "sections", "forum_threads", "audit_entries")}

    def changed() -> set[str]:
        found = {name for name, number in seen.items() if not there.holds(number)}
        seen.update({name: there.of(name) for name in seen})
        return found

    with here.transaction() as session:
        session.scalars(select(Account).with_for_update()).all()
    assert changed() == set()
    with here.transaction() as session:
        session.scalars(select(Section)).first()
        accounts.ensure(session, "somebody new")
    assert changed() == {"accounts"}
    with here.transaction() as session:
        session.execute(text("UPDATE courses SET title = 'By hand'"))
    assert changed() == {"courses"}
    with here.transaction() as session:
        session.execute(delete(Course).where(Course.slug == "nothing has this name"))
    assert changed() == {"courses", "sections", "forum_threads"}, "what refers to it goes with it"
    with pytest.raises(ZeroDivisionError), here.transaction() as session:
        1 / 0  # noqa: B018
    assert changed() == set()
    here.close()


def test_what_jupyterhub_said_is_forgotten_when_sessions_end_and_again_when_it_has_noticed(migrated: Database) -> None:
    clock = [100.0]
    belief, said = Belief(migrated.freshness, lambda: clock[0]), {"token": "somebody"}
    belief.check(said)
    assert said
    with migrated.transaction() as session:
        note(session, SESSIONS)
        belief.check(said)
        assert said, "not before it is so"
    belief.check(said)
    assert not said
    said["token"] = "somebody"  # which JupyterHub may still say for some seconds
    belief.check(said)
    assert said
    clock[0] += 10
    belief.check(said)
    assert not said
    said["token"] = "somebody else"
    clock[0] += 10
    belief.check(said)
    assert said
