"""Partial credit that nbgrader would stumble over, or take for full."""

from __future__ import annotations

import math

from nbformat import NotebookNode
from nbgrader.utils import determine_grade

from nbacademy_graders.judging.client import error_output


def points_of(cell: NotebookNode, outputs: list[NotebookNode]) -> float:
    """The points that a test cell would get for these outputs, by nbgrader's rule."""
    score, _ = determine_grade(NotebookNode({**cell, "outputs": checked(outputs, _points(cell))}))
    return float(score or 0.0)


def has_full_points(cell: NotebookNode, outputs: list[NotebookNode]) -> bool:
    """Whether these outputs give a test cell all of its points, and it has any."""
    return 0 < _points(cell) <= points_of(cell, outputs)


def _points(cell: NotebookNode) -> float:
    return float(cell.metadata.nbgrader["points"])


def checked(outputs: list[NotebookNode], points: float) -> list[NotebookNode]:
    """A test's outputs, with an error in the place of a result that is no number of points: too large, or not finite.

    nbgrader gives up on the whole submission for the first, and full points for NaN.
    """
    return [_checked(output, points) for output in outputs]


def _checked(output: NotebookNode, points: float) -> NotebookNode:
    value = _number(output)
    if value is None or value <= points:
        return output
    return error_output("PartialCredit", f"the test gave {value:g} of {points:g} points.")


def _number(output: NotebookNode) -> float | None:
    text = output.get("data", {}).get("text/plain")
    if output.output_type != "execute_result" or not isinstance(text, str):
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else math.nan
