"""A copy of a stranger's folder: only of plain files, each looked at once it is open, all of them within limits."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from nbacademy.protocol.archive import IGNORED, LIMIT_NAME
from nbacademy_graders.errors import RefusedError
from nbacademy_graders.limits import Limits

_CHUNK_BYTES = 2**20


def take_snapshot(folder: Path, target: Path, limits: Limits) -> None:
    """Copy the files below `folder` into `target`, which is made.

    Links and special files are never followed or opened. Raises RefusedError, with a sentence for who handed it in, for
    them, for what cannot be read, and past the limits of an archive.
    """
    _Snapshot(folder, target, limits).take()


class _Snapshot:
    def __init__(self, folder: Path, target: Path, limits: Limits) -> None:
        self.folder, self.target, self.limits = folder, target, limits
        self.entries = 0
        self.bytes = 0

    def take(self) -> None:
        root = _resolved(self.folder)
        self.target.mkdir()
        # By open folders and names in them: what is renamed meanwhile leads nowhere else.
        for place, folders, names, here in os.fwalk(root, onerror=_refuse):
            inside = Path(place).relative_to(root)
            folders[:] = sorted(set(folders) - IGNORED)
            for name in folders:
                self._enter(inside / name, here)
            for name in sorted(set(names) - IGNORED):
                self._copy(inside / name, here)

    def _enter(self, path: Path, here: int) -> None:
        self._count(path)
        status = _status(path, here)
        if not stat.S_ISDIR(status.st_mode):
            raise RefusedError(_complaint(path, status))
        (self.target / path).mkdir()

    def _copy(self, path: Path, here: int) -> None:
        self._count(path)
        with open(_opened(path, here), "rb") as file, (self.target / path).open("wb") as copy:
            _check_plain(path, os.fstat(file.fileno()))
            while chunk := file.read(_CHUNK_BYTES):
                self.bytes += len(chunk)
                if self.bytes > self.limits.archive_bytes:
                    limit = self.limits.archive_bytes // 2**20
                    raise RefusedError(f"The files are larger than {limit} MiB together.")
                copy.write(chunk)

    def _count(self, path: Path) -> None:
        self.entries += 1
        if self.entries > self.limits.archive_files:
            raise RefusedError(f"There are more than {self.limits.archive_files} files and folders.")
        if shown(path) != str(path):
            raise RefusedError(f"The name {os.fsencode(path)!r} is not UTF-8; give the file another one.")
        if len(str(path)) > LIMIT_NAME:
            raise RefusedError(f"The name {str(path)[:LIMIT_NAME]!a} is too long.")


def _resolved(folder: Path) -> Path:
    try:
        root = folder.resolve(strict=True)
        if stat.S_ISDIR(root.stat().st_mode):
            return root
    except (OSError, RuntimeError) as error:  # RuntimeError: a link to itself
        raise RefusedError(f"The folder {shown(folder)} cannot be read: {_why(error)}.") from error
    raise RefusedError(f"{shown(folder)} is not a folder.")


def _why(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)


def _opened(path: Path, here: int) -> int:
    _check_plain(path, _status(path, here))
    try:
        # What stands there may be another thing by now: it is not followed, not waited for, and looked at again.
        return os.open(path.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=here)
    except OSError as error:
        raise _unreadable(path, error) from error


def _status(path: Path, here: int) -> os.stat_result:
    try:
        return os.stat(path.name, dir_fd=here, follow_symlinks=False)
    except OSError as error:  # it went meanwhile
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> RefusedError:
    return RefusedError(f"{path} cannot be read: {error.strerror}.")


def _check_plain(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1:
        raise RefusedError(_complaint(path, status))


def _complaint(path: Path, status: os.stat_result) -> str:
    if stat.S_ISLNK(status.st_mode):
        return f"{path} is a symbolic link; put the file itself there."
    if stat.S_ISREG(status.st_mode):
        # A file with a second name may be one that its owner never handed in.
        return f"{path} is a hard link; put a copy of the file there."
    return f"{path} is not a plain file."


def _refuse(error: OSError) -> None:
    raise RefusedError(f"The folder cannot be read: {error.strerror}.") from error


def shown(path: Path) -> str:
    """A path as text that can be printed anywhere: of what is no UTF-8 with marks in its place."""
    return os.fsencode(path).decode(errors="replace")
