"""Quizzes, their questions, and attempts."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from nbacademy.protocol.quizzes import AttemptState, ShowAnswers
from nbacademy_hub.courses.tables import DraftedPart
from nbacademy_hub.db.base import Base, Created, Key, LongText, Name, Updated


class Quiz(DraftedPart, Base):
    """A quiz; `key` is its stable name in the course folder. A limit of 0 is none."""

    __tablename__ = "quizzes"
    __table_args__ = (
        UniqueConstraint("section_id", "key"),
        CheckConstraint("show_answers in ('never', 'after_attempt', 'after_due')", name="show_answers"),
        CheckConstraint("pending in ('new', 'removed')", name="pending"),
    )

    id: Mapped[Key]
    section_id: Mapped[UUID] = mapped_column(ForeignKey("sections.id", ondelete="CASCADE"), index=True)
    key: Mapped[str | None] = mapped_column(String(60))
    title: Mapped[Name]
    description: Mapped[LongText] = mapped_column(default="")
    minutes_allowed: Mapped[int] = mapped_column(default=0)
    attempts_limit: Mapped[int] = mapped_column(default=0)
    pass_percent: Mapped[float] = mapped_column(default=50.0)
    shuffle: Mapped[bool] = mapped_column(default=True)
    show_answers: Mapped[ShowAnswers] = mapped_column(String(20), default="after_attempt")
    due_at: Mapped[datetime | None]
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]

    questions: Mapped[list[Question]] = relationship(order_by="Question.position", cascade="all, delete-orphan")


class Question(DraftedPart, Base):
    """A question: `content` is a `protocol.quizzes.QuestionKey` in JSON, `key` its stable name in the course folder."""

    __tablename__ = "quiz_questions"
    __table_args__ = (
        UniqueConstraint("quiz_id", "key"), Index("ix_quiz_questions_list", "quiz_id", "position"),
        CheckConstraint("pending in ('new', 'removed')", name="pending"),
    )  # fmt: skip

    id: Mapped[Key]
    quiz_id: Mapped[UUID] = mapped_column(ForeignKey("quizzes.id", ondelete="CASCADE"))
    key: Mapped[str | None] = mapped_column(String(60))
    position: Mapped[int]
    content: Mapped[dict[str, Any]]


class Attempt(Base):
    """Somebody's attempt. `asked` are its questions as they were when it began, key and order of options included: what
    an author changes later changes no attempt. `closed_at` is when it was handed in, or when its time was up.

    Who judges its code does so under a `lease`; `booked` says whether its score, as it is now, stands in the gradebook.
    """

    __tablename__ = "quiz_attempts"
    __table_args__ = (
        UniqueConstraint("quiz_id", "account_id", "number"),
        CheckConstraint("state in ('open', 'judging', 'needs_manual_grade', 'graded')", name="state"),
        Index("ix_quiz_attempts_list", "quiz_id", "started_at"),
        Index("ix_quiz_attempts_due", "state", "booked", "deadline_at"),
    )

    id: Mapped[Key]
    quiz_id: Mapped[UUID] = mapped_column(ForeignKey("quizzes.id", ondelete="CASCADE"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    state: Mapped[AttemptState] = mapped_column(String(20), default="open")
    asked: Mapped[list[Any]]
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    results: Mapped[dict[str, Any]] = mapped_column(default=dict)
    score: Mapped[float | None]
    max_score: Mapped[float]
    started_at: Mapped[Created]
    deadline_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    lease: Mapped[datetime | None]
    booked: Mapped[bool] = mapped_column(default=False)
