"""Time from submission to verdict: ours, sandboxed, beside stock `nbgrader autograde`, on the same submissions in the
same run.

    python tests/benchmarks/grading.py [--source courses/ppo/source/ps1] [--runs 10]

Every run hands in the source's own solution under another name, to ours and to stock in turn, so that a busy machine
is busy for both.
Ours is timed from the job to its result (feedback and sanitising included) with the sandbox waiting, as in a worker;
stock from the
command's start to its end, without feedback. Prints one JSON document; `ratio` below 1 means that ours is faster.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from traitlets.config import Config

from nbacademy.protocol.archive import pack
from nbacademy_graders import entry
from nbacademy_graders.bundle import Bundle
from nbacademy_graders.jobs import Graded, GradeJob


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, default=Path(__file__).parents[2] / "courses" / "ppo" / "source" / "ps1")
    parser.add_argument("--runs", type=int, default=10)
    options = parser.parse_args()
    entry.configure(Config({"DockerSandboxProvisioner": {"instance": f"benchmark-{secrets.token_hex(4)}"}}))
    with tempfile.TemporaryDirectory() as folder:
        try:
            figures = _compare(options.source.resolve(), options.runs, Path(folder))
        finally:
            entry.process_pool().close()
    print(json.dumps(figures, indent=2))


def _compare(source: Path, runs: int, folder: Path) -> dict[str, object]:
    course = _stock_course(source, runs, folder / "course")
    bundle = _bundle(source, folder / "ps1.zip")
    # Not timed, on either side: publishing, and the first run, which reads programs from the disk.
    _ours(bundle, 0, folder)
    _stock(course, 0)
    ours, stock, results = [], [], []
    for number in range(1, runs + 1):
        seconds, result = _ours(bundle, number, folder)
        ours.append(seconds)
        results.append(result)
        stock.append(_stock(course, number))
    scores = {(result.score, result.max_score) for result in results}
    stages = {
        name: round(statistics.median(result.seconds[name] for result in results), 3) for name in results[0].seconds
    }
    medians = statistics.median(ours), statistics.median(stock)
    return {
        "runs": runs,
        "scores": sorted(scores),
        "ours_seconds": {"median": round(medians[0], 3), "all": [round(value, 3) for value in ours]},
        "stock_seconds": {"median": round(medians[1], 3), "all": [round(value, 3) for value in stock]},
        "ratio": round(medians[0] / medians[1], 3),
        "ours_stages_seconds": stages,
    }


def _bundle(folder: Path, path: Path) -> Bundle:
    data = pack(folder)
    path.write_bytes(data)
    return Bundle(url=str(path), sha256=hashlib.sha256(data).hexdigest())


def _ours(bundle: Bundle, number: int, folder: Path) -> tuple[float, Graded]:
    entry.warm()
    job = GradeJob(
        course="ppo",
        assignment="ps1",
        student=f"student-{number}",
        student_name=f"Student {number}",
        source=bundle,
        submission=bundle,
        submitted_at=datetime.now(UTC),
        gradebook_url=f"sqlite:///{folder / 'ours.db'}",
    )
    began = time.perf_counter()
    result = entry.run(job)
    seconds = time.perf_counter() - began
    if not isinstance(result, Graded):
        raise SystemExit(f"ours: {result}")
    # The waiting sandboxes start again now, not while stock is timed.
    entry.warm()
    return seconds, result


def _stock_course(source: Path, runs: int, course: Path) -> Path:
    shutil.copytree(source, course / "source" / "ps1")
    _nbgrader(course, "generate_assignment", "ps1")
    for number in range(runs + 1):
        shutil.copytree(source, course / "submitted" / f"student-{number}" / "ps1")
    return course


def _stock(course: Path, number: int) -> float:
    began = time.perf_counter()
    _nbgrader(course, "autograde", "ps1", "--student", f"student-{number}")
    return time.perf_counter() - began


def _nbgrader(course: Path, *arguments: str) -> None:
    programs = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [programs / "nbgrader", *arguments], cwd=course, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"nbgrader {' '.join(arguments)}: {done.stderr}")


if __name__ == "__main__":
    main()
