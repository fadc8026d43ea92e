"""Waiting sandboxes, so that a job does not wait for a container and an interpreter to start."""

from __future__ import annotations

import asyncio
import atexit
import copy
import os
import time
from collections import deque
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from weakref import WeakSet

from traitlets import Float, Integer, List, Unicode, default
from traitlets.config import Config, LoggingConfigurable

from nbacademy_graders.errors import EngineUnavailableError, SandboxError
from nbacademy_graders.sandbox.container import Container
from nbacademy_graders.sandbox.loop import run_on_loop, sandbox_loop
from nbacademy_graders.sandbox.sandbox import Sandbox
from nbacademy_graders.sandbox.settings import SandboxSettings

#: So many wait always; the others are for when many submissions come at once, and are started when nothing else is
#: done.
NEXT = 2
MOST_BY_MEMORY = 32
MOST_KERNELS = 4
#: A waiting one with the engine's process that watches it: 55 MB were measured in the container.
WAITING_BYTES = 64 * 2**20
TEND_SECONDS = 1.0
#: No engine: so long until the next attempt.
RETRY_SECONDS = 30.0


class SandboxPool(LoggingConfigurable):
    """Starts sandboxes ahead of need; each is handed out once and removed after use."""

    size = Integer(
        help="Sandboxes that wait in this process; 0 starts each when it is needed. From NBACADEMY_POOL_SIZE by "
        "default, else as many as an eighth of the machine's memory holds, shared among one worker for each core, "
        "and between 2 and 32.",
        min=0,
        max=256,
    ).tag(config=True)
    rest_seconds = Float(
        3.0,
        min=0.0,
        max=3600.0,
        help="Seconds without a sandbox in use after which those beyond the next two are started, one after the other.",
    ).tag(config=True)
    preload_modules = List(
        Unicode(),
        ["numpy", "numpy.random"],
        help="Modules that a waiting sandbox has imported already; those that the image lacks are passed over.",
    ).tag(config=True)
    spare_seconds = Integer(
        900,
        min=1,
        max=604800,
        help="A waiting sandbox with less than this many seconds left of its lifetime_seconds is thrown away "
        "instead of handed out.",
    ).tag(config=True)
    start_seconds = Float(
        60.0, min=1.0, max=3600.0, help="Seconds that a sandbox may take from its creation to the kernel's answer."
    ).tag(config=True)

    @default("size")
    def _default_size(self) -> int:
        return int(os.environ.get("NBACADEMY_POOL_SIZE") or _by_memory())

    def __init__(self, *, preload_code: str = "", **kwargs: object) -> None:
        """`preload_code` is run in every waiting sandbox, silently, once its modules are there."""
        super().__init__(**kwargs)
        self.preload_code = preload_code
        self._waiting: deque[Sandbox] = deque()
        self._used: set[Sandbox] = set()
        self._starts: set[asyncio.Task[bool]] = set()
        self._ends: set[asyncio.Task[None]] = set()
        # Weak: what is removed and forgotten needs no second removal.
        self._containers: WeakSet[Container] = WeakSet()
        self._closed = False
        self._used_at = time.monotonic()
        self._kernels = 1  # that those who wait have
        self._tending: asyncio.Task[None] | None = None
        self._left: set[Container] = set()  # to be removed when an engine answers again
        self._lifetime_seconds = SandboxSettings(config=self.config).lifetime_seconds
        atexit.register(self.close)

    @property
    def waiting(self) -> int:
        """How many sandboxes wait now."""
        return len(self._waiting)

    def begin(self) -> None:
        """Start the next sandboxes and return at once; called from outside the sandbox loop."""
        sandbox_loop().call_soon_threadsafe(self._refill)

    def warm(self, *, timeout_seconds: float = 120.0) -> None:
        """Start the next sandboxes and wait for them; called from outside the sandbox loop. Raises SandboxError."""
        run_on_loop(self._fill_up(), timeout_seconds=timeout_seconds)

    async def _fill_up(self) -> None:
        self._refill()
        if not all(await asyncio.gather(*self._starts)):
            raise SandboxError("The waiting sandboxes could not be started; the log says why.")

    def _refill(self) -> None:
        while self._lacks(min(self.size, NEXT)):
            self._begin_one()
        if self._tending is None and self._lacks(self.size):
            self._tending = asyncio.get_running_loop().create_task(self._tend())

    def _lacks(self, wanted: int) -> bool:
        return not self._closed and len(self._waiting) + len(self._starts) < wanted

    def _begin_one(self) -> asyncio.Task[bool]:
        task = asyncio.get_running_loop().create_task(self._add())
        self._starts.add(task)
        task.add_done_callback(self._starts.discard)
        return task

    async def _tend(self) -> None:
        """Start what lacks and replace what grew old, in the worker's leisure and with half of its time."""
        while not self._closed:
            pause = TEND_SECONDS
            if self._is_at_rest():
                await self._drop_old()
                began = time.monotonic()
                if self._lacks(self.size):
                    pause = time.monotonic() - began if await self._begin_one() else RETRY_SECONDS
            await asyncio.sleep(pause)

    def _is_at_rest(self) -> bool:
        return not self._used and time.monotonic() >= self._used_at + self.rest_seconds

    async def _drop_old(self) -> None:
        while self._waiting and not self._is_fresh(self._waiting[0]):
            await self._remove(self._waiting.popleft())

    def _is_fresh(self, sandbox: Sandbox) -> bool:
        return sandbox.age_seconds + self.spare_seconds <= self._lifetime_seconds

    async def _add(self) -> bool:
        try:
            sandbox = await self._start(self.config, self._kernels)
        except SandboxError as error:
            # Nobody waits for this one; whoever needs a sandbox next starts it himself and gets the error.
            self.log.warning("No waiting sandbox: %s", error)
            return False
        if self._closed:
            sandbox.disconnect()  # `close` has its container removed
        else:
            self._waiting.append(sandbox)
        return True

    async def _start(self, config: Config, kernels: int) -> Sandbox:
        container = Container(SandboxSettings(config=config))
        self._containers.add(container)
        return await Sandbox.start(
            container,
            kernels=kernels,
            preload_modules=tuple(self.preload_modules),
            preload_code=self.preload_code,
            start_seconds=self.start_seconds,
        )

    async def _take(self, kernels: int) -> Sandbox:
        if not self._waiting and self._starts:
            await asyncio.wait(self._starts, return_when=asyncio.FIRST_COMPLETED)
        while self._waiting:
            sandbox = self._waiting.popleft()
            if self._is_fresh(sandbox) and await sandbox.kernels[0].lost_because() is None:
                self._refill()  # now: the next notebook's start while this one's run
                return sandbox
            await self._remove(sandbox)
        return await self._start(self.config, kernels)

    @asynccontextmanager
    async def sandbox(self, limits: Config | None = None, *, kernels: int = 1) -> AsyncIterator[Sandbox]:
        """A sandbox for one use, with so many kernels, on the sandbox loop; removed at the end.

        `limits`, configuration of SandboxSettings that differs from the pool's own, starts one outside the pool. Raises
        SandboxError.
        """
        self._kernels = min(kernels, MOST_KERNELS)  # who hands in next does the same assignment, as a rule
        sandbox = await (self._take(kernels) if limits is None else self._start(_merged(self.config, limits), kernels))
        self._used.add(sandbox)
        try:
            await sandbox.have_kernels(kernels, seconds=self.start_seconds)
            sandbox.lock()
            yield sandbox
        finally:
            self._used.discard(sandbox)
            self._used_at = time.monotonic()
            self._keep(self._replace(sandbox))  # nobody has to wait for the removal

    async def _replace(self, sandbox: Sandbox) -> None:
        await self._remove(sandbox)
        self._refill()

    async def _remove(self, sandbox: Sandbox) -> None:
        """Remove a sandbox, and what could not be removed before."""
        sandbox.disconnect()
        self._left.add(sandbox.container)
        for container in list(self._left):
            try:
                await asyncio.to_thread(container.remove)
            except EngineUnavailableError as error:
                self.log.warning("A sandbox is to be removed later: %s", error)
                return
            self._left.discard(container)

    def _keep(self, coroutine: Coroutine[None, None, None]) -> None:
        """Let a coroutine run on; `close` waits for its end."""
        task = asyncio.get_running_loop().create_task(coroutine)
        self._ends.add(task)
        task.add_done_callback(self._ends.discard)

    def close(self) -> None:
        """Remove every sandbox of this pool, waiting or in use; called from outside the sandbox loop."""
        if self._closed:
            return
        self._closed = True
        atexit.unregister(self.close)
        # Here, not on the loop: when the interpreter exits its thread pool has ended already.
        for container in list(self._containers):
            try:
                container.remove()
            except EngineUnavailableError as error:
                self.log.warning("A sandbox is left to the reaper: %s", error)
        run_on_loop(self._disconnect(), timeout_seconds=self.start_seconds)

    async def _disconnect(self) -> None:
        for sandbox in [*self._waiting, *self._used]:
            sandbox.disconnect()
        self._waiting.clear()
        if self._tending is not None:
            self._tending.cancel()
        for start in self._starts:
            start.cancel()  # its container is gone: a kernel in it could be waited for until its time is up
        while self._starts or self._ends:
            await asyncio.gather(*self._starts, *self._ends, return_exceptions=True)


def _by_memory() -> int:
    """How many may wait in each of as many workers as there are cores."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    share = memory // 8 // (os.cpu_count() or 1)
    return max(NEXT, min(MOST_BY_MEMORY, share // WAITING_BYTES))


def _merged(config: Config, more: Config) -> Config:
    merged = copy.deepcopy(config)  # a shallow copy would share the sections
    merged.merge(more)
    return merged
