"""How often people were there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nbacademy.protocol import attendance as shapes
from nbacademy.protocol.attendance import Presence
from nbacademy.protocol.shape import Page
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.db.base import now
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership
from nbacademy_hub.learning.tables import Enrollment

from .tables import Attendance, ClassSession

MOST_SESSIONS = 400
"""How many classes of a course, the newest ones, are told of in detail."""


def own_attendance(session: Session, caller: Caller, query: Paging) -> Page[shapes.CourseAttendance]:
    """The caller's own, course by course."""
    wanted = (
        select(Course).join(Enrollment).where(Enrollment.account_id == caller.account_id, Enrollment.role == "student")
        .order_by(Course.title, Course.id)
    )  # fmt: skip

    def show(rows: Sequence[Any]) -> list[shapes.CourseAttendance]:
        courses = [course for (course,) in rows]
        found = attendance_of(session, caller.account_id, [course.id for course in courses])
        return [
            shapes.CourseAttendance(**dict(found[course.id]), course_slug=course.slug, course_title=course.title)
            for course in courses
        ]

    return page_of(session, wanted, query, show)


def attendance_of(
    session: Session, account_id: UUID, course_ids: Collection[UUID]
) -> dict[UUID, shapes.AttendanceSummary]:
    """How often somebody was there, by course."""
    held, marks = _held(session, course_ids), _own_marks(session, account_id, course_ids)
    return {key: shapes.AttendanceSummary(**summarise(held[key], marks[key])) for key in course_ids}


def class_attendance(
    session: Session, caller: Caller, course_name: str, query: Paging
) -> Page[shapes.MemberAttendance]:
    """Every student's, class by class, for staff; for students their own."""
    course = membership.member(session, caller, course_name)
    wanted = select(Account).join(Enrollment).where(Enrollment.course_id == course.id, Enrollment.role == "student")
    if not membership.reads_all(session, caller, course.id):
        wanted = wanted.where(Account.id == caller.account_id)
    newest = session.scalars(
        select(ClassSession.id).where(ClassSession.course_id == course.id, ClassSession.starts_at <= now())
        .order_by(ClassSession.starts_at.desc(), ClassSession.id).limit(MOST_SESSIONS)
    ).all()  # fmt: skip

    def show(rows: Sequence[Any]) -> list[shapes.MemberAttendance]:
        marks: defaultdict[UUID, dict[UUID, Presence]] = defaultdict(dict)
        ids = [account.id for (account,) in rows]
        for mark in session.scalars(_marks(newest, ids)):
            marks[mark.account_id][mark.session_id] = mark.presence
        return [_member(account, newest, marks[account.id]) for (account,) in rows]

    return page_of(session, wanted.order_by(Account.name, Account.id), query, show)


def summarise(sessions: int, presences: Iterable[Presence]) -> dict[str, Any]:
    """The fields of an AttendanceSummary; who has no mark was not there."""
    counts = Counter(presences)
    there, excused = counts["present"] + counts["late"], counts["excused"]
    counted = sessions - excused
    return {
        "sessions": sessions, "present": counts["present"], "late": counts["late"], "excused": excused,
        "absent": counted - there, "percentage": 100.0 * there / counted if counted else 100.0,
    }  # fmt: skip


def _member(account: Account, newest: Sequence[UUID], marks: dict[UUID, Presence]) -> shapes.MemberAttendance:
    presences: list[Presence] = [marks.get(session_id, "absent") for session_id in newest]
    detail = (
        shapes.SessionPresence(session_id=session_id, presence=presence)
        for session_id, presence in zip(newest, presences, strict=True)
    )
    return shapes.MemberAttendance(
        **summarise(len(newest), presences), user=accounts.person(account), detail=tuple(detail)
    )


def _marks(session_ids: Collection[UUID], account_ids: Collection[UUID]) -> Any:
    return select(Attendance).where(Attendance.session_id.in_(session_ids), Attendance.account_id.in_(account_ids))


def _held(session: Session, course_ids: Collection[UUID]) -> Counter[UUID]:
    rows = session.execute(
        select(ClassSession.course_id, func.count()).group_by(ClassSession.course_id)
        .where(ClassSession.course_id.in_(course_ids), ClassSession.starts_at <= now())
    )  # fmt: skip
    return Counter({course_id: count for course_id, count in rows})


def _own_marks(session: Session, account_id: UUID, course_ids: Collection[UUID]) -> defaultdict[UUID, list[Presence]]:
    rows = session.execute(
        select(ClassSession.course_id, Attendance.presence).join(Attendance)
        .where(ClassSession.course_id.in_(course_ids), ClassSession.starts_at <= now())
        .where(Attendance.account_id == account_id)
    )  # fmt: skip
    found: defaultdict[UUID, list[Presence]] = defaultdict(list)
    for course_id, presence in rows:
        found[course_id].append(presence)
    return found
