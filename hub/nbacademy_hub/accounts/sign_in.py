"""Signing in: by a password, and a one-time password where there is a second factor."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol.accounts import PlatformRole
from nbacademy_hub.audit import recording
from nbacademy_hub.audit.recording import Origin
from nbacademy_hub.db.base import now
from nbacademy_hub.db.engine import Database
from nbacademy_hub.errors import Forbidden, Unauthenticated

from . import lockout, passwords, second_factor, service
from .links import hash_of
from .tables import Account, KnownDevice

REFUSED = "This is not the right password, or a one-time code is needed."


@dataclass(frozen=True)
class Attempt:
    """What somebody signs in with; `device` is the token of a browser in which they did so before, or empty."""

    login: str
    password: str
    otp: str = ""
    device: str = ""
    verified_only: bool = False


@dataclass(frozen=True)
class SignedIn:
    """Who has signed in; `device` is the token that their browser should keep, `session_key` that of their sessions.

    Who signed in elsewhere has no `device`: they gave no password that somebody could guess.
    """

    account_id: UUID
    username: str
    role: PlatformRole
    device: str
    session_key: str | None


def sign_in(database: Database, attempt: Attempt, origin: Origin) -> SignedIn:
    """Takes a moment: call it in a thread. It has transactions of its own, and waits for no hash within one.

    Raises Unauthenticated, which doesn't tell what was wrong, TooMany when there were too many attempts, and Forbidden
    when an address must be verified first.
    """
    with database.transaction() as session:
        account = None if "\0" in attempt.login else service.find_login(session, attempt.login)
        counted = lockout.counters(attempt.login, origin.address, _device(session, account, attempt.device))
        lockout.begin(session, counted)
    right = passwords.matches(account.password_hash if account is not None else None, attempt.password)
    origin.actor_id = account.id if account is not None else None
    with database.transaction() as session:
        if account is None or not right or not _opens(session, account.id, attempt):
            recording.refuse(session, origin, Unauthenticated.code)
            done = None
        else:
            lockout.succeeded(session, counted)
            done = _let_in(session, account.id, attempt)
            recording.record(session, origin)
    if done is None:
        raise Unauthenticated(REFUSED)
    return done


def _opens(session: Session, account_id: UUID, attempt: Attempt) -> bool:
    account = session.get_one(Account, account_id, with_for_update=True)
    return account.otp_since is None or second_factor.accept(session, account, attempt.otp)


def _let_in(session: Session, account_id: UUID, attempt: Attempt) -> SignedIn:
    account = session.get_one(Account, account_id)
    if attempt.verified_only and account.email_verified_at is None:
        raise Forbidden("Follow the link in the mail that you were sent first.")
    assert account.password_hash is not None
    if passwords.is_outdated(account.password_hash):
        account.password_hash = passwords.hashed(attempt.password)
    device = _remember(session, account, attempt.device)
    return SignedIn(account.id, account.username, service.role_of(account), device, account.session_key)


def _device(session: Session, account: Account | None, token: str) -> KnownDevice | None:
    if account is None or not token:
        return None
    mine = (KnownDevice.token_sha256 == hash_of(token), KnownDevice.account_id == account.id)
    return session.scalar(select(KnownDevice).where(*mine))


def _remember(session: Session, account: Account, token: str) -> str:
    """The token by which this browser is known next time."""
    known = _device(session, account, token)
    if known is None:
        token = secrets.token_urlsafe(32)
        known = KnownDevice(account_id=account.id, token_sha256=hash_of(token))
        session.add(known)
    known.used_at = now()
    return token
