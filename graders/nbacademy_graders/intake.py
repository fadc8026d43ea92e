"""Reading a submitted notebook: nothing of it is taken but source text and the ids of cells; all else comes from the
assignment."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell
from nbgrader.utils import is_grade, is_locked, is_task

from nbacademy_graders.errors import RefusedError
from nbacademy_graders.joblog import JobLog
from nbacademy_graders.judging.judge import RESTORED
from nbacademy_graders.limits import Limits

_MAKERS: dict[str, Callable[..., NotebookNode]] = {
    "code": new_code_cell,
    "markdown": new_markdown_cell,
    "raw": new_raw_cell,
}
_CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif"})


def read_submitted(path: Path, reference: NotebookNode, limits: Limits, log: JobLog) -> NotebookNode:
    """A notebook of sanitised cells in the student's order, with what is missing put back from `reference` (the
    release).

    Raises RefusedError with a sentence for the student if the file is no notebook or breaks a limit.
    """
    cells = _cells(path, limits)
    known = {_grade_id(cell): cell for cell in reference.cells if _grade_id(cell)}
    clean = [_clean(number, cell, known, path.stem, log) for number, cell in enumerate(cells, start=1)]
    _drop_doubles(clean, path.stem, log)
    _restore(clean, reference, path.stem, log)
    _name_uniquely(clean)
    notebook: NotebookNode = new_notebook(
        cells=clean, metadata=NotebookNode(kernelspec=reference.metadata.get("kernelspec", NotebookNode()))
    )
    return notebook


def _cells(path: Path, limits: Limits) -> list[dict[str, Any]]:
    name = path.name
    if path.stat().st_size > limits.notebook_bytes:
        raise RefusedError(
            f"{name} is larger than {limits.notebook_bytes // 2**20} MiB; clear its outputs and hand it in again."
        )
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except RecursionError as error:
        raise RefusedError(f"{name} is not a notebook: it is nested too deeply.") from error
    except UnicodeDecodeError as error:
        raise RefusedError(f"{name} is not a notebook: it is not UTF-8 text.") from error
    except ValueError as error:
        raise RefusedError(f"{name} is not a notebook: it is not valid JSON.") from error
    if not isinstance(content, dict) or not isinstance(content.get("nbformat"), int):
        raise RefusedError(f"{name} is not a notebook: it does not say which notebook format it has.")
    if content["nbformat"] != 4 or isinstance(content["nbformat"], bool):
        raise RefusedError(
            f"{name} has notebook format {content['nbformat']}; open it in JupyterLab and save it as format 4."
        )
    cells = content.get("cells")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise RefusedError(f"{name} is not a valid notebook: it has no list of cells.")
    if len(cells) > limits.notebook_cells:
        raise RefusedError(f"{name} has {len(cells)} cells; at most {limits.notebook_cells} are allowed.")
    for number, cell in enumerate(cells, start=1):
        if not _is_known(cell.get("cell_type")) or _text(cell.get("source")) is None:
            raise RefusedError(f"{name} is not a valid notebook: cell {number} is of no known type or has no text.")
    return cells


def _is_known(kind: Any) -> bool:
    return isinstance(kind, str) and kind in _MAKERS


def _text(value: Any) -> str | None:
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        value = "".join(value)
    # A lone surrogate can be written in JSON but in no file.
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else None


def _grade_id(cell: dict[str, Any]) -> str | None:
    metadata = cell.get("metadata")
    grader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = grader.get("grade_id") if isinstance(grader, dict) else None
    return grade_id if isinstance(grade_id, str) and grade_id else None


def _clean(
    number: int, cell: dict[str, Any], known: dict[str | None, NotebookNode], notebook: str, log: JobLog
) -> NotebookNode:
    grade_id, kind = _grade_id(cell), cell["cell_type"]
    reference = known.get(grade_id) if grade_id else None
    if reference is not None and kind != reference.cell_type:
        log.note(
            f"{notebook}: cell {grade_id} had been made a {kind} cell; "
            f"it was graded as the {reference.cell_type} cell it was."
        )
        kind = reference.cell_type
    if reference is not None and is_locked(reference) and not _is_same(_text(cell["source"]), reference.source):
        log.note(f"{notebook}: cell {grade_id} had been changed; it was graded as it stands in the assignment.")
    values: dict[str, Any] = {"metadata": _metadata(reference)}
    cell_id = cell.get("id")
    values["id"] = cell_id if isinstance(cell_id, str) and _CELL_ID.fullmatch(cell_id) else f"cell-{number}"
    if kind == "markdown" and (attachments := _attachments(cell.get("attachments"))):
        values["attachments"] = attachments
    made: NotebookNode = _MAKERS[kind](_text(cell["source"]), **values)
    return made


def _is_same(text: str | None, other: str) -> bool:
    """Whether two texts have the same lines."""
    return text is not None and [line.rstrip() for line in text.splitlines()] == [
        line.rstrip() for line in other.splitlines()
    ]


def _metadata(reference: NotebookNode | None) -> NotebookNode:
    return NotebookNode() if reference is None else NotebookNode(nbgrader=NotebookNode(reference.metadata.nbgrader))


def _attachments(value: Any) -> NotebookNode:
    """Pictures pasted into Markdown, which manual grading needs to see."""
    kept = NotebookNode()
    for name, bundle in value.items() if isinstance(value, dict) else ():
        pictures = (
            {kind: data for kind, data in bundle.items() if kind in _PICTURES and isinstance(data, str)}
            if isinstance(bundle, dict)
            else {}
        )
        if pictures:
            kept[name] = NotebookNode(pictures)
    return kept


def _drop_doubles(cells: list[NotebookNode], notebook: str, log: JobLog) -> None:
    """Of cells with the same grade id let only the last be graded, as nbgrader means to do (its own step breaks the
    metadata)."""
    last: dict[str, NotebookNode] = {}
    for cell in cells:
        grade_id = _grade_id(cell)
        if grade_id is None:
            continue
        if grade_id in last:
            last[grade_id].metadata = NotebookNode()
            log.note(f"{notebook}: cell {grade_id} was there more than once; the last one was graded.")
        last[grade_id] = cell


def _restore(cells: list[NotebookNode], reference: NotebookNode, notebook: str, log: JobLog) -> None:
    """Put missing graded cells back, each after the nbgrader cell that precedes it in the assignment."""
    place = 0
    for original in reference.cells:
        grade_id = _grade_id(original)
        if grade_id is None:
            continue
        found = [index for index, cell in enumerate(cells) if _grade_id(cell) == grade_id]
        if found:
            place = found[-1] + 1
        elif is_grade(original) or is_task(original):
            cell = _MAKERS[original.cell_type](
                original.source, metadata=_metadata(original), id=f"restored-{grade_id}"[:64]
            )
            cell.metadata["nbacademy"] = NotebookNode({RESTORED: True})
            cells.insert(place, cell)
            place += 1
            log.note(f"{notebook}: grade cell {grade_id} was missing, restored from the source, scored 0.")


def _name_uniquely(cells: list[NotebookNode]) -> None:
    used: set[str] = set()
    for number, cell in enumerate(cells, start=1):
        if cell["id"] in used or not _CELL_ID.fullmatch(cell["id"]):
            cell["id"] = f"cell-{number}-{len(used)}"
        used.add(cell["id"])
