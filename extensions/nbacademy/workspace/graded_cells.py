"""Graded cells that are in the released notebooks and not in one's own any more, and how they come back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import nbformat
from nbgrader.utils import is_grade, is_task

from ..client import Platform
from .assignments import unpacked
from .bodies import AssignmentRef, MissingCell, MissingCells
from .errors import NotAcceptableError
from .files import write
from .paths import below

HAS_IDS = 5
"""The minor version of the notebook format from which on a cell has an id."""


def missing(platform: Platform, root: Path, ref: AssignmentRef) -> MissingCells:
    """What would be handed in without its graded cell, and so get no points. Raises NotAcceptableError."""
    pairs = _notebooks(platform, root, ref)
    return MissingCells(items=tuple(cell for path, released, mine in pairs for cell in _missing(path, released, mine)))


def restore(platform: Platform, root: Path, ref: AssignmentRef) -> MissingCells:
    """Puts each missing cell behind the cell that it followed; what was put back. Nothing else is changed."""
    found: list[MissingCell] = []
    for path, released, mine in _notebooks(platform, root, ref):
        back = list(_missing(path, released, mine))
        if back:
            whole = released if mine is None else _completed(mine, released)
            write(path, nbformat.writes(whole).encode())
        found += back
    return MissingCells(items=tuple(found))


def _notebooks(platform: Platform, root: Path, ref: AssignmentRef) -> Iterator[tuple[Path, Any, Any]]:
    """Where each released notebook lies, as it was released, and as it is there; None where it is not."""
    content = platform.release(ref.course, ref.assignment)[1]
    for name, released in unpacked(content, f"{ref.course}/{ref.assignment}").items():
        if name.endswith(".ipynb"):
            path = below(root, name)
            yield path, _read(path.name, released), _read(path.name, path.read_bytes()) if path.exists() else None


def _read(name: str, content: bytes) -> Any:
    try:
        found = nbformat.reads(content.decode(), as_version=4)
        # Damage shows only where something is looked at.
        for cell in found.cells:
            _grade_id(cell)
    except (ValueError, AttributeError, KeyError, TypeError, nbformat.ValidationError) as error:
        raise NotAcceptableError(f"{name} cannot be read as a notebook: {error}") from error
    return found


def _missing(path: Path, released: Any, mine: Any) -> Iterator[MissingCell]:
    there = set() if mine is None else {_grade_id(cell) for cell in mine.cells}
    for cell in released.cells:
        if _is_graded(cell) and _grade_id(cell) not in there:
            points = cell.metadata.nbgrader.get("points", 0)
            yield MissingCell(notebook=path.name, grade_id=_grade_id(cell), points=points)


def _completed(mine: Any, released: Any) -> Any:
    place = 0
    for cell in released.cells:
        index = next((index for index, own in enumerate(mine.cells) if _is_same(own, cell)), None)
        if index is not None:
            place = index + 1
        elif _is_graded(cell):
            mine.cells.insert(place, _fitting(cell, mine))
            place += 1
    return mine


def _fitting(cell: Any, mine: Any) -> Any:
    """The cell with an id that no other has, where cells have ids."""
    if mine.nbformat_minor < HAS_IDS:
        cell.pop("id", None)
    elif cell.get("id") in (None, *(own.get("id") for own in mine.cells)):
        cell["id"] = uuid4().hex[:8]
    return cell


def _is_same(own: Any, cell: Any) -> bool:
    if _grade_id(own) or _grade_id(cell):
        return _grade_id(own) == _grade_id(cell)
    return "id" in cell and own.get("id") == cell["id"]


def _is_graded(cell: Any) -> bool:
    return bool(is_grade(cell) or is_task(cell))


def _grade_id(cell: Any) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
