"""The judge with two boxes: the student's cells run in one, the instructor's tests in the other."""

from __future__ import annotations

import copy
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from nbformat import NotebookNode

from nbacademy_graders.errors import SandboxError
from nbacademy_graders.judging.box import Box
from nbacademy_graders.judging.client import error_output
from nbacademy_graders.judging.credit import checked
from nbacademy_graders.judging.inside import Inside
from nbacademy_graders.judging.judge import RESTORED, Case, Verdict
from nbacademy_graders.judging.outside import OWN_SECONDS, Outside
from nbacademy_graders.judging.plan import Step, plan
from nbacademy_graders.judging.scope import is_test
from nbacademy_graders.sandbox import SandboxPool

_NO_NOTEBOOKS = ("*.ipynb",)


class TwoBoxJudge:
    """Judges each test cell where the trial found that it can be judged; takes its boxes from `pool`."""

    def __init__(self, pool: SandboxPool) -> None:
        self.pool = pool

    async def judge(self, case: Case) -> Verdict:
        """See Judge. Every verdict is formed by outputs; a kernel that dies fails the tests that it had not passed
        yet.

        A box that may have been lost without the notebook's doing is no verdict the first time.
        """
        for is_last in (False, True):
            trying = replace(case, notebook=copy.deepcopy(case.notebook))
            verdict, doubt = await self._judge(trying)
            if doubt is None or is_last:
                break
        if doubt is not None and doubt.is_judges:
            raise SandboxError(f"The tests' own sandbox was lost: {doubt.reason}.")
        case.notebook.update(trying.notebook)
        return verdict

    async def _judge(self, case: Case) -> tuple[Verdict, _Doubt | None]:
        began = time.perf_counter()
        async with self.pool.sandbox(case.limits.sandbox_config()) as sandbox:
            # Notebooks stay outside: by now theirs hold the hidden tests.
            await sandbox.put_files(case.files, without=_NO_NOTEBOOKS)
            student = Box(sandbox, case.limits, time.monotonic() + case.limits.notebook_seconds)
            async with self._outside(case, student) as outside:
                waited = time.perf_counter() - began
                run = _Run(case, student, outside)
                verdict = await run.run()
        verdict.log.extend(outside.log)
        verdict.seconds |= {"sandbox": waited, "cells": run.inside.seconds, **outside.seconds}
        return verdict, _doubt(student, outside)

    @asynccontextmanager
    async def _outside(self, case: Case, student: Box) -> AsyncIterator[Outside]:
        """The judge's box, if any cell is judged in it. It is made ready while the student's cells run."""
        if not any(placed.place == "outside" for placed in case.placed.values()):
            yield Outside(case, student, None)
            return
        async with self.pool.sandbox() as sandbox:
            # The judge's own time comes on top of the student's, which the relay counts.
            limits = case.limits
            seconds = limits.cell_seconds + OWN_SECONDS
            judge = Box(sandbox, limits, student.deadline + OWN_SECONDS, cell_seconds=seconds)
            outside = Outside(case, student, judge)
            outside.begin_preparing()
            try:
                yield outside
            finally:
                await outside.end()


@dataclass(frozen=True)
class _Doubt:
    """A box was lost, and that may not be the notebook's doing."""

    reason: str
    is_judges: bool


def _doubt(student: Box, outside: Outside) -> _Doubt | None:
    for box in (outside.judge, student):
        if box is not None and box.lost is not None and box.blameless:
            return _Doubt(box.lost, is_judges=box is not student)
    return None


class _Run:
    """One notebook's steps, in order."""

    def __init__(self, case: Case, student: Box, outside: Outside) -> None:
        self.case, self.notebook, self.student, self.outside = case, case.notebook, student, outside
        self.verdict = Verdict()
        self.failed: set[int] = set()
        self.count = 0
        self.lost: str | None = None
        judged_outside = {name for name, placed in case.placed.items() if placed.place == "outside"}
        self.seen, self.hidden = plan(self.notebook, judged_outside)
        self.inside = Inside(case, student, self.hidden)

    async def run(self) -> Verdict:
        for cell in self.notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        for step in self.seen + self.hidden:
            await self._step(step)
        await self._control()
        if self.student.sandbox.provisioner.out_of_memory and self.lost is None:
            self._note("A process that the notebook started ran out of memory.")
        self.notebook.metadata["language_info"] = NotebookNode(self.student.sandbox.language_info)
        return self.verdict

    async def _control(self) -> None:
        """Have tests that passed inside run once more where they must not pass."""
        await self.outside.rest()
        for index, cell in enumerate(self.notebook.cells):
            inside = is_test(cell) and self.case.placed[cell.metadata.nbgrader["grade_id"]].place == "inside"
            if inside and index not in self.failed and self.lost is None:
                errors = await self.inside.control(index)
                cell.outputs.extend(errors)
                if errors:
                    self._note(f"{self._name(index).capitalize()}: {errors[0].evalue}")

    def _note(self, sentence: str) -> None:
        self.verdict.log.append(sentence)

    def _name(self, index: int) -> str:
        grade_id = self.notebook.cells[index].metadata.get("nbgrader", {}).get("grade_id")
        return f"cell {index + 1}" + (f" ({grade_id})" if grade_id else "")

    async def _step(self, step: Step) -> None:
        cell = self.notebook.cells[step.index]
        if cell.metadata.get("nbacademy", {}).get(RESTORED):
            self._add(
                step, [error_output("MissingCell", "This cell was missing from the submission, so it was not run.")]
            )
            return
        if step.hidden and step.index in self.failed:
            return  # its visible part failed already, and an error ends a cell
        if self.lost is None and time.monotonic() >= self.student.deadline:
            limit = self.case.limits.notebook_seconds
            self.student.lost = f"the time for the whole notebook ({limit} s) was used up"
            self._lose(step)
            return
        if self.lost is not None:
            if is_test(cell) and (step.code or step.hidden):
                self._add(step, [error_output("NotRun", f"This cell could not be run: {self.lost}.")])
            return
        await self._execute(step)

    async def _execute(self, step: Step) -> None:
        where: Outside | Inside = self.outside if step.outside else self.inside
        if not step.outside:
            await self.outside.rest()
        self.count += 1
        outputs = await where.run(step)
        self._tell(step, where)
        self._add(step, outputs)
        if self.student.lost is not None:
            self._lose(step)
        if self.notebook.cells[step.index].execution_count is None and step.code:
            # Our own count: the kernel's may be anything by now, a hidden test's text as a number or as itself.
            self.notebook.cells[step.index].execution_count = self.count

    def _lose(self, step: Step) -> None:
        reason = self.student.lost
        self.lost = f"the run ended in {self._name(step.index)}: {reason}"
        self._note(f"{self._name(step.index).capitalize()}: {reason}; nothing after it was run.")
        self._add(step, [error_output("RunEnded", f"The run ended here: {reason}.")])

    def _tell(self, step: Step, where: Outside | Inside) -> None:
        name = self._name(step.index).capitalize()
        for sentence in where.complaints():
            self._note(f"{name} {sentence}")

    def _add(self, step: Step, outputs: list[NotebookNode]) -> None:
        cell = self.notebook.cells[step.index]
        if is_test(cell):
            outputs = checked(outputs, float(cell.metadata.nbgrader["points"]))
        cell.outputs.extend(outputs)
        if step.hidden:
            self.verdict.secret_outputs.setdefault(step.index, []).extend(outputs)
        if any(output.output_type == "error" for output in outputs):
            self.failed.add(step.index)
