"""Posts mail, and sends what was posted."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy_hub.db.base import now
from nbacademy_hub.db.engine import Database

from .tables import Mail
from .transport import Transport

_POSTED = "posted"
MOST_ATTEMPTS = 10
FIRST_WAIT = timedelta(minutes=1)
LONGEST_SUBJECT = 200


def post(session: Session, recipient: str, subject: str, text: str, *, unsubscribe_url: str | None = None) -> None:
    """Writes a mail that is sent if the transaction is committed; at `unsubscribe_url` its reader ends such mail."""
    mail = Mail(recipient=recipient, subject=subject[:LONGEST_SUBJECT], text=text, next_at=now())
    mail.unsubscribe_url = unsubscribe_url
    session.add(mail)
    session.info[_POSTED] = True


def was_posted(session: Session) -> bool:
    """Whether the session has posted mail."""
    return bool(session.info.get(_POSTED))


def deliver(database: Database, transport: Transport) -> bool:
    """Sends all that is due, each mail once; what can't be sent is tried again later. Whether something waits still."""
    while (mail := _claim(database)) is not None:
        try:
            transport.send(mail)
        except (OSError, ValueError, smtplib.SMTPException) as error:
            structlog.get_logger().error("mail", recipient=mail.recipient, attempt=mail.attempts, reason=str(error))
        else:
            _remove(database, mail)
    with database.transaction(writes=False) as session:
        return session.scalar(select(Mail.id).limit(1)) is not None


def _claim(database: Database) -> Mail | None:
    # Another process that sends at the same moment takes another mail, or comes too late for this one.
    with database.transaction() as session:
        due = select(Mail).where(Mail.next_at <= now()).order_by(Mail.next_at).limit(1)
        mail = session.scalar(due.with_for_update(skip_locked=True))
        if mail is not None:
            mail.next_at = now() + FIRST_WAIT * 2**mail.attempts
            mail.attempts += 1
            if mail.attempts >= MOST_ATTEMPTS:
                session.delete(mail)
        return mail


def _remove(database: Database, mail: Mail) -> None:
    with database.transaction() as session:
        kept = session.get(Mail, mail.id)
        if kept is not None:
            session.delete(kept)
