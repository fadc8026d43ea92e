"""Class sessions, and who was there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from nbacademy.protocol.attendance import Presence
from nbacademy_hub.db.base import Base, Created, Key, Name, Updated


class ClassSession(Base):
    """A class that is held. Its codes are derived from `secret` and the time, a new one each `code_seconds`."""

    __tablename__ = "class_sessions"
    __table_args__ = (Index("ix_class_sessions_list", "course_id", "starts_at"),)

    id: Mapped[Key]
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    title: Mapped[Name]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    late_minutes: Mapped[int]
    code_seconds: Mapped[int]
    secret: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[Created]


class Attendance(Base):
    """Whether somebody was there; `by_staff` marks are not changed by a code. Who has no row was not there."""

    __tablename__ = "attendances"
    __table_args__ = (CheckConstraint("presence in ('present', 'late', 'absent', 'excused')", name="presence"),)

    session_id: Mapped[UUID] = mapped_column(ForeignKey("class_sessions.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    presence: Mapped[Presence] = mapped_column(String(10))
    by_staff: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[Updated]
