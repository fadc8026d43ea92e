"""Finds and makes courses. Knows nothing of who may see them: that is `learning.membership`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, func, or_, select
from sqlalchemy.orm import Session, selectinload

from nbacademy.protocol.courses import CourseCreate
from nbacademy_hub.errors import Conflict, Invalid, NotFound

from .drafts import is_shown
from .tables import Course, Material, Section

RESERVED = frozenset({"import"})
"""What stands where a slug does in the API's paths."""


def find(session: Session, name: str) -> Course:
    """The course with this id or slug. Raises NotFound."""
    try:
        course = session.get(Course, UUID(name))
    except ValueError:
        course = session.scalar(select(Course).where(Course.slug == name))
    if course is None:
        raise NotFound(f"There is no course {name}.")
    return course


def in_turn(session: Session, course: Course) -> None:
    """Waits for who changes the same course at this moment, and then sees what they wrote. Raises NotFound."""
    wanted = select(Course).where(Course.id == course.id).with_for_update()
    if session.scalar(wanted.execution_options(populate_existing=True)) is None:
        raise NotFound(f"There is no course {course.slug}.")


def slugs(session: Session) -> list[str]:
    """Every course's slug."""
    return list(session.scalars(select(Course.slug).order_by(Course.slug)))


def create(session: Session, values: CourseCreate) -> Course:
    """A new, empty, unpublished course. Raises Conflict when its slug is taken, Invalid when it can be none."""
    check_slug(values.slug)
    if session.scalar(select(Course.id).where(Course.slug == values.slug)):
        raise Conflict(f"There is a course {values.slug} already.")
    course = Course(**values.model_dump() | {"tags": list(values.tags), "prerequisites": list(values.prerequisites)})
    session.add(course)
    session.flush()
    return course


def check_slug(slug: str) -> None:
    """Raises Invalid for a slug that no course can have."""
    if slug in RESERVED:
        raise Invalid.field("slug", "is a word of the platform's own")


def with_sections(session: Session, course_id: UUID) -> Course:
    """A course with all its sections and materials, in three queries."""
    return session.scalars(
        select(Course)
        .where(Course.id == course_id)
        .options(selectinload(Course.sections).selectinload(Section.materials))
    ).one()


def find_section(session: Session, section_id: UUID) -> tuple[Section, Course]:
    """A section and its course. Raises NotFound."""
    section = session.get(Section, section_id)
    if section is None:
        raise NotFound("There is no such section.")
    return section, session.get_one(Course, section.course_id)


def find_material(session: Session, material_id: UUID) -> tuple[Material, Course]:
    """A material and its course. Raises NotFound."""
    row = session.execute(
        select(Material, Course).join(Section, Section.id == Material.section_id).join(Course)
        .where(Material.id == material_id)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotFound("There is no such material.")
    return row[0], row[1]


def material_counts(session: Session, course_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many materials each course has for its learners."""
    rows = session.execute(
        select(Section.course_id, func.count(Material.id)).join(Material)
        .where(Section.course_id.in_(course_ids), is_shown(Material)).group_by(Section.course_id)
    )  # fmt: skip
    return {course_id: count for course_id, count in rows}


def search(text: str | None, difficulty: str | None, tags: Iterable[str]) -> list[ColumnElement[bool]]:
    """Conditions for a list of courses. Tags are few: they are compared in JSON text, quotes included."""
    conditions: list[ColumnElement[bool]] = []
    if text:
        pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        conditions.append(or_(Course.title.ilike(pattern, escape="\\"), Course.description.ilike(pattern, escape="\\")))
    if difficulty:
        conditions.append(Course.difficulty == difficulty)
    return [*conditions, *(_has_tag(tag) for tag in tags)]


def _has_tag(tag: str) -> ColumnElement[bool]:
    return cast(Course.tags, String).icontains(json.dumps(tag), autoescape=True)
