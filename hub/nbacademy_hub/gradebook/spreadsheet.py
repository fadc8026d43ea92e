"""The gradebook as CSV: our own, and nbgrader's."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

from nbacademy.protocol.gradebook import AssignmentScore, GradebookRow

from .book import copy

_PARTS = ("score", "auto_score", "manual_score", "extra_credit", "late_penalty", "max_score")


def heading(assignments: Iterable[str], quizzes: Iterable[str]) -> str:
    """The first line: scores have the names of assignments and quizzes; parts of a score have that before theirs."""
    columns = [name if part == "score" else f"{name}.{part}" for name in assignments for part in _PARTS]
    return _lines([["student", "username", "email", *columns, *quizzes, "total", "max_total"]])


def lines(rows: Iterable[GradebookRow]) -> str:
    """Students as lines of CSV."""
    return _lines(
        [*map(plain, _person(row)), *_scores(row), *row.quizzes.values(), row.total, row.max_total] for row in rows
    )


def nbgrader_csv(gradebooks: Path, slug: str) -> str:
    """What `nbgrader export` writes, of the gradebook as it stands. Takes seconds for a large class."""
    with tempfile.TemporaryDirectory() as folder:
        database, exported = Path(folder, "gradebook.db"), Path(folder, "grades.csv")
        copy(gradebooks, slug, database)
        with Gradebook(f"sqlite:///{database}", slug) as gradebook:
            CsvExportPlugin(to=str(exported)).export(gradebook)
        text = exported.read_text()
    # nbgrader puts commas between values and nothing around them.
    return "".join(f"{','.join(map(plain, line.split(',')))}\n" for line in text.splitlines())


def plain(text: str) -> str:
    """A cell that a spreadsheet would take for a formula is made text."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _person(row: GradebookRow) -> tuple[str, str, str]:
    return row.user.name, row.username, row.email or ""


def _scores(row: GradebookRow) -> list[float | None]:
    return [value for score in row.assignments.values() for value in _values(score)]


def _values(score: AssignmentScore | None) -> list[float | None]:
    return [None] * len(_PARTS) if score is None else [getattr(score, part) for part in _PARTS]


def _lines(rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
