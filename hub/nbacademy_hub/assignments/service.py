"""Assignments: sources, releases and submissions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol import assignments as shapes
from nbacademy.protocol.assignments import AssignmentRelease, AssignmentSettings
from nbacademy.protocol.shape import AssignmentName, Page, Shape
from nbacademy_graders.jobs import Generated
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.errors import Conflict, Invalid, NotFound
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership

from . import overview, trials
from .deadlines.tables import Fetch
from .tables import Assignment, AssignmentVersion
from .uploads import Upload

_NAMES: TypeAdapter[str] = TypeAdapter(AssignmentName)


class Declared(AssignmentSettings):
    """How a course folder declares an assignment."""

    name: str


def declare(session: Session, course: Course, values: Declared) -> Assignment:
    """Makes an assignment, or brings it to what its course folder says."""
    assignment = find_in(session, course, values.name)
    if assignment is None:
        assignment = Assignment(course_id=course.id, name=values.name, title=values.name)
        session.add(assignment)
    set_settings(assignment, values)
    session.flush()
    return assignment


def set_settings(assignment: Assignment, values: AssignmentSettings) -> None:
    """Brings an assignment's row to these settings; without a title it keeps the one that it has."""
    for field in AssignmentSettings.model_fields:
        if field != "title" or values.title is not None:
            setattr(assignment, field, getattr(values, field))


def find_in(session: Session, course: Course, name: str) -> Assignment | None:
    return session.scalar(select(Assignment).where(Assignment.course_id == course.id, Assignment.name == name))


def for_member(session: Session, caller: Caller, course_name: str, name: str) -> tuple[Assignment, Course]:
    """A released assignment for members, any for staff. Raises NotFound or Forbidden."""
    course = membership.member(session, caller, course_name)
    assignment = find_in(session, course, name)
    if assignment is None or (assignment.released is None and not membership.is_staff(session, caller, course.id)):
        raise NotFound(f"There is no assignment {name} in {course.slug}.")
    return assignment, course


def for_staff(session: Session, caller: Caller, course_name: str, name: str) -> Assignment:
    """An assignment, for the course's staff. Raises NotFound or Forbidden."""
    course = membership.staff(session, caller, course_name)
    assignment = find_in(session, course, name)
    if assignment is None:
        raise NotFound(f"There is no assignment {name} in {course.slug}.")
    return assignment


def in_turn(session: Session, assignment_id: UUID) -> None:
    """Waits for who changes the same assignment's things at this moment, and then sees what they wrote."""
    session.execute(select(Assignment.id).where(Assignment.id == assignment_id).with_for_update())


def version_of(session: Session, assignment: Assignment, number: int | None) -> AssignmentVersion | None:
    """One version of an assignment; the newest when `number` is None."""
    wanted = select(AssignmentVersion).where(AssignmentVersion.assignment_id == assignment.id)
    if number is not None:
        wanted = wanted.where(AssignmentVersion.number == number)
    return session.scalar(wanted.order_by(AssignmentVersion.number.desc()).limit(1))


def list_assignments(session: Session, caller: Caller, course_name: str, query: Paging) -> Page[shapes.Assignment]:
    """The assignments of a course with the caller's newest submission; unreleased ones for staff."""
    course = membership.member(session, caller, course_name)
    staff = membership.is_staff(session, caller, course.id)
    wanted = (
        select(Assignment).where(Assignment.course_id == course.id).order_by(Assignment.created_at, Assignment.name)
    )
    if not staff:
        wanted = wanted.where(Assignment.released.is_not(None))

    def show(rows: Sequence[Any]) -> list[shapes.Assignment]:
        return overview.show(session, caller, [assignment for (assignment,) in rows], course, staff=staff)

    return page_of(session, wanted, query, show)


def get_assignment(session: Session, caller: Caller, course_name: str, name: str) -> shapes.Assignment:
    """One assignment as the caller sees it."""
    assignment, course = for_member(session, caller, course_name, name)
    staff = membership.is_staff(session, caller, course.id)
    return overview.show(session, caller, [assignment], course, staff=staff)[0]


def add_version(
    session: Session,
    caller_id: UUID | None,
    assignment: Assignment,
    source: Upload,
    release_sha256: str,
    made: Generated,
) -> AssignmentVersion:
    """Keeps a source with its student version; the same source as the newest one is not a new version."""
    assignment.laid = False
    newest = version_of(session, assignment, None)
    if newest is not None and newest.source_sha256 == source.sha256:
        return newest
    version = AssignmentVersion(
        assignment_id=assignment.id, number=(newest.number if newest else 0) + 1, source_sha256=source.sha256,
        release_sha256=release_sha256, max_score=made.max_score, author_id=caller_id,
        notebooks=[f"{name}.ipynb" for name in made.notebooks],
        cells=[cell.model_dump(mode="json") for cell in made.cells],
    )  # fmt: skip
    session.add(version)
    session.flush()
    trials.ask(session, version)
    return version


def put_source(
    session: Session, caller: Caller, course_name: str, name: str, source: Upload, release_sha256: str, made: Generated
) -> shapes.SourceVersion:
    """Takes a new source of an assignment, made if it is new. Instructors only."""
    course = membership.instructor(session, caller, course_name)
    assignment = find_in(session, course, name)
    if assignment is None:
        assignment = declare(session, course, Declared(name=name))
    version = add_version(session, caller.account_id, assignment, source, release_sha256, made)
    return _show_version(version, assignment, course)


