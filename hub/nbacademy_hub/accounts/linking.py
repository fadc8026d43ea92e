"""The sign-ins elsewhere that open one's own account: made and taken back by oneself."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol.shape import Moment, Shape
from nbacademy_hub.audit import recording
from nbacademy_hub.caller import Caller
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Conflict, NotFound

from . import credentials, identities, service
from .identities import Claims
from .sign_in import SignedIn
from .tables import Account, Identity


class Linked(Shape):
    """A sign-in elsewhere, by its provider's issuer."""

    id: UUID
    issuer: str
    used_at: Moment


class SignIns(Shape):
    """How somebody signs in: by a password, if they have one, and elsewhere."""

    has_password: bool
    linked: tuple[Linked, ...]


class Unlink(Shape):
    """Which of them is to open the account no more."""

    identity_id: UUID


def mine(session: Session, caller: Caller) -> SignIns:
    """The caller's own."""
    has_password = session.get_one(Account, caller.account_id).password_hash is not None
    rows = session.scalars(
        select(Identity).where(Identity.account_id == caller.account_id).order_by(Identity.created_at, Identity.id)
    )
    linked = tuple(Linked(id=row.id, issuer=row.issuer, used_at=row.used_at) for row in rows)
    return SignIns(has_password=has_password, linked=linked)


def confirm(session: Session, username: str, password: str) -> None:
    """Checks that it is the owner of a JupyterHub user's account who wants to link it. Raises as `own` does."""
    credentials.own(session, service.caller_for(session, username, frozenset()), password)


def link(session: Session, claims: Claims, username: str) -> SignedIn:
    """Has who signed in elsewhere do so to the account that they have. Raises Conflict when that opens another one."""
    account = session.scalars(select(Account).where(Account.username == username).with_for_update()).one()
    recording.by(session, account.id)
    identity = identities.find(session, claims)
    if identity is None:
        identity = Identity(account_id=account.id, issuer=claims.iss, subject=claims.sub, used_at=now())
        service.add(session, identity)
    if identity.account_id != account.id:
        raise Conflict("You sign in to another account here with that: unlink it there first.")
    return identities.open_account(session, identity)


def unlink(session: Session, caller: Caller, values: Unlink) -> None:
    """Has a sign-in elsewhere open the caller's account no more. Ends all sessions.

    Raises NotFound, or Conflict while there is no password to sign in with instead.
    """
    account = session.get_one(Account, caller.account_id, with_for_update=True)
    own = (Identity.id == values.identity_id, Identity.account_id == account.id)
    identity = session.scalar(select(Identity).where(*own))
    if identity is None:
        raise NotFound("There is no such sign-in.")
    if account.password_hash is None:
        raise Conflict("You have no password to sign in with instead: choose one first, by Forgot your password.")
    session.delete(identity)
    credentials.end_sessions(session, account)
