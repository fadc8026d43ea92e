"""A Docker engine of a test's own, which it may kill: the machine's own serves others."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import docker
import psutil
from docker.errors import DockerException

START_SECONDS = 60
STOP_SECONDS = 60


class PrivateEngine:
    """`dockerd` with a folder, a socket and a containerd of its own. It needs root, and gives no network."""

    def __init__(self, folder: Path) -> None:
        self.host = f"unix://{folder}/docker.sock"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the engine, or starts it again, and waits until it answers."""
        for left in (self._folder / "docker.pid", self._folder / "exec" / "containerd" / "containerd.pid"):
            left.unlink(missing_ok=True)
        # In a network of its own: with `--bridge=none` an engine deletes the bridge that the machine's own one made.
        command = [
            "unshare", "--net", shutil.which("dockerd") or "/usr/sbin/dockerd",
            f"--host={self.host}", f"--data-root={self._folder}/data",
            f"--exec-root={self._folder}/exec", f"--pidfile={self._folder}/docker.pid",
            "--bridge=none", "--iptables=false", "--ip6tables=false",
        ]  # fmt: skip
        with (self._folder / "dockerd.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert time.monotonic() < deadline, (self._folder / "dockerd.log").read_text()[-3000:]
            time.sleep(0.2)

    def load(self, image: str) -> None:
        """Brings an image of the machine's own engine here."""
        with subprocess.Popen(["docker", "save", image], stdout=subprocess.PIPE) as saving:
            subprocess.run(["docker", "--host", self.host, "load", "--quiet"], stdin=saving.stdout, check=True)
        assert saving.returncode == 0

    def kill(self) -> None:
        """As a crash of the daemon would; its containers go on without it, for a while."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def client(self) -> docker.DockerClient:
        return docker.DockerClient(base_url=self.host, timeout=60)

    def remove(self) -> None:
        """Stops everything that it started, and forgets it."""
        if self._process is not None and self._process.poll() is None:
            for container in self.client().containers.list(all=True):
                container.remove(force=True)
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(STOP_SECONDS)
        for process in psutil.process_iter(["cmdline"]):
            if str(self._folder) in " ".join(process.info["cmdline"] or ()) and process.pid != os.getpid():
                process.kill()
        for line in reversed(Path("/proc/self/mounts").read_text().splitlines()):
            if line.split()[1].startswith(f"{self._folder}/"):
                subprocess.run(["umount", "--lazy", line.split()[1]], check=False)
        shutil.rmtree(self._folder)

    def _answers(self) -> bool:
        try:
            return bool(self.client().ping())
        except DockerException:
            return False
