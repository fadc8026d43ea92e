"""A problem set that ships: its cells by grade id, and what is lost when a piece of a solution is spoilt."""

import warnings
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

SOURCES = Path(__file__).parents[2] / "courses" / "ppo" / "source"
NAMES = sorted(folder.name for folder in SOURCES.iterdir())


def read(name: str) -> NotebookNode:
    """The instructor's notebook."""
    return nbformat.read(SOURCES / name / f"{name}.ipynb", as_version=4)


def cells(name: str) -> dict[str, str]:
    """Its code cells, by grade id, in their order."""
    return {cell.metadata.nbgrader.grade_id: cell.source for cell in read(name).cells if cell.cell_type == "code"}


def points(name: str) -> dict[str, float]:
    """The points of its test cells."""
    graders = {
        cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader
        for cell in read(name).cells
        if "nbgrader" in cell.metadata
    }
    return {grade_id: grader.points for grade_id, grader in graders.items() if grader.grade}


def functions(name: str) -> dict[str, Any]:
    """What its solutions define, by their names."""
    names: dict[str, Any] = {}
    for grade_id, source in cells(name).items():
        if grade_id not in points(name):
            exec(source, names)
    return names


def lost(sources: dict[str, str]) -> list[str]:
    """The cells that fail when these run from top to bottom."""
    names: dict[str, Any] = {}
    failed = []
    for grade_id, source in sources.items():
        try:
            # nbgrader takes the points of a cell that writes to stderr, so a warning is a failure as well.
            with warnings.catch_warnings(action="error"):
                exec(source, names)
        except Exception:
            failed.append(grade_id)
    return failed


def spoil(sources: dict[str, str], old: str, new: str) -> dict[str, str]:
    """The same cells with one piece of a solution replaced."""
    solutions = [grade_id for grade_id, source in sources.items() if "BEGIN SOLUTION" in source and old in source]
    assert len(solutions) == 1, f"{old!r} stands in {solutions}"
    return {**sources, solutions[0]: sources[solutions[0]].replace(old, new)}
