"""Somebody with a notebook server, and with a shell in its container: all the power that a student has."""

from __future__ import annotations

import hashlib
import time
from typing import Any

import docker
import httpx
from docker.models.containers import Container

from tests.installation import PASSWORD, Browser, Installation

SPAWN_SECONDS = 120


def newcomer(installation: Installation, name: str, email: str) -> Browser:
    """Somebody who signs up."""
    with httpx.Client(base_url=installation.url) as http:
        http.get("/hub/signup")
        xsrf = next(str(cookie.value) for cookie in http.cookies.jar if cookie.name == "_xsrf")
        fields = {"name": name, "email": email, "password": PASSWORD}
        assert http.post("/hub/signup", params={"_xsrf": xsrf}, data=fields).status_code == 302
    return installation.sign_in(email)


class Neighbour:
    """A browser's owner with a running server."""

    def __init__(self, installation: Installation, browser: Browser) -> None:
        self.api_url = installation.api
        self.browser = browser
        self.name = browser.name
        # Signing in may have started it already: then this is refused.
        browser.http.post(f"/hub/api/users/{self.name}/server", json={}, headers=browser.headers("/hub/"))
        deadline = time.monotonic() + SPAWN_SECONDS
        while not self._is_ready():
            assert time.monotonic() < deadline, f"the server of {self.name} did not start"
            time.sleep(0.3)
        self.container: Container = docker.from_env().containers.get(container_name(installation, self.name))
        self.token = self.run("import os; print(os.environ['JUPYTERHUB_API_TOKEN'])").strip()

    def _is_ready(self) -> bool:
        path = f"/hub/api/users/{self.name}"
        model = self.browser.http.get(path, headers=self.browser.headers("/hub/")).json()
        return bool(model["servers"].get("", {}).get("ready"))

    @property
    def network(self) -> dict[str, Any]:
        self.container.reload()
        (found,) = self.container.attrs["NetworkSettings"]["Networks"].values()
        return dict(found)

    def run(self, program: str) -> str:
        """What a Python program prints in the container."""
        code, output = self.container.exec_run(["python3", "-c", program])
        assert code == 0, output.decode()
        return str(output.decode())

    def reaches(self, host: str, port: int) -> bool:
        """Whether a connection from the container comes about."""
        program = f"import socket\nprint(socket.socket().connect_ex(({host!r}, {port})))"
        return self.run(f"import socket\nsocket.setdefaulttimeout(1.5)\n{program}").strip() == "0"

    def call(self, method: str, path: str, token: str | None = None, **values: Any) -> httpx.Response:
        """A call of the platform's API with the server's own token, or another."""
        headers = {"Authorization": f"token {token or self.token}", **values.pop("headers", {})}
        return httpx.request(method, f"{self.api_url}/{path}", headers=headers, timeout=60, **values)


def container_name(installation: Installation, username: str) -> str:
    """The name of somebody's container, as the spawner makes it."""
    opaque = hashlib.sha256(f"{installation.instance}/{username}/".encode()).hexdigest()[:16]
    return f"{installation.instance}-server-{opaque}"
