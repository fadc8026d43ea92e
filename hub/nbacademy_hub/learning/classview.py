"""A course's class as its staff see it: everybody's progress, and where people stand and are stuck."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, Subquery, and_, func, select, true
from sqlalchemy.orm import Session

from nbacademy.protocol import learning as shapes
from nbacademy.protocol.courses import CourseRole
from nbacademy.protocol.shape import Page
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses import drafts
from nbacademy_hub.courses import service as courses
from nbacademy_hub.courses.tables import Material, Section
from nbacademy_hub.db.base import now
from nbacademy_hub.http.paging import Paging, page_of

from . import membership, service
from .tables import Enrollment, MaterialProgress

IDLE = timedelta(days=7)
"""Who has not moved on for so long is counted as stuck."""

ClassOrder = Literal["name", "least", "most", "idle"]


class ClassQuery(Paging):
    """Which members, and who first: by name, who has done `least` or `most`, or who stands still for the longest time
    (`idle`: who never began comes first, who is through comes last)."""

    role: CourseRole | None = None
    sort: ClassOrder = "name"


def class_progress(
    session: Session, caller: Caller, course_name: str, query: ClassQuery
) -> Page[shapes.MemberProgress]:
    """The members' progress, for staff."""
    course = membership.staff(session, caller, course_name)
    wanted = select(Enrollment, Account).join(Account).where(Enrollment.course_id == course.id)
    if query.role is not None:
        wanted = wanted.where(Enrollment.role == query.role)
    wanted = _ordered(wanted, query.sort, course.id).order_by(Account.name, Account.id)
    count = courses.material_counts(session, [course.id]).get(course.id, 0)

    def show(rows: Sequence[Any]) -> list[shapes.MemberProgress]:
        marks = service.marks_by_account(session, course.id, [account.id for _, account in rows])
        return [
            shapes.MemberProgress(
                user=accounts.person(account),
                role=enrollment.role,
                percentage=sum(mark.percentage for mark in marks[account.id]) / count if count else 0.0,
                materials=marks[account.id],
            )
            for enrollment, account in rows
        ]

    return page_of(session, wanted, query, show)


def analyse(session: Session, caller: Caller, course_name: str) -> shapes.CourseAnalytics:
    """Where a course's students stand, for its staff; in as many statements, however many there are."""
    course = membership.staff(session, caller, course_name)
    since, placed, moved = now() - IDLE, _placed(course.id), _moved(course.id)
    students = and_(Enrollment.course_id == course.id, Enrollment.role == "student")
    counted = session.execute(
        select(
            func.count(), func.count(moved.c.account_id), func.count().filter(moved.c.at >= since),
            func.count(Enrollment.completed_at),
        )
        .select_from(Enrollment).outerjoin(moved, moved.c.account_id == Enrollment.account_id).where(students)
    ).one()  # fmt: skip
    touched = _touched(session, students)
    standing = _standing(session, students, placed, moved, since)
    materials = session.execute(select(placed).order_by(placed.c.place)).all()
    return shapes.CourseAnalytics(
        students=counted[0], begun=counted[1], active=counted[2], completed=counted[3],
        materials=tuple(
            shapes.MaterialStanding(
                id=material.id, title=material.title, section=material.section,
                **touched.get(material.id, {"begun": 0, "done": 0}),
                **standing.get(material.place, {"here": 0, "idle": 0}),
            )
            for material in materials
        ),
    )  # fmt: skip


def _ordered(wanted: Select[Enrollment, Account], order: ClassOrder, course_id: UUID) -> Select[Enrollment, Account]:
    if order == "name":
        return wanted
    moved = _moved(course_id)
    reached = func.coalesce(moved.c.reached, 0.0)
    first = {
        "least": (reached,),
        "most": (reached.desc(),),
        "idle": (Enrollment.completed_at.is_not(None), moved.c.at.asc().nulls_first()),
    }[order]
    return wanted.outerjoin(moved, moved.c.account_id == Account.id).order_by(*first)


def _moved(course_id: UUID) -> Subquery:
    """How far everybody has come in a course, in percent summed over its materials, and when they last moved on."""
    return (
        select(
            MaterialProgress.account_id,
            func.sum(MaterialProgress.percentage).label("reached"),
            func.max(MaterialProgress.updated_at).label("at"),
        )
        .join(Material, Material.id == MaterialProgress.material_id)
        .join(Section, Section.id == Material.section_id)
        .where(Section.course_id == course_id, drafts.is_shown(Material))
        .group_by(MaterialProgress.account_id)
        .subquery()
    )


def _placed(course_id: UUID) -> Subquery:
    """A course's materials, numbered from 1 in the order in which learners see them."""
    order = (Section.position, Section.key, Material.position, Material.key)
    return (
        select(
            Material.id, Material.title, Section.title.label("section"),
            func.row_number().over(order_by=order).label("place"),
        )
        .join(Section, Section.id == Material.section_id)
        .where(Section.course_id == course_id, drafts.is_shown(Material))
        .subquery()
    )  # fmt: skip


def _touched(session: Session, students: Any) -> dict[UUID, dict[str, int]]:
    """How many students have begun, and how many have done, each material."""
    rows = session.execute(
        select(
            MaterialProgress.material_id, func.count(), func.count().filter(MaterialProgress.percentage >= service.DONE)
        )
        .join(Enrollment, Enrollment.account_id == MaterialProgress.account_id)
        .where(students, MaterialProgress.percentage > 0)
        .group_by(MaterialProgress.material_id)
    )
    return {material_id: {"begun": begun, "done": done} for material_id, begun, done in rows}


def _standing(session: Session, students: Any, placed: Subquery, moved: Subquery, since: Any) -> dict[int, Any]:
    """How many students have which material as their first that is not done, and how many of these stand still."""
    mark = and_(MaterialProgress.account_id == Enrollment.account_id, MaterialProgress.material_id == placed.c.id)
    first = (
        select(Enrollment.account_id, func.min(placed.c.place).label("place"))
        .join(placed, true()).outerjoin(MaterialProgress, mark)
        .where(students, func.coalesce(MaterialProgress.percentage, 0.0) < service.DONE)
        .group_by(Enrollment.account_id).subquery()
    )  # fmt: skip
    rows = session.execute(
        select(first.c.place, func.count(), func.count().filter(moved.c.at < since))
        .outerjoin(moved, moved.c.account_id == first.c.account_id).group_by(first.c.place)
    )  # fmt: skip
    return {place: {"here": here, "idle": idle} for place, here, idle in rows}
