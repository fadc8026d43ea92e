"""Mail: sent after the transaction that it is about, by a real server, once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import func, select, update

from nbacademy_hub.db.base import now
from nbacademy_hub.db.engine import Database
from nbacademy_hub.mail import outbox
from nbacademy_hub.mail.tables import Mail
from nbacademy_hub.mail.transport import Folder, Smtp, transport_of
from nbacademy_hub.settings import Settings

from ..service import free_port

HOSTILE = "x\r\nBcc: evil@x.org\r\n\r\nevil"


class Mailbox:
    """What a mail server was given; `down` while it takes none."""

    def __init__(self) -> None:
        self.got: list[Envelope] = []
        self.down = False

    async def handle_DATA(  # noqa: N802  # aiosmtpd looks for this name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.down:
            return "451 Not now"
        self.got.append(envelope)
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, Smtp]]:
    box, port = Mailbox(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    server.start()
    yield box, Smtp(f"smtp://127.0.0.1:{port}", "nbacademy <from@x.org>")
    server.stop()


def waiting(database: Database) -> int:
    with database.transaction(writes=False) as session:
        return session.scalar(select(func.count(Mail.id))) or 0


def test_each_mail_is_sent_once_whatever_its_address_and_nothing_in_it_becomes_a_header(
    migrated: Database, mailbox: tuple[Mailbox, Smtp]
) -> None:
    box, smtp = mailbox
    addresses = ["ada@x.org", "é<'&\">@x.org", "a,b@x.org"]
    with migrated.transaction() as session:
        for address in addresses:
            outbox.post(session, address, "Subject", HOSTILE)
        assert outbox.was_posted(session)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: outbox.deliver(migrated, smtp), range(4)))
    assert len(box.got) == len(addresses)
    assert {"ada@x.org", '"a,b"@x.org'} < {address for one in box.got for address in one.rcpt_tos}
    for one in box.got:
        assert isinstance(one.content, bytes)
        message = message_from_bytes(one.content, policy=policy.SMTPUTF8)
        assert (message["Bcc"], message["Subject"], message["From"]) == (None, "Subject", "nbacademy <from@x.org>")
    assert waiting(migrated) == 0


def test_mail_that_can_not_be_sent_is_tried_again_and_nine_times_at_most(
    migrated: Database, mailbox: tuple[Mailbox, Smtp]
) -> None:
    box, smtp = mailbox
    box.down = True
    with migrated.transaction() as session:
        outbox.post(session, "ada@x.org", "Subject", "Text")
    assert outbox.deliver(migrated, smtp)
    assert outbox.deliver(migrated, smtp), "not at once"
    box.down = False
    with migrated.transaction() as session:
        session.execute(update(Mail).values(next_at=now()))
    assert not outbox.deliver(migrated, smtp)
    assert len(box.got) == 1
    with migrated.transaction() as session:
        outbox.post(session, "ada@x.org", "Subject", "Text")
        session.flush()
        session.execute(update(Mail).values(attempts=outbox.MOST_ATTEMPTS - 1))
    box.down = True
    assert not outbox.deliver(migrated, smtp)


def test_a_transaction_that_fails_sends_nothing(migrated: Database) -> None:
    def posts_and_fails() -> None:
        with migrated.transaction() as session:
            outbox.post(session, "ada@x.org", "Subject", "Text")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        posts_and_fails()
    assert waiting(migrated) == 0


def test_without_a_server_mail_is_kept_in_a_folder_that_is_closed_to_others(migrated: Database, tmp_path: Path) -> None:
    folder = transport_of(Settings(data=tmp_path))
    assert folder == Folder(tmp_path / "mail", "nbacademy@localhost")
    with migrated.transaction() as session:
        outbox.post(session, "ada@x.org", "Subject", "Text")
    outbox.deliver(migrated, folder)
    (path,) = (tmp_path / "mail").iterdir()
    assert b"Subject: Subject" in path.read_bytes()
    assert (tmp_path / "mail").stat().st_mode & 0o077 == 0
