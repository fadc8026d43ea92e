"""The kernel provisioner `docker-sandbox`: a kernel in a throw-away container that nothing but its sockets connects to
the outside."""

from __future__ import annotations

import asyncio
import json
import os
import time
from typing import Any

import docker
from docker.errors import APIError, DockerException, NotFound
from docker.types import LogConfig, Ulimit
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from traitlets import List, Unicode, default

from nbacademy_graders.errors import EngineUnavailableError, SandboxError
from nbacademy_graders.sandbox import owner
from nbacademy_graders.sandbox.engine import engine
from nbacademy_graders.sandbox.folder import BoxFolder, default_runtime_folder
from nbacademy_graders.sandbox.limits import SandboxLimits

WORK_FOLDER = "/work"
TMP_FOLDER = "/tmp"  # noqa: S108  the container's own
KILLED, TERMINATED = 137, 143

# The kernel offers itself to the out-of-memory killer before the container's init; its sockets must be open to the
# worker,
# whatever user that is (the folder around them is closed to everybody else).
_START = 'echo 900 > /proc/self/oom_score_adj; umask 000; exec "$@"'

# ipykernel_launcher without the debugger, which nobody attaches here: a fifth of a kernel's start is its import.
_LAUNCH = """
import sys
sys.path.remove("")
sys.modules["debugpy"] = None
from ipykernel.kernelapp import launch_new_instance
launch_new_instance()
"""


