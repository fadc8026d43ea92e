"""A kernel in a sandbox's container, with its connected client."""

from __future__ import annotations

import signal

import zmq
import zmq.asyncio
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

from nbacademy_graders.errors import SandboxError, SandboxLostError
from nbacademy_graders.sandbox.channel import SandboxClient
from nbacademy_graders.sandbox.container import KILLED, TERMINATED, Container
from nbacademy_graders.sandbox.provisioner import DockerSandboxProvisioner

#: One kernel message may be this long (bytes); a longer one breaks the connection instead of filling the worker's
#: memory.
MESSAGE_BYTES = 32 * 1024 * 1024


class AnyKernelSpec(KernelSpecManager):
    """Whatever kernel a notebook names, a sandbox has one: the image's Python."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(argv=["python"], display_name="Python 3", language="python")


class Kernel:
    """A kernel of a started container, with a line of its own beside Jupyter's; made by `start`. Its coroutines run on
    the sandbox loop."""

    def __init__(self, container: Container) -> None:
        context = zmq.asyncio.Context()
        context.setsockopt(zmq.MAXMSGSIZE, MESSAGE_BYTES)
        self.container = container
        self.manager = AsyncKernelManager(
            client_factory=SandboxClient,
            context=context,
            transport="ipc",
            kernel_spec_manager=AnyKernelSpec(),
        )
        self.provisioner = DockerSandboxProvisioner(
            kernel_spec=self.manager.kernel_spec, parent=self.manager, given=container
        )
        self.manager.provisioner = self.provisioner

    @classmethod
    async def start(cls, container: Container, *, seconds: float) -> Kernel:
        """Start a kernel and wait until it answers. Raises SandboxError."""
        kernel = cls(container)
        try:
            await kernel._start(seconds)
        except RuntimeError as error:  # what jupyter_client raises for a kernel that does not answer
            code = await kernel.provisioner.poll()
            kernel._destroy()
            raise SandboxError(f"The kernel of a sandbox did not start (exit code {code}): {error}") from error
        except BaseException:
            kernel._destroy()
            raise
        return kernel

    async def _start(self, seconds: float) -> None:
        await self.manager.start_kernel(extra_arguments=["--HistoryManager.hist_file=:memory:"])
        self.client: SandboxClient = self.manager.client()  # type: ignore[assignment]  # as its client_factory makes
        self.client.start_channels()
        self.client.allow_stdin = False  # from here on: starting them says that somebody answers
        await self.client.wait_for_ready(timeout=seconds)
        self.line = self.container.forks.lines[self.provisioner.number]

    async def run_silently(self, code: str, *, seconds: float = 30.0) -> None:
        """Run trusted code that leaves no trace in history or prompt numbers. Raises SandboxError if it fails."""
        try:
            reply = await self.client.execute(code, silent=True, store_history=False, reply=True, timeout=seconds)
        except TimeoutError as error:
            raise SandboxError(f"A sandbox did not answer within {seconds:g} s.") from error
        if reply["content"]["status"] != "ok":
            raise SandboxError(f"A sandbox could not be prepared: {reply['content'].get('evalue', 'aborted')}")

    async def lost_because(self) -> SandboxLostError | None:
        """Why the kernel is gone, as an error with a sentence; None if it still runs."""
        code = await self.provisioner.poll()
        if code is None:
            return None
        if self.container.out_of_memory:
            limit_mib = self.container.settings.memory_bytes // 2**20
            return SandboxLostError(f"it ran out of memory (the limit is {limit_mib} MiB)")
        if code in (KILLED, TERMINATED):
            return SandboxLostError("it was killed from outside, or took its own process down", blameless=True)
        # Its exit code would be the student's to choose, also when a hidden test calls.
        return SandboxLostError("the kernel ended by itself")

    def kill(self) -> None:
        """End the kernel, and leave the container to others."""
        self.container.forks.signal(self.provisioner.number, signal.SIGKILL)

    def disconnect(self) -> None:
        """Close the sockets; on the sandbox loop."""
        self.client.stop_channels()
        self._destroy()

    def _destroy(self) -> None:
        self.manager._close_control_socket()
        self.manager.context.destroy(linger=0)
