"""What this process counts of itself, and what its database says of the work that waits: in Prometheus' words."""

from __future__ import annotations

from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Gauge, Histogram, generate_latest
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from sqlalchemy import QueuePool, func, select
from sqlalchemy.orm import Session

from nbacademy_hub.db.engine import Database
from nbacademy_hub.execution.tables import GradingJob
from nbacademy_hub.quizzes.tables import Attempt

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


def waiting(session: Session) -> Waiting:
    """What waits for the graders."""
    rows = session.execute(
        select(GradingJob.kind, GradingJob.state, func.count()).where(GradingJob.state.in_(UNFINISHED))
        .group_by(GradingJob.kind, GradingJob.state)
    )  # fmt: skip
    attempts = session.scalar(select(func.count()).where(Attempt.state == "judging"))
    return Waiting({(kind, state): count for kind, state, count in rows}, attempts or 0)


@dataclass
class Metrics:
    """The measures of one process; each has a registry of its own, so that two services may live in one."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def __post_init__(self) -> None:
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._requests = Histogram(
            "nbacademy_request_seconds", "How long requests took, by verb, route (its name) and status.",
            ("verb", "route", "status"), buckets=BUCKETS, registry=self.registry,
        )  # fmt: skip
        self._jobs = self._gauge("nbacademy_jobs", "Grading jobs that are not done.", "kind", "state")
        self._queue = self._gauge("nbacademy_queue", "What waits to be run, by queue.", "queue")
        self._pool = self._gauge("nbacademy_database_connections", "Connections of the pool, by state.", "state")
        self._workers = self._gauge("nbacademy_workers", "Grading workers that are connected.")
        self._programs = self._gauge("nbacademy_programs", "Programs that wait for a sandbox or run in one.")

    def _gauge(self, name: str, what: str, *labels: str) -> Gauge:
        return Gauge(name, what, labels, registry=self.registry)

    def observe(self, verb: str, route: str, status: int, seconds: float) -> None:
        """Counts a request that was answered."""
        self._requests.labels(verb, route, str(status)).observe(seconds)

    def page(self, found: Waiting, database: Database, workers: int, programs: int) -> bytes:
        """All measures, as Prometheus reads them."""
        self._jobs.clear()
        for (kind, state), count in found.jobs.items():
            self._jobs.labels(kind, state).set(count)
        queued = sum(count for (_, state), count in found.jobs.items() if state == "queued")
        for name, count in (("grading", queued), ("quizzes", found.attempts)):
            self._queue.labels(name).set(count)
        pool = database.engine.pool
        if isinstance(pool, QueuePool):
            self._pool.labels("used").set(pool.checkedout())
            self._pool.labels("idle").set(pool.checkedin())
            self._pool.labels("most").set(database.most_connections)
        self._workers.set(workers)
        self._programs.set(programs)
        return generate_latest(self.registry)
