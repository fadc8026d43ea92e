"""Courses, their sections and materials."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from .quizzes import Question, QuizCreate
from .shape import AssignmentName, Line, Moment, Pending, Percentage, Person, Shape, Slug

Difficulty = Literal["beginner", "intermediate", "advanced"]
CourseRole = Literal["student", "assistant", "instructor"]
MaterialType = Literal["notebook", "markdown", "pdf", "video", "link", "quiz", "assignment", "training"]

Tag = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")
]
Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000, pattern=r"^[^\x00]*$")]
Position = Annotated[int, Field(ge=0, le=100_000)]
Minutes = Annotated[int, Field(ge=1, le=6000)]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+(/\S*)?$", max_length=2000)]
NewSlug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=30)]
"""A slug with single hyphens, as a course folder's manifest has it."""


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
    pending: Pending | None = None


class MaterialDetail(Material):
    """A material by itself: with the course and the section it belongs to."""

    course_slug: Slug
    section_id: UUID


class Section(Shape):
    """A part of a course, with its materials in order."""

    id: UUID
    key: str
    title: str
    position: int
    materials: tuple[Material, ...] = ()
    pending: Pending | None = None


class Course(Shape):
    """A course as lists show it. `role`, `enrollment_id` and `percentage` are the caller's, None when not enrolled.

    One that is `archived` is there for its members alone, and nobody joins it any more.
    """

    id: UUID
    slug: Slug
    title: str
    description: str
    difficulty: Difficulty
    tags: tuple[str, ...]
    prerequisites: tuple[str, ...]
    published: bool
    archived: bool = False
    self_enrollment: bool = True
    role: CourseRole | None = None
    enrollment_id: UUID | None = None
    percentage: Percentage | None = None
    created_at: Moment
    updated_at: Moment


class CourseDetail(Course):
    """A course with its sections."""

    sections: tuple[Section, ...] = ()


class CourseUpdate(Shape):
    """What an instructor says of a course. `prerequisites` are slugs of other courses.

    `self_enrollment`: whether anybody may join who finds it.
    """

    title: Line
    description: Description = ""
    difficulty: Difficulty = "beginner"
    tags: Annotated[tuple[Tag, ...], Field(max_length=20)] = ()
    prerequisites: Annotated[tuple[Slug, ...], Field(max_length=20)] = ()
    self_enrollment: bool = True


class CourseCreate(CourseUpdate):
    """A new, empty, unpublished course; its creator becomes an instructor."""

    slug: NewSlug


class SectionUpdate(Shape):
    """A section, in the order of `position`; without one it stays where it is, or comes last."""

    title: Line
    position: Position | None = None


class _MaterialValues(Shape):
    """A material, in the order of `position` in its section; without one it stays where it is, or comes last.

    `url` is for links and videos, `assignment` (its name) and `quiz_id` for what they show. Files are sent to
    `/materials/{id}/content`.
    """

    title: Line
    position: Position | None = None
    minutes: Minutes | None = None
    url: WebAddress | None = None
    assignment: AssignmentName | None = None
    quiz_id: UUID | None = None


class MaterialUpdate(_MaterialValues):
    """What a material becomes, in another section of its course where one is named; without a position, as its last."""

    section_id: UUID | None = None


class MaterialCreate(_MaterialValues):
    """A new material, whose type stays."""

    type: MaterialType


class CourseVersion(Shape):
    """What was published at a time, and by whom; None for a course folder that the administrator loaded."""

    number: int
    published_at: Moment
    author: Person | None = None
    title: str
    materials: int


class FrozenQuiz(QuizCreate):
    """A quiz as a version of its course has it."""

    id: UUID
    key: str | None
    section_id: UUID
    questions: tuple[Question, ...]


class CourseVersionDetail(CourseVersion):
    """A version with all that it froze."""

    description: str
    difficulty: Difficulty
    tags: tuple[str, ...]
    prerequisites: tuple[str, ...]
    sections: tuple[Section, ...]
    quizzes: tuple[FrozenQuiz, ...] = ()
