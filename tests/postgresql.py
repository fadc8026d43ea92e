"""A PostgreSQL of Debian's, in a folder of its own, on a unix socket."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

VERSIONS = Path("/usr/lib/postgresql")
OWNER = "postgres"


class PostgreSQL:
    """A server that is there for these tests alone, and forgets faster than one should."""

    def __init__(self) -> None:
        self._programs = _programs()
        # PostgreSQL refuses to run as root, and its user must be able to go to its folder.
        self._as_owner = {"user": OWNER, "group": OWNER, "extra_groups": ()} if os.geteuid() == 0 else {}
        self.folder = Path(tempfile.mkdtemp(prefix="nbatest-pg-", dir="/tmp"))
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if self._as_owner:
            shutil.chown(self.folder, OWNER, OWNER)
        data = str(self.folder / "data")
        self._run("initdb", "-D", data, "-U", "nbacademy", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        options = {
            "listen_addresses": "",
            "unix_socket_directories": self.folder,
            "fsync": "off",
            "synchronous_commit": "off",
            "max_connections": 200,
        }
        command = [self._programs / "postgres", "-D", data]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with (self.folder / "log").open("wb") as log:
            self._server = subprocess.Popen(command, cwd="/", stdout=log, stderr=log, **self._as_owner)
        self._wait()

    def new_database(self, model: str | None = None) -> str:
        """The SQLAlchemy URL of a new database: an empty one, or a copy of that at the URL `model`."""
        name = f"test_{uuid4().hex}"
        copied = f' TEMPLATE "{make_url(model).database}"' if model else ""
        with psycopg.connect(host=str(self.folder), user="nbacademy", dbname="postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"{copied}'.encode())
        return f"postgresql+psycopg://nbacademy@/{name}?host={self.folder}"

    def remove(self) -> None:
        if self._server is not None:
            # Not SIGTERM, at which it waits for all to leave.
            self._server.send_signal(signal.SIGINT)
            self._server.wait(60)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while subprocess.run([self._programs / "pg_isready", "-q", "-h", self.folder], check=False).returncode != 0:
            assert self._server is not None
            assert self._server.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < deadline, (self.folder / "log").read_text()
            time.sleep(0.1)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._programs / program, *arguments],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            **self._as_owner,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def _programs() -> Path:
    """The folder of the newest PostgreSQL's programs."""
    found = sorted(VERSIONS.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    assert found, "PostgreSQL's programs are not there: install them with `apt-get install postgresql`."
    return found[-1].parent
