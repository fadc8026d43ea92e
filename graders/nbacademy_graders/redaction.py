"""Taking out of an autograded notebook what no student may see."""

from __future__ import annotations

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from nbacademy_graders.autograding import OPEN_OUTPUTS
from nbacademy_graders.judging.client import error_output
from nbacademy_graders.judging.hidden import has_hidden_region, without_hidden_regions

_PLACE = "# Hidden tests ran here."


def redact(notebook: NotebookNode) -> None:
    """Remove hidden tests and marking schemes with everything that ran or was printed because of them, in place.

    Of a test cell with hidden tests only those outputs stay that came of its visible part, as the judge recorded;
    without a record none.
    """
    for cell in notebook.cells:
        hidden = has_hidden_region(cell.source)
        is_test = is_grade(cell) and not is_solution(cell) and cell.cell_type == "code"
        record = cell.metadata.pop("nbacademy", {})
        if hidden:
            cell.source = without_hidden_regions(cell.source)
        if is_test and hidden:
            cell.source = f"{cell.source.rstrip()}\n{_PLACE}".lstrip()
            _redact_outputs(cell, int(record.get(OPEN_OUTPUTS, 0)))


def _redact_outputs(cell: NotebookNode, open_count: int) -> None:
    shown, secret = cell.outputs[:open_count], cell.outputs[open_count:]
    if any(output.output_type == "error" for output in secret):
        shown.append(error_output("HiddenTest", "a hidden test failed."))
    cell.outputs = shown
