"""What somebody does next in the courses that they have begun."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nbacademy.protocol.learning import NextMaterial
from nbacademy_hub.courses import drafts
from nbacademy_hub.courses.tables import Course, Material, Section

from .tables import Enrollment, MaterialProgress

DONE = 100.0


def own_courses(session: Session, account_id: UUID) -> list[tuple[Course, Enrollment]]:
    """The published courses in which somebody is a student, by title."""
    rows = session.execute(
        select(Course, Enrollment).join(Enrollment)
        .where(Enrollment.account_id == account_id, Enrollment.role == "student", Course.published)
        .order_by(Course.title, Course.id)
    )  # fmt: skip
    return [(course, enrollment) for course, enrollment in rows]


def next_materials(session: Session, account_id: UUID, course_ids: Collection[UUID]) -> dict[UUID, NextMaterial]:
    """The first material of each course that somebody has not done, where there is one."""
    place: Any = func.row_number().over(
        partition_by=Section.course_id, order_by=(Section.position, Section.key, Material.position, Material.key)
    )
    done = (MaterialProgress.material_id == Material.id) & (MaterialProgress.account_id == account_id)
    left = (
        select(Section.course_id, Material.id, Material.title, Material.type, Section.title.label("section"), place)
        .join(Section, Section.id == Material.section_id).outerjoin(MaterialProgress, done)
        .where(Section.course_id.in_(course_ids), drafts.is_shown(Material), drafts.is_shown(Section))
        .where(func.coalesce(MaterialProgress.percentage, 0.0) < DONE).subquery()
    )  # fmt: skip
    rows = session.execute(select(left).where(left.c[5] == 1))
    return {row.course_id: NextMaterial(id=row.id, title=row.title, type=row.type, section=row.section) for row in rows}
