"""Runs nbgrader's validator over notebooks and writes what failed as JSON: `python -m … RESULT NOTEBOOK...`.

A process of its own: the validator changes the working folder and starts kernels, and has to be stoppable.
The result goes to a file, since a kernel may write anything to the standard output that it inherits.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import nbformat
from nbgrader.nbgraderformat import SchemaTooNewError, SchemaTooOldError
from nbgrader.validator import Validator

from .bodies import FailedCell, Validation

LIMIT_ERROR = 10_000


def check(path: Path) -> Iterator[FailedCell]:
    """The cells of a notebook that do not pass."""
    try:
        grade_ids = _grade_ids(path)
        results = Validator().validate(str(path))
    except (ValueError, SchemaTooNewError, SchemaTooOldError, nbformat.ValidationError) as error:
        reason = f"This is not a notebook that can be checked: {error}"
        yield FailedCell(notebook=path.name, grade_id=None, error=reason[:LIMIT_ERROR])
        return
    for kind, cells in results.items():
        for cell in cells:
            waiting = grade_ids.get(cell["source"])
            grade_id = waiting.pop(0) if waiting else None
            yield FailedCell(notebook=path.name, grade_id=grade_id, error=_reason(kind, cell)[:LIMIT_ERROR])


def _reason(kind: str, cell: dict[str, Any]) -> str:
    if kind == "failed":
        return str(cell["raw_error"])
    if kind == "changed":
        return "This test cell was changed. Fetch the assignment again to get it back; your changes are not graded."
    return f"This cell was turned from a {cell['old_type']} cell into a {cell['new_type']} cell; turn it back."


def _grade_ids(path: Path) -> dict[str, list[str]]:
    """The ids by source, as the validator names its cells by source alone."""
    found: dict[str, list[str]] = {}
    for cell in _read(path).cells:
        if "nbgrader" in cell.metadata:
            found.setdefault(cell.source.strip(), []).append(str(cell.metadata.nbgrader.get("grade_id", "")))
    return found


def _read(path: Path) -> Any:
    return nbformat.read(path, as_version=nbformat.current_nbformat)


def _stop(*_: object) -> NoReturn:
    # Leaving by an exception lets nbclient shut down the kernel, which is in a session of its own.
    raise SystemExit(1)


def main(result: str, *notebooks: str) -> None:
    signal.signal(signal.SIGTERM, _stop)
    cells = tuple(cell for name in notebooks for cell in check(Path(name)))
    Path(result).write_text(Validation(passed=not cells, cells=cells).model_dump_json(), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
