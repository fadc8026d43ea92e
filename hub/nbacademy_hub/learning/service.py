"""Enrolments and progress."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from nbacademy.protocol import learning as shapes
from nbacademy.protocol.courses import CourseRole
from nbacademy.protocol.learning import EnrollmentCreate, ProgressMark
from nbacademy.protocol.shape import Page
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses import drafts
from nbacademy_hub.courses import service as courses
from nbacademy_hub.courses.tables import Course, Material, Section
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Conflict, Forbidden, NotFound
from nbacademy_hub.http.paging import Paging, page_of

from . import invitations, membership
from .tables import Enrollment, MaterialProgress

DONE = 100.0


class EnrollmentQuery(Paging):
    completed: bool | None = None


def enroll(session: Session, caller: Caller, values: EnrollmentCreate) -> shapes.Enrollment:
    """Joins a course, by a code or where it lets everybody in.

    Raises NotFound, Forbidden (no self-enrolment), Invalid (the code) or Conflict (joined already).
    """
    course = courses.find(session, values.course_id)
    if find_enrollment(session, caller.account_id, course.id):
        raise Conflict(f"You have joined {course.slug} already.")
    role: CourseRole = "student"
    if values.code is not None:
        role = invitations.redeem(session, course, values.code)
    elif not membership.visible(session, caller, values.course_id).self_enrollment:
        raise Forbidden(f"One cannot join {course.slug} by oneself: ask its instructors.")
    # Whoever asks twice at once meets the table's unique constraint, which is a conflict too.
    enrollment = Enrollment(account_id=caller.account_id, course_id=course.id, role=role)
    session.add(enrollment)
    session.flush()
    return _show(session, caller.account_id, [(enrollment, course)])[0]


def add_member(session: Session, account_id: UUID, course: Course, role: CourseRole) -> Enrollment:
    """Gives an account a role in a course, instead of the one that it may have."""
    enrollment = find_enrollment(session, account_id, course.id)
    if enrollment is None:
        enrollment = Enrollment(account_id=account_id, course_id=course.id)
        session.add(enrollment)
    enrollment.role = role
    session.flush()
    return enrollment


def leave(session: Session, caller: Caller, enrollment_id: UUID) -> Course:
    """Ends the caller's own enrolment; progress and submissions are kept. Raises NotFound."""
    enrollment = session.get(Enrollment, enrollment_id)
    if enrollment is None or enrollment.account_id != caller.account_id:
        raise NotFound("There is no such enrolment.")
    course = session.get_one(Course, enrollment.course_id)
    session.execute(delete(Enrollment).where(Enrollment.id == enrollment.id))
    return course


def list_enrollments(session: Session, caller: Caller, query: EnrollmentQuery) -> Page[shapes.Enrollment]:
    """The caller's own enrolments."""
    wanted = select(Enrollment, Course).join(Course).where(Enrollment.account_id == caller.account_id)
    if query.completed is not None:
        done = Enrollment.completed_at.is_not(None)
        wanted = wanted.where(done if query.completed else ~done)
    wanted = wanted.order_by(Course.title, Course.id)
    return page_of(session, wanted, query, lambda rows: _show(session, caller.account_id, rows))


def find_enrollment(session: Session, account_id: UUID, course_id: UUID) -> Enrollment | None:
    """Somebody's enrolment in a course."""
    return session.scalar(
        select(Enrollment).where(Enrollment.account_id == account_id, Enrollment.course_id == course_id)
    )


def members(session: Session, course_id: UUID) -> dict[str, CourseRole]:
    """Everybody's role in a course, by user name."""
    rows = session.execute(
        select(Account.username, Enrollment.role).join(Enrollment).where(Enrollment.course_id == course_id)
    )
    return {username: role for username, role in rows}


def courses_of(session: Session, username: str) -> list[str]:
    """The courses that somebody is in, by slug."""
    mine = select(Course.slug).join(Enrollment, Enrollment.course_id == Course.id).join(Account)
    return list(session.scalars(mine.where(Account.username == username).order_by(Course.slug)))


def mark(session: Session, caller: Caller, values: ProgressMark) -> shapes.Progress:
    """Records progress with a material; a percentage never falls. Raises NotFound or Forbidden."""
    material, course = courses.find_material(session, values.material_id)
    membership.member(session, caller, course.slug)
    if material.pending == "new" and not membership.is_staff(session, caller, course.id):
        raise NotFound("There is no such material.")
    reach(session, caller.account_id, material.id, course.id, values.percentage)
    return progress(session, caller, course.slug)


