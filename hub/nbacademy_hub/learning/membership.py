"""Who may do what in a course: the checks that every domain's service makes."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol.courses import CourseRole
from nbacademy_hub.caller import COURSE_ACCOUNT, Caller
from nbacademy_hub.courses import service as courses
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.errors import Forbidden, NotFound

from .tables import Enrollment

STAFF = frozenset({"assistant", "instructor"})


def role_in(session: Session, caller: Caller, course: Course) -> CourseRole | None:
    """The caller's role in a course. Admins are instructors everywhere; a course's own account assists in it."""
    if caller.is_admin:
        return "instructor"
    if caller.username == f"{COURSE_ACCOUNT}{course.slug}":
        return "assistant"
    role: CourseRole | None = session.scalar(
        select(Enrollment.role).where(Enrollment.course_id == course.id, Enrollment.account_id == caller.account_id)
    )
    return role


def visible(session: Session, caller: Caller, name: str) -> Course:
    """The course, if the caller may know of it: published, or for its staff; archived, for members. Raises NotFound."""
    course = courses.find(session, name)
    knows = STAFF if not course.published else {*STAFF, "student"} if course.archived_at is not None else None
    if knows is not None and role_in(session, caller, course) not in knows:
        raise NotFound(f"There is no course {name}.")
    return course


def member(session: Session, caller: Caller, name: str) -> Course:
    """The course, for its members. Raises NotFound or Forbidden."""
    course = visible(session, caller, name)
    if role_in(session, caller, course) is None:
        raise Forbidden(f"Join the course {course.slug} first.")
    return course


def staff(session: Session, caller: Caller, name: str) -> Course:
    """The course, for its instructors and assistants. Raises NotFound or Forbidden."""
    course = visible(session, caller, name)
    if role_in(session, caller, course) not in STAFF:
        raise Forbidden(f"This is for the instructors and assistants of {course.slug}.")
    return course


def instructor(session: Session, caller: Caller, name: str) -> Course:
    """The course, for its instructors. Raises NotFound or Forbidden."""
    course = visible(session, caller, name)
    if role_in(session, caller, course) != "instructor":
        raise Forbidden(f"This is for the instructors of {course.slug}.")
    return course


def is_staff(session: Session, caller: Caller, course_id: UUID) -> bool:
    """Whether the caller is an instructor or assistant of a course."""
    return role_in(session, caller, session.get_one(Course, course_id)) in STAFF


def reads_all(session: Session, caller: Caller, course_id: UUID) -> bool:
    """Whether the caller may read everybody's work in a course: staff, with more than a notebook server's token."""
    return "grade" in caller.powers and is_staff(session, caller, course_id)
