"""How much the service bears: 10,000 people, 200 courses, a million rows of progress, 200,000 posts.

    python tests/benchmarks/api.py [--seconds 10] [--processes CORES]

JupyterHub and the service run as in production, with PostgreSQL and a process of the service on each core. wrk asks
them over loopback, and beside them bare tornado with as many processes. Prints requests in a second and latencies, then
how much longer a list takes than where there is a hundredth of all that. All share the machine's cores: the ratios
within one run are what counts.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from large_school import ADMIN, BIG_COURSE, INSTRUCTOR, LARGE, SMALL, Size, courses_of, fill, members
from load import Measured, Request, load
from production import Production

from tests.installation import free_ports
from tests.postgresql import PostgreSQL

CONNECTIONS = 1000
FEW = 64
PAUSE_MS = 8000
"""How long a student waits at most before the next request, where a class starts: half of it in the mean."""

WARM_SECONDS = 20
RUNS = 9
LISTS = {
    "courses": ("student0", "/courses?limit=20"),
    "courses of a name": ("student0", "/courses?q=course%201&limit=20"),
    "enrolments": ("student0", "/enrollments"),
    "progress of everybody": (INSTRUCTOR, f"/courses/{BIG_COURSE}/progress?limit=20"),
    "people": (ADMIN, "/users?limit=20"),
    "notifications": ("student0", "/notifications?limit=20"),
    "threads": ("student0", "/categories/{category}/threads?limit=20"),
    "threads by votes": ("student0", "/categories/{category}/threads?sort=votes&limit=20"),
    "posts": ("student0", "/threads/{thread}"),
}


def main() -> None:
    """Fills two schools, one large and one small, and measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=10, help="of each measurement")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    server = PostgreSQL()
    try:
        server.start()
        with school(server, LARGE, arguments.processes) as large:
            compare(large, arguments.seconds, arguments.processes)
            slow = seconds_of_lists(large)
        with school(server, SMALL, arguments.processes) as small:
            quick = seconds_of_lists(small)
    finally:
        server.remove()
    print(f"\n{'list':24}{'small':>10}{'large':>10}{'ratio':>8}")
    for name, seconds in slow.items():
        print(f"{name:24}{quick[name] * 1e3:7.1f} ms{seconds * 1e3:7.1f} ms{seconds / quick[name]:8.2f}")


@contextmanager
def school(server: PostgreSQL, size: Size, processes: int) -> Iterator[Production]:
    """A school that runs."""
    url = server.new_database()
    fill(url, size)
    with tempfile.TemporaryDirectory() as temporary:
        running = Production(Path(temporary), url, processes)
        staff = [INSTRUCTOR]
        groups = members(size)
        running.enlist(
            {f"nbgrader-{course}": [*students, *staff] for course, students in groups.items()}
            | {f"formgrade-{course}": staff for course in groups}
            | {"admins": [ADMIN]}
        )
        try:
            running.start(processes)
            yield running
        finally:
            running.stop()


def compare(large: Production, seconds: int, processes: int) -> None:
    """Prints what the service bears beside bare tornado and JupyterHub."""
    students = [Student(large, number, token) for number, token in enumerate(_tokens(large, CONNECTIONS))]
    reads = [request for student in students[:FEW] for request in student.reads()]
    known = [student.knowing(request) for student in students[:FEW] for request in student.reads()]
    mix = [request for student in students for request in (*student.reads(), student.mark())]
    with tempfile.TemporaryDirectory() as temporary, bare_tornado(processes) as hello:
        folder = Path(temporary)
        print(f"{processes} processes; {large.memory_mib()} MiB; {seconds} s each\n")
        print(f"{'':46}{'1/s':>8}{'p50':>8}{'p95':>8}{'p99':>8} ms  failed   of (a)   of (b)")
        bare = load([Request(hello, "")], folder, FEW, seconds)
        asking_hub = [Request(f"{large.hub}/user", one.token) for one in students[:FEW]]
        # Not timed: JupyterHub reads its people when they first call, and the service its groups when it starts.
        load(asking_hub, folder, FEW, WARM_SECONDS)
        hub = load(asking_hub, folder, FEW, seconds)

        def show(name: str, found: Measured) -> None:
            latencies = f"{found.p50:8.1f}{found.p95:8.1f}{found.p99:8.1f}"
            shares = f"{found.per_second / bare.per_second:9.2f}{found.per_second / hub.per_second:9.2f}"
            print(f"{name:46}{found.per_second:8.0f}{latencies}    {found.failed:6}{shares}", flush=True)

        show("(a) bare tornado", bare)
        show("(b) JupyterHub's GET /hub/api/user", hub)
        show(f"reads, {FEW} connections", load(reads, folder, FEW, seconds))
        show(f"reads of what one knows, {FEW} connections", load(known, folder, FEW, seconds))
        show("the same, of the API's description", load([students[0].description()], folder, FEW, seconds))
        show(f"mix, {FEW} connections", load(mix, folder, FEW, seconds))
        load(mix, folder, CONNECTIONS, WARM_SECONDS, PAUSE_MS)  # the class takes its seats
        begins = load(mix, folder, CONNECTIONS, 2 * seconds, PAUSE_MS)
        show(f"a class starts, {CONNECTIONS} connections", begins)
        show(f"mix without a pause, {CONNECTIONS} connections", load(mix, folder, CONNECTIONS, seconds))
        print(f"\n{large.memory_mib()} MiB afterwards")


