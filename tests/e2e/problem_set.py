"""The problem set of the walk: solved as its author would, what of it nobody may see, and its part of the course."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat

from nbacademy_courses import load

from .lab import Person

COURSE = Path(__file__).parents[2] / "courses" / "ppo"
SOURCE = COURSE / "source" / "ps1" / "ps1.ipynb"


def solve(student: Person) -> None:
    """Puts the source's solutions into the student's copy, as its author would."""
    source = nbformat.read(SOURCE, as_version=4)
    solutions = {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in source.cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution")
    }
    model = student.contents("GET", "ppo101/ps1/ps1.ipynb")
    for cell in model["content"]["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = solutions.get(grade_id, cell["source"])
        if cell["id"] == "answer-lambda-tradeoff":
            cell["source"] = "A small lambda trades variance for bias; a large one the other way round."
    student.contents("PUT", "ppo101/ps1/ps1.ipynb", {"type": "notebook", "format": "json", "content": model["content"]})


def hidden_lines() -> list[str]:
    """The lines of the assignment's hidden tests that say something."""
    regions = re.findall(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", source_text(), re.DOTALL)
    assert regions
    return [line.strip() for region in regions for line in region.splitlines() if len(line.strip()) > 12]


def source_text() -> str:
    return "\n".join(cell.source for cell in nbformat.read(SOURCE, as_version=4).cells)


def percent_of_the_course(materials: int) -> str:
    """What a ring shows when so many of the course's materials are done."""
    return str(int(100 * materials / len(load(COURSE).materials) + 0.5))
