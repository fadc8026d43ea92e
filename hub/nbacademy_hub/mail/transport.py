"""Where mail goes: to an SMTP server, or into a folder."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTPUTF8
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from nbacademy_hub.db.base import now
from nbacademy_hub.settings import Settings

from .tables import Mail

TIMEOUT_SECONDS = 30
SMTP_PORT = 587
SMTPS_PORT = 465


class Transport(Protocol):
    """Sends one mail. Raises OSError or SMTPException when it can't, ValueError for what is no address."""

    def send(self, mail: Mail) -> None: ...


def transport_of(settings: Settings) -> Transport:
    """What the settings say."""
    if settings.mail_url:
        return Smtp(settings.mail_url, settings.mail_from)
    return Folder(settings.data.resolve() / "mail", settings.mail_from)


@dataclass(frozen=True)
class Folder:
    """Puts mail into files, and says so on standard output with the mail's text: for trials."""

    folder: Path
    sender: str

    def send(self, mail: Mail) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / f"{now():%Y%m%dT%H%M%S}-{mail.id}.eml"
        # Whoever looks for mail finds it whole.
        part = path.with_suffix(".part")
        part.write_bytes(message_of(mail, self.sender).as_bytes())
        part.rename(path)
        print(f"Mail for {mail.recipient}, kept in {path}:\n\n{mail.text}", flush=True)


@dataclass(frozen=True)
class Smtp:
    """Sends by a server: `smtp://user:password@host:port`, encrypted where the server can; `smtps://` always is."""

    url: str
    sender: str

    def send(self, mail: Mail) -> None:
        url = urlsplit(self.url)
        host, tls = url.hostname or "localhost", ssl.create_default_context()
        if url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or SMTPS_PORT, timeout=TIMEOUT_SECONDS, context=tls)
        else:
            server = smtplib.SMTP(host, url.port or SMTP_PORT, timeout=TIMEOUT_SECONDS)
        with server:
            server.ehlo()
            if url.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=tls)
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
            server.send_message(message_of(mail, self.sender), to_addrs=[_address(mail).addr_spec])


def message_of(mail: Mail, sender: str) -> EmailMessage:
    """A mail as it is sent. Nothing in its text, or in an address, can become a header."""
    message = EmailMessage(policy=SMTPUTF8)
    message["From"] = sender
    message["To"] = _address(mail)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = make_msgid(domain="nbacademy.invalid")
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe_url is not None:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text)
    return message


def _address(mail: Mail) -> Address:
    local, _, domain = mail.recipient.rpartition("@")
    return Address(username=local, domain=domain)
