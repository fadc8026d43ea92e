"""The audit log."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from nbacademy_hub.db.base import Base, Created, Key


class AuditEntry(Base):
    """Who (`actor_id`, None where nobody was signed in) did what (`action`) on what (`resource`, `written`).

    A trigger refuses to change or remove a row. The actor is no foreign key: it outlives the account.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_at", "at", "id"),
        Index("ix_audit_entries_actor_id_at", "actor_id", "at"),
        Index("ix_audit_entries_action_at", "action", "at"),
        Index("ix_audit_entries_resource_at", "resource", "at"),
    )

    id: Mapped[Key]
    at: Mapped[Created]
    actor_id: Mapped[UUID | None]
    action: Mapped[str] = mapped_column(String(100))
    resource: Mapped[str] = mapped_column(String(500))
    address: Mapped[str] = mapped_column(String(64))
    result: Mapped[str] = mapped_column(String(40))
    request_id: Mapped[str] = mapped_column(String(64))
    written: Mapped[list[str]] = mapped_column(JSON)
