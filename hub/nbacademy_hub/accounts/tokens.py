"""Refresh tokens: each is exchanged once for the next of its family. One that comes twice was stolen, by whoever came
first or second: then the whole family is worth nothing any more."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from nbacademy.protocol.accounts import PlatformRole
from nbacademy_hub.audit import recording
from nbacademy_hub.caller import Caller
from nbacademy_hub.db.base import now

from . import service
from .links import hash_of
from .tables import Account, RefreshToken

REFRESH_LIFE = timedelta(days=30)


@dataclass(frozen=True)
class Exchanged:
    """What a refresh token was exchanged for: the next one, or None when it is worth nothing.

    `stale` are the ids of the tokens of JupyterHub's that are to be revoked.
    """

    next_token: str | None
    username: str = ""
    account_id: UUID | None = None
    role: PlatformRole = "student"
    stale: tuple[str, ...] = ()


def begin(session: Session, account_id: UUID, hub_token_id: str) -> str:
    """The first refresh token of a new family, beside a token of JupyterHub's."""
    return _add(session, account_id, uuid4(), hub_token_id)


def exchange(session: Session, token: str) -> Exchanged:
    """Exchanges a refresh token for the next. One that was used before ends its family."""
    kept = session.scalar(select(RefreshToken).where(RefreshToken.token_sha256 == hash_of(token)).with_for_update())
    if kept is None:
        return Exchanged(None)
    account = session.get_one(Account, kept.account_id)
    recording.by(session, account.id)
    if kept.used_at is not None:
        return Exchanged(None, account.username, stale=end_family(session, kept.family))
    if kept.revoked_at is not None or kept.expires_at < now() or account.removed_at is not None:
        return Exchanged(None)
    kept.used_at = now()
    stale = (kept.hub_token_id,) if kept.hub_token_id else ()
    following = _add(session, account.id, kept.family, None)
    return Exchanged(following, account.username, account.id, service.role_of(account), stale)


def attach(session: Session, token: str, hub_token_id: str) -> bool:
    """Notes which token of JupyterHub's belongs to a refresh token; whether that is still of worth."""
    kept = session.scalar(select(RefreshToken).where(RefreshToken.token_sha256 == hash_of(token)).with_for_update())
    if kept is None or kept.revoked_at is not None:
        return False
    kept.hub_token_id = hub_token_id
    return True


def end_family(session: Session, family: UUID) -> tuple[str, ...]:
    """Makes a family of refresh tokens useless: the ids of JupyterHub's tokens that belong to it."""
    mine = RefreshToken.family == family
    session.execute(update(RefreshToken).where(mine, RefreshToken.revoked_at.is_(None)).values(revoked_at=now()))
    ids = session.scalars(select(RefreshToken.hub_token_id).where(mine, RefreshToken.hub_token_id.is_not(None)))
    return tuple(str(one) for one in ids)


def end_of(session: Session, caller: Caller, hub_token_id: str) -> tuple[str, ...]:
    """Ends the family of a token of JupyterHub's, if it has one: the ids of its tokens, this one among them."""
    mine = (RefreshToken.account_id == caller.account_id, RefreshToken.hub_token_id == hub_token_id)
    family = session.scalar(select(RefreshToken.family).where(*mine))
    return (hub_token_id,) if family is None else end_family(session, family)


def _add(session: Session, account_id: UUID, family: UUID, hub_token_id: str | None) -> str:
    token = secrets.token_urlsafe(32)
    session.add(
        RefreshToken(
            family=family, account_id=account_id, token_sha256=hash_of(token), hub_token_id=hub_token_id,
            expires_at=now() + REFRESH_LIFE,
        )
    )  # fmt: skip
    return token
