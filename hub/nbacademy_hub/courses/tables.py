"""Courses, sections and materials."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from nbacademy.protocol.courses import MaterialType
from nbacademy_hub.db.base import Base, Created, Key, LongText, Name, Updated


class Drafted:
    """What staff edit while learners go on with what was published: the columns are what learners see.

    `draft` is what they are to become when the course is published next, None where nothing has been changed.
    """

    draft: Mapped[dict[str, Any] | None] = mapped_column(default=None)


class DraftedPart(Drafted):
    """A part of a course. A `new` one is not published yet, a `removed` one goes when the course is published next."""

    pending: Mapped[Literal["new", "removed"] | None] = mapped_column(String(10), default=None)


class Course(Drafted, Base):
    """A course. `fingerprint` is that of the folder it was last loaded from, `folder_sha256` that folder's archive."""

    __tablename__ = "courses"
    __table_args__ = (CheckConstraint("difficulty in ('beginner', 'intermediate', 'advanced')", name="difficulty"),)

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(String(30), unique=True)
    title: Mapped[Name]
    description: Mapped[LongText] = mapped_column(default="")
    difficulty: Mapped[str] = mapped_column(String(20), default="beginner")
    tags: Mapped[list[Any]] = mapped_column(default=list)
    prerequisites: Mapped[list[Any]] = mapped_column(default=list)
    published: Mapped[bool] = mapped_column(default=False)
    self_enrollment: Mapped[bool] = mapped_column(default=True)
    archived_at: Mapped[datetime | None]
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    folder_sha256: Mapped[str | None] = mapped_column(String(64))
    achievements: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]

    sections: Mapped[list[Section]] = relationship(
        order_by="[Section.position, Section.key]", cascade="all, delete-orphan"
    )


class CourseVersion(Base):
    """What was published, frozen; `number` counts from 1. `author_id` is None where no person published it."""

    __tablename__ = "course_versions"
    __table_args__ = (UniqueConstraint("course_id", "number"),)

    id: Mapped[Key]
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    number: Mapped[int]
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    content: Mapped[dict[str, Any]]
    created_at: Mapped[Created]


class Section(DraftedPart, Base):
    """A part of a course; `key` is its stable name in the course folder."""

    __tablename__ = "sections"
    __table_args__ = (
        UniqueConstraint("course_id", "key"), CheckConstraint("pending in ('new', 'removed')", name="pending"),
    )  # fmt: skip

    id: Mapped[Key]
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    key: Mapped[Name]
    title: Mapped[Name]
    position: Mapped[int]

    materials: Mapped[list[Material]] = relationship(
        order_by="[Material.position, Material.key]", cascade="all, delete-orphan"
    )


class Material(DraftedPart, Base):
    """One thing to read, watch or do. `sha256` names its content in the file store, `filename` its place in a home."""

    __tablename__ = "materials"
    __table_args__ = (
        UniqueConstraint("section_id", "key"), CheckConstraint("pending in ('new', 'removed')", name="pending"),
    )  # fmt: skip

    id: Mapped[Key]
    section_id: Mapped[UUID] = mapped_column(ForeignKey("sections.id", ondelete="CASCADE"), index=True)
    key: Mapped[Name]
    title: Mapped[Name]
    type: Mapped[MaterialType] = mapped_column(String(20))
    position: Mapped[int]
    minutes: Mapped[int | None]
    filename: Mapped[str | None] = mapped_column(String(255))
    sha256: Mapped[str | None] = mapped_column(String(64))
    url: Mapped[str | None] = mapped_column(String(2000))
    assignment: Mapped[str | None] = mapped_column(String(64))
    quiz_id: Mapped[UUID | None] = mapped_column(ForeignKey("quizzes.id", ondelete="SET NULL"), index=True)
