"""Links that are mailed to somebody and work once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Invalid

from .tables import Account, MailedLink

Purpose = Literal["verify", "reset"]
LIFE = {"verify": timedelta(days=3), "reset": timedelta(hours=1)}
PAUSE = timedelta(minutes=1)


def issue(session: Session, account: Account, purpose: Purpose, email: str) -> str:
    """The token of a new link to an address."""
    token = secrets.token_urlsafe(32)
    session.add(
        MailedLink(
            account_id=account.id, purpose=purpose, email=email, token_sha256=hash_of(token),
            expires_at=now() + LIFE[purpose],
        )
    )  # fmt: skip
    return token


def was_just_sent(session: Session, account: Account, purpose: Purpose, email: str) -> bool:
    """Whether such a link was made a moment ago: nobody's mailbox is to be filled."""
    mine = (MailedLink.account_id == account.id, MailedLink.purpose == purpose, MailedLink.email == email)
    fresh = select(MailedLink.id).where(*mine, MailedLink.created_at > now() - PAUSE)
    return session.scalar(fresh.limit(1)) is not None


def redeem(session: Session, token: str, purpose: Purpose) -> tuple[Account, str]:
    """The account of a link, and the address to which it was sent; the link is used then. Raises Invalid."""
    wanted = select(MailedLink).where(MailedLink.token_sha256 == hash_of(token), MailedLink.purpose == purpose)
    link = session.scalar(wanted.with_for_update())
    if link is None or link.used_at is not None or link.expires_at < now():
        raise Invalid.field("token", "this link does not work any more: ask for a new one")
    link.used_at = now()
    account = session.get_one(Account, link.account_id, with_for_update=True)
    if account.removed_at is not None:
        raise Invalid.field("token", "this link does not work any more: ask for a new one")
    return account, link.email


def void(session: Session, account: Account, purpose: Purpose) -> None:
    """Makes useless what links of this kind an account still has."""
    mine = (MailedLink.account_id == account.id, MailedLink.purpose == purpose, MailedLink.used_at.is_(None))
    session.execute(update(MailedLink).where(*mine).values(used_at=now()))


def hash_of(token: str) -> str:
    """What is kept of a token that is random enough not to be guessed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