def check_instructor(session: Session, caller: Caller, course_name: str, name: str) -> str:
    """The course's slug, for its instructors: asked before the work of generating a student version.

    Raises Invalid when the assignment's name can be none.
    """
    slug = membership.instructor(session, caller, course_name).slug
    try:
        _NAMES.validate_python(name)
    except ValidationError as error:
        rule = "1 to 64 letters, digits, dots, hyphens and underscores, the first and last a letter or digit"
        raise Invalid.field("name", f"an assignment's name has {rule}") from error
    return slug


def release(
    session: Session, caller: Caller, course_name: str, name: str, values: AssignmentRelease
) -> shapes.SourceVersion:
    """Gives the newest version to students. Raises Conflict when there is no source yet, or a newer one than meant."""
    course = membership.instructor(session, caller, course_name)
    assignment = find_in(session, course, name)
    if assignment is None:
        raise NotFound(f"There is no assignment {name} in {course.slug}.")
    version = version_of(session, assignment, None)
    if version is None:
        raise Conflict(f"There is no source of {name} yet: upload it first.")
    if values.version not in (None, version.number):
        raise Conflict(f"Version {version.number} of {name} is newer than version {values.version}: look at it first.")
    assignment.released = version.number
    for field in values.model_fields_set - {"version"}:
        if field != "due_at" and getattr(values, field) is None:
            raise Invalid.field(field, "cannot be taken away: leave it out to keep what is set")
        setattr(assignment, field, getattr(values, field))
    session.flush()
    return _show_version(version, assignment, course)


class Archive(Shape):
    """Which blob answers a download, and the number of the version that it belongs to."""

    sha256: str
    version: int


def fetch(session: Session, caller: Caller, course_name: str, name: str) -> Archive:
    """The released student version; from the first time on, the time allowed runs. Raises NotFound."""
    assignment, _ = for_member(session, caller, course_name, name)
    if assignment.released is None:
        raise NotFound(f"{name} is not released yet.")
    version = version_of(session, assignment, assignment.released)
    assert version is not None
    if session.get(Fetch, (assignment.id, caller.account_id)) is None:
        session.add(Fetch(assignment_id=assignment.id, account_id=caller.account_id))
    return Archive(sha256=version.release_sha256, version=version.number)


def get_source(session: Session, caller: Caller, course_name: str, name: str) -> Archive:
    """The newest source, for instructors. Raises NotFound."""
    course = membership.instructor(session, caller, course_name)
    assignment = find_in(session, course, name)
    version = version_of(session, assignment, None) if assignment else None
    if version is None:
        raise NotFound(f"There is no source of {name} in {course.slug}.")
    return Archive(sha256=version.source_sha256, version=version.number)


def list_versions(
    session: Session, caller: Caller, course_name: str, name: str, query: Paging
) -> Page[shapes.SourceVersion]:
    """The versions of an assignment, the newest first, for instructors. Raises NotFound."""
    course = membership.instructor(session, caller, course_name)
    assignment = find_in(session, course, name)
    if assignment is None:
        raise NotFound(f"There is no assignment {name} in {course.slug}.")
    mine = AssignmentVersion.assignment_id == assignment.id
    wanted = select(AssignmentVersion).where(mine).order_by(AssignmentVersion.number.desc())
    return page_of(
        session, wanted, query, lambda rows: [_show_version(version, assignment, course) for (version,) in rows]
    )


def get_version(session: Session, caller: Caller, course_name: str, name: str, number: int) -> shapes.SourceVersion:
    """One version with what its trial found, for instructors. Raises NotFound."""
    return _show_version(*_version(session, caller, course_name, name, number))


def get_student_version(session: Session, caller: Caller, course_name: str, name: str, number: int) -> Archive:
    """What students get, or would get, of a version, for instructors. Raises NotFound."""
    version, _, _ = _version(session, caller, course_name, name, number)
    return Archive(sha256=version.release_sha256, version=version.number)


def _version(
    session: Session, caller: Caller, course_name: str, name: str, number: int
) -> tuple[AssignmentVersion, Assignment, Course]:
    course = membership.instructor(session, caller, course_name)
    assignment = find_in(session, course, name)
    version = version_of(session, assignment, number) if assignment else None
    if assignment is None or version is None:
        raise NotFound(f"There is no version {number} of {name} in {course.slug}.")
    return version, assignment, course


def _show_version(version: AssignmentVersion, assignment: Assignment, course: Course) -> shapes.SourceVersion:
    cells = tuple(shapes.SourceCell(**cell, finding=trials.finding(version, cell)) for cell in version.cells)
    return shapes.SourceVersion(
        course_slug=course.slug, assignment=assignment.name, version=version.number, sha256=version.source_sha256,
        created_at=version.created_at, released=assignment.released == version.number, max_score=version.max_score,
        notebooks=tuple(version.notebooks), cells=cells,
        trial=version.trial, trial_reason=version.trial_reason,
        solution_score=(version.findings or {}).get("solution_score"),
    )  # fmt: skip
