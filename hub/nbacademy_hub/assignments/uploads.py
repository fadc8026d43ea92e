"""Uploaded archives: received in pieces, capped, checked, and stored before anything refers to them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import PurePosixPath

from nbacademy.protocol import archive
from nbacademy.protocol.archive import ArchiveError
from nbacademy_hub.errors import Invalid
from nbacademy_hub.files import FileStore

LIMIT_NOTEBOOK_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class Upload:
    """An archive that is in the file store: the hash of its bytes, its size, and the names of its files."""

    sha256: str
    size_bytes: int
    files: tuple[str, ...]


def receive(data: bytes, files: FileStore) -> Upload:
    """Checks an archive and stores it as it came. Raises Invalid, which says what is wrong and in which file."""
    names = check(data)
    return Upload(files.put(data), len(data), names)


def receive_source(data: bytes, files: FileStore) -> Upload:
    """As `receive`, but stores what `archive.repack` makes of it: the same files are the same source, whenever and by
    whatever they were zipped."""
    check(data)
    return receive(archive.repack(data), files)


def check(data: bytes) -> tuple[str, ...]:
    """The names of an archive's files. Raises Invalid, which says what is wrong with it and in which file."""
    try:
        names = archive.names(data)
        for name in names:
            if name.endswith(".ipynb"):
                check_notebook(name, archive.read(data, name, limit_bytes=LIMIT_NOTEBOOK_BYTES))
    except ArchiveError as error:
        raise Invalid.field("archive", str(error)) from error
    if not any(name.endswith(".ipynb") and len(PurePosixPath(name).parts) == 1 for name in names):
        raise Invalid.field("archive", "there is no notebook at its top level")
    return names


def check_notebook(name: str, content: bytes) -> None:
    """Refuses what is no notebook at all. Raises Invalid, which names the file."""
    try:
        notebook = json.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Invalid.field(name, "this is not UTF-8 text, so not a notebook") from error
    except (ValueError, RecursionError) as error:
        raise Invalid.field(name, f"this is not JSON, so not a notebook ({str(error)[:100]})") from error
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise Invalid.field(name, "this is not a notebook of format 4: save it again in JupyterLab")
    if notebook.get("nbformat") != 4:
        raise Invalid.field(
            name, f"notebook format {str(notebook.get('nbformat'))[:20]} is not 4: save it again in JupyterLab"
        )
