"""Signing up, and what somebody does with their own password and address."""

from __future__ import annotations

import secrets

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from nbacademy.protocol.accounts import AccountCreate, AccountCreated, EmailChange, PasswordChange
from nbacademy_hub.audit import recording
from nbacademy_hub.caller import Caller
from nbacademy_hub.db import freshness
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Conflict, Forbidden, Invalid, TooMany

from . import letters, links, passwords, service
from .tables import Account, KnownDevice, RefreshToken, RoleRequest


def sign_up(session: Session, values: AccountCreate, public_url: str) -> AccountCreated:
    """A new student's account, and a mail by which they show that the address is theirs. Raises as `register` does.

    Another role than a student's is asked for, and waits for an admin.
    """
    account = service.register(session, values.name, values.email, values.password)
    assert account.email is not None
    recording.by(session, account.id)
    letters.ask_to_verify(session, account, account.email, public_url)
    asked = values.role if values.role != account.role else None
    if asked is not None:
        session.add(RoleRequest(account_id=account.id, role=asked))
    return AccountCreated(user_id=account.id, username=account.username, role="student", asked_role=asked)


def ask_reset(session: Session, email: str, public_url: str) -> None:
    """Mails a link to choose a new password. Whether there is such an account can't be told from the outside."""
    account = session.scalar(select(Account).where(Account.email == email.strip().lower()))
    if account is None or account.email is None or links.was_just_sent(session, account, "reset", account.email):
        return
    recording.by(session, account.id)
    letters.offer_reset(session, account, account.email, public_url)


def confirm_reset(session: Session, token: str, new_password: str) -> None:
    """Chooses a new password by a mailed link, which also shows whose the address is. Ends all sessions."""
    account, email = links.redeem(session, token, "reset")
    if email != account.email:
        raise Invalid.field("token", "this link does not work any more: ask for a new one")
    recording.by(session, account.id)
    account.email_verified_at = account.email_verified_at or now()
    _set_password(session, account, "new_password", new_password)


def change_password(session: Session, caller: Caller, values: PasswordChange) -> None:
    """Chooses a new password by the old one. Ends all sessions."""
    account = own(session, caller, values.current_password)
    _set_password(session, account, "new_password", values.new_password)


def change_email(session: Session, caller: Caller, values: EmailChange, public_url: str) -> None:
    """Mails a link to the new address; it is the account's once the link is followed."""
    account, email = own(session, caller, values.current_password), service.email_address(values.email)
    if email == account.email and account.email_verified_at is not None:
        raise Conflict("This is your address already.")
    if email != account.email:
        service.refuse_taken(session, email)
    if links.was_just_sent(session, account, "verify", email):
        raise TooMany("A mail to this address was sent a moment ago.", retry_seconds=int(links.PAUSE.total_seconds()))
    letters.ask_to_verify(session, account, email, public_url)


def verify_email(session: Session, token: str) -> None:
    """Takes it that a mailed link's address is its account's. Ends all sessions when the address is another one."""
    account, email = links.redeem(session, token, "verify")
    recording.by(session, account.id)
    if email != account.email:
        service.refuse_taken(session, email)
        letters.tell_of_change(session, account, account.email, "address")
        account.email = email
        end_sessions(session, account)
        links.void(session, account, "reset")
    account.email_verified_at = now()


def end_sessions(session: Session, account: Account) -> None:
    """Ends all sessions of an account, its tokens with them: JupyterHub sees the new key within seconds."""
    account.session_key = secrets.token_hex(16)
    freshness.note(session, freshness.SESSIONS)
    session.execute(delete(KnownDevice).where(KnownDevice.account_id == account.id))
    session.execute(
        update(RefreshToken)
        .where(RefreshToken.account_id == account.id, RefreshToken.revoked_at.is_(None))
        .values(revoked_at=now())
    )


def session_key(session: Session, username: str) -> str | None:
    """The key that sessions of a JupyterHub user must have; None when none were ever ended."""
    return session.scalar(select(Account.session_key).where(Account.username == username))


def own(session: Session, caller: Caller, password: str) -> Account:
    """The caller's own account, to change it. Raises Invalid when `password`, the current one, is wrong."""
    account = session.get_one(Account, caller.account_id, with_for_update=True)
    if account.password_hash is None:
        raise Forbidden("This account has no password: its owner signs in elsewhere.")
    if not passwords.matches(account.password_hash, password):
        raise Invalid.field("current_password", "this is not your password")
    return account


def _set_password(session: Session, account: Account, field: str, password: str) -> None:
    email = account.email or ""
    passwords.check(field, password, account.name, account.username, email, email.split("@", maxsplit=1)[0])
    account.password_hash = passwords.hashed(password)
    end_sessions(session, account)
    links.void(session, account, "reset")
    letters.tell_of_change(session, account, account.email, "password")
