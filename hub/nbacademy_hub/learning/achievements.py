"""What courses declare to be earned, and how much of it somebody has. Nothing of it is stored: progress says it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol import learning as shapes
from nbacademy.protocol.shape import Page
from nbacademy_courses import Achievement
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses import drafts
from nbacademy_hub.courses.tables import Course, Material, Section
from nbacademy_hub.http.paging import Paging

from . import service, steps
from .service import DONE
from .tables import MaterialProgress


class AchievementQuery(Paging):
    """Of all the caller's courses or of one, all or those that are earned, or that are not."""

    course: str | None = None
    earned: bool | None = None


@dataclass(frozen=True)
class Reached:
    """How far somebody is with a course, and with its materials by their keys: in percent."""

    percentage: float
    materials: dict[str, float]


def list_achievements(session: Session, caller: Caller, query: AchievementQuery) -> Page[shapes.Achievement]:
    """What the caller has earned in their courses, and what is still to be earned there."""
    courses = [
        course for course, _ in steps.own_courses(session, caller.account_id)
        if course.achievements and query.course in (None, course.slug, str(course.id))
    ]  # fmt: skip
    reached = _reached(session, caller.account_id, [course.id for course in courses])
    found = [item for course in courses for item in _of(course, reached[course.id])]
    wanted = [item for item in found if query.earned in (None, item.earned)]
    first = (query.page - 1) * query.limit
    items = tuple(wanted[first : first + query.limit])
    return Page(items=items, page=query.page, limit=query.limit, total=len(wanted))


def _of(course: Course, reached: Reached) -> Iterator[shapes.Achievement]:
    for declared in course.achievements:
        wanted = Achievement.model_validate(declared)
        percentage = share(wanted, reached)
        yield shapes.Achievement(
            course_slug=course.slug, key=wanted.key, title=wanted.title, description=wanted.description,
            earned=percentage >= DONE, percentage=percentage,
        )  # fmt: skip


def share(wanted: Achievement, reached: Reached) -> float:
    """How much of an achievement is done, in percent; 100 exactly when all that it asks for is."""
    parts = [reached.materials.get(key, 0.0) for key in wanted.materials]
    if wanted.percent is not None:
        parts.append(DONE if reached.percentage >= wanted.percent else DONE * reached.percentage / wanted.percent)
    return DONE if all(part >= DONE for part in parts) else min(sum(parts) / len(parts), 99.9)


def _reached(session: Session, account_id: UUID, course_ids: Collection[UUID]) -> dict[UUID, Reached]:
    rows = session.execute(
        select(Section.course_id, Material.key, MaterialProgress.percentage)
        .join(Material, Material.section_id == Section.id)
        .join(MaterialProgress, MaterialProgress.material_id == Material.id)
        .where(Section.course_id.in_(course_ids), MaterialProgress.account_id == account_id)
        .where(drafts.is_shown(Material))
    )  # fmt: skip
    materials: defaultdict[UUID, dict[str, float]] = defaultdict(dict)
    for course_id, key, percentage in rows:
        materials[course_id][key] = percentage
    shares = service.percentages(session, account_id, course_ids)
    return {course_id: Reached(shares[course_id], materials[course_id]) for course_id in course_ids}
