"""Groups of a course's students."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from nbacademy.protocol import deadlines as shapes
from nbacademy.protocol.deadlines import GroupUpdate
from nbacademy.protocol.shape import Page, Person
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.errors import Conflict, Invalid, NotFound
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership
from nbacademy_hub.learning.tables import Enrollment

from .tables import GroupMember, StudentGroup


def list_groups(session: Session, caller: Caller, course_name: str, query: Paging) -> Page[shapes.Group]:
    """The groups of a course, for its staff."""
    course = membership.staff(session, caller, course_name)
    wanted = select(StudentGroup).where(StudentGroup.course_id == course.id).order_by(StudentGroup.name)

    def show(rows: Sequence[Any]) -> list[shapes.Group]:
        people = _people(session, [group.id for (group,) in rows])
        return [_show(group, course, people[group.id]) for (group,) in rows]

    return page_of(session, wanted, query, show)


def create_group(session: Session, caller: Caller, course_name: str, values: GroupUpdate) -> shapes.Group:
    """A new group. Staff only. Raises Conflict when there is one of this name."""
    course = membership.staff(session, caller, course_name)
    group = StudentGroup(course_id=course.id, name=values.name)
    _check(session, course, group, values)
    session.add(group)
    session.flush()
    return _fill(session, course, group, values)


def get_group(session: Session, caller: Caller, group_id: UUID) -> shapes.Group:
    """One group, for the course's staff. Raises NotFound."""
    group, course = for_staff(session, caller, group_id)
    return _show(group, course, _people(session, [group.id])[group.id])


def update_group(session: Session, caller: Caller, group_id: UUID, values: GroupUpdate) -> shapes.Group:
    """Gives a group another name and other members. Staff only."""
    group, course = _to_change(session, caller, group_id)
    _check(session, course, group, values)
    group.name = values.name
    session.execute(delete(GroupMember).where(GroupMember.group_id == group.id))
    return _fill(session, course, group, values)


def delete_group(session: Session, caller: Caller, group_id: UUID) -> None:
    """Removes a group, and the extensions that it has. Staff only."""
    group, _ = _to_change(session, caller, group_id)
    session.execute(delete(StudentGroup).where(StudentGroup.id == group.id))


def for_staff(session: Session, caller: Caller, group_id: UUID) -> tuple[StudentGroup, Course]:
    """A group, for the staff of its course. Raises NotFound for others' as for unknown ones."""
    group = session.get(StudentGroup, group_id)
    course = session.get_one(Course, group.course_id) if group is not None else None
    if group is None or course is None or membership.role_in(session, caller, course) not in membership.STAFF:
        raise NotFound("There is no such group.")
    return group, course


def _to_change(session: Session, caller: Caller, group_id: UUID) -> tuple[StudentGroup, Course]:
    # Who changes a group at the same moment waits, and then sees what became of it.
    session.execute(select(StudentGroup.id).where(StudentGroup.id == group_id).with_for_update())
    return for_staff(session, caller, group_id)


def _check(session: Session, course: Course, group: StudentGroup, values: GroupUpdate) -> None:
    mine = (StudentGroup.course_id == course.id) & (StudentGroup.name == values.name)
    alike = session.scalar(select(StudentGroup).where(mine))
    if alike is not None and alike is not group:
        raise Conflict(f"There is a group {values.name} already.")
    wanted = set(values.members)
    members = select(Enrollment.account_id).where(Enrollment.course_id == course.id)
    found = set(session.scalars(members.where(Enrollment.account_id.in_(wanted))))
    if found != wanted:
        strangers = ", ".join(str(account_id) for account_id in sorted(wanted - found)[:3])
        raise Invalid.field("members", f"not all are members of {course.slug}: {strangers}")


def _fill(session: Session, course: Course, group: StudentGroup, values: GroupUpdate) -> shapes.Group:
    session.add_all([GroupMember(group_id=group.id, account_id=account_id) for account_id in set(values.members)])
    session.flush()
    return _show(group, course, _people(session, [group.id])[group.id])


def _people(session: Session, group_ids: Collection[UUID]) -> dict[UUID, list[Person]]:
    rows = session.execute(
        select(GroupMember.group_id, Account).join(Account, Account.id == GroupMember.account_id)
        .where(GroupMember.group_id.in_(group_ids)).order_by(Account.name, Account.id)
    )  # fmt: skip
    found: dict[UUID, list[Person]] = {group_id: [] for group_id in group_ids}
    for group_id, account in rows:
        found[group_id].append(accounts.person(account))
    return found


def _show(group: StudentGroup, course: Course, people: list[Person]) -> shapes.Group:
    return shapes.Group(id=group.id, course_slug=course.slug, name=group.name, members=tuple(people))
