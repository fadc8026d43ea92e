"""What assignments ask of policies, and the policies that were handed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from nbacademy.protocol.evaluations import EvaluationStatus
from nbacademy_hub.db.base import Base, Created, Key, LongText, Name


class AssignmentPolicy(Base):
    """The policy that an assignment asks for; `terms` are the protocol's `PolicyTask`."""

    __tablename__ = "assignment_policies"

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"), primary_key=True)
    terms: Mapped[dict[str, Any]]


class TrainingEvaluation(Base):
    """A policy as it was handed in, with the `terms` that held then, and what was found of it.

    `results` are the protocol's `ConditionResult`s; the figures beside them are those of the environment as it is.
    All evaluations of one person in one environment play on one `seed`: to hand the same in again changes nothing.
    """

    __tablename__ = "training_evaluations"
    __table_args__ = (
        CheckConstraint("status in ('queued', 'running', 'done', 'failed')", name="status"),
        Index("ix_training_evaluations_board", "course_id", "environment", "lower_bound"),
        Index("ix_training_evaluations_mine", "account_id", "created_at"),
        Index("ix_training_evaluations_work", "assignment_id", "account_id"),
        Index("ix_training_evaluations_list", "course_id", "created_at"),
    )

    id: Mapped[Key]
    run_id: Mapped[UUID | None] = mapped_column(ForeignKey("training_runs.id", ondelete="SET NULL"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    assignment_id: Mapped[UUID | None] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"))
    algorithm: Mapped[Name]
    environment: Mapped[Name]
    policy_sha256: Mapped[str] = mapped_column(String(64))
    seed: Mapped[int] = mapped_column(BigInteger)
    terms: Mapped[dict[str, Any]]
    show_name: Mapped[bool] = mapped_column(default=False)
    status: Mapped[EvaluationStatus] = mapped_column(String(20), default="queued")
    reason: Mapped[LongText | None]
    mean_reward: Mapped[float | None]
    std_reward: Mapped[float | None]
    lower_bound: Mapped[float | None]
    results: Mapped[list[Any]] = mapped_column(default=list)
    score: Mapped[float | None]
    max_score: Mapped[float | None]
    evidence: Mapped[dict[str, Any] | None]
    created_at: Mapped[Created]
    ended_at: Mapped[datetime | None]

    @property
    def lane(self) -> str:
        """One person's policies are evaluated one after the other."""
        return f"policies/{self.account_id}"
