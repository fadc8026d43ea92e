"""What somebody might do next, with the reasons: each says in a sentence what it is and how many points it gives.

| reason | points |
|---|---|
| progress: a course that was begun goes on | 5, and up to 1 more the farther it is |
| needed: a course that was begun builds on it | 4 |
| prerequisites: it builds on courses that were completed | 3 |
| tags: in common with one's courses | 1 each, at most 3 |
| peers: those with the same courses took it | 1, and 2 more if all of them did |
| open: anybody may begin it | 0 |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from nbacademy.protocol import learning as shapes
from nbacademy.protocol.learning import Reason
from nbacademy.protocol.shape import Page
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.http.paging import Paging

from . import service, steps
from .tables import Enrollment

SMALLEST_COHORT = 5
"""Fewer people are never spoken of, and more only in steps of so many: nobody can be made out among them."""

MOST_TAGS = 3
CANDIDATES = 500
"""How many courses, the newest ones, are looked at."""


@dataclass(frozen=True)
class Known:
    """What is known of somebody: their courses' slugs, those completed and needed, tags, and peers by course."""

    completed: frozenset[str]
    needed: dict[str, str]
    tags: frozenset[str]
    peers: dict[UUID, int]
    peers_in_all: int


def recommend(session: Session, caller: Caller, query: Paging) -> Page[shapes.Recommendation]:
    """Next materials and next courses for the caller, those with most points first."""
    own = steps.own_courses(session, caller.account_id)
    known = _known(session, caller.account_id, own)
    found = [*_materials(session, caller, own), *_courses(session, caller, known)]
    found.sort(key=lambda item: (-item.points, item.title, item.course_slug))
    first = (query.page - 1) * query.limit
    page = tuple(found[first : first + query.limit])
    return Page(items=page, page=query.page, limit=query.limit, total=len(found))


def _known(session: Session, account_id: UUID, own: list[tuple[Course, Enrollment]]) -> Known:
    completed = frozenset(course.slug for course, enrollment in own if enrollment.completed_at is not None)
    peers, in_all = _peers(session, account_id)
    return Known(
        completed=completed, tags=frozenset(tag for course, _ in own for tag in course.tags), peers=peers,
        needed={slug: course.title for course, _ in own for slug in course.prerequisites}, peers_in_all=in_all,
    )  # fmt: skip


def _peers(session: Session, account_id: UUID) -> tuple[dict[UUID, int], int]:
    """How many of those who share a course with somebody are in each other course, and how many these are."""
    mine, peer = aliased(Enrollment), aliased(Enrollment)
    sharing = (
        select(peer.account_id).join(mine, mine.course_id == peer.course_id)
        .where(mine.account_id == account_id, mine.role == "student", peer.role == "student")
        .where(peer.account_id != account_id).distinct().subquery()
    )  # fmt: skip
    in_all = session.scalar(select(func.count()).select_from(sharing)) or 0
    rows = session.execute(
        select(Enrollment.course_id, func.count()).join(sharing, sharing.c.account_id == Enrollment.account_id)
        .where(Enrollment.role == "student").group_by(Enrollment.course_id)
    )  # fmt: skip
    return {course_id: count for course_id, count in rows}, in_all


def _materials(
    session: Session, caller: Caller, own: list[tuple[Course, Enrollment]]
) -> Iterator[shapes.Recommendation]:
    begun = {course.id: course for course, enrollment in own if enrollment.completed_at is None}
    shares = service.percentages(session, caller.account_id, begun)
    for course_id, material in steps.next_materials(session, caller.account_id, begun).items():
        course, share = begun[course_id], shares[course_id]
        text = f"You have done {share:.0f} % of {course.title}, and this comes next."
        yield shapes.Recommendation(
            kind="material", course_slug=course.slug, title=material.title, material=material,
            reasons=(Reason(kind="progress", points=round(5 + share / 100, 2), text=text),),
        )  # fmt: skip


def _courses(session: Session, caller: Caller, known: Known) -> Iterator[shapes.Recommendation]:
    mine = select(Enrollment.course_id).where(Enrollment.account_id == caller.account_id)
    candidates = session.scalars(
        select(Course).where(Course.published, Course.archived_at.is_(None), Course.self_enrollment)
        .where(Course.id.not_in(mine)).order_by(Course.created_at.desc(), Course.id).limit(CANDIDATES)
    )  # fmt: skip
    for course in candidates:
        if known.completed.issuperset(course.prerequisites):
            reasons = tuple(_reasons(course, known)) or (_OPEN,)
            yield shapes.Recommendation(kind="course", course_slug=course.slug, title=course.title, reasons=reasons)


_OPEN = Reason(kind="open", points=0, text="Anybody may begin it.")


def _reasons(course: Course, known: Known) -> Iterator[Reason]:
    if course.slug in known.needed:
        yield Reason(kind="needed", points=4, text=f"{known.needed[course.slug]}, which you take, builds on it.")
    if course.prerequisites:
        text = f"You have completed what it builds on: {', '.join(course.prerequisites)}."
        yield Reason(kind="prerequisites", points=3, text=text)
    if common := sorted(known.tags.intersection(course.tags))[:MOST_TAGS]:
        yield Reason(kind="tags", points=len(common), text=f"Like courses of yours it is about {', '.join(common)}.")
    count = known.peers.get(course.id, 0)
    if count >= SMALLEST_COHORT:
        rounded = count - count % SMALLEST_COHORT
        share = rounded / max(rounded, known.peers_in_all)
        text = f"At least {rounded} of those who take the same courses as you take it, too."
        yield Reason(kind="peers", points=round(1 + 2 * share, 1), text=text)
