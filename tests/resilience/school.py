"""A course whose students hand in while parts of the platform die."""

from __future__ import annotations

import io
import json
import random
import threading
import time
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from nbformat import NotebookNode

from nbacademy_graders.entry import run
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.courses import service as courses
from nbacademy_hub.courses.importing import import_folder
from nbacademy_hub.db import migrate
from nbacademy_hub.db.engine import Database
from nbacademy_hub.files import FileStore
from nbacademy_hub.learning import service as learning
from nbacademy_hub.settings import Settings
from tests.graders.authoring import checks, notebook, solution
from tests.service import Academy

from .engine import PrivateEngine
from .farm import Farm

MANIFEST = """
slug: twice
title: Twice
description: A course with one small assignment.
difficulty: beginner
assignments:
  - name: ps1
    title: Twice
    feedback: immediately
sections: []
"""
ANSWERS = {"def twice(x):\n    return 2 * x": 2.0, "def twice(x):\n    return 3 * x": 0.0}


def source() -> NotebookNode:
    """Two points for one function."""
    return notebook(
        solution("twice", "def twice(x):\n    return 2 * x"),
        checks("test-twice", 2, "assert twice(1) == 2", "assert twice(-4) == -8"),
    )


class School:
    """The platform's parts, its students, and what they know of what they handed in."""

    def __init__(self, academy: Academy, farm: Farm, engine: PrivateEngine, instance: str) -> None:
        self.academy, self.farm, self.engine, self.instance = academy, farm, engine, instance
        self.receipts: dict[UUID, float] = {}
        self._lock = threading.Lock()

    def open(self) -> None:
        """Starts the service and loads the course."""
        migrate.upgrade(self.academy.database_url)
        self.academy.start()
        folder = self.academy.folder / "course"
        (folder / "source" / "ps1").mkdir(parents=True)
        (folder / "course.yaml").write_text(MANIFEST)
        (folder / "source" / "ps1" / "ps1.ipynb").write_text(json.dumps(source()))
        database, files = self.database(), FileStore(f"file://{self.academy.folder / 'files'}")
        import_folder(folder, database, files, Settings(data=self.academy.folder), run)
        database.close()

    def close(self) -> None:
        """Stops all of it."""
        if self.academy.process is not None and self.academy.process.poll() is None:
            self.academy.stop()
        self.farm.stop()

    def database(self) -> Database:
        return Database(self.academy.database_url)

    def enroll(self, name: str) -> None:
        """Makes a student of the course."""
        database = self.database()
        with database.transaction() as session:
            account = accounts.ensure(session, name)
            learning.add_member(session, account.id, courses.find(session, "twice"), "student")
        database.close()

    def hand_in(self, name: str, times: int) -> None:
        """Hands in so often, right and wrong, each until there is a receipt."""
        self.enroll(name)
        chance = random.Random(name)
        with self.academy.client(f"learn:{name}") as client:
            for _ in range(times):
                answer, score = chance.choice(list(ANSWERS.items()))
                receipt = self._receipt(client, archive_of(answer))
                with self._lock:
                    self.receipts[UUID(receipt["id"])] = score

    def _receipt(self, client: httpx.Client, data: bytes) -> dict[str, Any]:
        headers = {"Content-Type": "application/zip", "Idempotency-Key": str(uuid4())}
        while True:
            try:
                answer = client.post("/courses/twice/assignments/ps1/submissions", content=data, headers=headers)
            except httpx.TransportError:
                time.sleep(0.3)  # the service is dead just now; the key keeps this from counting twice
                continue
            if answer.status_code == 201:
                receipt: dict[str, Any] = answer.json()
                return receipt
            assert answer.status_code == 503, (answer.text, self.academy.tracebacks())
            time.sleep(0.3)

    def told(self, name: str, receipt: UUID) -> dict[str, Any]:
        """What a student is told of a submission."""
        with self.academy.client(f"learn:{name}") as client:
            told: dict[str, Any] = client.get(f"/submissions/{receipt}").raise_for_status().json()
            return told

    def grading(self) -> dict[str, str]:
        """What health says of grading."""
        with self.academy.client("") as client:
            part: dict[str, str] = client.get("/health").json()["parts"]["grading"]
            return part

    def containers(self) -> list[str]:
        """Sandboxes that exist."""
        found = self.engine.client().containers.list(
            all=True, filters={"label": f"org.nbacademy.instance={self.instance}"}
        )
        return [container.name for container in found]

    @property
    def runtime(self) -> Path:
        """Where sandboxes have their sockets."""
        return self.academy.folder / "run"


def archive_of(answer: str) -> bytes:
    """A submission with this answer."""
    handed = source()
    handed.cells[0].source = answer
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("ps1.ipynb", json.dumps(handed))
    return buffer.getvalue()
