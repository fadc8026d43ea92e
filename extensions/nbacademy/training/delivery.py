"""Takes a run's events from its spool file to the service: in batches, again and again until they have arrived."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from nbacademy.protocol.training import INGEST_HEADER, LIMIT_BATCH_BYTES, LIMIT_EVENTS

from . import service as api
from .errors import ServiceError, UnreachableError
from .folder import Folder, Job
from .spool import SpoolReader

INTERVAL_SECONDS = 0.2
HEARTBEAT_SECONDS = 1.0
"""How long nothing is sent while nothing happens; the replies carry commands, so this bounds the wait for a stop."""
LONGEST_WAIT_SECONDS = 5.0
LINGER_SECONDS = 300.0
"""How long a worker that has trained stays to deliver the rest; what is left then is delivered by a later kernel."""


class Delivery:
    """Sends one run's events. `epoch` fences: a delivery of a lower one is refused from then on."""

    def __init__(self, folder: Folder, job: Job, epoch: int = 0) -> None:
        if job.api_url is None or job.ingest_token is None:
            raise ValueError("a run that no service records has nothing to deliver")
        self._folder = folder
        self._service = api.Service(job.api_url, {INGEST_HEADER: job.ingest_token})
        self._path = api.path("runs", job.id, "metrics")
        self._epoch = epoch
        self._spool = SpoolReader(folder.events)
        self._asked_at = 0.0
        self.stop_requested = False
        self.refused = False

    def send(self) -> None:
        """Sends all that the spool file holds. Raises UnreachableError; a final refusal is noted and ends delivery."""
        while not self.refused:
            lines = self._spool.read(LIMIT_EVENTS // 2, LIMIT_BATCH_BYTES // 2)
            if not lines and time.monotonic() - self._asked_at < HEARTBEAT_SECONDS:
                return
            self._send(lines)
            if not lines:
                return

    def _send(self, lines: list[bytes]) -> None:
        body = b'{"epoch":%d,"events":[%s]}' % (self._epoch, b",".join(lines))
        try:
            reply = self._service.call("POST", self._path, body)
        except UnreachableError:
            self._spool.back(lines)
            raise
        except ServiceError as error:
            self._on_refusal(error)
            return
        self._asked_at = time.monotonic()
        self.stop_requested |= reply["command"] == "stop"

    def _on_refusal(self, error: ServiceError) -> None:
        if error.code == "SEQUENCE_GAP" and error.details.get("next_sequence", "").isdigit():
            self._spool.seek(int(error.details["next_sequence"]))
            return
        self.refused = True
        self._folder.note_problem(str(error))

    def close(self) -> None:
        self._service.close()


class DeliveryThread(threading.Thread):
    """Delivers while a run goes on, five times a second, and tells it when to stop.

    `tick` runs before each turn (the recorder's flush); `on_stop` is called when somebody asked the run to stop, here
    (a file in the run's folder) or at the service. Without a service it only watches for that file.
    """

    def __init__(
        self, folder: Folder, delivery: Delivery | None, tick: Callable[[], None], on_stop: Callable[[], None]
    ) -> None:
        super().__init__(name="nbacademy-delivery", daemon=True)
        self._folder = folder
        self._delivery = delivery
        self._tick = tick
        self._on_stop = on_stop
        self._ending = threading.Event()
        self._retry_at = 0.0
        self._wait = INTERVAL_SECONDS

    def run(self) -> None:
        while not self._ending.wait(INTERVAL_SECONDS):
            self._turn()
        deadline = time.monotonic() + LINGER_SECONDS
        while not self._turn() and time.monotonic() < deadline:
            time.sleep(INTERVAL_SECONDS)
        if self._delivery is not None:
            self._delivery.close()

    def finish(self) -> None:
        """Waits until everything is delivered, for LINGER_SECONDS at most."""
        self._ending.set()
        self.join()

    def _turn(self) -> bool:
        """Whether all that was recorded so far is delivered (or never will be)."""
        self._tick()
        arrived = self._delivery is None or self._attempt(self._delivery)
        if self._folder.stop_requested() or (self._delivery is not None and self._delivery.stop_requested):
            self._on_stop()
        return arrived

    def _attempt(self, delivery: Delivery) -> bool:
        if time.monotonic() < self._retry_at:
            return False
        try:
            delivery.send()
        except UnreachableError as error:
            self._wait = min(2 * self._wait, LONGEST_WAIT_SECONDS)
            self._retry_at = time.monotonic() + self._wait
            print(f"{error}; trying again in {self._wait:.1f} s", flush=True)
            return False
        self._wait = INTERVAL_SECONDS
        if self._ending.is_set() and not delivery.refused:
            self._folder.note_delivered()
        return True
