"""Mail that waits to be sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from nbacademy_hub.db.base import Base, Created, Key, LongText, UtcDateTime


class Mail(Base):
    """A mail to send at `next_at`; it goes from here when it is sent, or was tried too often.

    At `unsubscribe_url` its reader ends such mail, if it can be ended.
    """

    __tablename__ = "mails"

    id: Mapped[Key]
    recipient: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[LongText]
    unsubscribe_url: Mapped[str | None] = mapped_column(String(500))
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Created]
    next_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
