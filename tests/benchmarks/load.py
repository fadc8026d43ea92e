"""Bounded load from a process beside, by wrk."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

SCRIPT = Path(__file__).with_name("load.lua")
THREADS = 2


@dataclass(frozen=True)
class Request:
    """What somebody asks; `tag` is an ETag that they know, `body` JSON."""

    url: str
    token: str
    method: str = "GET"
    tag: str = ""
    body: str = ""


@dataclass(frozen=True)
class Measured:
    """Requests answered in a second, their latencies in milliseconds, and how many went wrong."""

    per_second: float
    p50: float
    p95: float
    p99: float
    failed: int


def load(requests: Iterable[Request], folder: Path, connections: int, seconds: int, pause_ms: int = 0) -> Measured:
    """Sends requests, each at random, over so many connections. Each waits for its answer, then up to `pause_ms`."""
    wanted = list(requests)
    lines = (
        "\t".join((one.method, one.url.partition(urlsplit(one.url).netloc)[2], one.token, one.tag, one.body))
        for one in wanted
    )
    path = folder / "requests"
    path.write_text("".join(f"{line}\n" for line in lines))
    command = [
        "wrk", f"-t{THREADS}", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(SCRIPT),
        wanted[0].url, "--", str(path), str(pause_ms),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("RESULT"))
    per_second, p50, p95, p99, failed = line.split()[1:]
    return Measured(float(per_second), float(p50), float(p95), float(p99), int(failed))
