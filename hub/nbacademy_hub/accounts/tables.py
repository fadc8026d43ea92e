"""Accounts, and what belongs to one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nbacademy_hub.db.base import Base, Created, Key, LongText, Name, Updated, UtcDateTime

ROLES = "role in ('student', 'educator', 'moderator', 'guardian', 'admin')"


class Account(Base):
    """A person, or a course's own account. `username` is JupyterHub's; without `password_hash` nobody signs in here.

    `session_key` is new whenever all sessions are to end; None until then. `otp_secret` counts from `otp_since` on;
    `otp_step` is the newest time step whose code was used. `notification_choices` are the protocol's
    `NotificationChoices` in JSON, None for its defaults. One with `removed_at` is nobody's any more.
    """

    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint(ROLES, name="role"), Index("ix_accounts_role_created_at", "role", "created_at"))

    id: Mapped[Key]
    username: Mapped[str] = mapped_column(String(255), unique=True)
    email: Mapped[str | None] = mapped_column(String(320), unique=True)
    email_verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    name: Mapped[Name]
    password_hash: Mapped[str | None] = mapped_column(String(255))
    bio: Mapped[LongText | None]
    locale: Mapped[str | None] = mapped_column(String(40))
    notification_choices: Mapped[dict[str, Any] | None]
    session_key: Mapped[str | None] = mapped_column(String(64))
    otp_secret: Mapped[str | None] = mapped_column(String(64))
    otp_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    otp_step: Mapped[int | None]
    role: Mapped[str] = mapped_column(String(20), default="student")
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]


class MailedLink(Base):
    """A link that was sent to `email` and works once: `verify` says that the address is its owner's, `reset` lets them
    choose a new password. Only the hash of the token in it is kept."""

    __tablename__ = "mailed_links"
    __table_args__ = (
        CheckConstraint("purpose in ('verify', 'reset')", name="purpose"),
        Index("ix_mailed_links_account_id_purpose", "account_id", "purpose"),
    )

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(10))
    email: Mapped[str] = mapped_column(String(320))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Created]
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInFailures(Base):
    """How often signing in has failed in a row, for the hash of whom and where; nothing is tried before `until`."""

    __tablename__ = "sign_in_failures"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class KnownDevice(Base):
    """A browser in which somebody has signed in before; it has the token of which the hash is kept."""

    __tablename__ = "known_devices"

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Created]
    used_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Identity(Base):
    """Somebody elsewhere who signs in to an account here: `issuer` and `subject` are their provider's, for ever theirs.

    It outlives who is removed, so that they stay out.
    """

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[Created]
    used_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RecoveryCode(Base):
    """A code that stands in for a one-time password, once."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("account_id", "code_sha256"),)

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    code_sha256: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RefreshToken(Base):
    """A token that is exchanged once, for the next of its `family` and a new token of JupyterHub's."""

    __tablename__ = "refresh_tokens"

    id: Mapped[Key]
    family: Mapped[UUID] = mapped_column(index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    hub_token_id: Mapped[str | None] = mapped_column(String(40), index=True)
    created_at: Mapped[Created]
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RoleRequest(Base):
    """Somebody asks for a role; an admin decides."""

    __tablename__ = "role_requests"
    __table_args__ = (
        CheckConstraint(ROLES, name="role"),
        CheckConstraint("state in ('open', 'granted', 'declined')", name="state"),
        Index("ix_role_requests_state_created_at", "state", "created_at"),
    )

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    reason: Mapped[LongText] = mapped_column(default="")
    state: Mapped[str] = mapped_column(String(10), default="open")
    created_at: Mapped[Created]
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))


class Guardianship(Base):
    """A guardian reads a ward's progress, attendance and released grades."""

    __tablename__ = "guardianships"

    ward_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    guardian_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    created_at: Mapped[Created]
