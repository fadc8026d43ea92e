"""Tests in a box of their own: the instructor's code, with proxies for what is the student's."""

from __future__ import annotations

import asyncio
import re
import time
from typing import Any

from nbformat import NotebookNode
from nbgrader.utils import is_solution

from nbacademy_graders.judging import boxes
from nbacademy_graders.judging.box import Box
from nbacademy_graders.judging.client import error_output
from nbacademy_graders.judging.judge import Case
from nbacademy_graders.judging.lending import Lending
from nbacademy_graders.judging.plan import Step
from nbacademy_graders.judging.relay import Relay
from nbacademy_graders.judging.scope import is_test, scopes

#: Seconds that a test may take for itself, beside the student's functions that it calls.
OWN_SECONDS = 30
#: By which tests look at the figures that the student's code has drawn.
_FIGURES = re.compile(r"\b(?:gca|gcf|get_fignums)\(")


class Outside:
    """The judge's box for one notebook, lent by `lending`; None where no cell is judged outside."""

    def __init__(self, case: Case, student: Box, judge: Box | None, lending: Lending) -> None:
        self.case, self.judge, self.lending = case, judge, lending
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
        await self.lending.fill(self.case.source_files)
        first = min((scope.pieces for scope in self._scopes.by_cell.values()), default=0)
        figures = any(_FIGURES.search(cell.source) for cell in self.case.source.cells if is_test(cell))
        about = f"{self._scopes.classes!r}, {self._sources()!r}, figures={figures}, pieces={self._next_pieces(first)!r}"
        # This one request lasts as long as the box; what comes of tests comes over the kernel's own line.
        hold = "await " + boxes.call("hearing", f"hold({about})")
        self.judge.kernel.client.execute(hold, silent=True, store_history=False)
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

    async def run(self, step: Step) -> list[NotebookNode]:
        """Take hold of the names where a test stands, or go on from there, and run its code if it has any; the
        outputs."""
        assert self.judge is not None
        assert self._relay is not None
        assert self._ready is not None
        began = time.perf_counter()
        await self._ready
        self._outputs = await self._run(step, self.judge, self._relay)
        self.seconds["tests"] = self.seconds.get("tests", 0.0) + time.perf_counter() - began
        return self._outputs

    async def _run(self, step: Step, judge: Box, relay: Relay) -> list[NotebookNode]:
        reply = await relay.run(self._request(step)) if judge.lost is None else None
        if reply is None:
            return [error_output("JudgeLost", f"This test could not be finished: {judge.lost}.")]
        if "failed" in reply:
            return [error_output("StudentCodeError", f"The student's names cannot be had: {reply['failed']}")]
        return judge.shown(reply, timed_out=reply["timed_out"])

    def _request(self, step: Step) -> dict[str, Any]:
        grade_id = self.case.notebook.cells[step.index].metadata.nbgrader["grade_id"]
        scope, placed = self._scopes.by_cell[grade_id], self.case.placed[grade_id]
        names = tuple(sorted({*scope.names, *scope.changed})) if placed.trusting else scope.names
        about = {"place": step.index, "names": names, "pushed": scope.pushed, "trusting": placed.trusting}
        if step.hidden:
            return {"call": "resume", "with": about, "code": step.code}
        return {"call": "begin", "with": {**about, "pieces": self._next_pieces(scope.pieces)}, "code": step.code}

    def complaints(self) -> list[str]:
        """What an educator should know of the test that just ran."""
        return self.judge.complaints(self._outputs) if self.judge else []

    async def rest(self) -> None:
        """Let the student's box run cells."""
        if self._relay is not None:
            await self._relay.end_serving()
