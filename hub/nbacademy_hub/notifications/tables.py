"""Notifications, and everybody's inbox of them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nbacademy.protocol.notifications import NotificationKind
from nbacademy_hub.db.base import Base, Created, Key, LongText, UtcDateTime


class Inbox(Base):
    """`newest` is the number of what somebody was last told of, or of what changed since of theirs.

    A number is given while this row is locked, so whoever has seen one number has seen, or can see, all lower ones.
    A digest of what came after `digested` is mailed at `digest_at`; who has `unsubscribe_key` can turn that off.
    """

    __tablename__ = "notification_inboxes"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    newest: Mapped[int] = mapped_column(default=0)
    digested: Mapped[int] = mapped_column(default=0)
    digested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    digest_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    unsubscribe_key: Mapped[str | None] = mapped_column(String(64), unique=True)


class Notification(Base):
    """Something that somebody is told of; of those with a `key` there is one for each person."""

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("account_id", "number"),
        UniqueConstraint("account_id", "key"),
        Index("ix_notifications_account_id_read_at", "account_id", "read_at"),
        CheckConstraint(
            "kind in ('reply', 'mention', 'solution', 'grade', 'regrade', 'deadline', 'announcement', 'role')",
            name="kind",
        ),
    )

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[NotificationKind] = mapped_column(String(20))
    text: Mapped[LongText]
    resource: Mapped[str] = mapped_column(String(200))
    course_id: Mapped[UUID | None] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    key: Mapped[str | None] = mapped_column(String(100))
    digest: Mapped[bool]
    created_at: Mapped[Created]
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
