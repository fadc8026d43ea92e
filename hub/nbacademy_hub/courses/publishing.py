"""Publishes courses: what staff have edited is frozen as a version, and is what learners see from then on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nbacademy.protocol import courses as shapes
from nbacademy.protocol.courses import CourseVersionDetail, FrozenQuiz
from nbacademy.protocol.shape import Page, Person, Shape
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.caller import Caller
from nbacademy_hub.errors import Conflict, NotFound
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership
from nbacademy_hub.quizzes import importing
from nbacademy_hub.quizzes import publishing as quizzes
from nbacademy_hub.quizzes.tables import Quiz

from . import drafts
from .authoring import editable
from .drafts import CourseDraft
from .tables import Course, CourseVersion, Material


class Frozen(Shape):
    """What stands in the row of a version."""

    course: CourseDraft
    sections: tuple[shapes.Section, ...]
    quizzes: tuple[FrozenQuiz, ...] = ()


def publish(session: Session, caller: Caller, course_name: str) -> CourseVersionDetail:
    """Shows learners what staff have edited. Instructors only. Raises Conflict while a material has nothing to show."""
    course = editable(session, caller, course_name)
    _settle(session, course)
    course.published, course.archived_at = True, None
    version = freeze(session, course, caller.account_id)
    return _show_detail(version, accounts.people(session, {caller.account_id}))


def freeze(session: Session, course: Course, author_id: UUID | None) -> CourseVersion:
    """Keeps a course as a version, as it stands for learners."""
    session.flush()
    newest = session.scalar(select(func.max(CourseVersion.number)).where(CourseVersion.course_id == course.id)) or 0
    sections = tuple(
        drafts.show_section(
            section, tuple(drafts.show_material(material, None, staff=False) for material in materials), staff=False
        )
        for section, materials in drafts.sections(course, staff=False)
    )
    frozen = Frozen(course=drafts.current(course), sections=sections, quizzes=quizzes.frozen(session, course))
    content = frozen.model_dump(mode="json")
    version = CourseVersion(course_id=course.id, number=newest + 1, author_id=author_id, content=content)
    session.add(version)
    session.flush()
    return version


def list_versions(session: Session, caller: Caller, course_name: str, query: Paging) -> Page[shapes.CourseVersion]:
    """The versions of a course, the newest first. Instructors only."""
    course = membership.instructor(session, caller, course_name)
    wanted = select(CourseVersion).where(CourseVersion.course_id == course.id).order_by(CourseVersion.number.desc())

    def show(rows: Sequence[Any]) -> list[shapes.CourseVersion]:
        people = accounts.people(session, {version.author_id for (version,) in rows if version.author_id})
        return [shapes.CourseVersion(**_values(version, people)) for (version,) in rows]

    return page_of(session, wanted, query, show)


def get_version(session: Session, caller: Caller, course_name: str, number: int) -> CourseVersionDetail:
    """One version with all that it froze. Instructors only. Raises NotFound."""
    course = membership.instructor(session, caller, course_name)
    version = session.scalar(
        select(CourseVersion).where(CourseVersion.course_id == course.id, CourseVersion.number == number)
    )
    if version is None:
        raise NotFound(f"There is no version {number} of {course.slug}.")
    return _show_detail(version, accounts.people(session, {version.author_id} if version.author_id else set()))


def _settle(session: Session, course: Course) -> None:
    drafts.move(course)
    gone = [section for section in course.sections if section.pending == "removed"]
    importing.leave(session, course, gone)
    for section in gone:
        course.sections.remove(section)
    quizzes.settle(session, course)
    drafts.settle(course)
    for section in course.sections:
        drafts.settle(section)
        for material in [material for material in section.materials if material.pending == "removed"]:
            section.materials.remove(material)
        for material in section.materials:
            _check_shows(session, material)
            drafts.settle(material)
    course.achievements = drafts.achievements(course, staff=False)


def _check_shows(session: Session, material: Material) -> None:
    seen = drafts.current(material)
    if seen.quiz_id is not None and session.get(Quiz, seen.quiz_id) is None:
        seen = seen.model_copy(update={"quiz_id": None})
    if all(target is None for target in (seen.sha256, seen.url, seen.assignment, seen.quiz_id)):
        raise Conflict(f"The {material.type} “{seen.title}” has nothing to show yet: send its file, or take it out.")


def _show_detail(version: CourseVersion, people: dict[UUID, Person]) -> CourseVersionDetail:
    frozen = Frozen.model_validate(version.content)
    return CourseVersionDetail(
        **_values(version, people) | dict(frozen.course), sections=frozen.sections, quizzes=frozen.quizzes
    )


def _values(version: CourseVersion, people: dict[UUID, Person]) -> dict[str, Any]:
    return {
        "number": version.number, "published_at": version.created_at, "title": version.content["course"]["title"],
        "author": people.get(version.author_id) if version.author_id else None,
        "materials": sum(len(section["materials"]) for section in version.content["sections"]),
    }  # fmt: skip
