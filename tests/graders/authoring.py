"""Assignments and submissions made in code, as an educator and a student would make them."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nbacademy.protocol.archive import pack
from nbacademy_graders.bundle import Bundle

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
HIDDEN_MARK = "the-hidden-secret-4711"


def _grader(grade_id: str, **values: object) -> dict[str, dict[str, object]]:
    base: dict[str, object] = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": {**base, "grade_id": grade_id, **values}}


def solution(grade_id: str, answer: str, *, head: str = "") -> NotebookNode:
    """A cell that the student is to fill in."""
    return new_code_cell(
        f"{head}### BEGIN SOLUTION\n{answer}\n### END SOLUTION", metadata=_grader(grade_id, solution=True)
    )


def checks(grade_id: str, points: float, source: str, hidden: str = "") -> NotebookNode:
    """A locked cell of tests, with hidden ones at its end."""
    if hidden:
        source += f"\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
    return new_code_cell(source.lstrip("\n"), metadata=_grader(grade_id, grade=True, locked=True, points=points))


def essay(grade_id: str, points: float, answer: str) -> NotebookNode:
    """A Markdown cell that a person grades."""
    return new_markdown_cell(answer, metadata=_grader(grade_id, grade=True, solution=True, points=points))


def readonly(grade_id: str, source: str) -> NotebookNode:
    """A locked cell without points."""
    return new_code_cell(source, metadata=_grader(grade_id, locked=True))


def notebook(*cells: NotebookNode) -> NotebookNode:
    """A notebook of an educator's; the same cells are the same notebook, which then is tried only once."""
    for number, cell in enumerate(cells, start=1):
        cell["id"] = f"cell-{number}"
    return new_notebook(cells=list(cells), metadata={"kernelspec": KERNEL})


def mean_source() -> NotebookNode:
    """A small assignment with everything: visible and hidden tests, partial credit, an essay."""
    return notebook(
        readonly("imports", "import math"),
        solution("mean", "def mean(values):\n    return sum(values) / len(values)"),
        checks("mean-visible", 2, "assert mean([1, 2, 3]) == 2"),
        checks("mean-hidden", 3, "assert mean([2]) == 2", f"assert mean([1, 2]) == 1.5, '{HIDDEN_MARK}'"),
        solution("area", "area = math.pi"),
        checks("area-partial", 2, "print('looking')", "1.5 if area > 3 else 0.0"),
        solution("area-again", "area = -1"),
        checks("area-last", 1, "assert area == -1"),
        essay("essay", 4, "YOUR ANSWER HERE"),
    )


class Desk:
    """A folder with sources and submissions, and the bundles made of them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._count = 0

    @property
    def gradebook_url(self) -> str:
        """The course's gradebook."""
        return f"sqlite:///{self.root / 'course.db'}"

    def folder(self, notebooks: dict[str, NotebookNode | str | bytes], files: dict[str, str] | None = None) -> Path:
        """A new folder with these notebooks (or what pretends to be one) and files."""
        self._count += 1
        folder = self.root / f"folder-{self._count}"
        folder.mkdir()
        for name, content in notebooks.items():
            path = folder / f"{name}.ipynb"
            if isinstance(content, bytes):
                path.write_bytes(content)
            else:
                # Not by nbformat, which repairs what it writes.
                path.write_text(content if isinstance(content, str) else json.dumps(content))
        for name, text in (files or {}).items():
            (folder / name).write_text(text)
        return folder

    def bundle(self, folder: Path) -> Bundle:
        """The folder as a bundle."""
        return self.bundle_of(pack(folder, limit_bytes=2**30))

    def bundle_of(self, data: bytes) -> Bundle:
        """An archive as a bundle."""
        self._count += 1
        path = self.root / f"bundle-{self._count}.zip"
        path.write_bytes(data)
        return Bundle(url=str(path), sha256=hashlib.sha256(data).hexdigest())


def answered(
    release: NotebookNode, answers: dict[str, str], extra: Callable[[NotebookNode], None] | None = None
) -> NotebookNode:
    """A release with the student's answers by cell id; `extra` may change more."""
    work = copy.deepcopy(release)
    for cell in work.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id in answers:
            cell.source = answers[grade_id]
    if extra is not None:
        extra(work)
    return work


GOOD = {
    "mean": "def mean(values):\n    return sum(values) / len(values)",
    "area": "area = math.pi",
    "area-again": "area = -1",
}
HALF = {**GOOD, "mean": "def mean(values):\n    return sum(values) // len(values)"}
