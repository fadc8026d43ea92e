"""Training runs and their events."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from nbacademy_hub.db.base import Base, Created, Key, Name, UtcDateTime, now


class TrainingRun(Base):
    """A run. `next_sequence` is how many events are recorded; `heard_at` when its worker was heard of last.

    Of one that the platform trains, `seconds_used` is how long workers did, and `checkpoint_sha256` where they go on.
    `outline` is its course in short, see there; None of one that has reported nothing since there are outlines.
    `token_hash` is the SHA-256 of the secret by which its worker reports. `epoch` is the highest that was seen.
    """

    __tablename__ = "training_runs"
    __table_args__ = (
        CheckConstraint("status in ('starting', 'running', 'finished', 'stopped', 'failed')", name="status"),
        Index(None, "account_id", "created_at"),
        Index(None, "course_id", "created_at"),
        Index("ix_training_runs_wall", "course_id", "status", "heard_at"),
    )

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    course_id: Mapped[UUID | None] = mapped_column(ForeignKey("courses.id", ondelete="SET NULL"))
    name: Mapped[Name]
    algorithm: Mapped[Name]
    environment: Mapped[Name]
    hyperparameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    total_timesteps: Mapped[int] = mapped_column(BigInteger)
    seed: Mapped[int | None] = mapped_column(BigInteger)
    place: Mapped[str] = mapped_column(String(20), default="notebook")
    status: Mapped[str] = mapped_column(String(20), default="starting")
    reason: Mapped[str | None] = mapped_column(Text)
    stop_requested: Mapped[bool] = mapped_column(default=False)
    step: Mapped[int] = mapped_column(BigInteger, default=0)
    next_sequence: Mapped[int] = mapped_column(BigInteger, default=0)
    epoch: Mapped[int] = mapped_column(default=0)
    metrics: Mapped[list[Any]] = mapped_column(default=list)
    outline: Mapped[dict[str, Any] | None]
    mean_reward: Mapped[float | None]
    std_reward: Mapped[float | None]
    evaluation_episodes: Mapped[int | None]
    seconds_used: Mapped[float] = mapped_column(default=0.0)
    checkpoint_sha256: Mapped[str | None] = mapped_column(String(64))
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[Created]
    started_at: Mapped[datetime | None]
    heard_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ended_at: Mapped[datetime | None]


class TrainingChunk(Base):
    """Consecutive events of a run, from `first_sequence` up to but not including `next_sequence`, compressed.

    `first_step` and `last_step` are the lowest and the highest step among them.
    """

    __tablename__ = "training_chunks"

    run_id: Mapped[UUID] = mapped_column(ForeignKey("training_runs.id", ondelete="CASCADE"), primary_key=True)
    first_sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    next_sequence: Mapped[int] = mapped_column(BigInteger)
    first_step: Mapped[int] = mapped_column(BigInteger)
    last_step: Mapped[int] = mapped_column(BigInteger)
    data: Mapped[bytes] = mapped_column(LargeBinary)
