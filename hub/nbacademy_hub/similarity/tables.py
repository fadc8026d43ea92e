"""An assignment's newest check of who wrote alike, and the pairs that it found."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from nbacademy.protocol.similarity import CheckState
from nbacademy_hub.db.base import Base, Created, Key, LongText


class SimilarityCheck(Base):
    """The newest check of an assignment; `started_at` also tells one run of it from the next."""

    __tablename__ = "similarity_checks"
    __table_args__ = (CheckConstraint("state in ('running', 'done', 'failed')", name="state"),)

    id: Mapped[Key]
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"), unique=True)
    state: Mapped[CheckState] = mapped_column(String(20), default="running")
    reason: Mapped[LongText | None]
    submissions: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[Created]
    ended_at: Mapped[datetime | None]


class SimilarityPair(Base):
    """Two submissions that share code; `segments` says where, as the comparison found it."""

    __tablename__ = "similarity_pairs"
    __table_args__ = (
        Index("ix_similarity_pairs_list", "check_id", "overlap"),
        CheckConstraint("overlap between 0 and 1", name="overlap"),
    )

    id: Mapped[Key]
    check_id: Mapped[UUID] = mapped_column(ForeignKey("similarity_checks.id", ondelete="CASCADE"))
    first_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    second_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    overlap: Mapped[float]
    first_overlap: Mapped[float]
    second_overlap: Mapped[float]
    segments: Mapped[list[Any]]
