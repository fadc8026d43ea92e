"""What the service counts of itself, and what its database says of the work that waits: in Prometheus' words."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, Histogram, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import QueuePool, func, select
from sqlalchemy.orm import Session

from nbacademy_hub.db.engine import Database
from nbacademy_hub.execution.tables import GradingJob
from nbacademy_hub.execution.turns import Turns
from nbacademy_hub.quizzes.tables import Attempt
from nbacademy_hub.settings import SHARED_MEASURES

# From a cached read to an upload: tails are what is looked for.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
UNFINISHED = ("queued", "running", "failed")


@dataclass(frozen=True)
class Waiting:
    """How many jobs there are of each kind and state, and how many attempts at quizzes wait for their code to be run.

    Of jobs that are done nobody asks: these grow for ever.
    """

    jobs: dict[tuple[str, str], int]
    attempts: int

    @property
    def queued(self) -> int:
        """How many jobs wait for their turn."""
        return sum(count for (_, state), count in self.jobs.items() if state == "queued")


def waiting(session: Session) -> Waiting:
    """What waits for the graders."""
    rows = session.execute(
        select(GradingJob.kind, GradingJob.state, func.count()).where(GradingJob.state.in_(UNFINISHED))
        .group_by(GradingJob.kind, GradingJob.state)
    )  # fmt: skip
    attempts = session.scalar(select(func.count()).where(Attempt.state == "judging"))
    return Waiting({(kind, state): count for kind, state, count in rows}, attempts or 0)


class Metrics:
    """The measures of one process, each with a registry of its own, so that two services may live in one; together with
    those of the others where the processes of a service share a folder."""

    def __init__(self, database: Database, turns: Turns) -> None:
        self._database, self._turns = database, turns
        self._shared = SHARED_MEASURES in os.environ
        self._own = CollectorRegistry()
        ProcessCollector(registry=self._own)
        PlatformCollector(registry=self._own)
        self._requests = Histogram(
            "nbacademy_request_seconds", "How long requests took, by verb, route (its name) and status.",
            ("verb", "route", "status"), buckets=BUCKETS, registry=self._own,
        )  # fmt: skip
        self._pool = self._gauge("nbacademy_database_connections", "Connections of the pool, by state.", "state")
        self._programs = self._gauge("nbacademy_programs", "Programs that wait for a sandbox or run in one.")

    def _gauge(self, name: str, what: str, *labels: str) -> Gauge:
        return Gauge(name, what, labels, registry=self._own, multiprocess_mode="livesum")

    def observe(self, verb: str, route: str, status: int, seconds: float) -> None:
        """Counts a request that was answered."""
        self._requests.labels(verb, route, str(status)).observe(seconds)
        if self._shared:
            self._look()

    def _look(self) -> None:
        pool = self._database.engine.pool
        if isinstance(pool, QueuePool):
            self._pool.labels("used").set(pool.checkedout())
            self._pool.labels("idle").set(pool.checkedin())
            self._pool.labels("most").set(self._database.most_connections)
        self._programs.set(self._turns.count)

    def page(self, found: Waiting, workers: int) -> bytes:
        """All measures, as Prometheus reads them; those of other processes as they were when these last answered."""
        self._look()
        asked = CollectorRegistry()
        asked.register(_Asked(found, workers))
        counted = self._own
        if self._shared:
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
        return generate_latest(asked) + generate_latest(counted)


class _Asked(Collector):
    """What no process counts, since the database and the scheduler know it."""

    def __init__(self, found: Waiting, workers: int) -> None:
        self._found, self._workers = found, workers

    def collect(self) -> Iterator[Metric]:
        jobs = GaugeMetricFamily("nbacademy_jobs", "Grading jobs that are not done.", labels=("kind", "state"))
        for kind_and_state, count in self._found.jobs.items():
            jobs.add_metric(kind_and_state, count)
        queue = GaugeMetricFamily("nbacademy_queue", "What waits to be run, by queue.", labels=("queue",))
        queue.add_metric(("grading",), self._found.queued)
        queue.add_metric(("quizzes",), self._found.attempts)
        yield from (jobs, queue)
        yield GaugeMetricFamily("nbacademy_workers", "Grading workers that are connected.", value=self._workers)


def begin() -> None:
    """Empties the folder that the processes share, if they do; to be called before any of them counts."""
    if folder := os.environ.get(SHARED_MEASURES):
        shutil.rmtree(folder, ignore_errors=True)
        Path(folder).mkdir(parents=True)


def forget(pid: int) -> None:
    """Takes out what a process had at hand, such as connections, now that it has ended; what it counted stays."""
    if SHARED_MEASURES in os.environ:
        mark_process_dead(pid)  # type: ignore[no-untyped-call]
