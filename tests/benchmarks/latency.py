"""Time from one submission to its verdict: ours, sandboxed, beside stock `nbgrader autograde`."""

from __future__ import annotations

import secrets
import statistics
import time
from pathlib import Path

from traitlets.config import Config

from courses import job, nbgrader, stock_course
from nbacademy_graders import entry
from nbacademy_graders.jobs import Graded


def compare(source: Path, runs: int, folder: Path) -> dict[str, object]:
    """Grades the source's own solution so often, by ours and by stock in turn, so that a busy machine is busy for both.

    Ours is timed from the job to its result (feedback and sanitising included) with the sandboxes waiting, as in a
    worker; stock from the command's start to its end, without feedback. A ratio below 1 means that ours is faster.
    """
    entry.configure(Config({"SandboxSettings": {"instance": f"benchmark-{secrets.token_hex(4)}"}}))
    try:
        return _compare(source, runs, folder)
    finally:
        entry.process_pool().close()


def _compare(source: Path, runs: int, folder: Path) -> dict[str, object]:
    course = stock_course(source, runs + 1, folder / "course")
    # Not timed, on either side: publishing, and the first run, which reads programs from the disk.
    _ours(source, 0, folder)
    _stock(course, 0)
    ours, stock, results = [], [], []
    for number in range(1, runs + 1):
        seconds, result = _ours(source, number, folder)
        ours.append(seconds)
        results.append(result)
        stock.append(_stock(course, number))
    medians = statistics.median(ours), statistics.median(stock)
    return {
        "runs": runs,
        "scores": sorted({(result.score, result.max_score) for result in results}),
        "ours_seconds": {"median": round(medians[0], 3), "all": [round(value, 3) for value in ours]},
        "stock_seconds": {"median": round(medians[1], 3), "all": [round(value, 3) for value in stock]},
        "ratio": round(medians[0] / medians[1], 3),
        "ours_stages_seconds": stages(results),
    }


def stages(results: list[Graded]) -> dict[str, float]:
    """Median seconds of each stage of grading. What is left of nbgrader's autograde without the sandboxes is its
    converters; the judge's box is made ready beside the student's cells."""
    found = []
    for result in results:
        seconds = dict(result.seconds)
        waited = sum(seconds.get(name, 0.0) for name in ("sandbox", "cells", "tests"))
        found.append({**seconds, "converters": seconds.pop("autograde") - waited})
    names = sorted(found[0])
    return {name: round(statistics.median(seconds.get(name, 0.0) for seconds in found), 3) for name in names}


def _ours(source: Path, number: int, folder: Path) -> tuple[float, Graded]:
    work = job(source, number, folder)
    entry.warm()
    began = time.perf_counter()
    result = entry.run(work)
    seconds = time.perf_counter() - began
    if not isinstance(result, Graded):
        raise SystemExit(f"ours: {result}")
    # The waiting sandboxes start again now, not while stock is timed.
    entry.warm()
    return seconds, result


def _stock(course: Path, number: int) -> float:
    began = time.perf_counter()
    nbgrader(course, "autograde", "ps1", "--student", f"student-{number}")
    return time.perf_counter() - began
