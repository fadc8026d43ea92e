"""How fast a class of 600 with 1,000 submissions is shown: by the API, on the staff's pages, and in formgrader.

    python tests/benchmarks/gradebook.py

Prints for each the median of five requests and the processor time of one, and how many statements the service makes of
it; ends with 1 when a median is more than a second.
"""

from __future__ import annotations

import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
from large_class import ESSAY, HANDED_IN, NOTEBOOKS, SLUG, STAFF, fill

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from nbacademy_hub.db import migrate
from nbacademy_hub.db.engine import Database
from tests.service import Academy, free_port

LIMIT_SECONDS = 1.0
RUNS = 5
START_SECONDS = 60
API = {
    "gradebook, a page of 100": f"/courses/{SLUG}/gradebook?limit=100",
    "gradebook, the last page": f"/courses/{SLUG}/gradebook?limit=100&page=6",
    "gradebook as CSV": f"/courses/{SLUG}/gradebook?format=csv",
    "submissions, a page of 100": f"/submissions?course={SLUG}&everyone=true&limit=100",
    "submissions, the last page": f"/submissions?course={SLUG}&everyone=true&limit=100&page=10",
    "submissions, filtered": f"/submissions?course={SLUG}&everyone=true&limit=100&assignment=ps2&status=graded",
    "submissions of a name, sorted": f"/submissions?course={SLUG}&everyone=true&student=student-1&sort=lowest",
    "assignments": f"/courses/{SLUG}/assignments",
    "progress of the class": f"/courses/{SLUG}/progress?limit=100",
    "queue": f"/courses/{SLUG}/queue?limit=100",
    "cells with what waits": f"/courses/{SLUG}/assignments/ps1/cells",
    "answers to a cell": f"/courses/{SLUG}/assignments/ps1/cells/{ESSAY}/marks?notebook={NOTEBOOKS[0]}&limit=100",
}
PAGES = {
    "the course's page": f"courses/{SLUG}",
    "page of the submissions": f"courses/{SLUG}/submissions",
    "page of the gradebook": f"courses/{SLUG}/gradebook",
}
FORMGRADER = {
    "formgrader: assignments": "assignments",
    "formgrader: submissions": "submissions/ps1",
    "formgrader: notebooks": "notebooks/ps1",
    "formgrader: notebooks handed in": f"submitted_notebooks/ps1/{NOTEBOOKS[0]}",
    "formgrader: students": "students",
    "formgrader: a student": "student_submissions/student-000",
    "formgrader: a student's notebooks": "student_notebook_submissions/student-000/ps1",
}


def main() -> None:
    """Fills the class, asks for everything, and prints what it took."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        academy = Academy(folder)
        migrate.upgrade(academy.database_url)
        database = Database(academy.database_url)
        fill(database, folder / "nbgrader")
        database.close()
        academy.start()
        try:
            slow = ask_academy(academy)
        finally:
            academy.stop()
        with formgrader(folder / "nbgrader" / SLUG) as (client, server):
            slow += [name for name, path in FORMGRADER.items() if measure(name, client, path, server)]
    if slow:
        sys.exit(f"Slower than {LIMIT_SECONDS:g} s: {', '.join(slow)}")


def ask_academy(academy: Academy) -> list[str]:
    """What of the API and of the pages was too slow."""
    pages = {name: f"{academy.origin}/services/academy/{path}" for name, path in PAGES.items()}
    assert academy.process is not None
    with academy.client(f"grade:{STAFF}") as client:
        return [
            name
            for name, path in (API | pages).items()
            if measure(name, client, path, academy.process, academy.statements)
        ]


def measure(
    name: str, client: httpx.Client, path: str, server: subprocess.Popen[bytes],
    statements: Callable[[], int] | None = None,
) -> bool:  # fmt: skip
    """Prints what some requests took; whether they are too slow."""
    client.get(path).raise_for_status()
    statements_before, cpu_before = statements() if statements else 0, cpu_seconds(server)
    seconds = []
    for _ in range(RUNS):
        began = time.perf_counter()
        answer = client.get(path)
        seconds.append(time.perf_counter() - began)
    cpu, median = (cpu_seconds(server) - cpu_before) / RUNS, statistics.median(seconds)
    took = f"{(statements() - statements_before) / RUNS:5.0f} statements" if statements else ""
    print(f"{name:34}{median:7.3f} s{cpu:7.3f} s CPU{len(answer.content) / 1024:6.0f} KiB{took}", flush=True)
    return median > LIMIT_SECONDS


def cpu_seconds(server: subprocess.Popen[bytes]) -> float:
    """The processor time of a server so far."""
    times = psutil.Process(server.pid).cpu_times()
    return times.user + times.system


@contextmanager
def formgrader(folder: Path) -> Iterator[tuple[httpx.Client, subprocess.Popen[bytes]]]:
    """nbgrader's formgrader on a course's folder, in a Jupyter server as the course's own."""
    token, port = secrets.token_hex(8), free_port()
    (folder / "nbgrader_config.py").write_text(f"c = get_config()\nc.CourseDirectory.course_id = '{SLUG}'\n")
    for name in ("source", "release", "submitted", "autograded", "feedback"):
        for assignment in HANDED_IN:
            (folder / name / assignment).mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable, "-m", "jupyter", "server", "--allow-root", "--no-browser", f"--port={port}",
        f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}",
        "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}",
    ]  # fmt: skip
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    headers = {"Authorization": f"token {token}"}
    address = f"http://127.0.0.1:{port}/formgrader/api/"
    try:
        with httpx.Client(base_url=address, headers=headers, timeout=120, trust_env=False) as client:
            wait_for(client, folder / "server.log")
            yield client, server
    finally:
        server.terminate()
        server.wait(30)


def wait_for(client: httpx.Client, log: Path) -> None:
    """Until formgrader answers."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if client.get("status").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.3)
    sys.exit(log.read_text()[-3000:])


if __name__ == "__main__":
    main()
