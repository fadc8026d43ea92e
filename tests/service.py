"""An academy service that can be started, killed and asked."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import httpx

PROGRAM = Path(__file__).with_name("service_process.py")


class Academy:
    """The service over one folder of state, and one database. It keeps its address when it is started again.

    With `workers` it is the whole service with its grading workers (but no Docker, unless `settings` say otherwise);
    without, all but these: such a one starts in a moment.
    """

    def __init__(
        self, folder: Path, *, database_url: str = "", workers: bool = False, settings: Mapping[str, str] | None = None
    ) -> None:
        self.folder = folder
        self.port, self.hub_port = free_port(), free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.url = f"{self.origin}/services/academy/api"
        self.database_url = database_url or f"sqlite:///{folder / 'academy.db'}"
        self.process: subprocess.Popen[bytes] | None = None
        self._workers = workers
        self._more_settings = dict(settings or {})

    def start(self) -> None:
        with (self.folder / "service.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(PROGRAM), "with-workers" if self._workers else "without-workers"],
                stdout=log, stderr=log, env=os.environ | self._settings() | self._hub(),
            )  # fmt: skip
        deadline = time.monotonic() + 120
        while not self._answers():
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.05)

    def kill(self) -> None:
        """As a crash would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """As JupyterHub does."""
        assert self.process is not None
        self.process.terminate()
        self.process.wait(60)

    def client(self, token: str) -> httpx.Client:
        """Somebody with a token: `learn:NAME` is a notebook server's, `grade:NAME` one's own."""
        # Everybody on this machine could guess the address of a proxy: tests talk to the service itself.
        headers = {"Authorization": f"token {token}".encode()} if token else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=60, trust_env=False)

    def log(self) -> str:
        return (self.folder / "service.log").read_text()

    def tracebacks(self) -> list[str]:
        """The faults that the service logged, each with its traceback as the log has it."""
        return [line for line in self.log().splitlines() if "Traceback" in line]

    def statements(self) -> int:
        """How many SQL statements the service has executed by now."""
        answer = httpx.get(f"http://127.0.0.1:{self.hub_port}/hub/api/statements", trust_env=False)
        count: int = answer.json()["count"]
        return count

    def _settings(self) -> dict[str, str]:
        return {
            "NBACADEMY_DATA": str(self.folder),
            "NBACADEMY_DATABASE_URL": self.database_url,
            "NBACADEMY_GRADING_WORKERS": "1",
            # Tests ask more often than people.
            "NBACADEMY_REQUESTS_PER_MINUTE": "0",
            "NBACADEMY_WITHOUT_DOCKER_REASON": "these tests do without.",
            **self._more_settings,
        }

    def _hub(self) -> dict[str, str]:
        """What JupyterHub tells a service that it starts."""
        return {
            "JUPYTERHUB_API_URL": f"http://127.0.0.1:{self.hub_port}/hub/api",
            "JUPYTERHUB_API_TOKEN": "the-service's-own",
            "JUPYTERHUB_SERVICE_URL": self.origin,
            "JUPYTERHUB_SERVICE_PREFIX": "/services/academy/",
            "JUPYTERHUB_SERVICE_NAME": "academy",
            "JUPYTERHUB_CLIENT_ID": "service-academy",
            "JUPYTERHUB_OAUTH_ACCESS_SCOPES": '["access:services!service=academy"]',
        }

    def _answers(self) -> bool:
        try:
            httpx.get(f"{self.url}/openapi.json", timeout=30, trust_env=False)
        except httpx.TransportError:
            return False
        return True


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
