"""Starts notebook servers in containers of their own."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from dockerspawner import DockerSpawner
from traitlets import Float, Integer, Unicode, default

COURSE_ACCOUNT = "course-"
SERVICE_FOLDERS = ("source", "release", "submitted", "autograded")
CONTAINER_UID = 1000
DOCKER_THREADS = 8
_EXECUTOR = ThreadPoolExecutor(DOCKER_THREADS, "docker")


class AcademyDockerSpawner(DockerSpawner):  # type: ignore[misc]
    """A server in a container without privileges: one named volume for the home, a read-only rest, limits on all.

    Servers of course accounts (`course-<slug>`) have their course's nbgrader folder instead of a plain home.
    """

    instance = Unicode("nbacademy", help="Prefix of the names and label of everything made in Docker.").tag(config=True)
    api_url = Unicode(help="URL of the platform API as notebook servers reach it.").tag(config=True)
    course_folders = Unicode(help="Folder on the host with one nbgrader course folder for each course.").tag(
        config=True
    )
    pids_limit = Integer(512, min=64, max=32768, help="Processes and threads in one server.").tag(config=True)
    tmp_limit_mebibytes = Integer(256, min=16, max=65536, help="Size of /tmp, in MiB, held in memory.").tag(config=True)
    shm_limit_mebibytes = Integer(64, min=16, max=65536, help="Size of /dev/shm, in MiB, held in memory.").tag(
        config=True
    )
    progress_seconds = Float(0.2, min=0.05, max=10, help="Time between two looks at the progress, in seconds.").tag(
        config=True
    )

    remove = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._stages: list[tuple[int, str]] = []

    @property
    def executor(self) -> ThreadPoolExecutor:
        """Several threads: with the one of the base class ten people who stop at once wait for each other."""
        return _EXECUTOR

    @property
    def course(self) -> str | None:
        """The slug of the course whose server this is; None for a person's own."""
        name = str(self.user.name)
        return name.removeprefix(COURSE_ACCOUNT) if name.startswith(COURSE_ACCOUNT) else None

    @property
    def opaque_name(self) -> str:
        """A name that tells neighbours nothing: containers' names can be looked up on their network."""
        return hashlib.sha256(f"{self.instance}/{self.user.name}/{self.name}".encode()).hexdigest()[:16]

    def _object_name_default(self) -> str:
        return f"{self.instance}-server-{self.opaque_name}"

    @default("object_name")
    def _opaque_object_name(self) -> str:
        return self._object_name_default()

    def template_namespace(self) -> dict[str, Any]:
        return {**super().template_namespace(), "opaque": self.opaque_name}

    @default("volumes")
    def _default_volumes(self) -> dict[str, Any]:
        # The image's home, owned by its user, seeds the volume.
        volumes: dict[str, Any] = {f"{self.instance}-home-{self.opaque_name}": "/home/jovyan"}
        if self.course is not None:
            folder = Path(self.course_folders) / self.course
            volumes[str(folder)] = f"/srv/{self.course}"
            # The service writes these from outside: links that the server could put there would lead it astray.
            for name in SERVICE_FOLDERS:
                volumes[str(folder / name)] = {"bind": f"/srv/{self.course}/{name}", "mode": "ro"}
        return volumes

    def get_env(self) -> dict[str, str]:
        return {**super().get_env(), "NBACADEMY_API_URL": self.api_url}

    async def create_object(self) -> Any:
        self._set_limits()
        self._say(20, "Making your container")
        made = await super().create_object()
        self._say(40, "Container made")
        return made

    async def start_object(self) -> Any:
        self._say(50, "Starting your container")
        started = await super().start_object()
        self._say(70, "Container started; JupyterLab is starting in it")
        return started

    async def start(self) -> Any:
        self._stages = []
        if self.course is not None:
            self.notebook_dir = f"/srv/{self.course}"
            self.default_url = "/formgrader"
        self._say(10, f"Looking for the image {self.image}")
        return await super().start()

    async def progress(self) -> AsyncIterator[dict[str, Any]]:
        """What really happens, as it happens, for the hub's spawn page."""
        shown = 0
        while True:
            for percent, message in self._stages[shown:]:
                yield {"progress": percent, "message": message}
            shown = len(self._stages)
            await asyncio.sleep(self.progress_seconds)

    def _say(self, percent: int, message: str) -> None:
        self._stages.append((percent, message))

    def _set_limits(self) -> None:
        # A person's own server runs as the image's user; a course's as the owner of the course's files.
        uid = os.geteuid() if self.course is not None and os.geteuid() != 0 else CONTAINER_UID
        self.extra_create_kwargs = {
            "user": f"{uid}:{uid}",
            "working_dir": f"/srv/{self.course}" if self.course is not None else "/home/jovyan",
            "labels": {"org.nbacademy.instance": self.instance, "org.nbacademy.kind": "server"},
        }
        self.extra_host_config = {
            "memswap_limit": self.mem_limit,
            "pids_limit": self.pids_limit,
            "cap_drop": ["ALL"],
            "security_opt": ["no-new-privileges"],
            "read_only": True,
            "init": True,
            "shm_size": f"{self.shm_limit_mebibytes}m",
            "tmpfs": {"/tmp": f"rw,nosuid,nodev,size={self.tmp_limit_mebibytes}m,mode=1777"},  # noqa: S108
        }
