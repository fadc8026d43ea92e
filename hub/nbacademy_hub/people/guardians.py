"""Guardians: an admin says who they are; they read a ward's progress, attendance and released grades, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol import people as shapes
from nbacademy.protocol.people import GuardiansUpdate
from nbacademy.protocol.shape import Page, Person
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.accounts.tables import Account, Guardianship
from nbacademy_hub.attendance.summary import attendance_of
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.errors import Forbidden, Invalid, NotFound
from nbacademy_hub.gradebook import released
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import service as learning
from nbacademy_hub.learning.tables import Enrollment

from . import service


def list_guardians(session: Session, caller: Caller, user_id: UUID) -> shapes.Guardians:
    """The guardians of somebody, for admins."""
    detail = service.get_user(session, caller, user_id)
    return shapes.Guardians(items=detail.guardians)


def put_guardians(session: Session, caller: Caller, user_id: UUID, values: GuardiansUpdate) -> shapes.Guardians:
    """Says who somebody's guardians are, for admins. Raises Invalid for who has not the role of a guardian."""
    service.only_admins(caller)
    ward = service.find(session, user_id, lock=True)
    wanted = set(values.guardian_ids) - {ward.id}
    known = select(Account.id).where(Account.id.in_(wanted), Account.role == "guardian", Account.removed_at.is_(None))
    if set(session.scalars(known)) != wanted or len(wanted) != len(values.guardian_ids):
        raise Invalid.field("guardian_ids", "each must be the account of another, with the role of a guardian, once")
    kept = {link.guardian_id: link for link in session.scalars(_links_of(ward.id))}
    for guardian_id in kept.keys() - wanted:
        session.delete(kept[guardian_id])
    session.add_all(Guardianship(ward_id=ward.id, guardian_id=guardian_id) for guardian_id in wanted - kept.keys())
    session.flush()
    return list_guardians(session, caller, user_id)


def list_wards(session: Session, caller: Caller, query: Paging) -> Page[Person]:
    """The caller's wards."""
    mine = select(Account).join(Guardianship, Guardianship.ward_id == Account.id)
    wanted = mine.where(Guardianship.guardian_id == caller.account_id).order_by(Account.name, Account.id)
    return page_of(session, wanted, query, lambda rows: [accounts.person(account) for (account,) in rows])


def show_ward(session: Session, caller: Caller, ward_id: UUID) -> Person:
    """Who a ward is, for their guardian. Raises Forbidden or NotFound."""
    if caller.role != "guardian":
        raise Forbidden("Only guardians see this.")
    if session.get(Guardianship, (ward_id, caller.account_id)) is None:
        raise NotFound("You have no such ward.")
    return accounts.person(session.get_one(Account, ward_id))


def list_ward_courses(session: Session, caller: Caller, ward_id: UUID, query: Paging) -> Page[shapes.WardCourse]:
    """A ward's courses with progress, attendance and released grades, for their guardian."""
    show_ward(session, caller, ward_id)
    mine = select(Course).join(Enrollment, Enrollment.course_id == Course.id)
    wanted = mine.where(Enrollment.account_id == ward_id, Enrollment.role == "student").order_by(Course.slug)

    def showing(rows: Sequence[Any]) -> list[shapes.WardCourse]:
        courses = [course for (course,) in rows]
        ids = {course.id for course in courses}
        grades, reached = released.grades(session, ward_id, ids), learning.percentages(session, ward_id, ids)
        there = attendance_of(session, ward_id, ids)
        return [
            shapes.WardCourse(
                slug=course.slug, title=course.title, percentage=reached[course.id],
                attendance=there[course.id],
                grades=tuple(grades[course.id]),
            )
            for course in courses
        ]  # fmt: skip

    return page_of(session, wanted, query, showing)


def _links_of(ward_id: UUID) -> Any:
    return select(Guardianship).where(Guardianship.ward_id == ward_id)
