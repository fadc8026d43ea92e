"""What would be published: the graded cells of a source folder, as its author is shown them before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.utils import is_grade, is_solution, is_task

from ..protocol import archive
from ..protocol.assignments import SourceCell
from .bodies import AssignmentRef, SourceSummary
from .errors import NotAcceptableError
from .packing import pack_folder
from .paths import below

_HIDDEN = ("BEGIN HIDDEN TESTS", "BEGIN MARK SCHEME")


def summarise(root: Path, ref: AssignmentRef) -> SourceSummary:
    """What the upload of a source would hold. Raises WorkspaceError where it cannot be published as it is.

    The platform has the last word: it makes the student version, and refuses what nbgrader does.
    """
    content = pack_folder(below(root, f"{ref.course}/source/{ref.assignment}"))
    files = tuple(archive.names(content))
    notebooks = [name for name in files if name.endswith(".ipynb") and "/" not in name]
    cells = tuple(cell for name in notebooks for cell in _cells(name, archive.read(content, name)))
    return SourceSummary(
        files=files, size_bytes=len(content), max_score=sum(cell.points for cell in cells), cells=cells
    )


def _cells(name: str, content: bytes) -> Iterator[SourceCell]:
    try:
        notebook = nbformat.reads(content.decode(), as_version=4)
        for cell in notebook.cells:
            if is_grade(cell) or is_task(cell):
                yield _cell(Path(name).stem, cell)
    except (ValueError, AttributeError, KeyError, TypeError, nbformat.ValidationError) as error:
        # nbformat answers damaged notebooks with whatever it stumbles over.
        raise NotAcceptableError(f"{name} is not a notebook that can be published: {error}") from error


def _cell(notebook: str, cell: Any) -> SourceCell:
    metadata = cell.metadata.nbgrader
    grade_id, points = metadata.get("grade_id"), metadata.get("points")
    if not grade_id or not isinstance(points, int | float):
        raise NotAcceptableError(
            f"{notebook}.ipynb: the graded cell {grade_id or '(without an id)'} needs id and points."
        )
    by_hand = is_solution(cell) or is_task(cell)
    return SourceCell(
        notebook=notebook,
        grade_id=grade_id,
        kind="manual" if by_hand else "auto",
        points=points,
        has_hidden_tests=not by_hand and any(mark in cell.source for mark in _HIDDEN),
    )
