"""The order in which a notebook's code is sent to the kernel.

Everything a student has seen runs where it stands, as on the student's own machine; hidden tests run after all of
that, so that
no cell of the student's can look for them. What a hidden test needs is kept for it if later cells bind the same name
anew.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from nbacademy_graders.judging.hidden import has_hidden_region, split_at_hidden_region


@dataclass(frozen=True)
class Step:
    """One execution: `code` of the cell at `index`; `hidden` ones come last. `keeps` are names to be as they were at
    that cell."""

    index: int
    code: str
    hidden: bool = False
    keeps: tuple[str, ...] = ()


def plan(notebook: NotebookNode) -> tuple[list[Step], list[Step]]:
    """The steps that run in place, in order, and the hidden ones that follow them."""
    parts = [
        part for index, cell in enumerate(notebook.cells) if cell.cell_type == "code" for part in _parts(index, cell)
    ]
    seen = [part for part in parts if not part.hidden]
    hidden = [_with_keeps(part, seen) for part in parts if part.hidden]
    return seen, hidden


def _parts(index: int, cell: NotebookNode) -> Iterator[Step]:
    source: str = cell.source
    if not source.strip():
        return
    if not (is_grade(cell) and not is_solution(cell) and has_hidden_region(source)):
        yield Step(index, source)
        return
    before, after = split_at_hidden_region(source)
    if source.lstrip().startswith("%%") or _parsed(before) is None or _parsed(after) is None:
        yield Step(index, source, hidden=True)  # a region inside a function or a loop: the cell can only run whole
        return
    if _does_something(before):
        # `pass`: what is no longer the cell's last expression must not be shown as its result, that would be partial
        # credit.
        yield Step(index, before + "\npass")
    yield Step(index, "\n" * before.count("\n") + "\n" + after, hidden=True)


def _parsed(code: str) -> ast.Module | None:
    try:
        return ast.parse(TransformerManager().transform_cell(code))  # type: ignore[no-untyped-call]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _does_something(code: str) -> bool:
    tree = _parsed(code)
    return tree is not None and bool(tree.body)


def _with_keeps(step: Step, seen: list[Step]) -> Step:
    later = [other.code for other in seen if other.index > step.index]
    bound = set().union(*(_bound_names(code) for code in later)) if later else set()
    return Step(step.index, step.code, hidden=True, keeps=tuple(sorted(bound & _used_names(step.code))))


def _used_names(code: str) -> set[str]:
    tree = _parsed(code)
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} if tree else set()


def _bound_names(code: str) -> set[str]:
    tree = _parsed(code)
    return set(_bound_by(tree.body)) if tree else set()


def _bound_by(body: list[ast.stmt]) -> Iterator[str]:
    """Names that statements bind where they stand: not inside functions and classes."""
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield statement.name
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                yield node.id
            elif isinstance(node, ast.alias):
                yield (node.asname or node.name).partition(".")[0]
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                yield node.name
