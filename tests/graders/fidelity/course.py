"""A course's assignment that both graders grade: its sources, and answers that honest students gave.

The courses here are folders: `source/` with the files of the assignment, notebooks among them as text, and a file of
answers for each kind of submission. In such a text a line `# %% kind grade_id points` begins a cell of a notebook, a
line `# %% grade_id` an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
import nbgrader
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.utils import is_solution

from ..authoring import answered, notebook

_HEAD = re.compile(r"^# %% (.+)\n", re.MULTILINE)
_GUIDE = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"
_FLAGS: dict[str, dict[str, bool]] = {
    "readonly": {"locked": True},
    "solution": {"solution": True},
    "checks": {"grade": True, "locked": True},
    "essay": {"grade": True, "solution": True},
}


@dataclass(frozen=True)
class Course:
    """An assignment: `notebooks` by name, as the educator wrote them; texts of `files` beside them; `answers` by the
    name of a submission and by grade id; whole submissions that others `handed_in`."""

    notebooks: Mapping[str, NotebookNode]
    files: Mapping[str, str]
    answers: Mapping[str, Mapping[str, str]]
    handed_in: Mapping[str, Path]

    def submissions(self, releases: Mapping[str, NotebookNode]) -> dict[str, dict[str, NotebookNode]]:
        """Notebooks by the name of a submission: correct, empty, the first and every other answer, and `answers`."""
        solved = {
            cell.metadata.nbgrader.grade_id: cell.source
            for one in self.notebooks.values()
            for cell in one.cells
            if is_solution(cell)
        }
        half = {grade_id: solved[grade_id] for grade_id in list(solved)[::2]}
        works: dict[str, Mapping[str, str]] = {"correct": solved, "empty": {}, "half": half, **self.answers}
        return {
            work: {name: answered(release, dict(answers)) for name, release in releases.items()}
            for work, answers in works.items()
        }


def written_here(name: str) -> Course:
    """A course of ours, by the name of its folder."""
    folder = Path(__file__).parent / name
    source = [path for path in sorted((folder / "source").glob("*")) if path.is_file()]
    return Course(
        notebooks={path.stem: notebook(*_cells(path)) for path in source if path.suffix == ".cells"},
        files={path.name: path.read_text() for path in source if path.suffix != ".cells"},
        answers={path.stem: dict(blocks(path)) for path in sorted(folder.glob("*.cells"))},
        handed_in={},
    )


def documentation() -> Course:
    """nbgrader's documentation course, as its package ships it with two submissions; other answers are ours."""
    return Course(
        notebooks={
            path.stem: nbformat.read(path, as_version=4) for path in sorted((_GUIDE / "source" / "ps1").glob("*.ipynb"))
        },
        files={},
        answers=written_here("documentation").answers,
        handed_in={folder.name: folder / "ps1" for folder in sorted((_GUIDE / "submitted").iterdir())},
    )


def blocks(path: Path) -> Iterator[tuple[str, str]]:
    """Heads and texts of a file in which lines `# %% head` begin parts."""
    _, *parts = _HEAD.split(path.read_text())
    yield from ((head, text.strip("\n")) for head, text in zip(parts[::2], parts[1::2], strict=True))


def _cells(path: Path) -> Iterator[NotebookNode]:
    for head, text in blocks(path):
        kind, grade_id, *points = head.split()
        metadata = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}
        metadata |= {"grade_id": grade_id, **_FLAGS[kind], **({"points": float(points[0])} if points else {})}
        make = new_markdown_cell if kind == "essay" else new_code_cell
        yield make(text, metadata={"nbgrader": metadata})
