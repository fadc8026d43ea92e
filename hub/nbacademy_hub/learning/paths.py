"""Learning paths: somebody's courses and what they build on, in an order in which they can be taken."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol import learning as shapes
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course

from . import service, steps
from .tables import Enrollment

MOST_COURSES = 200
"""Of a path: a chain of prerequisites that is longer helps nobody."""


def path_of(session: Session, caller: Caller) -> shapes.LearningPath:
    """The caller's courses and, before each, the courses on which it builds."""
    own = steps.own_courses(session, caller.account_id)
    enrollments = {course.id: enrollment for course, enrollment in own}
    courses = _with_prerequisites(session, [course for course, _ in own])
    shares = service.percentages(session, caller.account_id, enrollments)
    begun = [key for key, enrollment in enrollments.items() if enrollment.completed_at is None]
    following = steps.next_materials(session, caller.account_id, begun)
    completed = {course.slug for course in courses if _is_completed(enrollments.get(course.id))}
    return shapes.LearningPath(items=tuple(
        _step(course, enrollments.get(course.id), shares.get(course.id), completed, following.get(course.id))
        for course in in_order(courses)
    ))  # fmt: skip


def in_order(courses: Iterable[Course]) -> list[Course]:
    """Courses so that each comes after its prerequisites; of those that need each other, the first comes first."""
    known = {course.slug: course for course in courses}
    found: dict[str, Course] = {}
    seen: set[str] = set()
    left = list(reversed(known.values()))
    while left:
        course = left.pop()
        first_time = course.slug not in seen
        seen.add(course.slug)
        missing = [known[slug] for slug in course.prerequisites if slug in known and slug not in seen]
        if first_time and missing:
            left += [course, *reversed(missing)]
        else:
            found.setdefault(course.slug, course)
    return list(found.values())


def _with_prerequisites(session: Session, courses: list[Course]) -> list[Course]:
    """Courses and those on which they build, and these, and so on: a query for each step down."""
    known = {course.slug: course for course in courses}
    wanted = {slug for course in courses for slug in course.prerequisites} - known.keys()
    while wanted and len(known) < MOST_COURSES:
        found = session.scalars(
            select(Course).where(Course.slug.in_(wanted), Course.published).order_by(Course.title, Course.id)
        ).all()
        known |= {course.slug: course for course in found}
        wanted = {slug for course in found for slug in course.prerequisites} - known.keys()
    return list(known.values())


def _is_completed(enrollment: Enrollment | None) -> bool:
    return enrollment is not None and enrollment.completed_at is not None


def _step(
    course: Course, enrollment: Enrollment | None, percentage: float | None, completed: set[str],
    following: shapes.NextMaterial | None,
) -> shapes.PathStep:  # fmt: skip
    missing = tuple(slug for slug in course.prerequisites if slug not in completed)
    state: shapes.StepState = "completed" if _is_completed(enrollment) else "begun" if enrollment else "open"
    if missing and enrollment is None:
        state = "locked"
    return shapes.PathStep(
        course_slug=course.slug, title=course.title, state=state, percentage=percentage, missing=missing,
        next_material=following, reason=_reason(state, missing),
    )  # fmt: skip


def _reason(state: shapes.StepState, missing: tuple[str, ...]) -> str:
    needs = f" It builds on {', '.join(missing)}, which you have not completed." if missing else ""
    said: dict[shapes.StepState, str] = {
        "completed": "You have completed it.",
        "begun": f"You have begun it.{needs}",
        "open": "A course of yours builds on it, and nothing keeps you from beginning it.",
        "locked": f"A course of yours builds on it.{needs}",
    }
    return said[state]
