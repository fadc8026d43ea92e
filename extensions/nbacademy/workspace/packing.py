"""The archive of a folder to be handed in: a snapshot, without what nbgrader leaves out."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from ..protocol.archive import LIMIT_BYTES, ArchiveError, pack
from .errors import NotAcceptableError, NotThereError

# nbgrader's own CourseDirectory.ignore: above all the feedback, which is fetched into the assignment's folder.
_LEFT_OUT = shutil.ignore_patterns(".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", ".fetching-*")


def pack_folder(folder: Path) -> bytes:
    """The folder as a zip; raises NotThereError or NotAcceptableError with the reason."""
    if not folder.is_dir():
        raise NotThereError(f"There is no folder {folder.name} yet; fetch the assignment first.")
    if _size(folder) > LIMIT_BYTES:
        raise NotAcceptableError(
            f"The files in {folder.name} are larger than {LIMIT_BYTES // 1024 // 1024} MiB together."
        )
    with tempfile.TemporaryDirectory(prefix="nbacademy-") as temporary:
        snapshot = Path(temporary) / folder.name
        try:
            shutil.copytree(folder, snapshot, symlinks=True, ignore=_LEFT_OUT)
            return pack(snapshot)
        except ArchiveError as error:
            raise NotAcceptableError(f"This cannot be handed in: {error}.") from error
        except shutil.Error as error:
            names = ", ".join(sorted(Path(source).name for source, _, _ in error.args[0]))
            raise NotAcceptableError(f"This cannot be handed in: {names} cannot be read as a plain file.") from error


def _size(folder: Path) -> int:
    return sum(os.lstat(os.path.join(place, name)).st_size for place, _, names in os.walk(folder) for name in names)
