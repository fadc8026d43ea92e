"""One sandbox: a kernel in its container with a connected client, used for one notebook and thrown away."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import zmq
import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from traitlets.config import Config

from nbacademy_graders.errors import SandboxError, SandboxLostError
from nbacademy_graders.sandbox.channel import SandboxClient
from nbacademy_graders.sandbox.folder import BoxFolder
from nbacademy_graders.sandbox.provisioner import KILLED, TERMINATED, WORK_FOLDER, DockerSandboxProvisioner

#: One kernel message may be this long (bytes); a longer one breaks the connection instead of filling the worker's
#: memory.
MESSAGE_BYTES = 32 * 1024 * 1024

_PUT_FILES = f"import shutil as _s; _s.copytree('/in', {WORK_FOLDER!r}, dirs_exist_ok=True); del _s"
_PRELOAD = """
import importlib as _i
for _n in {names!r}:
    try: _i.import_module(_n)
    except ImportError: pass
    del _n
del _i
"""


class _SandboxKernelSpecs(KernelSpecManager):
    """Whatever kernel a notebook names, a sandbox has one: the image's Python."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(argv=["python"], display_name="Python 3", language="python")


class Sandbox:
    """A started sandbox. Its coroutines run on the sandbox loop."""

    def __init__(
        self, provisioner: DockerSandboxProvisioner, manager: AsyncKernelManager, client: AsyncKernelClient
    ) -> None:
        self.provisioner = provisioner
        self.manager = manager
        self.client = client
        self.started = time.monotonic()
        self.language_info: dict[str, Any] = {}

    @staticmethod
    def prepare(config: Config) -> tuple[DockerSandboxProvisioner, AsyncKernelManager]:
        """What `start` needs; the provisioner can remove, from any thread, whatever has come of the start by then."""
        context = zmq.asyncio.Context()
        context.setsockopt(zmq.MAXMSGSIZE, MESSAGE_BYTES)
        manager = AsyncKernelManager(
            client_factory=SandboxClient,
            context=context,
            transport="ipc",
            kernel_spec_manager=_SandboxKernelSpecs(),
            config=config,
        )
        provisioner = DockerSandboxProvisioner(kernel_spec=manager.kernel_spec, parent=manager, config=config)
        manager.provisioner = provisioner
        return provisioner, manager

    @classmethod
    async def start(
        cls,
        provisioner: DockerSandboxProvisioner,
        manager: AsyncKernelManager,
        *,
        preload_modules: tuple[str, ...] = (),
        preload_code: str = "",
        start_seconds: float = 60.0,
    ) -> Sandbox:
        """Start a container and wait until its kernel answers (about 0.8 s).

        `preload_modules` are imported beforehand (none of their names become visible), then `preload_code` is run.
        Raises SandboxError.
        """
        try:
            preload = _PRELOAD.format(names=preload_modules) + preload_code
            return await cls._started(provisioner, manager, preload, start_seconds)
        except BaseException as error:
            was_removed = provisioner.removed
            code = await provisioner.poll() if provisioner.has_process else None
            manager._close_control_socket()
            manager.context.destroy(linger=0)
            provisioner.remove()
            if was_removed and not isinstance(error, SandboxError):  # whose own sentence says more
                raise SandboxError("The worker is ending.") from error
            if isinstance(error, RuntimeError):  # what jupyter_client raises for a kernel that does not answer
                raise SandboxError(f"The kernel of a sandbox did not start (exit code {code}): {error}") from error
            raise

    @classmethod
    async def _started(
        cls,
        provisioner: DockerSandboxProvisioner,
        manager: AsyncKernelManager,
        preload: str,
        seconds: float,
    ) -> Sandbox:
        await manager.start_kernel(extra_arguments=["--HistoryManager.hist_file=:memory:"])
        client: AsyncKernelClient = manager.client()
        client.start_channels()
        client.allow_stdin = False  # from here on: starting them says that somebody answers
        await client.wait_for_ready(timeout=seconds)
        sandbox = cls(provisioner, manager, client)
        sandbox.folder.lock()
        await sandbox._learn_language()
        await sandbox.run_silently(preload, seconds=seconds)
        return sandbox

    @property
    def folder(self) -> BoxFolder:
        """The sandbox's folder on this side."""
        if self.provisioner.folder is None:
            raise SandboxError("This sandbox was never started.")
        return self.provisioner.folder

    async def _learn_language(self) -> None:
        reply = await self.client.kernel_info(reply=True, timeout=30)
        self.language_info = reply["content"]["language_info"]

    async def run_silently(self, code: str, *, seconds: float = 30.0) -> None:
        """Run trusted code that leaves no trace in history or prompt numbers. Raises SandboxError if it fails."""
        try:
            reply = await self.client.execute(code, silent=True, store_history=False, reply=True, timeout=seconds)
        except TimeoutError as error:
            raise SandboxError(f"A sandbox did not answer within {seconds:g} s.") from error
        if reply["content"]["status"] != "ok":
            raise SandboxError(f"A sandbox could not be prepared: {reply['content'].get('evalue', 'aborted')}")

    async def put_files(self, folder: Path, *, without: tuple[str, ...] = ()) -> None:
        """Copy the files below `folder` into the kernel's work folder. Raises SandboxError if they don't fit."""
        await asyncio.to_thread(self.folder.put, folder, without=without)
        if any(self.folder.files.iterdir()):
            await self.run_silently(_PUT_FILES)

    async def lost_because(self) -> SandboxLostError | None:
        """Why the kernel is gone, as an error with a sentence; None if it still runs."""
        code = await self.provisioner.poll()
        if code is None:
            return None
        limit_mib = self.provisioner.memory_bytes // 2**20
        if self.provisioner.out_of_memory:
            return SandboxLostError(f"it ran out of memory (the limit is {limit_mib} MiB)")
        if code in (KILLED, TERMINATED):
            return SandboxLostError("it was killed from outside, or took its own process down", blameless=True)
        # Its exit code would be the student's to choose, also when a hidden test calls.
        return SandboxLostError("the kernel ended by itself")

    @property
    def age_seconds(self) -> float:
        """Seconds since the kernel was ready."""
        return time.monotonic() - self.started

    async def close(self) -> None:
        """Disconnect and remove container and folder. Raises EngineUnavailableError."""
        self.disconnect()
        await asyncio.to_thread(self.discard)

    def disconnect(self) -> None:
        """Close the sockets; on the sandbox loop."""
        self.client.stop_channels()
        self.manager._close_control_socket()
        self.manager.context.destroy(linger=0)

    def discard(self) -> None:
        """Remove container and folder, from any thread. Raises EngineUnavailableError."""
        self.provisioner.remove()
