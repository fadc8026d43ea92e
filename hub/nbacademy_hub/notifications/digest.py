"""Mails people what they want to be told of by mail, at most once a day."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol.notifications import NotificationChoices
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.audit import recording
from nbacademy_hub.errors import NotFound
from nbacademy_hub.mail import outbox

from .tables import Inbox, Notification

MOST_LINES = 50


def is_any_due(session: Session, at: datetime) -> bool:
    """Whether a digest is to be mailed."""
    return session.scalar(select(Inbox.account_id).where(Inbox.digest_at <= at).limit(1)) is not None


def send_next(session: Session, at: datetime, service_url: str) -> None:
    """Posts one digest that is due, unless there is nothing unread in it, or no address that is known to be theirs."""
    due = select(Inbox).where(Inbox.digest_at <= at).order_by(Inbox.digest_at).limit(1)
    inbox = session.scalar(due.with_for_update(skip_locked=True))
    if inbox is None:
        return
    account = session.get_one(Account, inbox.account_id)
    lines = _lines(session, inbox)
    if lines and account.email is not None and account.email_verified_at is not None:
        inbox.digested_at = at
        inbox.unsubscribe_key = inbox.unsubscribe_key or secrets.token_urlsafe(32)
        _post(session, account.name, account.email, lines, f"{service_url}unsubscribe/{inbox.unsubscribe_key}")
    inbox.digested, inbox.digest_at = inbox.newest, None


def find_name(session: Session, key: str) -> str:
    """Whose mail the link with this key is about. Raises NotFound."""
    return _holder(session, key).name


def end(session: Session, key: str) -> None:
    """Has nothing mailed any more to who was mailed this key; in the platform they are told as before."""
    account = _holder(session, key)
    choices = NotificationChoices.model_validate(account.notification_choices or {}).model_dump()
    account.notification_choices = {
        kind: "in_app" if choice == "digest" else choice for kind, choice in choices.items()
    }
    recording.by(session, account.id)
    session.get_one(Inbox, account.id).digest_at = None


def _holder(session: Session, key: str) -> Account:
    wanted = select(Account).join(Inbox, Inbox.account_id == Account.id).where(Inbox.unsubscribe_key == key)
    account = session.scalar(wanted.with_for_update(of=Account))
    if account is None:
        raise NotFound("This link does not work any more.")
    return account


def _lines(session: Session, inbox: Inbox) -> list[str]:
    fresh = (
        Notification.account_id == inbox.account_id, Notification.digest, Notification.read_at.is_(None),
        Notification.number > inbox.digested,
    )  # fmt: skip
    newest = select(Notification.text).where(*fresh).order_by(Notification.number.desc()).limit(MOST_LINES)
    return list(session.scalars(newest))[::-1]


def _post(session: Session, name: str, email: str, lines: list[str], unsubscribe_url: str) -> None:
    subject = "One notification" if len(lines) == 1 else f"{len(lines)} notifications"
    outbox.post(
        session, email, f"{subject} at nbacademy",
        f"Hello {name},\n\n" + "".join(f"- {line}\n" for line in lines)
        + f"\nIf you want no more of these mails, follow this link:\n\n{unsubscribe_url}\n",
        unsubscribe_url=unsubscribe_url,
    )  # fmt: skip
