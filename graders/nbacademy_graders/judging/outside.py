"""Tests in a box of their own: the instructor's code, with proxies for what is the student's."""

from __future__ import annotations

import asyncio
import re
import time

from nbformat import NotebookNode
from nbgrader.utils import is_solution

from nbacademy_graders.errors import SandboxError
from nbacademy_graders.judging import boxes
from nbacademy_graders.judging.box import Box
from nbacademy_graders.judging.client import error_output
from nbacademy_graders.judging.judge import Case, Placed
from nbacademy_graders.judging.plan import Step
from nbacademy_graders.judging.relay import Relay
from nbacademy_graders.judging.scope import Scope, is_test, scopes

#: Seconds that a test may take for itself, beside the student's functions that it calls.
OWN_SECONDS = 30
#: By which tests look at the figures that the student's code has drawn.
_FIGURES = re.compile(r"\b(?:gca|gcf|get_fignums)\(")
_NO_NOTEBOOKS = ("*.ipynb",)


class Outside:
    """The judge's box for one notebook; None where no cell is judged outside."""

    def __init__(self, case: Case, student: Box, judge: Box | None) -> None:
        self.case, self.judge = case, judge
        self.seconds: dict[str, float] = {}
        self.log: list[str] = []
        self._scopes = scopes(case.source)
        self._pieces = 0
        self._outputs: list[NotebookNode] = []
        self._ready: asyncio.Task[None] | None = None
        self._relay = Relay(judge, student, limit_bytes=case.limits.output_limit_bytes) if judge else None

    def begin_preparing(self) -> None:
        """Make the box ready for its first test; meanwhile the student's cells may run."""
        self._ready = asyncio.ensure_future(self._prepare())

    async def end(self) -> None:
        """Wait for what `begin_preparing` began."""
        if self._ready is not None:
            await asyncio.wait([self._ready])

    async def _prepare(self) -> None:
        assert self.judge is not None
        began = time.perf_counter()
        await self.judge.sandbox.put_files(self.case.source_files, without=_NO_NOTEBOOKS)
        first = min((scope.pieces for scope in self._scopes.by_cell.values()), default=0)
        figures = any(_FIGURES.search(cell.source) for cell in self.case.source.cells if is_test(cell))
        make = f"make({self._scopes.classes!r}, {self._sources()!r}, figures={figures})"
        await self._silently(f"{make}.prepare({self._next_pieces(first)!r})")
        self.seconds["judge"] = time.perf_counter() - began

    def _sources(self) -> tuple[str, ...]:
        """The student's cells as text, if a test looks at source code."""
        tests = [cell.source for cell in self.case.notebook.cells if is_test(cell)]
        if not any("getsource" in test for test in tests):
            return ()
        cells = [cell for cell in self.case.notebook.cells if cell.cell_type == "code" and not is_test(cell)]
        return tuple(cell.source for cell in sorted(cells, key=is_solution))

    def _next_pieces(self, until: int) -> tuple[str, ...]:
        pieces = self._scopes.pieces[self._pieces : until]
        self._pieces = max(self._pieces, until)
        return pieces

    async def _silently(self, expression: str) -> None:
        assert self.judge is not None
        await self.judge.sandbox.run_silently(boxes.call("bench", expression), seconds=self.judge.seconds_left())

    async def run(self, step: Step) -> list[NotebookNode]:
        """Take hold of the names where a test stands, or go on from there, and run its code if it has any; the
        outputs."""
        assert self.judge is not None
        assert self._relay is not None
        assert self._ready is not None
        began = time.perf_counter()
        await self._ready
        async with self._relay.open():
            self._outputs = await self._run(step, self.judge)
        self.seconds["tests"] = self.seconds.get("tests", 0.0) + time.perf_counter() - began
        return self._outputs

    async def _run(self, step: Step, judge: Box) -> list[NotebookNode]:
        grade_id = self.case.notebook.cells[step.index].metadata.nbgrader["grade_id"]
        scope, placed = self._scopes.by_cell[grade_id], self.case.placed[grade_id]
        if judge.lost is None:
            try:
                await self._silently(self._opening(step, scope, placed))
            except SandboxError as error:
                return [error_output("StudentCodeError", f"The student's names cannot be had: {error}")]
        if judge.lost is None and step.code:
            outputs = await judge.run(step.code)
        else:
            outputs = []
        if judge.lost is not None:
            outputs.append(error_output("JudgeLost", f"This test could not be finished: {judge.lost}."))
        return outputs

    def _opening(self, step: Step, scope: Scope, placed: Placed) -> str:
        names = tuple(sorted({*scope.names, *scope.changed})) if placed.trusting else scope.names
        about = f"{step.index}, {names!r}, {scope.pushed!r}, trusting={placed.trusting}"
        if step.hidden:
            return f"bench().resume({about})"
        return f"bench().begin({about}, pieces={self._next_pieces(scope.pieces)!r})"

    def complaints(self) -> list[str]:
        """What an educator should know of the test that just ran."""
        return self.judge.complaints(self._outputs) if self.judge else []

    async def rest(self) -> None:
        """Let the student's box run cells."""
        if self._relay is not None:
            await self._relay.end_serving()
