"""A class hands in at once, two notebooks each: the service's own workers beside stock `nbgrader autograde`."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import time
from pathlib import Path

import nbformat
import psutil
from latency import stages
from nbclient import NotebookClient

from courses import job, nbgrader, stock_course
from nbacademy_graders.jobs import Graded
from nbacademy_graders.sandbox import SandboxPool
from nbacademy_graders.sandbox.engine import engine
from nbacademy_graders.sandbox.owner import LABEL_INSTANCE
from nbacademy_hub.execution.cluster import Cluster
from nbacademy_hub.settings import Settings

LOOK_SECONDS = 0.5
#: Seconds for what has to end in the engine once the last waiting sandbox runs.
REST_SECONDS = 5


def compare(source: Path, submissions: int, workers: int, folder: Path) -> dict[str, object]:
    """Seconds for all submissions of ours (feedback and sanitising included), of stock (without feedback), and of the
    floor: the same cells in one warm kernel that nobody restarts. A ratio above 1 means that ours is faster."""
    two = folder / "two"
    for name in ("part1", "part2"):
        two.mkdir(exist_ok=True)
        shutil.copy(next(source.glob("*.ipynb")), two / f"{name}.ipynb")
    ours, ours_busy, memory, results = asyncio.run(_ours(two, submissions, workers, folder))
    course = stock_course(two, submissions, folder / "class")
    began, busy = time.perf_counter(), _busy_seconds()
    nbgrader(course, "autograde", "ps1")
    stock, stock_busy = time.perf_counter() - began, _busy_seconds() - busy
    floor = _floor(two, submissions)
    return {
        "submissions": submissions,
        "notebooks_each": 2,
        "workers": workers,
        "waiting_sandboxes_each": SandboxPool().size,
        "cores": os.cpu_count(),
        "scores": sorted({(result.score, result.max_score) for result in results}),
        "ours_seconds": round(ours, 1),
        "stock_seconds": round(stock, 1),
        "floor_seconds": round(floor, 1),
        "ratio": round(stock / ours, 2),
        "processor_seconds_each": {
            "ours": round(ours_busy / submissions, 2),
            "stock": round(stock_busy / submissions, 2),
        },
        "ours_stages_seconds_each": stages(results),
        "workers_mib": {"before": memory[0], "after": memory[1]},
    }


def _busy_seconds() -> float:
    """Processor seconds of the whole machine, engine and containers included: other work on it counts as well."""
    user, nice, system, _, _, irq, softirq = map(int, Path("/proc/stat").read_text().split()[1:8])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def _containers(instance: str) -> int:
    """How many sandboxes this installation has."""
    with engine() as api:
        return len(api.containers(filters={"label": f"{LABEL_INSTANCE}={instance}"}))


def _children_mib() -> int:
    """Memory of all this process has started, the workers."""
    return round(sum(child.memory_info().rss for child in psutil.Process().children(recursive=True)) / 2**20)


async def _ours(
    source: Path, submissions: int, workers: int, folder: Path
) -> tuple[float, float, tuple[int, int], list[Graded]]:
    instance = f"benchmark-{secrets.token_hex(4)}"
    os.environ |= {"NBACADEMY_INSTANCE": instance, "NBACADEMY_RUNTIME": f"/tmp/{instance}"}
    cluster = Cluster(Settings(data=folder / "data", instance=instance, grading_workers=workers))
    await cluster.open()
    try:
        # Not timed: publishing, the first run of each worker, which reads programs from the disk, and the start of the
        # sandboxes that wait before a class hands in.
        await asyncio.gather(*(cluster.run(job(source, -number, folder)) for number in range(1, 4 * workers)))
        while _containers(instance) < workers * SandboxPool().size:  # noqa: ASYNC110  the engine does not tell
            await asyncio.sleep(LOOK_SECONDS)
        await asyncio.sleep(REST_SECONDS)
        jobs = [job(source, number, folder) for number in range(submissions)]
        before = _children_mib()
        began, busy = time.perf_counter(), _busy_seconds()
        results = await asyncio.gather(*(cluster.run(item) for item in jobs))
        seconds, busy = time.perf_counter() - began, _busy_seconds() - busy
        memory = before, _children_mib()
    finally:
        await cluster.close()
        shutil.rmtree(f"/tmp/{instance}", ignore_errors=True)
    graded = [result for result in results if isinstance(result, Graded)]
    if len(graded) != submissions:
        raise SystemExit(f"ours: {[result for result in results if not isinstance(result, Graded)]}")
    return seconds, busy, memory, graded


def _floor(folder: Path, submissions: int) -> float:
    notebooks = [nbformat.read(path, as_version=4) for path in sorted(folder.glob("*.ipynb"))]
    cells = [cell for notebook in notebooks for cell in notebook.cells]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"  # both notebooks are the same one
    whole = nbformat.v4.new_notebook(cells=cells, metadata=notebooks[0].metadata)
    client = NotebookClient(whole, kernel_name="python3", resources={"metadata": {"path": str(folder)}})
    with client.setup_kernel():
        began = time.perf_counter()
        for _ in range(submissions):
            for index, cell in enumerate(whole.cells):
                client.execute_cell(cell, index)
        return time.perf_counter() - began
