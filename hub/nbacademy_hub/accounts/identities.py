"""Who signs in elsewhere, at a provider that the administrators have chosen: which account here is theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy_hub.audit import recording
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Conflict, Forbidden, Invalid
from nbacademy_hub.http.refusals import has_null, invalid, without_nulls

from . import letters, service
from .sign_in import SignedIn
from .tables import Account, Identity


class Claims(BaseModel):
    """What a provider has said, and we have verified that it did, of somebody who signed in there; by OpenID's names.

    `iss` and `sub` together are theirs for ever. All else may be anything, and of anybody.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    iss: str = Field(min_length=1, max_length=255)
    sub: str = Field(min_length=1, max_length=255)
    name: str = ""
    preferred_username: str = ""
    email: str = ""
    email_verified: bool = False

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Claims:
        """The claims among all that a provider says. Raises Invalid where they name nobody."""
        known = {name: said[name] for name in cls.model_fields if said.get(name) is not None}
        if has_null(known):
            raise without_nulls(known)
        try:
            return cls.model_validate(known)
        except ValidationError as error:
            raise invalid(error) from error

    @property
    def address(self) -> str | None:
        """The e-mail address, if it is one."""
        try:
            return service.email_address(self.email)
        except Invalid:
            return None

    @property
    def verified_address(self) -> str | None:
        """The e-mail address, if the provider has verified that it is theirs."""
        return self.address if self.email_verified else None


def enter(session: Session, claims: Claims, *, links_email: bool, public_url: str) -> SignedIn:
    """Signs somebody in to the account that is theirs; who comes for the first time gets one.

    Where `links_email`, that may be one that has their address. Raises Forbidden for who was removed, and Conflict when
    another account has the address.
    """
    return open_account(session, find(session, claims) or _first(session, claims, links_email, public_url))


def open_account(session: Session, identity: Identity) -> SignedIn:
    """Signs its owner in. Raises Forbidden when the account was removed."""
    account = session.get_one(Account, identity.account_id, with_for_update=True)
    recording.by(session, account.id)
    if account.removed_at is not None:
        raise Forbidden("This account was removed: ask an administrator.")
    identity.used_at = now()
    return SignedIn(account.id, account.username, service.role_of(account), "", account.session_key)


def find(session: Session, claims: Claims) -> Identity | None:
    """The identity, if its owner was here before."""
    return session.scalar(select(Identity).where(Identity.issuer == claims.iss, Identity.subject == claims.sub))


def _first(session: Session, claims: Claims, links_email: bool, public_url: str) -> Identity:
    account = _with_address(session, claims, links_email) or _new(session, claims, public_url)
    identity = Identity(account_id=account.id, issuer=claims.iss, subject=claims.sub, used_at=now())
    service.add(session, identity)
    return identity


def _with_address(session: Session, claims: Claims, links_email: bool) -> Account | None:
    if claims.verified_address is None:
        return None
    account = session.scalar(select(Account).where(Account.email == claims.verified_address).with_for_update())
    if account is None:
        return None
    # Who signed up with another's address must not be given that other's sign-in; and a provider stands for a second
    # factor only where its owner wants that.
    if links_email and account.email_verified_at is not None and account.otp_since is None:
        return account
    raise Conflict(
        "There is an account with your e-mail address already: sign in to it with its password, which you can replace "
        "if you don't know it, and link it to this sign-in on the page Your account."
    )


def _new(session: Session, claims: Claims, public_url: str) -> Account:
    """A student's account without a password. An address that nobody has verified is theirs once they follow a link."""
    verified = claims.verified_address
    username = service.free_username(session, claims.address or claims.preferred_username)
    account = Account(
        username=username, name=service.as_name(claims.name) or service.as_name(claims.preferred_username) or username,
        email=verified, email_verified_at=now() if verified else None,
    )  # fmt: skip
    service.add(session, account)
    if verified is None and claims.address is not None and not service.is_taken(session, claims.address):
        letters.ask_to_verify(session, account, claims.address, public_url)
    return account
