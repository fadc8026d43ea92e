"""What each test cell needs when it is judged outside: of the student's names, and of the instructor's own code.

The instructor's cells (imports, helpers, data) run in the judge's box as they stand in the source. What in them depends
on the student's answers is not run again: its names are had from the student's box, as the answers themselves.
"""

from __future__ import annotations

import ast
import functools
from dataclasses import dataclass, field

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from nbacademy_graders.judging.code import (
    bound_by,
    bound_names,
    defined_classes,
    names_at_once,
    names_in,
    parsed,
    used_names,
)

#: Source notebooks whose scopes are remembered: they come again with every submission.
KEPT_SCOPES = 64


@dataclass(frozen=True)
class Scope:
    """Of one test cell: `names` to have from the student's box, `pushed` ones to tell it when the test binds them, how
    many of the notebook's `pieces` stand before it, and the instructor's variables that answers may have `changed`."""

    names: tuple[str, ...]
    pushed: tuple[str, ...]
    pieces: int
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scopes:
    """All of a source notebook: scopes by grade id, the instructor's code in order, and the names of the classes that
    its solutions define."""

    by_cell: dict[str, Scope] = field(default_factory=dict)
    pieces: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Cell:
    """A code cell, as far as scopes depend on it."""

    source: str
    grade_id: str
    is_test: bool
    is_solution: bool


def scopes(source: NotebookNode) -> Scopes:
    """Work out the scopes of a source notebook (the instructor's, with solutions)."""
    return _scopes(tuple(
        _Cell(cell.source, cell.metadata.get("nbgrader", {}).get("grade_id", ""), is_test(cell), is_solution(cell))
        for cell in source.cells
        if cell.cell_type == "code"
    ))  # fmt: skip


@functools.lru_cache(maxsize=KEPT_SCOPES)
def _scopes(cells: tuple[_Cell, ...]) -> Scopes:
    return _Walk(cells).result()


def is_test(cell: NotebookNode) -> bool:
    """Whether tests in this cell determine its score."""
    return bool(cell.cell_type == "code" and is_grade(cell) and not is_solution(cell))


_DEFINING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


class _Walk:
    """Goes through the source in order and knows at each place whose each name is."""

    def __init__(self, cells: tuple[_Cell, ...]) -> None:
        self.cells = cells
        answers = [cell.source for cell in self.cells if cell.is_solution]
        self.classes = set().union(*map(defined_classes, answers)) if answers else set()
        self.of_answers = set().union(*map(bound_names, answers)) if answers else set()
        self.read_by_answers = set().union(*map(used_names, answers)) if answers else set()
        self.students: set[str] = set()  # names that are had from the student's box
        self.reaching: set[str] = set()  # the instructor's functions that call the student's
        self.deferred: set[str] = set()  # names that the instructor's functions mention
        self.variables: set[str] = set()  # the instructor's, neither functions nor classes nor modules
        self.changed: set[str] = set()
        self.pieces: list[str] = []
        self.by_cell: dict[str, Scope] = {}

    def result(self) -> Scopes:
        for cell in self.cells:
            if cell.is_test:
                self._test(cell)
            elif cell.is_solution:
                self._answer(cell.source)
            else:
                self._own(cell.source)
        return Scopes(self.by_cell, tuple(self.pieces), tuple(sorted(self.classes)))

    def _test(self, cell: _Cell) -> None:
        bound = bound_names(cell.source)
        names = (used_names(cell.source) | self.deferred) & self.students
        pushed = bound & self.read_by_answers
        self.by_cell[cell.grade_id] = Scope(
            tuple(sorted(names)),
            tuple(sorted(pushed)),
            len(self.pieces),
            tuple(sorted(self.changed & used_names(cell.source))),
        )
        self.students -= bound

    def _answer(self, code: str) -> None:
        """A solution binds the student's names; but what it imports is what the tests mean by that name."""
        tree = parsed(code)
        for statement in tree.body if tree else []:
            bound = set(bound_by([statement]))
            self.changed |= names_at_once(statement) & self.variables
            if isinstance(statement, ast.Import | ast.ImportFrom):
                self.pieces.append(ast.unparse(statement))
                self.students -= bound
            else:
                self.students |= bound

    def _own(self, code: str) -> None:
        tree = parsed(code)
        kept = [statement for statement in tree.body if self._runs_outside(statement)] if tree else []
        if kept:
            self.pieces.append(ast.unparse(ast.Module(kept, [])))

    def _runs_outside(self, statement: ast.stmt) -> bool:
        bound = set(bound_by([statement]))
        if names_at_once(statement) & (self.students | self.reaching):
            self.students |= bound
            return False
        self.students -= bound
        if not isinstance(statement, _DEFINING):
            self.variables |= bound
        if names_in(statement) & (self.of_answers | self.reaching):
            self.reaching |= bound
            self.deferred |= names_in(statement)
        return True