class DockerSandboxProvisioner(KernelProvisionerBase, SandboxLimits):  # type: ignore[metaclass]
    """Starts a kernel in a container: no network, read-only root, uid 1000, no capability, every resource limited."""

    image = Unicode(
        os.environ.get("NBACADEMY_IMAGE", "nbacademy-notebook:dev"),
        help="Image that sandboxes run; must hold `python` with ipykernel first on PATH. From "
        "NBACADEMY_IMAGE by default.",
    ).tag(config=True)
    instance = Unicode(
        os.environ.get("NBACADEMY_INSTANCE", "nbacademy"),
        help="Name of this installation, put on its containers: a reaper touches those of its own installation only. "
        "From NBACADEMY_INSTANCE by default.",
    ).tag(config=True)
    runtime_folder = Unicode(
        help="Folder for sockets and handed-in files; short, on a disk (best a tmpfs) that the Docker engine "
        "sees at the same path. "
        "From NBACADEMY_RUNTIME by default, else /run/nbacademy or the user's own runtime folder.",
    ).tag(config=True)
    user = Unicode("1000:1000", help="User and group, as numbers, that the kernel runs as.").tag(config=True)
    kernel_argv = List(
        Unicode(),
        ["python", "-c", _LAUNCH],
        help="Command of the kernel inside the image; `-f CONNECTION_FILE` and the caller's extra arguments are added.",
    ).tag(config=True)

    @default("runtime_folder")
    def _default_runtime_folder(self) -> str:
        return os.environ.get("NBACADEMY_RUNTIME") or default_runtime_folder()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder: BoxFolder | None = None
        self.container_id: str | None = None
        self.exit_code: int | None = None
        self.out_of_memory = False
        self.removed = False

    @property
    def has_process(self) -> bool:
        """Whether a container is held, running or not."""
        return self.container_id is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Make the folder and write the connection file as the kernel will see it."""
        self.removed = False
        self.folder = BoxFolder.create(self.runtime_folder)
        extra = kwargs.pop("extra_arguments", None) or []
        key = self.parent.session.key if self.parent else os.urandom(32).hex().encode()
        self.connection_info = {
            "transport": "ipc",
            "ip": str(self.folder.sockets / "k"),
            "key": key,  # type: ignore[typeddict-item]  # bytes, as KernelManager.get_connection_info has it
            "signature_scheme": "hmac-sha256",
            "shell_port": 1,
            "iopub_port": 2,
            "stdin_port": 3,
            "control_port": 4,
            "hb_port": 5,
        }
        inside = {**self.connection_info, "ip": "/ipc/k", "key": key.decode(), "kernel_name": "python3"}
        connection_file = self.folder.sockets / "c.json"
        connection_file.write_text(json.dumps(inside))
        connection_file.chmod(0o644)  # readable by the container's user; the folder around it keeps others out
        if self.parent and not self.parent.connection_file:
            self.parent.connection_file = str(self.folder.root / "outside.json")
        return await super().pre_launch(cmd=[*self.kernel_argv, "-f", "/ipc/c.json", *extra], **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Create and start the container. Raises SandboxError with a sentence if the engine cannot."""
        try:
            await asyncio.to_thread(self._start, cmd)
        except (DockerException, SandboxError) as error:
            await self.cleanup()
            if isinstance(error, EngineUnavailableError):
                raise
            raise SandboxError(f"A sandbox could not be started: {error}") from error
        return self.connection_info

    def _start(self, cmd: list[str]) -> None:
        with engine() as api:
            container = self.container_id = self._create(api, cmd)
            if self.removed:
                # Removed while the engine was at it, as when a worker ends: the container must not outlive that.
                self.remove()
                raise SandboxError("The worker is ending.")
            api.start(container)

    def _create(self, api: docker.APIClient, cmd: list[str]) -> str:
        assert self.folder is not None
        created = time.time()
        container = api.create_container(
            self.image,
            command=["sh", "-c", _START, "sandbox", *cmd],
            user=self.user,
            working_dir=WORK_FOLDER,
            hostname="sandbox",
            environment=self._environment(),
            entrypoint=[],
            host_config=self._host_config(api),
            # Twice the same, said to the engine and to its network driver, which takes longer than the container.
            network_disabled=True,
            labels={
                owner.LABEL_INSTANCE: self.instance,
                owner.LABEL_OWNER: owner.own_name(),
                owner.LABEL_CREATED: f"{created:.0f}",
                owner.LABEL_DEADLINE: f"{created + self.lifetime_seconds:.0f}",
                owner.LABEL_FOLDER: str(self.folder.root),
            },
        )
        return str(container["Id"])

    def _environment(self) -> dict[str, str]:
        return {
            "HOME": WORK_FOLDER,
            "IPYTHONDIR": f"{TMP_FOLDER}/ipython",
            "MPLCONFIGDIR": f"{TMP_FOLDER}/matplotlib",
            "XDG_CACHE_HOME": f"{TMP_FOLDER}/cache",
            "PYTHONDONTWRITEBYTECODE": "1",
            "NBGRADER_EXECUTION": "autograde",
            "OMP_NUM_THREADS": str(max(1, round(self.cpus))),
        }

    def _host_config(self, api: docker.APIClient) -> dict[str, Any]:
        uid, _, gid = self.user.partition(":")
        assert self.folder is not None
        config: dict[str, Any] = api.create_host_config(
            network_mode="none",
            read_only=True,
            init=True,
            cap_drop=["ALL"],
            security_opt=["no-new-privileges"],
            log_config=LogConfig(type="none"),
            mem_limit=self.memory_bytes,
            memswap_limit=self.memory_bytes,
            nano_cpus=int(self.cpus * 1e9),
            pids_limit=self.pids,
            shm_size=self.shm_bytes,
            tmpfs={
                WORK_FOLDER: f"rw,nosuid,nodev,size={self.work_bytes},mode=0700,uid={uid},gid={gid or uid}",
                TMP_FOLDER: f"rw,nosuid,nodev,size={self.tmp_bytes},mode=1777",
            },
            ulimits=[
                Ulimit(name="nofile", soft=self.open_files, hard=self.open_files),
                Ulimit(name="core", soft=0, hard=0),
                Ulimit(name="fsize", soft=self.file_bytes, hard=self.file_bytes),
            ],
            binds={
                str(self.folder.sockets): {"bind": "/ipc", "mode": "rw"},
                str(self.folder.files): {"bind": "/in", "mode": "ro"},
            },
        )
        return config

    async def poll(self) -> int | None:
        """None while the container runs, or while no engine can say; else its exit code.

        Remembers whether the memory limit killed it.
        """
        if self.container_id is None:
            return self.exit_code or 0
        return await asyncio.to_thread(self._poll)

    def _poll(self) -> int | None:
        assert self.container_id is not None  # poll() asks only for what was started
        try:
            with engine() as api:
                state = api.inspect_container(self.container_id)["State"]
        except NotFound:
            self.exit_code = KILLED  # removed from outside: by the reaper at its deadline, or by an administrator
            return self.exit_code
        except EngineUnavailableError:
            return None  # containers outlive their engine
        self.out_of_memory = self.out_of_memory or bool(state["OOMKilled"])
        if state["Running"]:
            return None
        self.exit_code = int(state["ExitCode"])
        return self.exit_code

    async def wait(self) -> int | None:
        """Wait until the container has ended; its exit code."""
        while (code := await self.poll()) is None:  # noqa: ASYNC110  the engine must be asked, it does not tell
            await asyncio.sleep(0.05)
        return code

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel, through the container's init."""
        await asyncio.to_thread(self._signal, signum)

    def _signal(self, signum: int) -> None:
        assert self.container_id is not None  # nobody signals what was not started
        try:
            with engine() as api:
                api.kill(self.container_id, signum)
        except NotFound:
            return
        except APIError as error:
            if error.status_code != 409:  # 409: it does not run any more, which is what poll() reports
                raise

    async def kill(self, restart: bool = False) -> None:
        """Kill everything in the container."""
        if self.container_id is not None:
            await self.send_signal(9)

    async def terminate(self, restart: bool = False) -> None:
        """As `kill`: a sandbox has nothing to save."""
        await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        """Remove container and folder. A restart gets new ones, so nothing of the old kernel's files is left to it."""
        await asyncio.to_thread(self.remove)

    def remove(self) -> None:
        """Remove container and folder now, whether or not the kernel runs; does nothing once that is done.

        Raises EngineUnavailableError, and is to be tried again then.
        """
        self.removed = True
        container = self.container_id
        if container is not None:
            try:
                with engine() as api:
                    api.remove_container(container, force=True, v=True)
            except NotFound:
                pass  # the reaper was first
            except APIError as error:
                if error.status_code != 409:  # 409: its removal is under way
                    raise
            self.container_id = None
        if self.folder is not None:
            self.folder.remove()

    def get_shutdown_wait_time(self, recommended: float = 5.0) -> float:
        """Half a second: there is nothing to wait for."""
        return 0.5
