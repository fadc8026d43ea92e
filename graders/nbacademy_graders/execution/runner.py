"""Runs programs one after another. Its text is sent into a sandbox; on the trusted side nothing but its name is used.

What it says of a program was said where the program ran: it is believed of what the program printed, and of no test.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

PYTHON = "import sys;names={'__name__':'__main__'};[exec(compile(open(n).read(),n,'exec'),names)for n in sys.argv[1:]]"
COUNTERS = ("/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control")
# Whatever is short of memory, the program goes first, and not the kernel that tells of it.
FIRST = 'echo 1000 > /proc/self/oom_score_adj; exec "$@"'


class Output:
    """One stream of a program: so much of it is kept, and beyond a limit the program is ended."""

    def __init__(self, stream: IO[bytes], kept: int, most: int, end: Any) -> None:
        self.kept = b""
        self.size = 0
        self._arguments = (stream, kept, most, end)
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        stream, kept, most, end = self._arguments
        while data := os.read(stream.fileno(), 65536):
            self.kept += data[: max(0, kept - len(self.kept))]
            self.size += len(data)
            if self.size > most:
                end("killed_output")

    def text(self) -> str:
        return self.kept.decode("utf-8", "replace")


class Run:
    """One run of a program, in a session and a folder of its own."""

    def __init__(self, argv: list[str], folder: Path, limits: dict[str, Any]) -> None:
        self.killed = ""
        self._oom = killed_by_memory()
        environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(  # noqa: S603  what is run here is what this sandbox is for
            ["/bin/sh", "-c", FIRST, "sh", *argv], cwd=folder, env=environment, stdin=pipe, stdout=pipe, stderr=pipe,
            start_new_session=True,
        )  # fmt: skip
        assert self.process.stdout
        assert self.process.stderr
        kept, most = limits["kept_bytes"], limits["most_bytes"]
        self.stdout = Output(self.process.stdout, kept, most, self.end)
        self.stderr = Output(self.process.stderr, kept, most, self.end)

    def feed(self, text: str) -> None:
        """Gives the program its input, which it need not read."""
        assert self.process.stdin
        stdin = self.process.stdin

        def write() -> None:
            try:
                stdin.write(text.encode())
                stdin.close()
            except OSError:
                return

        threading.Thread(target=write, daemon=True).start()

    def wait(self, seconds: float) -> dict[str, Any]:
        """Lets it run for so long, and ends all of it."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.end("killed_time")
            self.process.wait()
        self.end(self.killed)
        for output in (self.stdout, self.stderr):
            output.thread.join(1.0)
        return {"status": self._status(), "stdout": self.stdout.text(), "stderr": self.stderr.text()}

    def end(self, why: str) -> None:
        """Kills it, with everything of its session."""
        self.killed = self.killed or why
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def _status(self) -> str:
        if self.killed:
            return self.killed
        if killed_by_memory() > self._oom:
            return "killed_memory"
        return "ok" if self.process.returncode == 0 else "error"


def killed_by_memory() -> int:
    """How many processes of this sandbox were killed for want of memory by now."""
    for name in COUNTERS:
        if os.path.exists(name):
            lines = [line.split() for line in Path(name).read_text().splitlines()]
            return sum(int(line[1]) for line in lines if line[0] == "oom_kill")
    return 0


def command(language: str, has_test: bool) -> list[str]:
    """How a program, and the code of a test after it, are run."""
    if language == "bash":
        return ["bash", "-c", ". ./program.sh; . ./test.sh"] if has_test else ["bash", "program.sh"]
    python = [sys.executable, "-B", "-s"]
    return [*python, "-c", PYTHON, "program.py", "test.py"] if has_test else [*python, "program.py"]


def run_all(job: dict[str, Any]) -> dict[str, Any]:
    """Runs a program once for each case, as long as there is time for all of them."""
    began = time.monotonic()
    suffix = {"bash": "sh", "python": "py"}[job["language"]]
    results = []
    for number, case in enumerate(job["cases"]):
        folder = Path(f"run-{number}")
        folder.mkdir()
        (folder / f"program.{suffix}").write_text(job["code"])
        (folder / f"test.{suffix}").write_text(case["code"])
        left = job["total_seconds"] - (time.monotonic() - began)
        run = Run(command(job["language"], bool(case["code"])), folder, job)
        run.feed(case["stdin"])
        results.append(run.wait(max(0.1, min(job["seconds"], left))))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "results": results, "peak_memory_bytes": used.ru_maxrss * 1024, "cpu_seconds": used.ru_utime + used.ru_stime,
        "wall_seconds": time.monotonic() - began,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(run_all(json.load(sys.stdin))))
