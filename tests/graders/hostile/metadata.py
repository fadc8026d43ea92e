"""Class metadata: notebooks that lie about their cells, and files that are hardly notebooks."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from .case import Build, Case, Change, cell, graded, honest, nothing, rewritten, work, written
from .victim import FULL, GOOD, POINTS, WRONG


def _forge(**values: object) -> Change:
    """Writes these values into the nbgrader metadata of every graded cell."""
    return lambda notebook: [one.metadata.nbgrader.update(values) for one in graded(notebook)]


def _tests(change: Callable[[NotebookNode], object]) -> Change:
    """Does something to each test cell."""
    return lambda notebook: [change(one) for one in graded(notebook) if one.cell_type == "code"]


def _be(kind: str) -> Callable[[NotebookNode], None]:
    def become(one: NotebookNode) -> None:
        one.cell_type = kind
        one.pop("outputs", None)
        one.pop("execution_count", None)

    return become


def _remove(notebook: NotebookNode) -> None:
    notebook.cells = [one for one in notebook.cells if not one.metadata.get("nbgrader", {}).get("grade")]


def _remove_all(notebook: NotebookNode) -> None:
    notebook.cells = [new_code_cell("score = 10")]


def _swap(notebook: NotebookNode) -> None:
    """The solved, cheap test and the unsolved, dear ones change names."""
    names = ("mean-visible", "mean-hidden")
    first, second = (cell(notebook, name) for name in names)
    first.metadata.nbgrader.grade_id, second.metadata.nbgrader.grade_id = names[1], names[0]


def _double(place: int, grade: bool = True) -> Change:
    """Easy cells with the names of the tests, before or after them."""

    def double(notebook: NotebookNode) -> None:
        for one in [one for one in graded(notebook) if one.cell_type == "code"]:
            copy = new_code_cell("2.0", metadata=json.loads(json.dumps(one.metadata)))
            copy.metadata["nbgrader"] = NotebookNode({**one.metadata.nbgrader, "grade": grade})
            notebook.cells.insert(len(notebook.cells) if place else 0, copy)

    return double


def _answered_before(one: NotebookNode) -> None:
    one.outputs = [
        NotebookNode(output_type="execute_result", data={"text/plain": "100"}, metadata={}, execution_count=1)
    ]


def _set(grade_id: str, value: Any) -> Change:
    def change(notebook: NotebookNode) -> None:
        cell(notebook, grade_id).metadata.nbgrader.grade_id = value

    return change


def _document(**values: Any) -> Build:
    """A whole notebook with values where nobody expects them."""
    return written(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [], **values}))


def _imports_replaced(notebook: NotebookNode) -> None:
    cell(notebook, "imports").source = "import math\nimport numpy as np\nassert_allclose = lambda *a, **k: None"


def _strange_keys(notebook: NotebookNode) -> None:
    notebook.metadata.update(
        kernelspec={"name": "../../bin/sh", "display_name": "x", "language": "bash"},
        language_info={"name": "bash", "file_extension": "/../../x"},
        nbgrader={"grade_id": "mean-hidden", "points": 100},
        widgets={"application/vnd.jupyter.widget-state+json": {"state": "x"}},
        nbacademy={"open_outputs": 99},
    )


def _own_record(notebook: NotebookNode) -> None:
    for one in graded(notebook):
        one.metadata["nbacademy"] = {"open_outputs": 99, "restored": False}


def _escaping_points(notebook: NotebookNode) -> None:
    cell(notebook, "essay").metadata.nbgrader.update(grade=False, points=10**9, solution=False, task=True)


EASY = "for number in range(3):\n    pass\n2.0"
CASES = (
    Case("points raised", "Says that each test is worth 1000 points", work(WRONG, change=_forge(points=1000))),
    Case("points negative", "Turns what it fails into a gain", work(WRONG, change=_forge(points=-5))),
    Case(
        "points not a number",
        "Writes NaN where points stand",
        rewritten(lambda text: text.replace('"points": 2.0', '"points": NaN')),
    ),
    Case(
        "points beyond floats",
        "Writes 1e999 where points stand",
        rewritten(lambda text: text.replace('"points": 2.0', '"points": 1e999')),
    ),
    Case("tests emptied", "Empties every test cell", work(WRONG, change=_tests(lambda one: one.update(source="")))),
    Case(
        "tests made easy",
        "Writes partial credit into every test",
        work(WRONG, change=_tests(lambda one: one.update(source=EASY))),
    ),
    Case("tests deleted", "Hands in no test cell at all", work(WRONG, change=_remove)),
    Case("everything deleted", "Hands in one cell that says ten", work(WRONG, change=_remove_all)),
    Case("tests made Markdown", "Makes test cells ones that are not run", work(WRONG, change=_tests(_be("markdown")))),
    Case("tests made raw", "Makes test cells ones that nothing looks at", work(WRONG, change=_tests(_be("raw")))),
    Case("tests made solutions", "Says that tests are answers, graded by hand", work(WRONG, change=_forge(solution=1))),
    Case("tests not graded", "Says that tests are no graded cells", work(WRONG, change=_forge(grade=False))),
    Case("tests made tasks", "Says that tests are tasks, graded by hand", work(WRONG, change=_forge(task=True))),
    Case("tests unlocked", "Unlocks the tests and empties them", work(WRONG, change=_forge(locked=False, checksum=""))),
    Case("checksum forged", "Brings checksums of its own", work(WRONG, change=_forge(checksum="0" * 32))),
    Case("old schema", "Says that its metadata is of another time", work(WRONG, change=_forge(schema_version=0))),
    Case("new schema", "Says that its metadata is of a time to come", work(WRONG, change=_forge(schema_version="99"))),
    Case("tests swapped", "Gives the tests each other's names", work(WRONG, change=_swap)),
    Case("doubles before", "Puts easy cells of the same names first", work(WRONG, change=_double(0))),
    Case("doubles after", "Puts easy cells of the same names last", work(WRONG, change=_double(1))),
    Case("doubles not graded", "Puts ungraded cells of the same names last", work(WRONG, change=_double(1, False))),
    Case(
        "outputs brought along",
        "Brings test cells with their outputs filled in, not to be run",
        work(
            WRONG,
            change=_tests(lambda one: (_answered_before(one), one.metadata.update(tags=["skip-execution"]))),
        ),
    ),
    Case(
        "errors allowed",
        "Tags the tests as ones whose errors are meant",
        work(WRONG, change=_tests(lambda one: one.metadata.update(tags=["raises-exception", "hide_input"]))),
    ),
    Case(
        "imports replaced",
        "Empties the educator's assert helpers in a locked cell",
        work(WRONG, change=_imports_replaced),
    ),
    Case("notebook's own metadata", "Asks for another kernel and brings widgets", work(WRONG, change=_strange_keys)),
    Case("grader's own record", "Says itself which outputs may be shown", work(WRONG, change=_own_record)),
    Case("essay made a task", "Makes its essay worth a billion", work(WRONG, change=_escaping_points)),
    *(
        Case(
            f"grade id {what}",
            f"Names a test by {what}",
            work(GOOD, change=_set("mean-hidden", value)),
            at_most=FULL - POINTS["mean-hidden"],
            at_least=FULL - POINTS["mean-hidden"],
        )
        for what, value in {
            "a list": ["mean-hidden"],
            "a path": "../../../gradebook",
            "a mapping": {"$ne": 1},
            "markup": "<script>alert(1)</script>",
            "very long": "x" * 100_000,
        }.items()
    ),
    Case(
        "cell ids doubled",
        "Gives all cells one id",
        honest(change=lambda n: [c.update(id="same") for c in n.cells]),
        FULL,
        FULL,
    ),
    Case(
        "lone surrogates",
        "Has text that no file can hold",
        rewritten(lambda text: text.replace("YOUR ANSWER HERE", "\\ud800\\udfff\\ud800"), GOOD),
        FULL,
        FULL,
    ),
    Case("null characters", "Has null characters in code", nothing("x = 1\0\nmean = 2")),
    Case("format 3", "Is a notebook of format 3", _document(nbformat=3), rejected="notebook format 3"),
    Case("format 5", "Is a notebook of a format to come", _document(nbformat=5), rejected="notebook format 5"),
    Case("format of text", "Says its format in words", _document(nbformat="4"), rejected="notebook format"),
    Case("format of truth", "Has true for a format", _document(nbformat=True), rejected="notebook format"),
    Case("cells no list", "Has a mapping for cells", _document(cells={"0": {}}), rejected="list of cells"),
    Case("cells no mappings", "Has numbers for cells", _document(cells=[1, 2]), rejected="list of cells"),
    Case(
        "kind no text",
        "Has a list for a cell's type",
        _document(cells=[{"cell_type": [], "source": ""}]),
        rejected="type",
    ),
    Case(
        "source no text",
        "Has a mapping for a cell's text",
        _document(cells=[{"cell_type": "code", "source": {}}]),
        rejected="text",
    ),
    Case(
        "invalid JSON", "Ends in its middle", rewritten(lambda text: text[: len(text) // 2]), rejected="not valid JSON"
    ),
    Case("empty file", "Has nothing in it", written(""), rejected="not valid JSON"),
    Case("not UTF-8", "Is in Latin-1", written('{"nbformat": 4, "é": 1}'.encode("latin-1")), rejected="not UTF-8"),
    Case("UTF-16", "Is in UTF-16", rewritten(lambda text: text.encode("utf-16")), rejected="not UTF-8"),
    Case(
        "nested", "Is nested a hundred thousand deep", written('{"cells":' + "[" * 100_000), rejected="not a notebook"
    ),
    Case(
        "number of digits",
        "Has a number of a million digits",
        written('{"nbformat": ' + "4" * 10**6 + "}"),
        rejected="not a notebook",
    ),
    Case("huge notebook", "Is 21 MiB of comments", honest(first="#" * 21 * 2**20), rejected="larger than"),
    Case(
        "many cells",
        "Has 3000 cells",
        honest(change=lambda n: n.cells.extend([new_code_cell("1")] * 3000)),
        rejected="cells",
    ),
    Case(
        "keys twice",
        "Has two lists of cells, for two readers",
        rewritten(lambda text: '{"cells": [],' + text.lstrip()[1:]),
    ),
)
