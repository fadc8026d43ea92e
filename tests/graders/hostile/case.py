"""A case of the collection: a submission, what it tries, and the most that it deserves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from ..authoring import answered
from .victim import GOOD, NOTHING, WRONG

Content = NotebookNode | str | bytes | None
#: From the blank release, and the folder to hand in, to what `work.ipynb` shall contain; None leaves it unwritten.
Build = Callable[[NotebookNode, Path], Content]
Change = Callable[[NotebookNode], object]

#: Seconds for one cell, where a case is not about time: enough on a busy machine.
USUAL_SECONDS = 60
#: Where it is.
SHORT_SECONDS = 5


@dataclass(frozen=True)
class Case:
    """One submission; `tries` says in words what it is after.

    It must score between `at_least` (what its honest parts deserve whatever else it does) and `at_most`; or be
    rejected, with a reason that has the words `rejected` in it. `secrets` are what may stand in nothing that a student
    sees, beyond the hidden tests' own text.
    """

    name: str
    tries: str
    build: Build
    at_most: float = 0.0
    at_least: float = 0.0
    rejected: str | None = None
    secrets: tuple[str, ...] = ()
    cell_seconds: int = USUAL_SECONDS


def work(
    answers: Mapping[str, str],
    *,
    first: str = "",
    last: str = "",
    text: str = "",
    change: Change | None = None,
    files: Mapping[str, str] | None = None,
) -> Build:
    """The release with these answers; `first` and `last` are code cells around them, `text` a Markdown cell at the
    end, `files` go beside it."""

    def build(release: NotebookNode, folder: Path) -> NotebookNode:
        made = answered(release, dict(answers))
        if first:
            made.cells.insert(0, new_code_cell(first.strip()))
        made.cells += [new_code_cell(last.strip())] if last else []
        made.cells += [new_markdown_cell(text)] if text else []
        if change is not None:
            change(made)
        for name, content in (files or {}).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        return made

    return build


def honest(**more: object) -> Build:
    """All answers are right."""
    return work(GOOD, **more)  # type: ignore[arg-type]


def wrong(first: str = "", **more: object) -> Build:
    """All answers are wrong."""
    return work(WRONG, first=first, **more)  # type: ignore[arg-type]


def nothing(first: str, **more: object) -> Build:
    """No answers, but a first cell that does as it likes."""
    return work(NOTHING, first=first, **more)  # type: ignore[arg-type]


def written(content: str | bytes) -> Build:
    """A file that only calls itself a notebook."""
    return lambda release, folder: content


def rewritten(change: Callable[[str], str | bytes], answers: Mapping[str, str] = WRONG) -> Build:
    """The answered notebook, its text changed as no editor would."""
    return lambda release, folder: change(nbformat.writes(answered(release, dict(answers))))


def cell(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    """The cell with this grade id."""
    return next(one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def graded(notebook: NotebookNode) -> list[NotebookNode]:
    """The cells with points."""
    return [one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade")]
