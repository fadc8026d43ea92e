"""Kernels for one notebook of a submission after the other: of one sandbox, while nothing goes wrong in it."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import AsyncExitStack
from pathlib import Path

from traitlets.config import Config

from nbacademy_graders.sandbox import Sandbox, SandboxPool
from nbacademy_graders.sandbox.kernel import Kernel

_NO_NOTEBOOKS = ("*.ipynb",)  # by the time of grading they hold the hidden tests


class Lending:
    """Lends kernels of sandboxes with so many `kernels` each, all of them started before any is used.

    `limits` as for SandboxPool.sandbox. On the sandbox loop.
    """

    def __init__(self, pool: SandboxPool, limits: Config | None, kernels: int) -> None:
        self.pool, self.limits, self.kernels = pool, limits, kernels
        self._next: asyncio.Task[tuple[AsyncExitStack, Sandbox]] | None = None
        self._held = AsyncExitStack()
        self._sandbox: Sandbox | None = None
        self._free: deque[Kernel] = deque()
        self._is_filled = False

    def begin(self) -> None:
        """Have a sandbox made ready, if any is needed, and return at once."""
        if self._next is None and self.kernels:
            self._next = asyncio.ensure_future(self._take())

    async def _take(self) -> tuple[AsyncExitStack, Sandbox]:
        held = AsyncExitStack()
        return held, await held.enter_async_context(self.pool.sandbox(self.limits, kernels=self.kernels))

    async def kernel(self) -> Kernel:
        """A kernel that nothing has run in. Raises SandboxError."""
        if not self._free:
            await self._held.aclose()
            self.begin()
            assert self._next is not None
            taking, self._next = self._next, None
            self._held, self._sandbox = await taking
            self._free.extend(self._sandbox.kernels)
            self._is_filled = False
        return self._free.popleft()

    async def fill(self, folder: Path) -> None:
        """Copy the files below `folder`, without notebooks, to where the kernels work: once for all that share it, as
        nbgrader runs an assignment's notebooks in one folder. Raises SandboxError."""
        if self._sandbox is not None and not self._is_filled:
            self._is_filled = True
            await self._sandbox.put_files(folder, without=_NO_NOTEBOOKS)

    def spoil(self) -> None:
        """Let the next kernel be of another sandbox."""
        self._free.clear()

    async def end(self) -> None:
        """Have what is held removed."""
        await self._held.aclose()
        if self._next is not None:
            taken = (await asyncio.gather(self._next, return_exceptions=True))[0]
            if not isinstance(taken, BaseException):
                await taken[0].aclose()
