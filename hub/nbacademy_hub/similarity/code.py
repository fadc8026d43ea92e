"""The code cells of a submission, as they were handed in."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from nbacademy_hub.files import FileStore

LIMIT_NOTEBOOK_BYTES = 20 * 1024 * 1024
LIMIT_CELLS = 1000
LIMIT_SOURCE = 50_000
"""Characters of a cell that are looked at."""


class Code(NamedTuple):
    """A code cell: `cell` is its number among all cells of the notebook, from 0."""

    notebook: str
    cell: int
    source: str

    @property
    def shortened(self) -> bool:
        """Whether there may be more of it than is looked at."""
        return len(self.source) >= LIMIT_SOURCE


def read(files: FileStore, sha256: str) -> list[Code]:
    """The code cells of an archive's notebooks, in their order. What is no notebook is left out."""
    found: list[Code] = []
    with files.open(sha256) as file, zipfile.ZipFile(file) as archive:
        for entry in archive.infolist():
            if entry.filename.endswith(".ipynb") and entry.file_size <= LIMIT_NOTEBOOK_BYTES:
                found += _cells(entry.filename.removesuffix(".ipynb"), archive.read(entry))
    return found[:LIMIT_CELLS]


def _cells(notebook: str, content: bytes) -> Iterator[Code]:
    cells = json.loads(content)["cells"]
    for number, cell in enumerate(cells):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            yield Code(notebook, number, _text(cell.get("source"))[:LIMIT_SOURCE])


def _text(source: object) -> str:
    """A cell's source is one text or a list of lines; students may have made it anything."""
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))
