"""A real Jupyter server with the extension, as JupyterHub starts it, but for who is who."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx

REPOSITORY = Path(__file__).parents[2]
JUPYTER_CONFIG = REPOSITORY / "extensions" / "jupyter-config"

# JupyterHub's identity provider asks the hub who a visitor is; this one is told by a token or a cookie.
CONFIG = """
from jupyter_server.auth.identity import IdentityProvider, User

class Visitors(IdentityProvider):
    def get_user(self, handler):
        name = handler.request.headers.get("Authorization", "").removeprefix("token ") or handler.get_cookie("visitor")
        return User(username=name) if name else None

    def is_token_authenticated(self, handler):
        return "Authorization" in handler.request.headers

c.ServerApp.identity_provider_class = Visitors
c.ServerApp.jpserver_extensions = {
    "nbacademy.server": True, "nbgrader.server_extensions.assignment_list": True,
    "nbgrader.server_extensions.formgrader": True,
}
c.AcademyApp.limit_upload_bytes = 3 * 1024 * 1024
c.AcademyApp.validate_seconds = 120
"""


def environment(home: Path, api_url: str, token: str, owner: str = "ada") -> dict[str, str]:
    """The variables of a notebook server, without those of whoever runs the tests."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "SSL_CERT_FILE") if name in os.environ}
    return kept | {
        "HOME": str(home),
        "JUPYTER_CONFIG_PATH": str(JUPYTER_CONFIG),
        "JUPYTER_RUNTIME_DIR": str(home / ".runtime"),
        "JUPYTERHUB_API_TOKEN": token,
        "JUPYTERHUB_USER": owner,
        "NBACADEMY_API_URL": api_url,
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


class NotebookServer:
    """The process; `home` is its root folder."""

    def __init__(self, folder: Path, api_url: str, token: str, owner: str = "ada") -> None:
        self.home = folder / "home"
        self.home.mkdir()
        config = folder / "config.py"
        config.write_text(CONFIG)
        self._log = (folder / "server.log").open("wb+")
        # Port 0 would not be told: the server writes it into a file.
        command = [sys.executable, "-m", "jupyter_server", "--allow-root", "--no-browser", f"--config={config}"]
        settings = ["--ServerApp.port=0", f"--ServerApp.root_dir={self.home}", f"--ServerApp.base_url=/user/{owner}/"]
        self._process = subprocess.Popen(
            command + settings, env=environment(self.home, api_url, token, owner), cwd=self.home, stdout=self._log,
            stderr=self._log,
        )  # fmt: skip
        self.url = self._wait()

    def _wait(self) -> str:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process.poll() is None:
            for found in (self.home / ".runtime").glob("jpserver-*.json"):
                url = httpx.Response(200, content=found.read_bytes()).json()["url"]
                return str(url)
            time.sleep(0.1)
        raise AssertionError(f"the server did not start:\n{self.log()}")

    def log(self) -> str:
        self._log.seek(0)
        return self._log.read().decode()

    def client(self, visitor: str | None = "ada") -> httpx.Client:
        headers = {} if visitor is None else {"Authorization": f"token {visitor}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=60, trust_env=False)

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(20)
        self._log.close()
