"""Mail that a platform without a mail server has put into its folder."""

from __future__ import annotations

import re
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

ARRIVAL_SECONDS = 60


def mails(data: Path, address: str, about: str) -> list[str]:
    """The mails to an address that have these words; there must be one, now or in a moment. `data`: the data folder."""
    deadline = time.monotonic() + ARRIVAL_SECONDS
    while not (found := [text for text in _texts(data / "mail", address) if about in text]):
        assert time.monotonic() < deadline, f"no mail to {address} says {about}"
        time.sleep(0.02)
    return found


def mailed_token(data: Path, address: str, page: str) -> str:
    """The token in the newest link to one of JupyterHub's pages that was mailed to an address."""
    return re.findall(rf"/hub/{page}\?token=(\S+)", mails(data, address, f"/hub/{page}")[-1])[0]


def _texts(folder: Path, address: str) -> list[str]:
    kept = [
        message_from_bytes(path.read_bytes(), EmailMessage, policy=policy.SMTPUTF8)
        for path in sorted(folder.glob("*.eml"))
    ]
    return [mail.get_content() for mail in kept if mail["To"] == address]
