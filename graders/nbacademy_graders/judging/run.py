"""One notebook's run: its steps in order, each in the box where it belongs."""

from __future__ import annotations

import time

from nbformat import NotebookNode

from nbacademy_graders.judging.box import Box
from nbacademy_graders.judging.client import error_output
from nbacademy_graders.judging.credit import checked
from nbacademy_graders.judging.inside import Inside
from nbacademy_graders.judging.judge import RESTORED, Case, Verdict
from nbacademy_graders.judging.outside import Outside
from nbacademy_graders.judging.plan import Step, plan
from nbacademy_graders.judging.scope import is_test


class Run:
    """Runs the steps of `case`, and forms its verdict."""

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
        """Run all of them, changing the cells' outputs in place."""
        for cell in self.notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        for step in self.seen + self.hidden:
            await self._step(step)
        await self._control()
        if self.student.kernel.container.out_of_memory and self.lost is None:
            self._note("A process that the notebook started ran out of memory.")
        self.notebook.metadata["language_info"] = NotebookNode(self.student.kernel.client.language_info)
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
