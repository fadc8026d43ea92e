"""What people are written about their accounts."""

from __future__ import annotations

from urllib.parse import urlencode

from sqlalchemy.orm import Session

from nbacademy_hub.mail import outbox

from . import links
from .tables import Account


def ask_to_verify(session: Session, account: Account, email: str, public_url: str) -> None:
    """Mails a link by which somebody shows that an address is theirs."""
    link = _link(public_url, "verify-email", links.issue(session, account, "verify", email))
    outbox.post(
        session, email, "Is this your address?",
        f"Hello {account.name},\n\nfollow this link within three days to confirm that {email} is your address at "
        f"nbacademy:\n\n{link}\n\nIf you did not ask for this, do nothing.\n",
    )  # fmt: skip


def offer_reset(session: Session, account: Account, email: str, public_url: str) -> None:
    """Mails a link by which somebody chooses a new password."""
    link = _link(public_url, "reset-password", links.issue(session, account, "reset", email))
    outbox.post(
        session, email, "A new password",
        f"Hello {account.name},\n\nfollow this link within an hour to choose a new password for nbacademy:\n\n{link}"
        "\n\nIf you did not ask for this, do nothing: your password stays what it is.\n",
    )  # fmt: skip


def tell_of_change(session: Session, account: Account, email: str | None, what: str) -> None:
    """Tells somebody that their `what` was changed, at the address that was theirs until then."""
    if email is not None:
        outbox.post(
            session, email, f"Your {what} was changed",
            f"Hello {account.name},\n\nyour {what} at nbacademy was changed just now, and you were signed out "
            "everywhere.\n\nIf that was not you, choose a new password at once, and tell the administrators.\n",
        )  # fmt: skip


def _link(public_url: str, page: str, token: str) -> str:
    return f"{public_url}/hub/{page}?{urlencode({'token': token})}"
