"""Reading and writing single files in the home."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def digest_of(path: Path) -> str | None:
    """The SHA-256 of a file, None when there is nothing; a folder or a pipe in its place raises IsADirectoryError."""
    if not path.exists():
        return None
    if not path.is_file():
        raise IsADirectoryError(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all, whatever happens meanwhile; a link in its place is replaced, not followed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".fetching-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
