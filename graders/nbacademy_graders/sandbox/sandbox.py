"""One sandbox: a container with kernels, used for one submission and thrown away."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from nbacademy_graders.errors import SandboxError
from nbacademy_graders.sandbox.container import WORK_FOLDER, Container
from nbacademy_graders.sandbox.kernel import Kernel

_PUT_FILES = f"import shutil as _s; _s.copytree('/in', {WORK_FOLDER!r}, dirs_exist_ok=True); del _s"


class Sandbox:
    """A started container and the kernels in it. Its coroutines run on the sandbox loop."""

    def __init__(self, container: Container) -> None:
        self.container = container
        self.kernels: list[Kernel] = []
        self.started = time.monotonic()

    @classmethod
    async def start(
        cls,
        container: Container,
        *,
        kernels: int = 1,
        preload_modules: tuple[str, ...] = (),
        preload_code: str = "",
        start_seconds: float = 60.0,
    ) -> Sandbox:
        """Start a container and wait until its `kernels` answer (about 0.8 s).

        `preload_modules` are imported beforehand (none of their names become visible), then `preload_code` is run.
        Raises SandboxError.
        """
        try:
            await container.start()
            container.forks.load(preload_modules, preload_code)
            sandbox = cls(container)
            await sandbox.have_kernels(kernels, seconds=start_seconds)
            return sandbox
        except BaseException as error:
            was_removed = container.removed
            container.forks.close()
            container.remove()
            if was_removed and not isinstance(error, SandboxError):  # whose own sentence says more
                raise SandboxError("The worker is ending.") from error
            raise

    async def have_kernels(self, count: int, *, seconds: float = 60.0) -> None:
        """Start or end kernels until there are so many. Before anything of a student's runs in any: they share their
        files, and `lock` lets none be started after it. Raises SandboxError."""
        while len(self.kernels) > count:
            spare = self.kernels.pop()
            spare.kill()
            spare.disconnect()
        missing = range(count - len(self.kernels))
        self.kernels += await asyncio.gather(*(Kernel.start(self.container, seconds=seconds) for _ in missing))

    def lock(self) -> None:
        """Let nothing new in, before any untrusted code runs; see BoxFolder.lock."""
        self.container.forks.close_door()
        self.container.folder.lock()

    async def put_files(self, folder: Path, *, without: tuple[str, ...] = ()) -> None:
        """Copy the files below `folder` into the kernels' work folder. Raises SandboxError if they don't fit."""
        files = self.container.folder
        await asyncio.to_thread(files.put, folder, without=without)
        if any(files.files.iterdir()):
            await self.kernels[0].run_silently(_PUT_FILES)

    @property
    def age_seconds(self) -> float:
        """Seconds since its container was ready."""
        return time.monotonic() - self.started

    async def close(self) -> None:
        """Disconnect and remove container and folder. Raises EngineUnavailableError."""
        self.disconnect()
        await asyncio.to_thread(self.container.remove)

    def disconnect(self) -> None:
        """Close the sockets; on the sandbox loop."""
        for kernel in self.kernels:
            kernel.disconnect()
        self.container.forks.close()
