"""Courses, their sections and materials."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from .shape import Line, Moment, Percentage, Shape, Slug

Difficulty = Literal["beginner", "intermediate", "advanced"]
CourseRole = Literal["student", "assistant", "instructor"]
MaterialType = Literal["notebook", "markdown", "pdf", "video", "link", "quiz", "assignment", "training"]


class Material(Shape):
    """One thing to read, watch or do. `percentage` is the caller's own progress, None for who is not enrolled.

    `filename` and `sha256` stand for types with content (`GET /materials/{id}/content`), `url` for videos and links,
    `assignment` and `quiz_id` name what is shown by materials of these types.
    """

    id: UUID
    key: str
    title: str
    type: MaterialType
    position: int
    minutes: int | None = None
    filename: str | None = None
    sha256: str | None = None
    url: str | None = None
    assignment: str | None = None
    quiz_id: UUID | None = None
    percentage: Percentage | None = None


class MaterialDetail(Material):
    """A material by itself: with the course it belongs to."""

    course_slug: Slug


class Section(Shape):
    """A part of a course, with its materials in order."""

    id: UUID
    key: str
    title: str
    position: int
    materials: tuple[Material, ...] = ()


class Course(Shape):
    """A course as lists show it. `role`, `enrollment_id` and `percentage` are the caller's, None when not enrolled."""

    id: UUID
    slug: Slug
    title: str
    description: str
    difficulty: Difficulty
    tags: tuple[str, ...]
    prerequisites: tuple[str, ...]
    published: bool
    role: CourseRole | None = None
    enrollment_id: UUID | None = None
    percentage: Percentage | None = None
    created_at: Moment
    updated_at: Moment


class CourseDetail(Course):
    """A course with its sections."""

    sections: tuple[Section, ...] = ()


class CourseCreate(Shape):
    """A new, empty, unpublished course; its creator becomes an instructor."""

    slug: Slug
    title: Line
    description: str = ""
    difficulty: Difficulty = "beginner"
    tags: tuple[Line, ...] = ()
    prerequisites: tuple[Slug, ...] = ()
