"""Claims, rubric comments and regrade requests. The marks themselves stand in nbgrader's gradebook."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from nbacademy.protocol.marking import RegradeState
from nbacademy_hub.db.base import Base, Created, Key, LongText, Name, Updated


class MarkClaim(Base):
    """Somebody marks an answer until a time. `mark_id` is the id of nbgrader's grade."""

    __tablename__ = "mark_claims"

    mark_id: Mapped[UUID] = mapped_column(primary_key=True)
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    until: Mapped[datetime]


class RubricComment(Base):
    """A comment kept for a cell of an assignment."""

    __tablename__ = "rubric_comments"
    __table_args__ = (Index("ix_rubric_comments_cell", "assignment_id", "notebook", "grade_id"),)

    id: Mapped[Key]
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"))
    notebook: Mapped[Name]
    grade_id: Mapped[Name]
    text: Mapped[LongText]
    points: Mapped[float | None]
    uses: Mapped[int] = mapped_column(default=0)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]


class RegradeRequest(Base):
    """A student asks for another look at a cell's mark; of one cell there is one open request at most."""

    __tablename__ = "regrade_requests"
    __table_args__ = (
        CheckConstraint("state in ('open', 'accepted', 'declined')", name="state"),
        Index(
            "ix_regrade_requests_open", "submission_id", "notebook", "grade_id", unique=True,
            sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'"),
        ),
        Index("ix_regrade_requests_list", "submission_id", "created_at"),
    )  # fmt: skip

    id: Mapped[Key]
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    notebook: Mapped[Name]
    grade_id: Mapped[Name]
    state: Mapped[RegradeState] = mapped_column(String(20), default="open")
    resolution: Mapped[LongText | None]
    resolved_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]


class RegradeMessage(Base):
    """A message in a request's thread, in Markdown."""

    __tablename__ = "regrade_messages"
    __table_args__ = (Index("ix_regrade_messages_list", "request_id", "created_at"),)

    id: Mapped[Key]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("regrade_requests.id", ondelete="CASCADE"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    text: Mapped[LongText]
    created_at: Mapped[Created]
