"""Dask's scheduler and its workers as processes of their own, as on several machines."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import psutil

from tests.service import free_port


class Farm:
    """One scheduler and some grading workers, each of which may be killed and is then started again."""

    def __init__(self, folder: Path, environment: Mapping[str, str], *, workers: int) -> None:
        self.address = f"tcp://127.0.0.1:{free_port()}"
        self._folder = folder
        self._environment = dict(environment)
        self._workers = workers
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Starts whatever does not run."""
        self._run("scheduler", "scheduler", "--host", "127.0.0.1", "--port", self.address.rpartition(":")[2])
        for number in range(self._workers):
            self._run(
                f"worker-{number}", "worker", self.address, "--nthreads", "1", "--no-nanny", "--memory-limit", "0",
                "--host", "127.0.0.1", "--local-directory", str(self._folder / f"worker-{number}"),
            )  # fmt: skip

    def kill(self, name: str) -> None:
        """Ends `scheduler` or `worker-N` as a crash would."""
        self._running[name].kill()
        self._running[name].wait()

    def stop(self) -> None:
        """Ends all as an administrator would: the workers first, which then remove their sandboxes."""
        for _, process in sorted(self._running.items(), reverse=True):
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                psutil.Process(process.pid).kill()

    def _run(self, name: str, *arguments: str) -> None:
        running = self._running.get(name)
        if running is not None and running.poll() is None:
            return
        command = [f"{sys.prefix}/bin/dask", *arguments, "--no-dashboard"]
        with (self._folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)
