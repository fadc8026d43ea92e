"""Accounts."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from nbacademy_hub.db.base import Base, Created, Key, Name, Updated


class Account(Base):
    """A person, or a course's own account. `username` is JupyterHub's; without `password_hash` nobody signs in here."""

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint("role in ('student', 'educator', 'moderator', 'guardian', 'admin')", name="role"),
    )

    id: Mapped[Key]
    username: Mapped[str] = mapped_column(String(255), unique=True)
    email: Mapped[str | None] = mapped_column(String(320), unique=True)
    name: Mapped[Name]
    password_hash: Mapped[str | None] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(20), default="student")
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]
