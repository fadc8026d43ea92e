"""The order in which a notebook's code is run, and in which box.

Everything a student has seen runs where it stands, as on the student's own machine; hidden tests run after all of
that, so that no cell of the student's can look for traces of them. What a hidden test needs is kept for it if later
cells bind the same name anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from nbformat import NotebookNode

from nbacademy_graders.judging.code import bound_names, parsed, used_names
from nbacademy_graders.judging.hidden import has_hidden_region, split_at_hidden_region
from nbacademy_graders.judging.scope import is_test


@dataclass(frozen=True)
class Step:
    """One execution: `code` of the cell at `index`; `hidden` ones come last.

    `outside` is code for the judge's box; without code it only takes hold of the names that stand there then. `keeps`
    are names to be in the student's box as they were at that cell.
    """

    index: int
    code: str
    hidden: bool = False
    outside: bool = False
    keeps: tuple[str, ...] = ()


def plan(notebook: NotebookNode, outside: Collection[str]) -> tuple[list[Step], list[Step]]:
    """The steps that run in place, in order, and the hidden ones that follow them.

    `outside` are grade ids of test cells that are judged in the judge's box.
    """
    parts = [
        replace(part, outside=is_test(cell) and cell.metadata.nbgrader["grade_id"] in outside)
        for index, cell in enumerate(notebook.cells)
        if cell.cell_type == "code"
        for part in _parts(index, cell)
    ]
    seen = [part for part in parts if not part.hidden and (part.code or part.outside)]
    hidden = [part if part.outside else _with_keeps(part, seen) for part in parts if part.hidden]
    return seen, hidden


def _parts(index: int, cell: NotebookNode) -> Iterator[Step]:
    source: str = cell.source
    if not source.strip():
        return
    if not (is_test(cell) and has_hidden_region(source)):
        yield Step(index, source)
        return
    before, after = split_at_hidden_region(source)
    if source.lstrip().startswith("%%") or parsed(before) is None or parsed(after) is None:
        yield Step(index, "")
        yield Step(index, source, hidden=True)  # a region inside a function or a loop: the cell can only run whole
        return
    # `pass`: what is no longer the cell's last expression must not be shown as its result, that would be partial
    # credit.
    yield Step(index, before + "\npass" if _does_something(before) else "")
    yield Step(index, "\n" * before.count("\n") + "\n" + after, hidden=True)


def _does_something(code: str) -> bool:
    tree = parsed(code)
    return tree is not None and bool(tree.body)


def _with_keeps(step: Step, seen: list[Step]) -> Step:
    later = [other.code for other in seen if other.index > step.index and not other.outside]
    bound = set().union(*(bound_names(code) for code in later)) if later else set()
    return replace(step, keeps=tuple(sorted(bound & used_names(step.code))))
