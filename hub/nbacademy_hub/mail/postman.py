"""Sends mail beside what else a process does."""

from __future__ import annotations

import threading

import structlog
from sqlalchemy.exc import SQLAlchemyError

from nbacademy_hub.db.engine import Database

from . import outbox
from .transport import Transport

RETRY_SECONDS = 60.0


class Postman:
    """A thread that sends when it is called, and looks again while something could not be sent."""

    def __init__(self, database: Database, transport: Transport) -> None:
        self._database = database
        self._transport = transport
        self._called = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def call(self) -> None:
        """Says that there may be mail."""
        self._called.set()
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="postman", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        waits = False
        while True:
            self._called.wait(RETRY_SECONDS if waits else None)
            self._called.clear()
            try:
                waits = outbox.deliver(self._database, self._transport)
            except SQLAlchemyError as error:
                structlog.get_logger().error("mail", exc_info=error)
                waits = True
