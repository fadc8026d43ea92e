"""Answers kept for retried requests."""

from __future__ import annotations

from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from nbacademy_hub.db.base import Base, Created, Key, Name


class IdempotentAnswer(Base):
    """What the first call with an `Idempotency-Key` answered. `fingerprint` is the hash of its verb, path and body."""

    __tablename__ = "idempotent_answers"
    __table_args__ = (UniqueConstraint("username", "key"),)

    id: Mapped[Key]
    username: Mapped[Name]
    key: Mapped[Name]
    fingerprint: Mapped[Name]
    answer: Mapped[dict[str, Any]]
    created_at: Mapped[Created]