def reach(session: Session, account_id: UUID, material_id: UUID, course_id: UUID, percentage: float) -> None:
    """Records how far somebody is with a material, if it is farther than before."""
    # Locked, since of two marks at the same moment the higher one must stay.
    row = session.scalar(
        select(MaterialProgress)
        .where(MaterialProgress.account_id == account_id, MaterialProgress.material_id == material_id)
        .with_for_update()
    )
    if row is None:
        row = MaterialProgress(account_id=account_id, material_id=material_id, percentage=0.0)
        session.add(row)
    row.percentage = max(row.percentage, percentage)
    session.flush()
    _complete(session, account_id, course_id)


def reach_quiz(session: Session, account_id: UUID, quiz_id: UUID, percentage: float = DONE) -> None:
    """Records how far somebody is with a quiz, wherever the course shows it."""
    shown = select(Material.id, Section.course_id).join(Section, Section.id == Material.section_id)
    rows = session.execute(shown.where(Material.quiz_id == quiz_id, drafts.is_shown(Material)).order_by(Material.id))
    for material_id, course_id in rows.all():
        reach(session, account_id, material_id, course_id, percentage)


def progress(session: Session, caller: Caller, course_name: str) -> shapes.Progress:
    """The caller's progress in a course: of materials, sections and the whole."""
    course = courses.with_sections(session, membership.member(session, caller, course_name).id)
    rows = _mark_rows(session, caller.account_id, course.id)
    marks = {row.material_id: row.percentage for row in rows}
    return shapes.Progress(
        course_id=course.id,
        percentage=percentages(session, caller.account_id, [course.id])[course.id],
        sections=tuple(
            shapes.SectionProgress(
                section_id=section.id, percentage=_mean([marks.get(material.id, 0.0) for material in materials])
            )
            for section, materials in drafts.sections(course, staff=False)
        ),
        materials=tuple(_show_mark(row) for row in rows),
    )


def marks_by_account(
    session: Session, course_id: UUID, account_ids: Iterable[UUID]
) -> dict[UUID, tuple[shapes.MaterialProgress, ...]]:
    """How far several people are with a course's materials, in one statement."""
    found: dict[UUID, list[shapes.MaterialProgress]] = {account_id: [] for account_id in account_ids}
    for row in session.scalars(_marks(course_id).where(MaterialProgress.account_id.in_(found))):
        found[row.account_id].append(_show_mark(row))
    return {account_id: tuple(marks) for account_id, marks in found.items()}


def marks_of(session: Session, account_id: UUID, course_id: UUID) -> dict[UUID, float]:
    """Somebody's percentages in a course, by material."""
    return {row.material_id: row.percentage for row in _mark_rows(session, account_id, course_id)}


def percentages(session: Session, account_id: UUID, course_ids: Iterable[UUID]) -> dict[UUID, float]:
    """Somebody's percentage of several courses."""
    ids = list(course_ids)
    sums = session.execute(
        select(Section.course_id, func.sum(MaterialProgress.percentage))
        .join(Material, Material.section_id == Section.id)
        .join(MaterialProgress, MaterialProgress.material_id == Material.id)
        .where(Section.course_id.in_(ids), MaterialProgress.account_id == account_id, drafts.is_shown(Material))
        .group_by(Section.course_id)
    )
    totals = {course_id: total for course_id, total in sums}
    counts = courses.material_counts(session, ids)
    return {course_id: min(DONE, totals.get(course_id, 0.0) / counts.get(course_id, 1)) for course_id in ids}


def _complete(session: Session, account_id: UUID, course_id: UUID) -> None:
    enrollment = find_enrollment(session, account_id, course_id)
    if enrollment is None or enrollment.completed_at is not None:
        return
    if percentages(session, account_id, [course_id])[course_id] >= DONE:
        enrollment.completed_at = now()


def _marks(course_id: UUID) -> Any:
    return (
        select(MaterialProgress).join(Material, Material.id == MaterialProgress.material_id)
        .join(Section, Section.id == Material.section_id).where(Section.course_id == course_id)
        .where(drafts.is_shown(Material)).order_by(Section.position, Material.position)
    )  # fmt: skip


def _mark_rows(session: Session, account_id: UUID, course_id: UUID) -> Sequence[MaterialProgress]:
    rows: Sequence[MaterialProgress] = session.scalars(
        _marks(course_id).where(MaterialProgress.account_id == account_id)
    ).all()
    return rows


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _show_mark(row: MaterialProgress) -> shapes.MaterialProgress:
    return shapes.MaterialProgress(material_id=row.material_id, percentage=row.percentage, updated_at=row.updated_at)


def _show(session: Session, account_id: UUID, rows: Sequence[Any]) -> list[shapes.Enrollment]:
    shares = percentages(session, account_id, [course.id for _, course in rows])
    return [
        shapes.Enrollment(
            id=enrollment.id, course_id=course.id, course_slug=course.slug, course_title=course.title,
            role=enrollment.role, percentage=shares[course.id], enrolled_at=enrollment.enrolled_at,
            completed_at=enrollment.completed_at,
        )
        for enrollment, course in rows
    ]  # fmt: skip
