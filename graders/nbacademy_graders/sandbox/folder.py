"""The host-side folder of one sandbox: its sockets and the files it is given.

RUNTIME/<name>/          mode 0700, the worker's own: other local users cannot reach what is inside
RUNTIME/<name>/owner     whose it is (see owner.py), for the reaper
RUNTIME/<name>/s/        mounted at /ipc: connection file and unix sockets; writable only until the kernel has bound
them
RUNTIME/<name>/in/       mounted read-only at /in: files for the work folder
"""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from nbacademy_graders.errors import SandboxError
from nbacademy_graders.sandbox.owner import is_alive, own_name

#: sun_path of a unix socket holds 108 bytes with its closing zero.
SOCKET_PATH_BYTES = 107
_LONGEST_SOCKET = "/0123456789/s/999-5"


def default_runtime_folder() -> str:
    """`/run/nbacademy` for root, else `nbacademy` in XDG_RUNTIME_DIR or in a private folder below /tmp."""
    if os.geteuid() == 0:
        return "/run/nbacademy"
    return os.path.join(os.environ.get("XDG_RUNTIME_DIR") or f"/tmp/nbacademy-{os.geteuid()}", "nbacademy")  # noqa: S108  made with mode 0700


def check_runtime_folder(path: str) -> None:
    """Raise SandboxError if sockets below `path` would have longer names than the kernel takes."""
    if len(os.fsencode(path + _LONGEST_SOCKET)) > SOCKET_PATH_BYTES:
        limit = SOCKET_PATH_BYTES - len(_LONGEST_SOCKET)
        raise SandboxError(f"The runtime folder {path} is too long for unix sockets: at most {limit} bytes.")


class BoxFolder:
    """One sandbox's folder; made by `create`, gone after `remove`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sockets = root / "s"
        self.files = root / "in"

    @classmethod
    def create(cls, runtime: str) -> BoxFolder:
        """A new, private folder below `runtime` (made with mode 0700 if it is missing)."""
        check_runtime_folder(runtime)
        Path(runtime).mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = cls(Path(runtime) / secrets.token_hex(5))
        folder.root.mkdir(mode=0o700)
        (folder.root / "owner").write_text(own_name())
        for inner, mode in ((folder.sockets, 0o777), (folder.files, 0o755)):
            inner.mkdir()
            inner.chmod(mode)
        return folder

    def lock(self) -> None:
        """Take write access away from the container once its sockets stand, before any untrusted code runs.

        Without this a submission could fill the host's disk from inside or put links in the place of its sockets.
        """
        self.sockets.chmod(0o755)

    def put(self, source: Path, *, without: tuple[str, ...] = ()) -> None:
        """Copy the plain files below `source` to where the container sees them, leaving out names that match
        `without`."""
        shutil.copytree(source, self.files, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*without))
        for path in self.files.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        self.files.chmod(0o755)

    def remove(self) -> None:
        """Remove the folder; nothing happens if it is gone already."""
        try:
            shutil.rmtree(self.root)
        except FileNotFoundError:
            return


def abandoned_folders(runtime: str) -> list[BoxFolder]:
    """Folders below `runtime` whose owner no longer lives."""
    found = []
    for owner in Path(runtime).glob("*/owner"):
        try:
            name = owner.read_text()
        except FileNotFoundError:
            continue  # its owner is just removing it
        if name and not is_alive(name):
            found.append(BoxFolder(owner.parent))
    return found
