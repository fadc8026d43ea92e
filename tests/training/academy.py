"""An academy service that can be started, killed and asked."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

PROGRAM = Path(__file__).with_name("service_process.py")


class Academy:
    """The service over one folder of state. It keeps its address when it is started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.hub_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}/services/academy/api"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.folder / "service.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(PROGRAM), str(self.folder), str(self.port), str(self.hub_port)],
                stdout=log, stderr=log, env=os.environ | self._hub(),
            )  # fmt: skip
        deadline = time.monotonic() + 60
        while not self._answers():
            assert self._process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.05)

    def kill(self) -> None:
        """As a crash would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def client(self, token: str) -> httpx.Client:
        """Somebody with a token: `learn:NAME` is a notebook server's, `grade:NAME` one's own."""
        return httpx.Client(base_url=self.url, headers={"Authorization": f"token {token}"}, timeout=30)

    def log(self) -> str:
        return (self.folder / "service.log").read_text()

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.folder / 'academy.db'}"

    def _hub(self) -> dict[str, str]:
        """What JupyterHub tells a service that it starts."""
        return {
            "JUPYTERHUB_API_URL": f"http://127.0.0.1:{self.hub_port}/hub/api",
            "JUPYTERHUB_API_TOKEN": "the-service's-own",
            "JUPYTERHUB_SERVICE_PREFIX": "/services/academy/",
            "JUPYTERHUB_SERVICE_NAME": "academy",
            "JUPYTERHUB_CLIENT_ID": "service-academy",
            "JUPYTERHUB_OAUTH_ACCESS_SCOPES": '["access:services!service=academy"]',
        }

    def _answers(self) -> bool:
        try:
            httpx.get(f"{self.url}/runs")
        except httpx.TransportError:
            return False
        return True


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
