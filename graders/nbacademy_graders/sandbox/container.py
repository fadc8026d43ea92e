"""A throw-away container with a program that starts kernels, which nothing but its sockets connects to the outside."""

from __future__ import annotations

import asyncio
import time
from importlib import resources
from typing import Any

import docker
from docker.errors import APIError, DockerException, NotFound
from docker.types import LogConfig, Ulimit

from nbacademy_graders.errors import EngineUnavailableError, SandboxError
from nbacademy_graders.sandbox import owner
from nbacademy_graders.sandbox.engine import engine
from nbacademy_graders.sandbox.folder import BoxFolder
from nbacademy_graders.sandbox.forks import Forks
from nbacademy_graders.sandbox.settings import SandboxSettings

WORK_FOLDER = "/work"
TMP_FOLDER = "/tmp"  # noqa: S108  the container's own
KILLED, TERMINATED = 137, 143

# Kernels offer themselves to the out-of-memory killer before the container's init; their sockets must be open to the
# worker, whatever user that is (the folder around them is closed to everybody else).
_START = 'echo 900 > /proc/self/oom_score_adj; umask 000; exec "$@"'


class Container:
    """No network, read-only root, no capability, every resource limited; made by `start`, gone after `remove`.

    `forks` starts kernels in it; `folder` has its sockets and files.
    """

    def __init__(self, settings: SandboxSettings) -> None:
        self.settings = settings
        self.id: str | None = None
        self.image_id = ""  # `sha256:…`, once it is created
        self.exit_code: int | None = None
        self.removed = False
        self._kernels = 0
        self._out_of_memory = False
        self.folder = BoxFolder.create(settings.runtime_folder)
        self.forks = Forks(self.folder.sockets / "f")
        program = self.folder.sockets / "forkserver.py"
        program.write_text(resources.files(__package__).joinpath(program.name).read_text("utf-8"), "utf-8")
        program.chmod(0o644)

    @property
    def out_of_memory(self) -> bool:
        """Whether the memory limit has killed anything, as far as was told."""
        return self._out_of_memory or self.forks.oom_kills > 0

    def next_number(self) -> int:
        """A number for one more kernel."""
        self._kernels += 1
        return self._kernels

    async def start(self) -> None:
        """Create and start the container and wait until its program answers.

        Raises SandboxError with a sentence if the engine cannot.
        """
        try:
            await self.forks.listen()
            await asyncio.to_thread(self._start)
            await self._answered()
        except (DockerException, SandboxError) as error:
            await asyncio.to_thread(self.remove)
            if isinstance(error, EngineUnavailableError):
                raise
            raise SandboxError(f"A sandbox could not be started: {error}") from error

    async def _answered(self) -> None:
        while not await self.forks.has_called(seconds=5):
            code = await self.poll()
            if code is not None:
                raise SandboxError(f"its program ended (exit code {code})")

    def _start(self) -> None:
        with engine() as api:
            container = self.id = self._create(api)
            if self.removed:
                # Removed while the engine was at it, as when a worker ends: the container must not outlive that.
                self.remove()
                raise SandboxError("The worker is ending.")
            api.start(container)

    def _create(self, api: docker.APIClient) -> str:
        created, settings = time.time(), self.settings
        found = api.inspect_image(settings.image)  # type: ignore[no-untyped-call]
        self.image_id = str(found["Id"])  # by its name another image may be found a moment later
        container = api.create_container(
            self.image_id,
            command=["sh", "-c", _START, "sandbox", settings.python, "/ipc/forkserver.py", "/ipc/f"],
            user=settings.user,
            working_dir=WORK_FOLDER,
            hostname="sandbox",
            environment=self._environment(),
            entrypoint=[],
            host_config=self._host_config(api),
            # Twice the same, said to the engine and to its network driver, which takes longer than the container.
            network_disabled=True,
            labels={
                owner.LABEL_INSTANCE: settings.instance,
                owner.LABEL_OWNER: owner.own_name(),
                owner.LABEL_CREATED: f"{created:.0f}",
                owner.LABEL_DEADLINE: f"{created + settings.lifetime_seconds:.0f}",
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
            "OMP_NUM_THREADS": str(max(1, round(self.settings.cpus))),
        }

    def _host_config(self, api: docker.APIClient) -> dict[str, Any]:
        settings = self.settings
        uid, _, gid = settings.user.partition(":")
        config: dict[str, Any] = api.create_host_config(
            network_mode="none",
            read_only=True,
            init=True,
            cap_drop=["ALL"],
            security_opt=["no-new-privileges"],
            log_config=LogConfig(type="none"),
            mem_limit=settings.memory_bytes,
            memswap_limit=settings.memory_bytes,
            nano_cpus=int(settings.cpus * 1e9),
            pids_limit=settings.pids,
            shm_size=settings.shm_bytes,
            tmpfs={
                WORK_FOLDER: f"rw,nosuid,nodev,size={settings.work_bytes},mode=0700,uid={uid},gid={gid or uid}",
                TMP_FOLDER: f"rw,nosuid,nodev,size={settings.tmp_bytes},mode=1777",
            },
            ulimits=[
                Ulimit(name="nofile", soft=settings.open_files, hard=settings.open_files),
                Ulimit(name="core", soft=0, hard=0),
                Ulimit(name="fsize", soft=settings.file_bytes, hard=settings.file_bytes),
            ],
            binds={
                str(self.folder.sockets): {"bind": "/ipc", "mode": "rw"},
                str(self.folder.files): {"bind": "/in", "mode": "ro"},
            },
        )
        return config

    async def poll(self) -> int | None:
        """None while the container runs, or while no engine can say; else its exit code."""
        if self.id is None:
            return self.exit_code or 0
        return await asyncio.to_thread(self._poll, self.id)

    def _poll(self, container_id: str) -> int | None:
        try:
            with engine() as api:
                state = api.inspect_container(container_id)["State"]
        except NotFound:
            self.exit_code = KILLED  # removed from outside: by the reaper at its deadline, or by an administrator
            return self.exit_code
        except EngineUnavailableError:
            return None  # containers outlive their engine
        self._out_of_memory = self._out_of_memory or bool(state["OOMKilled"])
        if state["Running"]:
            return None
        self.exit_code = int(state["ExitCode"])
        return self.exit_code

    async def kill(self) -> None:
        """Kill everything in the container."""
        if self.id is not None:
            await asyncio.to_thread(self._kill, self.id)

    def _kill(self, container_id: str) -> None:
        try:
            with engine() as api:
                api.kill(container_id)
        except NotFound:
            return
        except APIError as error:
            if error.status_code != 409:  # 409: it does not run any more, which is what poll() reports
                raise

    def remove(self) -> None:
        """Remove container and folder now, whatever runs in it; does nothing once that is done.

        Raises EngineUnavailableError, and is to be tried again then.
        """
        self.removed = True
        container = self.id
        if container is not None:
            try:
                with engine() as api:
                    api.remove_container(container, force=True, v=True)
            except NotFound:
                pass  # the reaper was first
            except APIError as error:
                if error.status_code != 409:  # 409: its removal is under way
                    raise
            self.id = None
        self.folder.remove()
