"""Enrolments and progress."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nbacademy.protocol.courses import CourseRole
from nbacademy.protocol.learning import InvitedRole
from nbacademy_hub.db.base import Base, Created, Key, Updated


class Enrollment(Base):
    """Somebody's place in a course."""

    __tablename__ = "enrollments"
    __table_args__ = (
        UniqueConstraint("account_id", "course_id"),
        CheckConstraint("role in ('student', 'assistant', 'instructor')", name="role"),
    )

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    role: Mapped[CourseRole] = mapped_column(String(20), default="student")
    enrolled_at: Mapped[Created]
    completed_at: Mapped[datetime | None]


class Invitation(Base):
    """A code with which one joins a course. `uses_limit` is how many may, None for any number."""

    __tablename__ = "invitations"
    __table_args__ = (CheckConstraint("role in ('student', 'assistant')", name="role"),)

    id: Mapped[Key]
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    role: Mapped[InvitedRole] = mapped_column(String(20), default="student")
    expires_at: Mapped[datetime | None]
    uses_limit: Mapped[int | None]
    uses: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Created]


class MaterialProgress(Base):
    """How far somebody is with a material, in percent."""

    __tablename__ = "material_progress"
    __table_args__ = (
        UniqueConstraint("account_id", "material_id"),
        Index("ix_material_progress_material_id_account_id", "material_id", "account_id"),
        CheckConstraint("percentage between 0 and 100", name="percentage"),
    )

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    material_id: Mapped[UUID] = mapped_column(ForeignKey("materials.id", ondelete="CASCADE"))
    percentage: Mapped[float]
    updated_at: Mapped[Updated]
