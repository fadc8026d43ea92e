"""What the container of a sandbox runs, for whom, and where its sockets lie: traits beside its limits."""

from __future__ import annotations

import os

from traitlets import Unicode, default

from nbacademy_graders.sandbox.folder import default_runtime_folder
from nbacademy_graders.sandbox.limits import SandboxLimits


class SandboxSettings(SandboxLimits):
    """Everything that an administrator may set of sandboxes."""

    image = Unicode(
        os.environ.get("NBACADEMY_IMAGE", "nbacademy-notebook:dev"),
        help="Image that sandboxes run; must hold `python` with ipykernel. From NBACADEMY_IMAGE by default.",
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
    user = Unicode("1000:1000", help="User and group, as numbers, that kernels run as.").tag(config=True)
    python = Unicode("python", help="Python inside the image that kernels run in; must have ipykernel.").tag(
        config=True
    )

    @default("runtime_folder")
    def _default_runtime_folder(self) -> str:
        return os.environ.get("NBACADEMY_RUNTIME") or default_runtime_folder()
