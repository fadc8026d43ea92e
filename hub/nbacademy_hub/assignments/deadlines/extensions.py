"""Extensions of an assignment, for a person or for a group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from nbacademy.protocol import deadlines as shapes
from nbacademy.protocol.deadlines import ExtensionUpdate, GroupName
from nbacademy.protocol.shape import Page
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.assignments import service
from nbacademy_hub.assignments.tables import Assignment
from nbacademy_hub.caller import Caller
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Invalid, NotFound
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import service as learning

from .tables import Extension, StudentGroup

GRANTED = ("due_at", "attempts_limit", "minutes_allowed")


def list_extensions(
    session: Session, caller: Caller, course_name: str, name: str, query: Paging
) -> Page[shapes.Extension]:
    """The extensions of an assignment, for staff; the newest first."""
    assignment = service.for_staff(session, caller, course_name, name)
    wanted = (
        select(Extension).where(Extension.assignment_id == assignment.id)
        .order_by(Extension.granted_at.desc(), Extension.id)
    )  # fmt: skip

    def show(rows: Sequence[Any]) -> list[shapes.Extension]:
        return _show(session, assignment, [extension for (extension,) in rows])

    return page_of(session, wanted, query, show)


def put_for_person(
    session: Session, caller: Caller, course_name: str, name: str, account_id: UUID, values: ExtensionUpdate
) -> shapes.Extension:
    """Grants a member of the course an extension, instead of the one that they may have. Staff only."""
    assignment = _to_change(session, caller, course_name, name)
    if learning.find_enrollment(session, account_id, assignment.course_id) is None:
        raise NotFound("There is no such member of the course.")
    mine = Extension.account_id == account_id
    return _put(session, caller, assignment, session.scalar(_of(assignment, mine)), values, account_id=account_id)


def put_for_group(
    session: Session, caller: Caller, course_name: str, name: str, group_id: UUID, values: ExtensionUpdate
) -> shapes.Extension:
    """Grants a group of the course an extension, instead of the one that it may have. Staff only."""
    assignment = _to_change(session, caller, course_name, name)
    group = session.get(StudentGroup, group_id)
    if group is None or group.course_id != assignment.course_id:
        raise NotFound("There is no such group in the course.")
    mine = Extension.group_id == group_id
    return _put(session, caller, assignment, session.scalar(_of(assignment, mine)), values, group_id=group_id)


def delete_for_person(session: Session, caller: Caller, course_name: str, name: str, account_id: UUID) -> None:
    """Takes a person's extension back. Staff only. Raises NotFound."""
    _delete(session, _to_change(session, caller, course_name, name), Extension.account_id == account_id)


def delete_for_group(session: Session, caller: Caller, course_name: str, name: str, group_id: UUID) -> None:
    """Takes a group's extension back. Staff only. Raises NotFound."""
    _delete(session, _to_change(session, caller, course_name, name), Extension.group_id == group_id)


def _to_change(session: Session, caller: Caller, course_name: str, name: str) -> Assignment:
    assignment = service.for_staff(session, caller, course_name, name)
    service.in_turn(session, assignment.id)
    return assignment


def _of(assignment: Assignment, mine: Any) -> Any:
    return select(Extension).where(Extension.assignment_id == assignment.id, mine)


def _put(
    session: Session, caller: Caller, assignment: Assignment, extension: Extension | None, values: ExtensionUpdate,
    **owner: UUID,
) -> shapes.Extension:  # fmt: skip
    _check(assignment, values)
    if extension is None:
        extension = Extension(assignment_id=assignment.id, **owner)
        session.add(extension)
    for name, value in values:
        setattr(extension, name, value)
    extension.granted_by_id, extension.granted_at = caller.account_id, now()
    session.flush()
    return _show(session, assignment, [extension])[0]


def _check(assignment: Assignment, values: ExtensionUpdate) -> None:
    if all(getattr(values, name) is None for name in GRANTED):
        raise Invalid.field("due_at", f"grant something: {', '.join(GRANTED)}")
    if values.due_at is None:
        return
    if assignment.due_at is None:
        raise Invalid.field("due_at", f"{assignment.name} has no due time that could be later")
    if values.due_at <= assignment.due_at:
        raise Invalid.field("due_at", f"is no later than the due time of all, {assignment.due_at:%Y-%m-%d %H:%M} UTC")


def _delete(session: Session, assignment: Assignment, mine: Any) -> None:
    found = session.scalar(_of(assignment, mine))
    if found is None:
        raise NotFound("There is no such extension.")
    session.execute(delete(Extension).where(Extension.id == found.id))


def _show(session: Session, assignment: Assignment, rows: Sequence[Extension]) -> list[shapes.Extension]:
    ids = {account_id for row in rows for account_id in (row.account_id, row.granted_by_id) if account_id}
    people = accounts.people(session, ids)
    groups = _group_names(session, {row.group_id for row in rows if row.group_id})
    return [
        shapes.Extension(
            id=row.id, assignment=assignment.name, user=people[row.account_id] if row.account_id else None,
            group=groups[row.group_id] if row.group_id else None, due_at=row.due_at,
            attempts_limit=row.attempts_limit, minutes_allowed=row.minutes_allowed, note=row.note,
            granted_by=people[row.granted_by_id] if row.granted_by_id else None, granted_at=row.granted_at,
        )
        for row in rows
    ]  # fmt: skip


def _group_names(session: Session, ids: set[UUID]) -> dict[UUID, GroupName]:
    rows = session.execute(select(StudentGroup.id, StudentGroup.name).where(StudentGroup.id.in_(ids)))
    return {group_id: GroupName(id=group_id, name=name) for group_id, name in rows}
