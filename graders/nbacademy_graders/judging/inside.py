"""The student's own cells, and tests in the student's own kernel: for what can't be judged outside."""

from __future__ import annotations

import time
from collections.abc import Iterable

from nbformat import NotebookNode
from nbgrader.utils import is_solution

from nbacademy_graders.judging import canaries
from nbacademy_graders.judging.box import Box
from nbacademy_graders.judging.canaries import Canary
from nbacademy_graders.judging.client import error_output
from nbacademy_graders.judging.code import bound_names, used_names
from nbacademy_graders.judging.credit import has_full_points
from nbacademy_graders.judging.judge import Case
from nbacademy_graders.judging.plan import Step
from nbacademy_graders.judging.scope import is_test

_KEEP = "globals().setdefault('_kept', {{}})[{key}] = {{_n: globals()[_n] for _n in {names!r} if _n in globals()}}"
_BRING_BACK = (
    "globals()['_now'] = {{_n: globals()[_n] for _n in {names!r} if _n in globals()}}; "
    "globals().update(_kept.pop({key}))"
)
_PUT_BACK = "globals().update(globals().pop('_now'))"
_TAKE_AWAY = "globals().update({{_n: object() for _n in {names!r}}})"
#: The error's name for a test that passes whatever the student's names are bound to.
UNCONTROLLED = "PassesAnyhow"
_TAMPERED = "in this notebook's kernel tests pass that have to fail."


class Inside:
    """The student's box for one notebook. `hidden` are the steps that come last, for which names may be kept."""

    def __init__(self, case: Case, student: Box, hidden: list[Step]) -> None:
        self.case, self.student = case, student
        self.hidden = hidden
        self.seconds = 0.0
        self._kept: set[int] = set()
        self._outputs: list[NotebookNode] = []
        self._own_modules = frozenset(path.stem for path in case.source_files.iterdir())

    async def run(self, step: Step) -> list[NotebookNode]:
        """Run a step's code; the outputs."""
        began = time.perf_counter()
        if not step.hidden:
            await self._keep_names(step)
        if step.keeps:
            await self.student.silently(_BRING_BACK.format(key=step.index, names=step.keeps))
        self._outputs = await self._run(step) if self.student.lost is None else []
        if step.keeps:
            await self.student.silently(_PUT_BACK)
        self.seconds += time.perf_counter() - began
        return self._outputs

    async def _run(self, step: Step) -> list[NotebookNode]:
        if not is_test(self.case.notebook.cells[step.index]):
            return await self.student.run(step.code)
        well = await self._are_well(canaries.before())
        outputs = await self.student.run(step.code, frozen=step.hidden)
        if not any(output.output_type == "error" for output in outputs):
            well = well and await self._are_well(canaries.after(step.code, self._own_modules))
        return outputs if well or self.student.lost is not None else [error_output("TamperedKernel", _TAMPERED)]

    async def _are_well(self, birds: Iterable[Canary]) -> bool:
        for canary in birds:
            if self.student.lost is not None:
                return False
            if not canary.is_well(await self.student.run(canary.code, frozen=True, remembered=False)):
                return False
        return True

    async def control(self, index: int) -> list[NotebookNode]:
        """Run the test at `index` once more, with the student's names bound to nothing of use: an error output if it
        gets full points even so."""
        cell = self.case.notebook.cells[index]
        names = self._names_of_answers() & used_names(cell.source)
        placed = self.case.placed[cell.metadata.nbgrader["grade_id"]]
        if not placed.controlled or not names or self.student.lost is not None:
            return []
        await self.student.silently(_TAKE_AWAY.format(names=sorted(names)))
        outputs = await self.student.run(cell.source, frozen=True, remembered=False) if not self.student.lost else []
        passes = self.student.lost is None and has_full_points(cell, outputs)
        return [error_output(UNCONTROLLED, _TAMPERED)] if passes else []

    def _names_of_answers(self) -> set[str]:
        answers = [cell.source for cell in self.case.source.cells if cell.cell_type == "code" and is_solution(cell)]
        return set().union(*map(bound_names, answers)) if answers else set()

    async def _keep_names(self, step: Step) -> None:
        """Keep names for the hidden tests that stand between this step and those before it."""
        for hidden in self.hidden:
            if hidden.keeps and hidden.index < step.index and hidden.index not in self._kept:
                self._kept.add(hidden.index)
                await self.student.silently(_KEEP.format(key=hidden.index, names=hidden.keeps))

    def complaints(self) -> list[str]:
        """What an educator should know of the cell that just ran."""
        return self.student.complaints(self._outputs)
