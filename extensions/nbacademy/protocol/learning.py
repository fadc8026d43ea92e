"""Enrolments and progress."""

from __future__ import annotations

from uuid import UUID

from .courses import CourseRole
from .shape import Moment, Percentage, Person, Shape


class EnrollmentCreate(Shape):
    """Joins a course as a student, where it allows self-enrolment. `course_id` is an id or a slug."""

    course_id: str


class Enrollment(Shape):
    """Somebody's place in a course; `completed_at` is when all materials were done."""

    id: UUID
    course_id: UUID
    course_slug: str
    course_title: str
    role: CourseRole
    percentage: Percentage
    enrolled_at: Moment
    completed_at: Moment | None = None


class ProgressMark(Shape):
    """How far the caller is with a material. A percentage never falls: a lower mark changes nothing."""

    material_id: UUID
    percentage: Percentage


class MaterialProgress(Shape):
    material_id: UUID
    percentage: Percentage
    updated_at: Moment


class SectionProgress(Shape):
    section_id: UUID
    percentage: Percentage


class Progress(Shape):
    """The caller's progress in a course; untouched materials count as 0 and are not listed."""

    course_id: UUID
    percentage: Percentage
    sections: tuple[SectionProgress, ...]
    materials: tuple[MaterialProgress, ...]


class MemberProgress(Shape):
    """One member's progress, as staff see it."""

    user: Person
    role: CourseRole
    percentage: Percentage
    materials: tuple[MaterialProgress, ...]
