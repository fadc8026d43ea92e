"""Groups of students, extensions, and when an assignment was first fetched."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nbacademy_hub.db.base import Base, Created, Key, Name, Updated


class StudentGroup(Base):
    """Some of a course's students, for whom something else may hold."""

    __tablename__ = "student_groups"
    __table_args__ = (UniqueConstraint("course_id", "name"),)

    id: Mapped[Key]
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    name: Mapped[Name]
    created_at: Mapped[Created]


class GroupMember(Base):
    """Somebody's place in a group."""

    __tablename__ = "student_group_members"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("student_groups.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Extension(Base):
    """What holds for one student or one group instead of an assignment's own settings; None leaves these."""

    __tablename__ = "extensions"
    __table_args__ = (
        UniqueConstraint("assignment_id", "account_id"),
        UniqueConstraint("assignment_id", "group_id"),
        CheckConstraint("(account_id is null) <> (group_id is null)", name="for_one"),
    )

    id: Mapped[Key]
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("student_groups.id", ondelete="CASCADE"), index=True)
    due_at: Mapped[datetime | None]
    attempts_limit: Mapped[int | None]
    minutes_allowed: Mapped[int | None]
    note: Mapped[Name | None]
    granted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    granted_at: Mapped[Updated]


class Fetch(Base):
    """When a student first fetched an assignment's release: from then on the time allowed runs."""

    __tablename__ = "assignment_fetches"

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    fetched_at: Mapped[Created]
