"""What can be wrong with a course folder.

ValueError
└── ManifestError       one or more Problems, each with its file, line, place and reason
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One fault: the file (relative to the course folder), the 1-based line, the place in it, and what is wrong.

    `place` reads like `sections[0].materials[2].file`; it is empty where the fault concerns the file as a whole.
    """

    file: str
    line: int
    place: str
    message: str

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        return f"{self.file}, line {self.line}: {place}{self.message}"


class ManifestError(ValueError):
    """A course folder can't be loaded; `problems` lists everything that was found, in the order of the lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems, key=lambda problem: (problem.file, problem.line)))
        super().__init__("\n".join(str(problem) for problem in self.problems))
