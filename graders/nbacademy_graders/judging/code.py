"""Reading cells' code without running it: which names it uses and which it binds."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from IPython.core.inputtransformer2 import TransformerManager

_NAME = re.compile(r"[A-Za-z_]\w*")
_SHORT = 200
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


T = TypeVar("T")

#: Cells of which is remembered what was read of them (the instructor's come again with every submission), and how long
#: they may be.
REMEMBERED, LONGEST_REMEMBERED = 1024, 10_000


def _remembered(read: Callable[[str], T]) -> Callable[[str], T]:
    remembered = functools.lru_cache(maxsize=REMEMBERED)(read)

    @functools.wraps(read)
    def reading(code: str) -> T:
        return remembered(code) if len(code) <= LONGEST_REMEMBERED else read(code)

    return reading


@_remembered
def parsed(code: str) -> ast.Module | None:
    """A cell as Python, its magics as the calls that IPython makes of them; None if it is none."""
    try:
        return ast.parse(TransformerManager().transform_cell(code))  # type: ignore[no-untyped-call]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def without_cell_magic(code: str) -> str:
    """The lines below a `%%` magic, which most of these magics run as a cell."""
    return code.lstrip().partition("\n")[2] if code.lstrip().startswith("%%") else code


@_remembered
def used_names(code: str) -> frozenset[str]:
    """Names that a cell mentions anywhere, in short texts too (as for `mock.patch("__main__.answer")`)."""
    tree = parsed(without_cell_magic(code))
    return frozenset().union(*map(_mentioned, ast.walk(tree))) if tree else frozenset()


def _mentioned(node: ast.AST) -> set[str]:
    match node:
        case ast.Name(id=name):
            return {name}
        case ast.ImportFrom(names=names):
            return {alias.name for alias in names}
        case ast.Global(names=globals_):
            return set(globals_)
        case ast.Constant(value=str(text)) if len(text) <= _SHORT:
            return set(_NAME.findall(text))
    return set()


@_remembered
def bound_names(code: str) -> frozenset[str]:
    """Names that a cell binds in the notebook."""
    tree = parsed(without_cell_magic(code))
    return frozenset(bound_by(tree.body)) if tree else frozenset()


def bound_by(body: list[ast.stmt]) -> Iterator[str]:
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
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield node.name


def defined_classes(code: str) -> set[str]:
    """Names of the classes that a cell defines anywhere."""
    tree = parsed(without_cell_magic(code))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)} if tree else set()


def names_at_once(statement: ast.AST) -> set[str]:
    """Names that a statement reads when it runs: not those in the bodies of functions that it only defines."""
    if isinstance(statement, _FUNCTIONS):
        now = [*statement.args.defaults, *(item for item in statement.args.kw_defaults if item is not None)]
        now += [] if isinstance(statement, ast.Lambda) else statement.decorator_list
        return set().union(*map(names_at_once, now)) if now else set()
    own = {statement.id} if isinstance(statement, ast.Name) and isinstance(statement.ctx, ast.Load) else set()
    return own.union(*map(names_at_once, ast.iter_child_nodes(statement)))


def names_in(statement: ast.AST) -> set[str]:
    """All names that a statement mentions."""
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}


def imported_modules(code: str) -> set[str]:
    """Modules that a cell imports, by the first part of their names."""
    tree = parsed(without_cell_magic(code))
    found: set[str] = set()
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return {name.partition(".")[0] for name in found}
