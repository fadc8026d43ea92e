"""The kernel provisioner `docker-sandbox`: kernels in a throw-away container."""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase

from nbacademy_graders.sandbox.container import Container
from nbacademy_graders.sandbox.settings import SandboxSettings


class DockerSandboxProvisioner(KernelProvisionerBase, SandboxSettings):  # type: ignore[metaclass]
    """Starts a kernel in a container of its own, or in a started one that is `given` and somebody else's to remove."""

    def __init__(self, *, given: Container | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.container = given
        self.is_owner = given is None
        self.number = 0

    @property
    def has_process(self) -> bool:
        """Whether a kernel was started and its container is still held."""
        return self.number > 0 and self.container is not None and self.container.id is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Make the container's folder and write the connection file as the kernel will see it."""
        container = self.container = self.container if self.container and not self.is_owner else Container(self)
        self.number = container.next_number()
        sockets = container.folder.sockets
        key = self.parent.session.key if self.parent else os.urandom(32).hex().encode()
        self.connection_info = {
            "transport": "ipc",
            "ip": str(sockets / str(self.number)),
            "key": key,  # type: ignore[typeddict-item]  # bytes, as KernelManager.get_connection_info has it
            "signature_scheme": "hmac-sha256",
            "shell_port": 1,
            "iopub_port": 2,
            "stdin_port": 3,
            "control_port": 4,
            "hb_port": 5,
        }
        inside = {**self.connection_info, "ip": f"/ipc/{self.number}", "key": key.decode(), "kernel_name": "python3"}
        connection_file = sockets / f"{self.number}.json"
        connection_file.write_text(json.dumps(inside))
        connection_file.chmod(0o644)  # readable by the container's user; the folder around it keeps others out
        if self.parent and not self.parent.connection_file:
            self.parent.connection_file = str(container.folder.root / f"{self.number}.json")
        extra = kwargs.pop("extra_arguments", None) or []
        return await super().pre_launch(cmd=["-f", f"/ipc/{self.number}.json", *extra], **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the container if it is this kernel's own, and the kernel. Raises SandboxError."""
        assert self.container is not None
        if self.is_owner:
            await self.container.start()
        self.container.forks.start(self.number, cmd)
        return self.connection_info

    async def poll(self) -> int | None:
        """None while the kernel runs, or while nobody can say; else its exit code."""
        if self.container is None:
            return 0
        code = self.container.forks.ended.get(self.number)
        return await self.container.poll() if code is None and self.container.forks.is_cut else code

    async def wait(self) -> int | None:
        """Wait until the kernel has ended; its exit code."""
        while (code := await self.poll()) is None:  # noqa: ASYNC110  the engine must be asked, it does not tell
            await asyncio.sleep(0.05)
        return code

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel."""
        if self.container is not None:
            self.container.forks.signal(self.number, signum)

    async def kill(self, restart: bool = False) -> None:
        """Kill everything in the container: what runs there may have stopped the program that would kill the kernel."""
        if self.container is not None:
            await self.container.kill()

    async def terminate(self, restart: bool = False) -> None:
        """As `kill`: a sandbox has nothing to save."""
        await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        """Remove container and folder. A restart gets new ones, so nothing of the old kernel's files is left to it."""
        if self.is_owner and self.container is not None:
            self.container.forks.close()
            await asyncio.to_thread(self.container.remove)

    def get_shutdown_wait_time(self, recommended: float = 5.0) -> float:
        """Half a second: there is nothing to wait for."""
        return 0.5
