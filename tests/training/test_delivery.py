"""What a run's supervisor sends arrives once, whoever answers meanwhile."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from nbacademy.training.delivery import Delivery
from nbacademy.training.errors import UnreachableError
from nbacademy.training.folder import Folder, Job
from nbacademy.training.recorder import Recorder


class Front(HTTPServer):
    """What stands before the service: gives the answers it was given, one after the other."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.answers: list[bytes] = []
        self.batches: list[dict[str, Any]] = []


class Answer(BaseHTTPRequestHandler):
    server: Front

    def do_POST(self) -> None:
        self.server.batches.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        answer = self.server.answers.pop(0)
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def front() -> Iterator[Front]:
    with Front() as front:
        thread = threading.Thread(target=front.serve_forever)
        thread.start()
        yield front
        front.shutdown()
        thread.join()


@pytest.fixture
def job(front: Front) -> Job:
    return Job(
        id="one", name="one", algorithm="PPO", environment="CartPole-v1", hyperparameters={}, total_timesteps=1, seed=1,
        course=None, created_at="2026-01-01T00:00:00Z", sys_path=(), api_url=f"http://127.0.0.1:{front.server_port}",
        ingest_token="secret",
    )  # fmt: skip


def test_what_a_proxys_page_answered_is_sent_again_and_a_stop_is_left_in_the_folder(
    home: Path, front: Front, job: Job
) -> None:
    folder = Folder.create(job, b"")
    recorder = Recorder(folder.events)
    recorder.emit("episode", 7, {"episode/reward": 1.0})
    recorder.close()
    front.answers = [b"<h1>Be patient</h1>", b'{"next_sequence": 1, "command": "stop"}']
    delivery = Delivery(folder, job)
    with pytest.raises(UnreachableError, match="in place of the academy service"):
        delivery.send()
    assert not folder.asked("stop")
    delivery.send()
    delivery.close()
    assert [[event["step"] for event in batch["events"]] for batch in front.batches] == [[7], [7]]
    assert folder.asked("stop")
