"""Makes courses, changes what is said of them, archives and deletes them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol.courses import CourseCreate, CourseDetail, CourseUpdate
from nbacademy.protocol.forum import CategoryCreate
from nbacademy_hub.assignments.tables import Assignment, Submission
from nbacademy_hub.caller import Caller
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Forbidden, Invalid
from nbacademy_hub.forum import service as forum
from nbacademy_hub.forum.tables import Category
from nbacademy_hub.learning import catalogue, membership
from nbacademy_hub.learning import service as learning
from nbacademy_hub.learning.tables import Enrollment, MaterialProgress
from nbacademy_hub.quizzes.tables import Attempt, Quiz

from . import drafts, service
from .drafts import CourseDraft
from .tables import Course, Material, Section

CATEGORIES = (
    CategoryCreate(title="Questions", description="Ask about lessons and assignments."),
    CategoryCreate(title="Announcements", description="News of the course.", announcements=True),
)


@dataclass(frozen=True)
class Deleted:
    """The slug of a course, and whether it is gone or kept for those who were in it."""

    slug: str
    gone: bool


def create(session: Session, caller: Caller, values: CourseCreate) -> CourseDetail:
    """A new, empty course, whose instructor the caller is. For educators. Raises Conflict when its slug is taken."""
    check_educator(caller)
    _check_prerequisites(session, values.slug, values.prerequisites)
    course = service.create(session, values)
    open_forum(session, course)
    learning.add_member(session, caller.account_id, course, "instructor")
    return catalogue.show_course(session, caller, course.slug)


def open_forum(session: Session, course: Course) -> None:
    """Gives a course's forum the categories that every course begins with, where they are not there."""
    for made in CATEGORIES:
        if not session.scalar(select(Category.id).where(Category.course_id == course.id, Category.title == made.title)):
            forum.add_category(session, course, made)


def check_educator(caller: Caller) -> None:
    """Raises Forbidden for everybody but educators and admins."""
    if caller.role != "educator" and not caller.is_admin:
        raise Forbidden("Only educators make courses: ask an admin for the role.")


def update(session: Session, caller: Caller, name: str, values: CourseUpdate) -> CourseDetail:
    """Changes what is said of a course; learners read it when the course is published next. Instructors only."""
    course = editable(session, caller, name)
    _check_prerequisites(session, course.slug, values.prerequisites)
    drafts.change(course, CourseDraft(**values.model_dump(exclude={"self_enrollment"})))
    course.self_enrollment = values.self_enrollment
    session.flush()
    return catalogue.show_course(session, caller, course.slug)


def delete(session: Session, caller: Caller, name: str) -> Deleted:
    """Deletes a course in which no student has been; archives any other. Instructors only."""
    course = editable(session, caller, name)
    gone = not _was_joined(session, course.id)
    if gone:
        session.delete(course)
    elif course.archived_at is None:
        course.archived_at = now()
    session.flush()
    return Deleted(course.slug, gone)


def editable(session: Session, caller: Caller, name: str) -> Course:
    """The course with all that is in it, for its instructors, one after the other. Raises NotFound or Forbidden."""
    course = membership.instructor(session, caller, name)
    service.in_turn(session, course)
    return service.with_sections(session, course.id)


def _check_prerequisites(session: Session, slug: str, prerequisites: Collection[str]) -> None:
    known = set(session.scalars(select(Course.slug).where(Course.slug.in_(prerequisites))))
    for position, name in enumerate(prerequisites):
        if name == slug or name not in known:
            why = "a course can't be its own prerequisite" if name == slug else f"there is no course {name}"
            raise Invalid.field(f"prerequisites.{position}", why)


def _was_joined(session: Session, course_id: UUID) -> bool:
    """Whether students are in it, or have left something there."""
    traces = (
        select(Enrollment.id).where(Enrollment.course_id == course_id, Enrollment.role == "student"),
        select(Submission.id).join(Assignment).where(Assignment.course_id == course_id),
        select(Attempt.id).join(Quiz).join(Section, Section.id == Quiz.section_id)
        .where(Section.course_id == course_id),
        select(MaterialProgress.id).join(Material).join(Section).where(Section.course_id == course_id),
    )  # fmt: skip
    return any(session.scalar(trace.limit(1)) is not None for trace in traces)
