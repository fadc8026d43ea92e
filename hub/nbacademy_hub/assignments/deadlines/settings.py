"""Settings of grading: a course's own, and an assignment's."""

from __future__ import annotations

from sqlalchemy.orm import Session

from nbacademy.protocol import assignments as shapes
from nbacademy.protocol.assignments import AssignmentSettings, CourseGrading
from nbacademy_hub.assignments import limits, service, tables
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.errors import NotFound
from nbacademy_hub.learning import membership
from nbacademy_hub.settings import Settings

from .terms import course_gradings


def course_grading(session: Session, caller: Caller, course_name: str) -> CourseGrading:
    """What holds in a course for assignments that say nothing else, for its members."""
    course = membership.member(session, caller, course_name)
    return course_gradings(session, [course.id])[course.id]


def put_course_grading(session: Session, caller: Caller, course_name: str, values: CourseGrading) -> CourseGrading:
    """Sets what holds in a course for assignments that say nothing else. Instructors only."""
    set_course_grading(session, membership.instructor(session, caller, course_name), values)
    return values


def set_course_grading(session: Session, course: Course, values: CourseGrading) -> None:
    """Sets what holds in a course for assignments that say nothing else."""
    session.merge(tables.CourseGrading(course_id=course.id, **values.model_dump()))


def put_settings(
    session: Session, caller: Caller, course_name: str, name: str, values: AssignmentSettings, platform: Settings
) -> shapes.Assignment:
    """Replaces all settings of an assignment. Instructors only.

    Scores that are there stay as they are until they are graded anew. Raises Invalid for limits that `platform` does
    not allow.
    """
    course = membership.instructor(session, caller, course_name)
    assignment = service.find_in(session, course, name)
    if assignment is None:
        raise NotFound(f"There is no assignment {name} in {course.slug}.")
    limits.check(values, platform)
    service.set_settings(assignment, values)
    session.flush()
    return service.get_assignment(session, caller, course_name, name)
