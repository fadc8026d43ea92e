"""Previews of grading anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nbacademy.protocol.assignments import ResultState
from nbacademy_hub.db.base import Base, Created, Key, LongText


class Regrade(Base):
    """One preview, by the source of `version`; published from `published_at` on."""

    __tablename__ = "regrades"
    __table_args__ = (Index("ix_regrades_newest", "assignment_id", "created_at"),)

    id: Mapped[Key]
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"))
    version: Mapped[int]
    author_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[Created]
    published_at: Mapped[datetime | None]


class RegradeResult(Base):
    """What one submission would get, beside what it has.

    `change` is the new score less the old one, `changes` are the cells whose score is another; `marks_sha256` and
    `autograded_sha256` name what publishing needs.
    """

    __tablename__ = "regrade_results"
    __table_args__ = (
        UniqueConstraint("regrade_id", "submission_id"),
        Index("ix_regrade_results_change", "regrade_id", "state", "change"),
        CheckConstraint("state in ('waiting', 'done', 'failed', 'published', 'superseded')", name="state"),
    )

    id: Mapped[Key]
    regrade_id: Mapped[UUID] = mapped_column(ForeignKey("regrades.id", ondelete="CASCADE"))
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), index=True)
    state: Mapped[ResultState] = mapped_column(String(20), default="waiting")
    reason: Mapped[LongText | None]
    old_score: Mapped[float | None]
    score: Mapped[float | None]
    max_score: Mapped[float | None]
    change: Mapped[float | None]
    changes: Mapped[list[Any]] = mapped_column(default=list)
    cells: Mapped[list[Any]] = mapped_column(default=list)
    log: Mapped[list[Any]] = mapped_column(default=list)
    evidence: Mapped[dict[str, Any] | None]
    autograded_sha256: Mapped[str | None] = mapped_column(String(64))
    marks_sha256: Mapped[str | None] = mapped_column(String(64))
