"""A whole installation for tests: JupyterHub, the service, Docker, as `make demo` starts it, on ports of its own."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import docker
import httpx

from nbacademy_spawners import network

PASSWORD = "nbacademy-demo"
UP_SECONDS = 180


class Installation:
    """Starts, stops and kills an installation, and lets its people in."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.instance = f"nbatest-{secrets.token_hex(4)}"
        self.data = folder / "data"
        self.log_path = folder / "hub.log"
        ports = dict(zip(("PORT", "HUB_PORT", "SERVICE_PORT", "PROXY_API_PORT"), free_ports(4), strict=True))
        self.url = f"http://127.0.0.1:{ports['PORT']}"
        self.api = f"{self.url}/services/academy/api"
        values = {"DATA": self.data, "INSTANCE": self.instance, "RUNTIME": f"/tmp/{self.instance}", **ports, **settings}
        self.environ = {**os.environ, **{f"NBACADEMY_{name}": str(value) for name, value in values.items()}}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the demo and waits until it answers."""
        with self.log_path.open("ab") as log:
            command = [f"{sys.prefix}/bin/nbacademy-hub", "demo"]
            self.process = subprocess.Popen(
                command, env=self.environ, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
            )
        deadline = time.monotonic() + UP_SECONDS
        while not self.healthy():
            assert self.process.poll() is None, f"the installation ended: {self.log()[-3000:]}"
            assert time.monotonic() < deadline, f"not up in {UP_SECONDS} s: {self.log()[-3000:]}"
            time.sleep(0.3)

    @property
    def pid(self) -> int:
        """JupyterHub's process."""
        assert self.process is not None
        return self.process.pid

    def healthy(self) -> bool:
        """Whether every part is up."""
        try:
            answer = httpx.get(f"{self.api}/health", timeout=10)
        except httpx.HTTPError:
            return False
        return answer.status_code == 200 and answer.json()["status"] in {"ok", "degraded"}

    def stop(self) -> float:
        """Ctrl-C; the seconds until all was down."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(120)
        return time.monotonic() - began

    def remove(self) -> None:
        """Stops what runs and removes everything that was made in Docker."""
        if self.process is not None and self.process.poll() is None:
            self.stop()
        client = docker.from_env()
        for container in client.containers.list(all=True, filters={"label": f"org.nbacademy.instance={self.instance}"}):
            container.remove(force=True)
        network.remove(self.instance)
        shutil.rmtree(self.environ["NBACADEMY_RUNTIME"], ignore_errors=True)
        for volume in client.volumes.list():
            if volume.name.startswith(self.instance):
                volume.remove(force=True)

    def log(self) -> str:
        return self.log_path.read_text(errors="replace")

    def sign_in(self, email: str, password: str = PASSWORD) -> Browser:
        """Somebody signed in with their browser."""
        return Browser(self.url, email, password)


class Browser:
    """Somebody's session with JupyterHub, as their browser has it."""

    def __init__(self, url: str, email: str, password: str) -> None:
        self._stack = ExitStack()
        self.http = self._stack.enter_context(httpx.Client(base_url=url, follow_redirects=True, timeout=60))
        self.http.get("/hub/login")
        answer = self.http.post(
            "/hub/login", params={"_xsrf": self.xsrf("/hub/")}, data={"username": email, "password": password}
        )
        assert answer.status_code == 200, answer.text[:500]
        self.name = next(
            answer.json()["name"] for answer in [self.http.get("/hub/api/user", headers=self.headers("/hub/"))]
        )

    def xsrf(self, path: str) -> str:
        """The XSRF cookie that belongs to a path."""
        return next(
            cookie.value or "" for cookie in self.http.cookies.jar if cookie.name == "_xsrf" and cookie.path == path
        )

    def headers(self, path: str) -> dict[str, str]:
        return {"X-XSRFToken": self.xsrf(path), "Sec-Fetch-Mode": "cors", "Referer": f"{self.http.base_url}hub/home"}

    def token(self, scopes: list[str] | None = None) -> str:
        """A personal API token, as the hub's token page makes it."""
        body = {"note": "a test", "expires_in": 3600, **({"scopes": scopes} if scopes else {})}
        answer = self.http.post(f"/hub/api/users/{self.name}/tokens", json=body, headers=self.headers("/hub/"))
        assert answer.status_code == 201, answer.text
        return str(answer.json()["token"])

    def close(self) -> None:
        self._stack.close()


def free_ports(count: int) -> list[int]:
    """TCP ports that nobody listens on at this moment."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for item in sockets:
            item.bind(("127.0.0.1", 0))
        return [int(item.getsockname()[1]) for item in sockets]
