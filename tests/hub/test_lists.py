"""What can be wrong quietly in lists: sums of progress, pages, and how many statements a page takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from nbacademy.protocol.attendance import AttendanceUpdate, ClassSessionCreate, PresenceMark
from nbacademy.protocol.learning import InvitationCreate
from nbacademy.protocol.shape import Person
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.attendance import service as attendance
from nbacademy_hub.attendance import summary
from nbacademy_hub.courses import publishing
from nbacademy_hub.courses import service as courses
from nbacademy_hub.courses.tables import Course, Material, Section
from nbacademy_hub.db.base import now
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import achievements, catalogue, invitations, paths, recommendations
from nbacademy_hub.learning import service as learning
from nbacademy_hub.learning.achievements import AchievementQuery
from nbacademy_hub.learning.catalogue import CourseQuery
from nbacademy_hub.learning.service import EnrollmentQuery
from nbacademy_hub.learning.tables import MaterialProgress

from .classroom import Classroom
from .world import COURSE, caller, new_course

# Each example takes its changes back, so that they may share one database.
MANY = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PENDING = st.sampled_from([None, None, "new", "removed"])
CONTENTS = st.lists(st.lists(st.tuples(PENDING, st.none() | st.floats(0, 100)), max_size=4), max_size=3)


@MANY
@given(contents=CONTENTS)
def test_progress_is_the_mean_of_what_learners_see(classroom: Classroom, contents: list[Any]) -> None:
    with classroom.database.transaction() as session:
        student, course = caller(session, "ada"), new_course(session, f"c-{uuid4().hex[:8]}")
        learning.add_member(session, student.account_id, course, "student")
        for number, marks in enumerate(contents):
            section = Section(key=f"s{number}", title="S", position=number)
            course.sections.append(section)
            for place, (pending, mark) in enumerate(marks):
                material = Material(key=f"m{number}-{place}", title="M", type="link", position=place, pending=pending)
                section.materials.append(material)
                session.flush()
                if mark is not None:
                    session.add(
                        MaterialProgress(account_id=student.account_id, material_id=material.id, percentage=mark)
                    )
        session.flush()
        found = learning.progress(session, student, course.slug)
        seen = [[mark or 0.0 for pending, mark in marks if pending != "new"] for marks in contents]
        whole = [mark for marks in seen for mark in marks]
        assert [item.percentage for item in found.sections] == [pytest.approx(mean(marks)) for marks in seen]
        assert found.percentage == pytest.approx(mean(whole))
        assert catalogue.show_course(session, student, course.slug).percentage == found.percentage
        session.rollback()


def mean(marks: list[float]) -> float:
    return sum(marks) / len(marks) if marks else 0.0


@MANY
@given(rows=st.integers(0, 25), limit=st.integers(1, 10))
def test_pages_together_hold_every_row_once_and_in_order(classroom: Classroom, rows: int, limit: int) -> None:
    prefix = uuid4().hex
    with classroom.database.transaction() as session:
        session.add_all(Account(username=f"{prefix}-{row}", name=f"{row:03}") for row in range(rows))
        session.flush()
        wanted = select(Account).where(Account.username.startswith(prefix)).order_by(Account.name)

        def show(page: Any) -> list[Person]:
            return [accounts.person(account) for (account,) in page]

        pages = [
            page_of(session, wanted, Paging(page=number, limit=limit), show) for number in range(1, rows // limit + 3)
        ]
        assert [person.name for page in pages for person in page.items] == [f"{row:03}" for row in range(rows)]
        assert {page.total for page in pages} == {rows}
        assert all(len(page.items) == limit for page in pages[: rows // limit])
        session.rollback()


Ask = Callable[[Any, Any], Any]
ALL = Paging(limit=100)
LISTS: dict[str, tuple[str, Ask]] = {
    "courses": ("ada", lambda session, who: catalogue.list_courses(session, who, CourseQuery(limit=100))),
    "course": ("ada", lambda session, who: catalogue.show_course(session, who, COURSE)),
    "enrolments": ("ada", lambda session, who: learning.list_enrollments(session, who, EnrollmentQuery(limit=100))),
    "progress": ("ada", lambda session, who: learning.progress(session, who, COURSE)),
    "path": ("ada", paths.path_of),
    "recommendations": ("ada", lambda session, who: recommendations.recommend(session, who, ALL)),
    "achievements": (
        "ada", lambda session, who: achievements.list_achievements(session, who, AchievementQuery(limit=100))
    ),
    "own attendance": ("ada", lambda session, who: summary.own_attendance(session, who, ALL)),
    "attendance": ("instructor", lambda session, who: summary.class_attendance(session, who, COURSE, ALL)),
    "classes": ("instructor", lambda session, who: attendance.list_sessions(session, who, COURSE, ALL)),
    "invitations": ("instructor", lambda session, who: invitations.list_invitations(session, who, COURSE, ALL)),
    "versions": ("instructor", lambda session, who: publishing.list_versions(session, who, COURSE, ALL)),
}  # fmt: skip


def test_the_statements_of_a_list_do_not_grow_with_its_rows(classroom: Classroom) -> None:
    grow(classroom, 1)
    few = {name: statements(classroom, *asked) for name, asked in LISTS.items()}
    grow(classroom, 15)
    assert {name: statements(classroom, *asked) for name, asked in LISTS.items()} == few


def statements(classroom: Classroom, name: str, ask: Ask) -> int:
    with classroom.database.transaction(writes=False) as session:
        who = caller(session, name, "learn", "grade")
        with classroom.counting() as seen:
            ask(session, who)
    return len(seen)


def grow(classroom: Classroom, count: int) -> None:
    """More of everything that is listed."""
    for _ in range(count):
        student = classroom.student(f"student-{uuid4().hex[:8]}")
        ada = classroom.student("ada")
        with classroom.database.transaction() as session:
            staff, course = classroom.staff(session), courses.find(session, COURSE)
            more = new_course(session, f"more-{uuid4().hex[:8]}")
            for account_id in (student, ada):
                learning.add_member(session, account_id, more, "student")
            new_course(session, f"other-{uuid4().hex[:8]}")
            for one in (course, more):
                furnish(session, one, ada)
            invitations.invite(session, staff, COURSE, InvitationCreate())
            publishing.freeze(session, course, staff.account_id)
            began = now() - timedelta(hours=1)
            held = attendance.hold(
                session, staff, COURSE, ClassSessionCreate(title="C", starts_at=began, ends_at=now())
            )
            marks = tuple(PresenceMark(user_id=one, presence="present") for one in (student, ada))
            attendance.update(session, staff, held.id, AttendanceUpdate(marks=marks))


def furnish(session: Any, course: Course, account_id: Any) -> None:
    """A new section with a material, of which somebody has done a part."""
    key = uuid4().hex[:8]
    material = Material(key=key, title="M", type="link", url="https://example.org/", position=0)
    course.sections.append(Section(key=key, title="S", position=0, materials=[material]))
    course.achievements = [{"key": "a", "title": "A", "percent": 50}]
    session.flush()
    learning.reach(session, account_id, material.id, course.id, 30)
