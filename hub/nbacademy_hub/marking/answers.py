"""What a student answered to a graded cell, made safe to show."""

from __future__ import annotations

import html
import json
import re
import zipfile
from typing import Any

from nbacademy.protocol.marking import AnswerCell, CellType
from nbacademy_graders.sanitise import clean_html
from nbacademy_hub.files import FileStore
from nbacademy_hub.markdown import render

LIMIT_NOTEBOOK_BYTES = 64 * 1024 * 1024
LIMIT_SOURCE = 50_000
"""Characters of a cell's source that are shown."""

LIMIT_OUTPUT = 500_000
"""Characters of one output that are shown: a picture or HTML that is longer is left out, text is cut."""

LIMIT_OUTPUTS = 50
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_PICTURES = ("image/png", "image/jpeg", "image/gif")
_TYPES: dict[str, CellType] = {"code": "code", "markdown": "markdown"}


def read(files: FileStore, sha256: str, notebook: str, grade_id: str) -> tuple[AnswerCell, ...]:
    """A graded cell of an autograded notebook, after the cells that the student wrote for it; nothing without it.

    These are those since the graded cell before: what its tests look at.
    """
    with files.open(sha256) as file, zipfile.ZipFile(file) as archive:
        name = f"{notebook}.ipynb"
        if name not in archive.namelist() or archive.getinfo(name).file_size > LIMIT_NOTEBOOK_BYTES:
            return ()
        content = json.loads(archive.read(name))
    return tuple(_shown(cell) for cell in _answer(content["cells"], grade_id))


def _answer(cells: list[dict[str, Any]], grade_id: str) -> list[dict[str, Any]]:
    written: list[dict[str, Any]] = []
    for cell in cells:
        about = cell["metadata"].get("nbgrader", {})
        graded = about.get("grade") or about.get("task")
        if graded and about.get("grade_id") == grade_id:
            return [*written, cell]
        if graded:
            written = []
        elif about.get("solution"):
            written.append(cell)
    return []


def _shown(cell: dict[str, Any]) -> AnswerCell:
    source, outputs = "".join(cell["source"]), cell.get("outputs", [])
    shown = render(source[:LIMIT_SOURCE]) if cell["cell_type"] == "markdown" else ""
    return AnswerCell(
        cell_type=_TYPES.get(cell["cell_type"], "raw"), grade_id=cell["metadata"].get("nbgrader", {}).get("grade_id"),
        source=source[:LIMIT_SOURCE], html=shown + "".join(_output(output) for output in outputs[:LIMIT_OUTPUTS]),
        shortened=len(source) > LIMIT_SOURCE or len(outputs) > LIMIT_OUTPUTS or any(map(_is_long, outputs)),
    )  # fmt: skip


def _output(output: dict[str, Any]) -> str:
    """An output as HTML that is safe to show: a picture before HTML, and HTML before text."""
    if output["output_type"] == "stream":
        return _text(output["text"])
    if output["output_type"] == "error":
        return _text("\n".join(output["traceback"]) or f"{output['ename']}: {output['evalue']}")
    data = {kind: value for kind, value in output.get("data", {}).items() if len(value) <= LIMIT_OUTPUT}
    for kind in _PICTURES:
        if kind in data:
            return clean_html(f'<img alt="" src="data:{kind};base64,{html.escape("".join(data[kind]))}">')
    if "text/html" in data:
        return clean_html("".join(data["text/html"]))
    return _text(output.get("data", {}).get("text/plain", ""))


def _text(text: str | list[str]) -> str:
    plain = _ANSI.sub("", "".join(text))[:LIMIT_OUTPUT]
    return f"<pre>{html.escape(plain)}</pre>" if plain else ""


def _is_long(output: dict[str, Any]) -> bool:
    parts = (output.get("text", ""), "\n".join(output.get("traceback", ())), *output.get("data", {}).values())
    return any(len(part) > LIMIT_OUTPUT for part in map("".join, parts))
