"""The workers: a dask cluster on this machine, or a scheduler's address where one machine is not enough."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import time
from typing import Any, cast

import dask.config
from distributed import Client, Future, LocalCluster, wait
from distributed.client import ClosedClientError, FutureCancelledError, FuturesCancelledError
from distributed.comm.core import CommClosedError
from distributed.diagnostics.plugin import WorkerPlugin

from nbacademy_graders.entry import run, warm
from nbacademy_graders.jobs import ExecuteJob, Job, Result, TrainJob
from nbacademy_graders.sandbox import reap_forever, try_to_reap
from nbacademy_graders.sandbox.folder import default_runtime_folder
from nbacademy_hub.errors import Unavailable
from nbacademy_hub.settings import Settings

LOOK_SECONDS = 5.0
"""How often it is asked whether a job that is not done has anybody to do it."""

NO_ENGINE = "No Docker engine answers on the grading machine: the administrator has to start it."
NO_WORKER = "No grading worker is connected: the administrator has to start one."
UNREACHABLE = "The grading workers cannot be reached: the administrator has to start them."


class WorkersAway(Exception):  # as Unavailable: a state of the installation, which passes
    """The scheduler or its workers went away while a job ran: no fault of the job's."""


def run_measured(job: Job) -> tuple[Result, float]:
    """Runs a job in a worker, which may have others to do first: only the time of this one counts."""
    began = time.perf_counter()
    result = run(job)
    return result, time.perf_counter() - began


class Warm(WorkerPlugin):
    """Starts a worker's waiting sandboxes as soon as the worker runs, so that the first student does not wait."""

    name = "nbacademy-warm"

    def setup(self, worker: object) -> None:
        threading.Thread(target=warm, name="warm", daemon=True).start()


class Cluster:
    """Where jobs run. Without a Docker engine there is none: what needs a sandbox is refused with the reason."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._local: LocalCluster | None = None
        self._client: Client | None = None
        self._is_open = False
        self._connecting = asyncio.Lock()
        self.known_workers = 0
        """How many workers were connected when that was last asked, which grading does all the time."""
        self._stop = threading.Event()
        self._reaped = (settings.instance, os.environ.get("NBACADEMY_RUNTIME") or default_runtime_folder())
        self._reaper = threading.Thread(
            target=reap_forever, args=self._reaped, kwargs={"stop": self._stop}, name="reaper", daemon=True
        )

    async def open(self) -> None:
        """Starts the local workers, or connects to the scheduler."""
        address = self._settings.grading_scheduler
        if not address:
            # dask looks at its workers' threads a hundred times a second, for a page that nobody sees here.
            dask.config.set({"distributed.worker.profile.enabled": False})
            self._local = await LocalCluster(
                n_workers=self._settings.grading_workers, threads_per_worker=1, processes=True, host="127.0.0.1",
                dashboard_address="127.0.0.1:0", asynchronous=True, memory_limit=0,  # any port: others use dask too
                local_directory=str(self._settings.data.resolve() / "workers"),
            )  # fmt: skip
        self._is_open = True
        if not self._settings.without_docker_reason:
            self._reaper.start()
        with contextlib.suppress(WorkersAway):  # a scheduler elsewhere may come later
            await self._connected()

    @property
    def address(self) -> str:
        """Where others find the workers, once this is open."""
        local: str = self._local.scheduler_address if self._local is not None else self._settings.grading_scheduler
        return local

    async def _connect(self) -> Client:
        self._client = await Client(self._local or self._settings.grading_scheduler, asynchronous=True)
        if not self._settings.without_docker_reason:
            await self._client.register_plugin(Warm())
        return self._client

    async def _connected(self) -> Client:
        """The client; a new one where it has given up on a scheduler that was away for long. Raises WorkersAway."""
        if not self._is_open:
            raise Unavailable("The grading workers are starting; try again in a moment.")
        async with self._connecting:
            if self._client is not None and self._client.status != "closed":
                return self._client
            try:
                return await self._connect()
            except OSError as error:
                raise WorkersAway(UNREACHABLE) from error

    async def run(self, job: Job) -> Result:
        """A job's result, for somebody who waits for it. Raises what the job raised, or Unavailable."""
        try:
            return (await self.measure(job))[0]
        except WorkersAway as error:
            raise Unavailable(str(error)) from error

    async def measure(self, job: Job) -> tuple[Result, float]:
        """A job's result, and the seconds that its worker took for it.

        Raises what the job raised, dask's KilledWorker when it took workers down again and again, or WorkersAway.
        """
        try:
            client = await self._connected()
            # Who waits for an answer comes before what is graded in the queue, and that before what only trains.
            priority = 10 if isinstance(job, ExecuteJob) else -10 if isinstance(job, TrainJob) else 0
            future = client.submit(run_measured, job, pure=False, retries=1, priority=priority)
            await self._while_there_are_workers(future)
            return cast(tuple[Result, float], await future)
        except (FutureCancelledError, FuturesCancelledError, ClosedClientError, CommClosedError, OSError) as error:
            raise WorkersAway(UNREACHABLE) from error

    async def _while_there_are_workers(self, future: Future[Any]) -> None:
        """Until a future is done. Raises WorkersAway: dask itself would wait for a worker for ever."""
        while True:
            try:
                await wait(future, timeout=LOOK_SECONDS)
            except TimeoutError:
                if not await self.workers():
                    await future.cancel()
                    raise WorkersAway(NO_WORKER) from None
            else:
                return

    async def obstacle(self) -> str | None:
        """Why no job could be begun just now, as a sentence for people; None where nothing is known against it."""
        if self._settings.without_docker_reason:
            return NO_ENGINE
        return None if await self.workers() else NO_WORKER

    def require_sandboxes(self) -> None:
        """Raises Unavailable, with the reason, where student code cannot be run safely."""
        if self._settings.without_docker_reason:
            raise Unavailable(
                f"Grading needs a Docker engine: {self._settings.without_docker_reason}", retry_seconds=60
            )

    async def workers(self) -> int:
        """How many workers are connected."""
        if self._client is None or self._client.scheduler is None:
            return 0
        try:
            self.known_workers = len((await self._client.scheduler.identity(n_workers=-1))["workers"])
        except OSError:
            self.known_workers = 0
        return self.known_workers

    async def close(self) -> None:
        """Stops the local workers, or disconnects."""
        self._stop.set()
        if self._client is not None:
            await self._client.close()
        closing = self._local.close(timeout=5) if self._local is not None else None
        if closing is not None:
            await closing
            if not self._settings.without_docker_reason:
                # Workers that took too long to end have left sandboxes.
                await asyncio.to_thread(try_to_reap, *self._reaped)
