"""In the judge's box: prepares the notebook's namespace for each test cell, which then runs as an ordinary cell."""

from __future__ import annotations

import ast
import builtins
import functools
import importlib
import inspect
import sys
from typing import Any

from nbacademy_graders.judging.boxes.line import Line, no_input
from nbacademy_graders.judging.boxes.names import is_shared
from nbacademy_graders.judging.boxes.remote import AgentFunction, ImportedThere, RemoteType

_getsource = inspect.getsource
_MINE = ("In", "Out", "exit", "quit", "get_ipython", "open", "student")


class Student:
    """What a test may ask for where a plain call does not do: `student.eval("len(plt.gca().lines)")`."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def eval(self, expression: str) -> Any:
        """An expression's value in the student's notebook, as data."""
        return self._line.request(AgentFunction("evaluate"), str(expression))


class Bench:
    """One notebook's tests: which names are bound to what, and what was bound where a test stands."""

    def __init__(self, shell: Any, classes: tuple[str, ...], sources: tuple[str, ...], *, figures: bool) -> None:
        self.shell = shell
        self.namespace: dict[str, Any] = shell.user_ns
        self.line = Line(shell)
        self.line.classes = frozenset(classes)
        self.sources = sources
        self._places: dict[int, dict[str, Any]] = {}
        self._place: int | None = None
        self.namespace.setdefault("student", Student(self.line))
        shell.events.register("pre_run_cell", self._before_cell)
        if figures:
            self._look_at_their_figures()
        inspect.getsource = self._source  # type: ignore[assignment]  # takes proxies as well

    def _before_cell(self, info: Any) -> None:
        builtins.input = no_input  # the kernel has just put its own there

    def _look_at_their_figures(self) -> None:
        """Let pyplot's present figure be the student's: tests draw none."""
        pyplot = importlib.import_module("matplotlib.pyplot")
        for name in ("gca", "gcf", "get_fignums", "close", "cla", "clf"):
            function = ImportedThere("matplotlib.pyplot", name)
            setattr(pyplot, name, functools.partial(self.line.request, function))

    def prepare(self, pieces: tuple[str, ...]) -> None:
        """Run the instructor's own code; what fails in it fails the tests that need it."""
        for piece in pieces:
            self.shell.run_cell(piece, silent=True)

    def begin(
        self, place: int, names: tuple[str, ...], pushed: tuple[str, ...], *, trusting: bool, pieces: tuple[str, ...]
    ) -> None:
        """Run the instructor's `pieces` before the test at `place`, and bind the student's `names` as they are now."""
        self._keep()
        self.prepare(pieces)
        self._place = place
        for name in names:
            self.namespace.pop(name, None)
        self.line.begin(names, pushed, trusting=trusting)
        shared = [name for name, value in self.namespace.items() if isinstance(value, type) and is_shared(value)]
        found = self.line.request(AgentFunction("names"), list(names), shared)
        if not isinstance(found, dict):
            raise ValueError("the student's names cannot be had")
        for name in names:
            if name in found:
                self.line.keep(name, self.line.expected(name, found[name]))

    def resume(self, place: int, names: tuple[str, ...], pushed: tuple[str, ...], *, trusting: bool) -> None:
        """Go on where `place` was left: its names mean again what they meant there."""
        self._keep()
        there = self._places[place]
        for name in [name for name in self.namespace if name not in there and not name.startswith("_")]:
            del self.namespace[name]
        self.namespace.update(there)
        self._place = place
        self.line.begin(names, pushed, trusting=trusting)
        for name in names:
            if name in there:
                self.line.keep(name, there[name])
        self.line.request(AgentFunction("watch"), list(names))

    def _keep(self) -> None:
        if self._place is not None:
            kept = {name: value for name, value in self.namespace.items() if name not in _MINE}
            self._places[self._place] = {name: value for name, value in kept.items() if not name.startswith("_i")}

    def _source(self, value: Any) -> str:
        """`inspect.getsource`, for what is the student's from the text that was handed in."""
        if isinstance(value, RemoteType) or issubclass(type(type(value)), RemoteType):
            return self._handed_in(value.__name__)
        return _getsource(value)

    def _handed_in(self, name: str) -> str:
        for text in reversed(self.sources):
            try:
                statements = ast.parse(text).body
            except (SyntaxError, ValueError, RecursionError):
                continue
            for statement in reversed(statements):
                if getattr(statement, "name", None) == name:
                    return ast.get_source_segment(text, statement) or ""
        raise OSError("could not get source code")


def make(classes: tuple[str, ...], sources: tuple[str, ...], *, figures: bool) -> Bench:
    """This kernel's bench: `classes` are those of the assignment's own solution, `sources` the student's cells as
    text; with `figures` tests see what the student has drawn."""
    return Bench(sys.modules["IPython"].get_ipython(), classes, sources, figures=figures)
