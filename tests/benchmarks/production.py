"""JupyterHub and the service as in production, with a school's people in JupyterHub, and notebook servers as local
processes that nobody starts."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psutil
from jupyterhub import orm

from tests.installation import free_ports

CONFIGURATION = """
import os
from nbacademy_hub.config import configure

c = get_config()
configure(c, os.environ)
c.JupyterHub.services.append({"name": "benchmark", "api_token": os.environ["BENCHMARK_TOKEN"]})
c.JupyterHub.load_roles.append({"name": "benchmark", "services": ["benchmark"], "scopes": ["tokens", "read:users"]})
"""
SCOPES = ["access:services!service=academy", "read:users:name!user", "custom:academy:learn", "custom:academy:grade"]
UP_SECONDS = 900
SLOW_SECONDS = 300
"""JupyterHub reads all its people when it is first asked for one."""


class Production:
    """One installation, in a folder."""

    def __init__(self, folder: Path, database_url: str, processes: int) -> None:
        self._folder = folder
        ports = free_ports(4)
        names = ("PORT", "HUB_PORT", "SERVICE_PORT", "PROXY_API_PORT")
        settings = {
            "DATA": folder, "DATABASE_URL": database_url, "PROCESSES": processes, "SPAWNER": "local",
            "REQUESTS_PER_MINUTE": 0, "GRADING_WORKERS": 1, "WITHOUT_DOCKER_REASON": "nothing is graded here.",
            **dict(zip(names, ports, strict=True)),
        }  # fmt: skip
        self._token = secrets.token_hex(32)
        self._environ = os.environ | {f"NBACADEMY_{name}": str(value) for name, value in settings.items()}
        self._environ |= {"BENCHMARK_TOKEN": self._token, "PATH": f"{sys.prefix}/bin:{os.environ['PATH']}"}
        self.hub = f"http://127.0.0.1:{ports[1]}/hub/api"
        self.api = f"http://127.0.0.1:{ports[2]}/services/academy/api"
        self._process: subprocess.Popen[bytes] | None = None

    def enlist(self, groups: Mapping[str, Iterable[str]]) -> None:
        """Has JupyterHub know everybody of these groups, as if they had signed in."""
        session = orm.new_session_factory(f"sqlite:///{self._folder / 'jupyterhub.sqlite'}")()
        names = {name for members in groups.values() for name in members}
        users = {name: orm.User(name=name) for name in sorted(names)}
        session.add_all(users.values())
        for group, members in groups.items():
            session.add(orm.Group(name=group, users=[users[name] for name in members]))
        session.commit()
        session.close()

    def start(self, processes: int) -> None:
        """Starts everything, and waits until so many processes of the service listen."""
        configuration = self._folder / "jupyterhub_config.py"
        configuration.write_text(CONFIGURATION)
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "jupyterhub", "-f", str(configuration)], env=self._environ, stdout=log,
                stderr=log, cwd=self._folder,
            )  # fmt: skip
        deadline = time.monotonic() + UP_SECONDS
        while len(self.service()) < processes or not _answers(f"{self.api}/health"):
            if self._process.poll() is not None or time.monotonic() > deadline:
                sys.exit((self._folder / "log").read_text()[-3000:])
            time.sleep(0.5)

    def stop(self) -> None:
        """Ends everything."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(60)

    def tokens(self, names: Iterable[str]) -> list[str]:
        """A new token of each."""
        headers = {"Authorization": f"token {self._token}"}
        with httpx.Client(headers=headers, timeout=SLOW_SECONDS, trust_env=False) as client:

            def new(name: str) -> str:
                answer = client.post(f"{self.hub}/users/{name}/tokens", json={"scopes": SCOPES}).raise_for_status()
                return str(answer.json()["token"])

            with ThreadPoolExecutor(4) as threads:
                return list(threads.map(new, names))

    def service(self) -> list[psutil.Process]:
        """The processes of the service that answer."""
        assert self._process is not None
        found = psutil.Process(self._process.pid).children(recursive=True)
        return [one for one in found if "nbacademy_hub.app" in one.cmdline()]

    def memory_mib(self) -> int:
        """The memory of these processes."""
        return round(sum(one.memory_info().rss for one in self.service()) / 2**20)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=10, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False
