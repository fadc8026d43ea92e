"""One's own submissions, and the notebooks in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from ..client import Platform
from ..protocol.assignments import Submission


def own(platform: Platform, course: str, assignment: str | None = None) -> Iterator[Submission]:
    """The caller's submissions: with a personal token, staff see everybody's."""
    me = platform.me().id
    return (found for found in platform.submissions(course, assignment) if found.user.id == me)


def stem(notebook: str) -> str:
    """A notebook's name without its suffix, if it has that."""
    return notebook.removesuffix(".ipynb")


def notebooks_of(submission: Submission) -> list[str]:
    """The notebooks that nbgrader grades, by their names without suffix: those that lie in no folder of their own."""
    names = map(PurePosixPath, submission.files)
    return sorted(name.stem for name in names if name.suffix == ".ipynb" and len(name.parts) == 1)