def _tokens(large: Production, count: int) -> list[str]:
    return large.tokens(f"student{number}" for number in range(count))


class Student:
    """Somebody with a token, and what they ask when a class starts."""

    def __init__(self, production: Production, number: int, token: str) -> None:
        self.token = token
        self._api = production.api
        self._course = courses_of(number, LARGE)[1]
        self._found: dict[str, str] = {}

    def reads(self) -> list[Request]:
        """The course's page, one's progress and notifications, the newest threads."""
        paths = (
            f"/courses/{self._course}", f"/progress?course_id={self._course}", "/notifications",
            f"/courses/{self._course}/threads",
        )  # fmt: skip
        return [Request(f"{self._api}{path}", self.token) for path in paths]

    def mark(self) -> Request:
        """One goes on with a material."""
        course = self._answer(f"{self._api}/courses/{self._course}").json()
        material = course["sections"][0]["materials"][0]["id"]
        body = json.dumps({"material_id": material, "percentage": 60})
        return Request(f"{self._api}/progress", self.token, "POST", body=body)

    def knowing(self, request: Request) -> Request:
        """A request of who knows the answer already."""
        return Request(request.url, self.token, tag=self._answer(request.url).headers["Etag"])

    def description(self) -> Request:
        """What is the same for everybody, and needs no database."""
        return self.knowing(Request(f"{self._api}/openapi.json", self.token))

    def _answer(self, url: str) -> httpx.Response:
        headers = {"Authorization": f"token {self.token}"}
        return httpx.get(url, headers=headers, timeout=60, trust_env=False).raise_for_status()


@contextmanager
def bare_tornado(processes: int) -> Iterator[str]:
    """Bare tornado's address, with so many processes."""
    (port,) = free_ports(1)
    program = str(Path(__file__).with_name("bare_tornado.py"))
    started = [subprocess.Popen([sys.executable, program, str(port)]) for _ in range(processes)]
    try:
        time.sleep(2)
        yield f"http://127.0.0.1:{port}/"
    finally:
        for one in started:
            one.kill()
            one.wait()


def seconds_of_lists(production: Production) -> dict[str, float]:
    """The median seconds of each list's first page."""
    names = sorted({name for name, _ in LISTS.values()})
    tokens = dict(zip(names, production.tokens(names), strict=True))
    with httpx.Client(base_url=production.api, timeout=60, trust_env=False) as client:

        def get(name: str, path: str) -> httpx.Response:
            return client.get(path, headers={"Authorization": f"token {tokens[name]}"}).raise_for_status()

        category = get("student0", f"/courses/{BIG_COURSE}/categories").json()["items"][0]["id"]
        thread = get("student0", f"/categories/{category}/threads").json()["items"][0]["id"]
        found = {}
        for name, (who, path) in LISTS.items():
            address, seconds = path.format(category=category, thread=thread), []
            for _ in range(RUNS):
                began = time.perf_counter()
                get(who, address)
                seconds.append(time.perf_counter() - began)
            found[name] = statistics.median(seconds)
        return found


if __name__ == "__main__":
    main()
