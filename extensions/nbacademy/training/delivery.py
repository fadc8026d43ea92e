"""Takes a run's events from its spool file to the service: in batches, again and again until they have arrived."""

from __future__ import annotations

import time
from typing import Any

from nbacademy.protocol.recording import INGEST_HEADER, LIMIT_BATCH_BYTES, LIMIT_EVENTS

from . import service as api
from .errors import ServiceError, UnreachableError
from .folder import Folder, Job
from .spool import SpoolReader

HEARTBEAT_SECONDS = 1.0
"""How long nothing is sent while nothing happens; the replies carry commands, so this bounds the wait for a stop."""
SHORTEST_WAIT_SECONDS = 0.4
LONGEST_WAIT_SECONDS = 5.0


class Delivery:
    """Sends one run's events, and leaves a stop that a reply asks for in the run's folder.

    `epoch` fences: a delivery of a lower one is refused from then on. `refused` tells that nothing is taken any more.
    """

    def __init__(self, folder: Folder, job: Job, epoch: int = 0) -> None:
        if job.api_url is None or job.ingest_token is None:
            raise ValueError("a run that no service records has nothing to deliver")
        self._folder = folder
        self._service = api.Service(job.api_url, {INGEST_HEADER: job.ingest_token})
        self._path = api.path("runs", job.id, "metrics")
        self._epoch = epoch
        self._spool = SpoolReader(folder.events)
        self._asked_at = self._retry_at = 0.0
        self._wait = SHORTEST_WAIT_SECONDS
        self.refused = False

    def attempt(self) -> bool:
        """Sends, unless the service could not be reached a moment ago; whether nothing is left to be sent."""
        if time.monotonic() < self._retry_at:
            return False
        try:
            self.send()
        except UnreachableError as error:
            print(f"{error}; trying again in {self._wait:.1f} s", flush=True)
            self._retry_at = time.monotonic() + self._wait
            self._wait = min(2 * self._wait, LONGEST_WAIT_SECONDS)
            return False
        self._wait = SHORTEST_WAIT_SECONDS
        return True

    def send(self) -> None:
        """Sends all that the spool file holds. Raises UnreachableError; a final refusal is noted and ends delivery."""
        while not self.refused:
            lines = self._spool.read(LIMIT_EVENTS // 2, LIMIT_BATCH_BYTES // 2)
            if lines or time.monotonic() - self._asked_at >= HEARTBEAT_SECONDS:
                self._send(lines)
            if not lines:
                return

    def _send(self, lines: list[bytes]) -> None:
        body = b'{"epoch":%d,"events":[%s]}' % (self._epoch, b",".join(lines))
        try:
            command = _command(self._service.call("POST", self._path, body))
        except UnreachableError:
            self._spool.back(lines)
            raise
        except ServiceError as error:
            self._on_refusal(error)
            return
        self._asked_at = time.monotonic()
        if command == "stop":
            self._folder.ask("stop")

    def _on_refusal(self, error: ServiceError) -> None:
        if error.code == "SEQUENCE_GAP" and error.details.get("next_sequence", "").isdigit():
            self._spool.seek(int(error.details["next_sequence"]))
            return
        self.refused = True
        self._folder.note_problem(str(error))

    def close(self) -> None:
        self._service.close()


def _command(reply: Any) -> Any:
    """What a reply asks for. UnreachableError when it is none of the service's: a proxy may answer in its place."""
    if not isinstance(reply, dict) or "command" not in reply:
        raise UnreachableError("something else answers in place of the academy service")
    return reply["command"]
