"""What staff see of a class: who stands where, who is stuck, and in which order members are shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.courses.tables import Course, Material, Section
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Forbidden
from nbacademy_hub.learning import classview
from nbacademy_hub.learning import service as learning
from nbacademy_hub.learning.classview import ClassQuery
from nbacademy_hub.learning.tables import MaterialProgress
from nbacademy_hub.pages.classview import level

from .classroom import Classroom
from .world import COURSE, World, caller, new_course

LONG_AGO, TODAY = timedelta(days=20), timedelta(hours=1)
# What each has done of the course's three lessons, in percent, and when they last moved on.
CLASS = {
    "through": ((100, 100, 100), TODAY),
    "stuck": ((100, 40, 0), LONG_AGO),
    "at it": ((100, 0, 0), TODAY),
    "never began": ((0, 0, 0), LONG_AGO),
}


def held(session: Session) -> Course:
    """A course of three lessons that learners see and one that they don't, with a class."""
    course = new_course(session, "class")
    learning.add_member(session, accounts.ensure(session, "instructor").id, course, "instructor")
    first, second = (Section(key=key, title=key, position=place) for place, key in enumerate(("first", "second")))
    lessons = [
        Material(key=f"m{number}", title=f"Lesson {number}", type="link", position=number) for number in range(4)
    ]
    lessons[3].pending = "new"
    first.materials, second.materials = lessons[:2], lessons[2:]
    course.sections = [second, first]
    session.flush()
    for name, (marks, ago) in CLASS.items():
        student = accounts.ensure(session, name)
        enrollment = learning.add_member(session, student.id, course, "student")
        enrollment.completed_at = now() if name == "through" else None
        session.add_all(
            MaterialProgress(
                account_id=student.id, material_id=lesson.id, percentage=mark, updated_at=now() - ago
            )
            for lesson, mark in zip(lessons, marks, strict=False) if mark
        )  # fmt: skip
    session.flush()
    return course


def test_a_class_stands_where_its_first_undone_material_is_and_who_does_not_move_is_stuck(classroom: Classroom) -> None:
    with classroom.database.transaction() as session:
        staff = caller(session, "instructor")
        told = classview.analyse(session, staff, held(session).slug)
        assert (told.students, told.begun, told.active, told.completed) == (4, 3, 2, 1)
        standing = [(item.title, item.section, item.begun, item.done, item.here, item.idle) for item in told.materials]
        assert standing == [
            ("Lesson 0", "first", 3, 3, 1, 0), ("Lesson 1", "first", 2, 1, 2, 1), ("Lesson 2", "second", 1, 1, 0, 0),
        ]  # fmt: skip
        assert classview.analyse(session, staff, COURSE).materials == ()
        with pytest.raises(Forbidden):
            classview.analyse(session, caller(session, "stuck"), "class")


def test_members_are_shown_in_the_order_that_is_asked_for(classroom: Classroom) -> None:
    with classroom.database.transaction() as session:
        staff, slug = caller(session, "instructor"), held(session).slug
        orders = {}
        for sort in ("name", "least", "most", "idle"):
            query = ClassQuery.model_validate({"sort": sort, "role": "student", "limit": 3})
            found = classview.class_progress(session, staff, slug, query)
            orders[sort] = [member.user.name for member in found.items]
            assert found.total == 4
    assert orders == {
        "name": ["at it", "never began", "stuck"],
        "least": ["never began", "at it", "stuck"],
        "most": ["through", "stuck", "at it"],
        "idle": ["never began", "stuck", "at it"],
    }


def test_the_page_of_a_class_draws_how_far_everybody_is(world: World) -> None:
    student = world.newcomer(name="drawn")
    sections = student.get(f"/courses/{COURSE}").json()["sections"]
    body = {"material_id": sections[0]["materials"][0]["id"], "percentage": 50}
    assert student.post("/progress", json=body).status_code == 200
    page = world.client("grade:assistant").get(
        f"{world.academy.origin}/services/academy/courses/{COURSE}/class?role=student&sort=most"
    )
    assert page.status_code == 200
    assert 'class="level2" title="&lt;b&gt;Lesson 0&lt;/b&gt;: 50 %">50</td>' in page.text
    assert [level(percentage) for percentage in (0, 0.1, 33, 34, 99.9, 100)] == [0, 1, 1, 2, 3, 4]
