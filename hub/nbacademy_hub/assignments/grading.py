"""Keeps the workers busy with what the queue holds, and the queue true whatever dies."""

from __future__ import annotations

import asyncio
import contextlib
import os
from uuid import UUID, uuid4

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from nbacademy_graders.errors import EngineUnavailableError
from nbacademy_graders.jobs import Evaluated, Feedback, Graded, Refused, Trained, Trial
from nbacademy_hub.errors import AcademyError
from nbacademy_hub.execution import service as execution
from nbacademy_hub.execution.cluster import NO_ENGINE, Cluster, WorkersAway
from nbacademy_hub.execution.tables import GradingJob
from nbacademy_hub.http.context import Context
from nbacademy_hub.training.platform.slices import TrainTask

from . import verdicts
from .coursefolder import CourseFolder
from .preparing import AnyTask, Task, prepare

QUEUED = "queued"
"""What one process of the service tells the others."""

IDLE_SECONDS = 5.0
SWEEP_SECONDS = 20.0
JOBS_PER_WORKER = 2
AWAY_SECONDS = 5.0
"""How long nothing is begun after the workers, or their Docker engine, turned out to be away."""


class Grading:
    """The loop between the queue in the database and the cluster. `poke()` it when something was queued."""

    def __init__(self, context: Context, cluster: Cluster) -> None:
        self._context = context
        self._cluster = cluster
        self._prefix = f"{context.settings.instance}@{os.uname().nodename}/"
        self.runner = f"{self._prefix[:50]}{uuid4().hex[:12]}"
        self._wake = asyncio.Event()
        self._tasks: dict[asyncio.Task[None], UUID] = {}
        self._loop: asyncio.Task[None] | None = None
        self._resume_at = 0.0
        context.neighbours.listen(QUEUED, lambda _: self._wake.set())
        self.waits_for: str | None = None
        """Why nothing can be graded just now, as a sentence for people; None where nothing is known against it."""

    def start(self) -> None:
        """Begins to work; what an earlier incarnation of this service left is queued again first."""
        self._loop = asyncio.create_task(self._work(), name="grading")

    def poke(self) -> None:
        """Says that something was queued: one of the service's processes has the loop."""
        self._wake.set()
        self._context.neighbours.say(QUEUED)

    async def stop(self) -> None:
        """Ends the loop. What is running is left to its lease, and queued again at the next start."""
        running = [task for task in (self._loop, *self._tasks) if task is not None]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _work(self) -> None:
        swept, abandoned = 0.0, False
        clock = asyncio.get_running_loop().time
        while True:
            try:
                if not abandoned:
                    await self._context.transact(self._begin)
                    abandoned = True
                if clock() - swept > SWEEP_SECONDS:
                    await self._context.transact(self._sweep, tuple(self._tasks.values()))
                    swept = clock()
                while await self._claim():
                    pass
            except Exception:
                # The database may be away for a while; what stands in the queue waits for it.
                structlog.get_logger().exception("grading loop")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), IDLE_SECONDS)
            self._wake.clear()

    async def _claim(self) -> int:
        obstacle = await self._cluster.obstacle()
        if obstacle is not None or asyncio.get_running_loop().time() < self._resume_at:
            await self._hold(obstacle or self.waits_for)
            return 0
        # Until one job has gone well it is tried with one.
        most = 1 if self.waits_for else self._cluster.known_workers * JOBS_PER_WORKER
        room = most - len(self._tasks)
        if room <= 0:
            return 0
        claimed = await self._context.transact(self.take, room)
        for item in claimed:
            task = asyncio.create_task(self._run(item))
            self._tasks[task] = item.job_id
            task.add_done_callback(self._done)
        if not self._tasks:
            await self._let_go()
        return len(claimed)

    async def _hold(self, waits_for: str | None) -> None:
        self.waits_for = waits_for
        if waits_for is not None:
            await self._context.transact(execution.hold, waits_for)

    async def _let_go(self) -> None:
        if self.waits_for is not None:
            self.waits_for = None
            await self._context.transact(execution.let_go)

    def take(self, session: Session, most: int) -> list[AnyTask]:
        """Claims jobs and makes their tasks."""
        # Grading shall not find all workers busy with training.
        claimed = execution.claim(session, self.runner, most, max(1, self._cluster.known_workers - 1))
        prepared = [self._prepare(session, job) for job in claimed]
        return [task for task in prepared if task is not None]

    def _prepare(self, session: Session, claimed: GradingJob) -> AnyTask | None:
        """A claimed job's task. One that cannot be made has failed, and keeps nobody else waiting."""
        job_id = claimed.id
        try:
            with session.begin_nested():
                return prepare(session, claimed, self._context.files, self._context.settings)
        except DBAPIError:
            raise
        except AcademyError as error:
            verdicts.give_up(session, job_id, error.message)
        except Exception as error:
            structlog.get_logger().exception("job cannot be made", job=str(job_id))
            verdicts.give_up(session, job_id, f"{type(error).__name__}: {error}"[:500])
        return None

    def _begin(self, session: Session) -> None:
        execution.abandon(session, self._prefix[:50])
        execution.let_go(session)

    def _sweep(self, session: Session, working_on: tuple[UUID, ...]) -> None:
        execution.renew(session, self.runner, working_on)
        verdicts.follow(session, execution.sweep(session))

    def _mirror(self, folder: CourseFolder, task: Task, result: Graded) -> None:
        submitted = self._context.files.get(task.sha256)
        folder.keep_graded(task.student, task.assignment, submitted, task.submitted_at, result.autograded)

    def _done(self, task: asyncio.Task[None]) -> None:
        # From here on nobody renews its lease: what could not be recorded is graded again.
        del self._tasks[task]
        self._wake.set()
        if not task.cancelled() and task.exception():
            structlog.get_logger().error("grading task", exc_info=task.exception())

    async def _run(self, task: AnyTask) -> None:
        folder = CourseFolder(self._context.settings.gradebooks, task.course)
        try:
            await asyncio.to_thread(folder.prepare)
            result, seconds = await self._cluster.measure(task.job)
            assert isinstance(result, Graded | Feedback | Trial | Evaluated | Trained | Refused)
        except (WorkersAway, EngineUnavailableError) as error:
            structlog.get_logger().warning("grading waits", reason=str(error))
            self._resume_at = asyncio.get_running_loop().time() + AWAY_SECONDS
            self.waits_for = str(error) if isinstance(error, WorkersAway) else NO_ENGINE
            await self._context.transact(verdicts.postpone, task, self.runner, self.waits_for)
            return
        except Exception as error:
            structlog.get_logger().exception("grading failed", job=str(task.job_id))
            await self._context.transact(verdicts.fail, task, self.runner, f"{type(error).__name__}: {error}"[:500])
            return
        if isinstance(result, Graded | Trial | Evaluated | Trained):
            await self._let_go()
        files = self._context.files
        kept = await self._context.transact(verdicts.record, task, self.runner, result, files, seconds)
        if kept and isinstance(result, Graded) and isinstance(task, Task) and task.kind == "grade":
            await asyncio.to_thread(self._mirror, folder, task, result)
        if kept and isinstance(task, TrainTask) and task.job.checkpoint is not None:
            await asyncio.to_thread(files.remove, task.job.checkpoint.sha256)  # the run goes on from a newer one
