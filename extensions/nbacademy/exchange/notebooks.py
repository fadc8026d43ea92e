"""The names of notebooks, as nbgrader counts them."""

from __future__ import annotations

from pathlib import PurePosixPath

from ..protocol.assignments import Submission


def stem(notebook: str) -> str:
    """A notebook's name without its suffix, if it has that."""
    return notebook.removesuffix(".ipynb")


def notebooks_of(submission: Submission) -> list[str]:
    """The notebooks that nbgrader grades, by their names without suffix: those that lie in no folder of their own."""
    names = map(PurePosixPath, submission.files)
    return sorted(name.stem for name in names if name.suffix == ".ipynb" and len(name.parts) == 1)
