"""A watcher gets all that was, then what comes, each event once."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import websocket

from ..service import Academy
from .conftest import STUDENT
from .events import batch, event, report

Announce = Callable[..., dict[str, Any]]


class Watcher:
    """Reads a run's stream."""

    def __init__(self, academy: Academy, run: dict[str, Any], first: int = 0, token: str = f"learn:{STUDENT}") -> None:
        url = f"ws{academy.url.removeprefix('http')}/runs/{run['id']}/stream?from={first}"
        self._socket = websocket.create_connection(url, header=[f"Authorization: token {token}"], timeout=60)
        self.statuses: list[str] = []
        self.sequences: list[int] = []

    def read(self, until: int) -> Watcher:
        """Reads until `until` events have come."""
        while len(self.sequences) < until:
            self._take(self._socket.recv())
        return self

    def read_to_the_end(self) -> int:
        """Reads until the service closes; the closing code."""
        while True:
            code, data = self._socket.recv_data()
            if code == websocket.ABNF.OPCODE_CLOSE:
                self._socket.shutdown()
                return int.from_bytes(data[:2], "big")
            self._take(data)

    def close(self) -> None:
        self._socket.close()

    def _take(self, data: str | bytes) -> None:
        frame = json.loads(data)
        if frame["type"] == "run":
            self.statuses.append(frame["run"]["status"])
        else:
            self.sequences.extend(each["sequence"] for each in frame["events"])


def test_a_watcher_gets_what_was_and_then_what_comes(
    announce: Announce, student: httpx.Client, academy: Academy
) -> None:
    run = announce()
    report(student, run, batch(0, 3))
    watcher = Watcher(academy, run).read(until=3)
    report(student, run, batch(3, 2))
    report(student, run, batch(3, 4))
    assert watcher.read(until=7).sequences == [0, 1, 2, 3, 4, 5, 6]
    watcher.close()


def test_a_watcher_who_comes_back_asks_for_what_is_missing_only(
    announce: Announce, student: httpx.Client, academy: Academy
) -> None:
    run = announce()
    report(student, run, batch(0, 300))
    watcher = Watcher(academy, run, first=290).read(until=10)
    assert watcher.sequences == list(range(290, 300))
    watcher.close()


def test_the_stream_tells_the_status_and_closes_when_the_run_has_ended(
    announce: Announce, student: httpx.Client, academy: Academy
) -> None:
    run = announce()
    watcher = Watcher(academy, run)
    report(student, run, {"events": [event(0, kind="status", status="started")]})
    watcher.read(until=1)
    report(student, run, {"events": [event(1), event(2, kind="status", status="finished")]})
    assert watcher.read_to_the_end() == 1000
    assert watcher.sequences == [0, 1, 2]
    assert (watcher.statuses[0], watcher.statuses[-1]) == ("starting", "finished")
    assert Watcher(academy, run).read_to_the_end() == 1000


def test_watchers_miss_nothing_and_see_nothing_twice_while_batches_arrive(
    announce: Announce, student: httpx.Client, academy: Academy
) -> None:
    run = announce()
    reporter = threading.Thread(target=lambda: [report(student, run, batch(10 * n, 10)) for n in range(40)])
    reporter.start()
    watchers = [Watcher(academy, run) for _ in range(8)]
    for watcher in watchers:
        assert watcher.read(until=400).sequences == list(range(400))
        watcher.close()
    reporter.join()


def test_others_are_refused_before_the_connection_opens(announce: Announce, academy: Academy) -> None:
    run = announce()
    for token, status in (("grade:neighbour", 404), ("nobody", 401)):
        with pytest.raises(websocket.WebSocketBadStatusException) as refusal:
            Watcher(academy, run, token=token)
        assert refusal.value.status_code == status
