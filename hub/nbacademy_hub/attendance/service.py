"""Holds classes and checks people in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pyotp
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nbacademy.protocol import attendance as shapes
from nbacademy.protocol.attendance import AttendanceUpdate, ClassSessionCreate, Presence, PresenceMark
from nbacademy.protocol.shape import Page
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Conflict, Forbidden, Invalid, NotFound
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership
from nbacademy_hub.learning.tables import Enrollment

from .tables import Attendance, ClassSession

EARLY = timedelta(minutes=15)
"""How long before a class begins one may check in."""

CODE_DIGITS = 8


def hold(session: Session, caller: Caller, course_name: str, values: ClassSessionCreate) -> shapes.ClassSession:
    """A new class. Staff only."""
    course = membership.staff(session, caller, course_name)
    held = ClassSession(
        course_id=course.id, author_id=caller.account_id, secret=pyotp.random_base32(), **values.model_dump()
    )
    session.add(held)
    session.flush()
    return _show(session, caller, [(held, course)])[0]


def list_sessions(session: Session, caller: Caller, course_name: str, query: Paging) -> Page[shapes.ClassSession]:
    """The classes of a course, the newest first, for its members."""
    course = membership.member(session, caller, course_name)
    wanted = select(ClassSession).where(ClassSession.course_id == course.id)
    order = wanted.order_by(ClassSession.starts_at.desc(), ClassSession.id)
    return page_of(session, order, query, lambda rows: _show(session, caller, [(held, course) for (held,) in rows]))


def show_code(session: Session, caller: Caller, session_id: UUID) -> shapes.CheckInCode:
    """The code to be shown now. Staff only."""
    held, course = _find(session, caller, session_id)
    membership.staff(session, caller, str(course.id))
    at = now().timestamp()
    left = held.code_seconds - int(at) % held.code_seconds
    return shapes.CheckInCode(code=code_at(held, at), seconds_left=left)


def code_at(held: ClassSession, at: float) -> str:
    """The code of a class at a time, in seconds since 1970."""
    return pyotp.HOTP(held.secret, digits=CODE_DIGITS).at(int(at) // held.code_seconds)


def update(session: Session, caller: Caller, session_id: UUID, values: AttendanceUpdate) -> shapes.ClassSession:
    """Checks the caller in by a code, or marks others as staff say.

    Raises Invalid for a wrong code or for who is no student of the course, Conflict out of the class's time.
    """
    held, course = _find(session, caller, session_id)
    if values.code is not None:
        if membership.role_in(session, caller, course) != "student":
            raise Forbidden("Only students check in.")
        _check_in(session, caller, held, values.code)
    else:
        membership.staff(session, caller, str(course.id))
        if "grade" not in caller.powers:
            raise Forbidden("A notebook server's token marks nobody: do this in the browser, or with a personal token.")
        _mark_all(session, held, values.marks or ())
    session.flush()
    return _show(session, caller, [(held, course)])[0]


def _check_in(session: Session, caller: Caller, held: ClassSession, code: str) -> None:
    at = now()
    if not held.starts_at - EARLY <= at <= held.ends_at:
        raise Conflict("This class is not held now, so nobody checks in.")
    # The code before counts as well: somebody may still be typing it.
    if not _is_code(held, code, at):
        raise Invalid.field("code", "is not the code that is shown now")
    row = _locked(session, held.id, {caller.account_id}).get(caller.account_id)
    if row is None:
        late = at > held.starts_at + timedelta(minutes=held.late_minutes)
        presence: Presence = "late" if late else "present"
        session.add(Attendance(session_id=held.id, account_id=caller.account_id, presence=presence))


def _is_code(held: ClassSession, code: str, at: datetime) -> bool:
    plain = "".join(code.split())
    times = (at.timestamp(), at.timestamp() - held.code_seconds)
    return plain.isascii() and any(pyotp.utils.strings_equal(plain, code_at(held, time)) for time in times)


def _mark_all(session: Session, held: ClassSession, marks: Sequence[PresenceMark]) -> None:
    asked = {mark.user_id: mark.presence for mark in marks}
    students = select(Enrollment.account_id).where(Enrollment.course_id == held.course_id, Enrollment.role == "student")
    known = set(session.scalars(students.where(Enrollment.account_id.in_(asked))))
    for number, mark in enumerate(marks):
        if mark.user_id not in known:
            raise Invalid.field(f"marks.{number}.user_id", "is no student of this course")
    there = _locked(session, held.id, asked.keys())
    for account_id, presence in asked.items():
        row = there.get(account_id)
        if row is None:
            session.add(Attendance(session_id=held.id, account_id=account_id, presence=presence, by_staff=True))
        else:
            row.presence, row.by_staff = presence, True


def _locked(session: Session, session_id: UUID, account_ids: Any) -> dict[UUID, Attendance]:
    wanted = select(Attendance).where(Attendance.session_id == session_id, Attendance.account_id.in_(account_ids))
    rows = session.scalars(wanted.order_by(Attendance.account_id).with_for_update())
    return {row.account_id: row for row in rows}


def _find(session: Session, caller: Caller, session_id: UUID) -> tuple[ClassSession, Course]:
    """A class and its course, for the course's members; nobody else knows of it."""
    held = session.get(ClassSession, session_id)
    course = session.get(Course, held.course_id) if held is not None else None
    if held is None or course is None or membership.role_in(session, caller, course) is None:
        raise NotFound("There is no such class.")
    return held, course


def _show(session: Session, caller: Caller, rows: Sequence[tuple[ClassSession, Course]]) -> list[shapes.ClassSession]:
    """Classes of one course, in two queries."""
    ids = [held.id for held, _ in rows]
    own = select(Attendance.session_id, Attendance.presence).where(Attendance.account_id == caller.account_id)
    found = session.execute(own.where(Attendance.session_id.in_(ids)))
    mine: dict[UUID, Presence] = {session_id: presence for session_id, presence in found}
    counts: dict[UUID, dict[Presence, int]] = {session_id: {} for session_id in ids}
    grouped = select(Attendance.session_id, Attendance.presence, func.count()).group_by(
        Attendance.session_id, Attendance.presence
    )
    for session_id, presence, count in session.execute(grouped.where(Attendance.session_id.in_(ids))):
        counts[session_id][presence] = count
    staff = bool(rows) and membership.is_staff(session, caller, rows[0][1].id)
    return [
        shapes.ClassSession(
            **{name: getattr(held, name) for name in ClassSessionCreate.model_fields}, id=held.id,
            course_slug=course.slug, presence=mine.get(held.id), counts=counts[held.id] if staff else None,
        )
        for held, course in rows
    ]  # fmt: skip
