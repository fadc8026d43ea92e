"""One-time passwords by an authenticator app, and the recovery codes that stand in for one."""

from __future__ import annotations

import hmac
import secrets

import pyotp
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from nbacademy.protocol.accounts import SecondFactor, SecondFactorRemoval, SecondFactorUpdate
from nbacademy_hub.caller import Caller
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Conflict, Invalid

from . import credentials
from .links import hash_of
from .tables import Account, RecoveryCode

STEP_SECONDS = 30
DRIFT_STEPS = (0, -1, 1)
RECOVERY_CODES = 10
ISSUER = "nbacademy"


def begin(session: Session, caller: Caller, current_password: str) -> SecondFactor:
    """A new secret for an authenticator app; it counts once a code of it is shown. Raises Conflict when one counts."""
    account = credentials.own(session, caller, current_password)
    if account.otp_since is not None:
        raise Conflict("You have a second factor already: remove it first.")
    account.otp_secret = pyotp.random_base32()
    uri = pyotp.TOTP(account.otp_secret).provisioning_uri(name=account.email or account.username, issuer_name=ISSUER)
    return SecondFactor(confirmed=False, secret=account.otp_secret, uri=uri)


def confirm(session: Session, caller: Caller, code: str) -> SecondFactor:
    """From now on signing in needs a code. The answer has the recovery codes, this once."""
    account = session.get_one(Account, caller.account_id, with_for_update=True)
    if account.otp_since is not None or account.otp_secret is None:
        raise Conflict("There is no second factor to confirm: begin with your password.")
    if not _accept_code(account, code):
        raise Invalid.field("code", "this is not the code that the app shows just now")
    account.otp_since = now()
    codes = tuple(f"{secrets.token_hex(5)}-{secrets.token_hex(5)}" for _ in range(RECOVERY_CODES))
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    session.add_all(RecoveryCode(account_id=account.id, code_sha256=hash_of(code)) for code in codes)
    return SecondFactor(confirmed=True, recovery_codes=codes)


def put(session: Session, caller: Caller, values: SecondFactorUpdate) -> SecondFactor:
    """Begins with a password, or confirms with a code."""
    if values.code is not None:
        return confirm(session, caller, values.code)
    if values.current_password is None:
        raise Invalid.field("current_password", "give your password to begin, or a code to confirm")
    return begin(session, caller, values.current_password)


def remove(session: Session, caller: Caller, values: SecondFactorRemoval) -> None:
    """Signing in needs no code any more. Raises Invalid for a wrong code, Conflict when there is nothing to remove."""
    account = session.get_one(Account, caller.account_id, with_for_update=True)
    if account.otp_since is None:
        raise Conflict("You have no second factor.")
    if not accept(session, account, values.code):
        raise Invalid.field("code", "this is neither the code that the app shows just now nor a recovery code")
    forget(session, account)


def forget(session: Session, account: Account) -> None:
    """Takes an account's second factor away."""
    account.otp_secret = account.otp_since = account.otp_step = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))


def accept(session: Session, account: Account, code: str) -> bool:
    """Whether a code opens an account that has a second factor. Each code does so once."""
    return _accept_code(account, code) or _accept_recovery_code(session, account, code)


def _accept_code(account: Account, code: str) -> bool:
    assert account.otp_secret is not None
    plain, totp = code.replace(" ", ""), pyotp.TOTP(account.otp_secret, interval=STEP_SECONDS)
    newest = int(now().timestamp()) // STEP_SECONDS
    for step in (newest + drift for drift in DRIFT_STEPS):
        used = account.otp_step is not None and step <= account.otp_step
        if not used and hmac.compare_digest(totp.generate_otp(step).encode(), plain.encode("utf-8", "replace")):
            account.otp_step = step
            return True
    return False


def _accept_recovery_code(session: Session, account: Account, code: str) -> bool:
    mine = (RecoveryCode.account_id == account.id, RecoveryCode.code_sha256 == hash_of(code.strip().lower()))
    kept = session.scalar(select(RecoveryCode).where(*mine, RecoveryCode.used_at.is_(None)).with_for_update())
    if kept is None:
        return False
    kept.used_at = now()
    return True
