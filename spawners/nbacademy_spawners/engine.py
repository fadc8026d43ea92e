"""The Docker engine of this machine."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import docker
from docker.errors import DockerException

START_SECONDS = 60
PID_FILES = {
    Path("/var/run/docker.pid"): "dockerd",
    Path("/var/run/docker/containerd/containerd.pid"): "containerd",
}


def reason_unavailable() -> str | None:
    """Why no Docker engine can be used here; None when one answers."""
    try:
        client = docker.from_env(timeout=10)
        client.ping()
        client.close()
    except DockerException as error:
        return str(error)[:200]
    return None


def ensure() -> str | None:
    """Starts the engine where it is installed but not running and we are root; the reason when there is none.

    An engine that we start goes on when we end, as one that the system started would.
    """
    reason = reason_unavailable()
    if reason is None or os.environ.get("DOCKER_HOST"):
        return reason
    daemon = shutil.which("dockerd") or "/usr/sbin/dockerd"
    if os.geteuid() != 0 or not Path(daemon).exists():
        return f"{reason} (start Docker, or run this as root on Debian with the package docker.io installed)"
    print("Starting the Docker engine …", flush=True)
    _forget_the_dead()
    with Path("/var/log/nbacademy-dockerd.log").open("ab") as log:
        process = subprocess.Popen([daemon], stdout=log, stderr=log, start_new_session=True, preexec_fn=_take_signals)  # noqa: S603, PLW1509
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        reason = reason_unavailable()
        if reason is None:
            return None
        time.sleep(0.5)
    return f"{reason} (the log of dockerd is {log.name})"


def _forget_the_dead() -> None:
    """Removes files with the process ids of engines that were killed: another process may have such a number now."""
    for path, name in PID_FILES.items():
        try:
            running = Path(f"/proc/{int(path.read_text())}/comm").read_text().strip()
        except (FileNotFoundError, ValueError):
            running = ""
        if running != name:
            path.unlink(missing_ok=True)


def _take_signals() -> None:
    # A shell that starts us in the background makes its children deaf to SIGINT.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
