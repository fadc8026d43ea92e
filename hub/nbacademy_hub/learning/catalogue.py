"""Courses as one caller sees them: with their role and progress."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from nbacademy.protocol import courses as shapes
from nbacademy.protocol.courses import Difficulty
from nbacademy.protocol.shape import Page
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses import drafts
from nbacademy_hub.courses import service as courses
from nbacademy_hub.courses.tables import Course, Material
from nbacademy_hub.errors import NotFound
from nbacademy_hub.http.paging import Paging, page_of

from . import membership, service
from .tables import Enrollment


class CourseQuery(Paging):
    """Which courses: `tags` are separated by commas and all must be there; `mine` are those with a role."""

    q: str | None = None
    difficulty: Difficulty | None = None
    tags: str = ""
    mine: bool = False


def list_courses(session: Session, caller: Caller, query: CourseQuery) -> Page[shapes.Course]:
    """Published courses, unpublished ones for their staff, and archived ones for their members."""
    mine = (Enrollment.course_id == Course.id) & (Enrollment.account_id == caller.account_id)
    wanted = select(Course, Enrollment).outerjoin(Enrollment, mine).order_by(Course.title, Course.id)
    wanted = wanted.where(*courses.search(query.q, query.difficulty, [tag for tag in query.tags.split(",") if tag]))
    if not caller.is_admin:
        open_to = Course.published & or_(Course.archived_at.is_(None), Enrollment.id.is_not(None))
        wanted = wanted.where(or_(open_to, Enrollment.role.in_(membership.STAFF)))
    if query.mine:
        wanted = wanted.where(Enrollment.id.is_not(None))

    def show(rows: Sequence[Any]) -> list[shapes.Course]:
        shares = service.percentages(session, caller.account_id, [course.id for course, _ in rows])
        return [shapes.Course(**_values(course, enrollment, shares[course.id])) for course, enrollment in rows]

    return page_of(session, wanted, query, show)


def show_course(session: Session, caller: Caller, name: str) -> shapes.CourseDetail:
    """One course with its sections and materials."""
    course = courses.with_sections(session, membership.visible(session, caller, name).id)
    staff = membership.is_staff(session, caller, course.id)
    enrollment = service.find_enrollment(session, caller.account_id, course.id)
    marks = service.marks_of(session, caller.account_id, course.id)
    share = service.percentages(session, caller.account_id, [course.id])[course.id]
    sections = tuple(
        drafts.show_section(
            section, tuple(_material(material, marks, enrollment, staff=staff) for material in materials), staff=staff
        )
        for section, materials in drafts.sections(course, staff=staff)
    )
    drafted = dict(drafts.current(course)) if staff else {}
    return shapes.CourseDetail(**_values(course, enrollment, share) | drafted, sections=sections)


def show_section(session: Session, caller: Caller, section_id: UUID) -> shapes.Section:
    """One section with its materials, for members of its course."""
    section, course = courses.find_section(session, section_id)
    membership.member(session, caller, course.slug)
    detail = show_course(session, caller, course.slug)
    found = next((shown for shown in detail.sections if shown.id == section.id), None)
    if found is None:
        raise NotFound("There is no such section.")
    return found


def show_material(session: Session, caller: Caller, material_id: UUID) -> shapes.MaterialDetail:
    """One material, for members of its course."""
    material, course = courses.find_material(session, material_id)
    membership.member(session, caller, course.slug)
    staff = membership.is_staff(session, caller, course.id)
    if material.pending == ("removed" if staff else "new"):
        raise NotFound("There is no such material.")
    marks = service.marks_of(session, caller.account_id, course.id)
    shown = _material(material, marks, service.find_enrollment(session, caller.account_id, course.id), staff=staff)
    section_id = drafts.current(material).section_id if staff else None
    return shapes.MaterialDetail(
        **shown.model_dump(), course_slug=course.slug, section_id=section_id or material.section_id
    )


def _material(
    material: Material, marks: dict[UUID, float], enrollment: Enrollment | None, *, staff: bool
) -> shapes.Material:
    return drafts.show_material(material, marks.get(material.id, 0.0) if enrollment else None, staff=staff)


def _values(course: Course, enrollment: Enrollment | None, percentage: float) -> dict[str, Any]:
    return {
        "id": course.id, "slug": course.slug, "title": course.title, "description": course.description,
        "difficulty": course.difficulty, "tags": tuple(course.tags), "prerequisites": tuple(course.prerequisites),
        "published": course.published, "archived": course.archived_at is not None,
        "self_enrollment": course.self_enrollment, "created_at": course.created_at, "updated_at": course.updated_at,
        "role": enrollment.role if enrollment else None, "enrollment_id": enrollment.id if enrollment else None,
        "percentage": percentage if enrollment else None,
    }  # fmt: skip
