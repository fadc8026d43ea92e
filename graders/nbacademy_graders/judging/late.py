"""The judge that sends hidden tests late into the student's own kernel."""

from __future__ import annotations

import asyncio
import time

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import is_grade, is_solution

from nbacademy_graders.errors import SandboxError
from nbacademy_graders.judging.client import BoundedClient, error_output, is_well_formed, record_failure
from nbacademy_graders.judging.judge import Verdict
from nbacademy_graders.judging.plan import Step, plan
from nbacademy_graders.limits import Limits
from nbacademy_graders.sandbox.sandbox import Sandbox

#: Seconds for a kernel to fall silent once a cell was interrupted or has answered; as nbclient's default.
SILENCE_SECONDS = 4
RESTORED = "restored"
_TIMEOUT = {
    "ename": "CellTimeoutError",
    "evalue": "",
    "traceback": ["\x1b[0;31mCellTimeoutError\x1b[0m: No reply from kernel before timeout"],
}
_KEEP = "globals().setdefault('_kept', {{}})[{key}] = {{_n: globals()[_n] for _n in {names!r} if _n in globals()}}"
_BRING_BACK = (
    "globals()['_now'] = {{_n: globals()[_n] for _n in {names!r} if _n in globals()}}; "
    "globals().update(_kept.pop({key}))"
)
_PUT_BACK = "globals().update(globals().pop('_now'))"


class LateJudge:
    """Runs what the student has seen first, in the notebook's order, and the hidden tests after it."""

    async def judge(self, notebook: NotebookNode, sandbox: Sandbox, limits: Limits) -> Verdict:
        """See Judge. Every verdict is formed by outputs; a kernel that dies fails the tests that it had not passed
        yet."""
        return await _Run(notebook, sandbox, limits).run()


class _Run:
    def __init__(self, notebook: NotebookNode, sandbox: Sandbox, limits: Limits) -> None:
        self.notebook = notebook
        self.sandbox = sandbox
        self.limits = limits
        self.verdict = Verdict()
        self.seen, self.hidden = plan(notebook)
        # The steps' own scratch notebook: nbclient changes the cells it runs, and a test cell may be two steps.
        self.scratch = new_notebook(cells=[new_code_cell(step.code) for step in self.seen + self.hidden])
        self.deadline = time.monotonic() + limits.notebook_seconds
        self.client = BoundedClient(
            self.scratch,
            km=sandbox.manager,
            timeout_func=self._seconds_for,
            interrupt_on_timeout=True,
            error_on_timeout=_TIMEOUT,
            allow_errors=True,
            iopub_timeout=SILENCE_SECONDS,
            raise_on_iopub_timeout=True,
            store_widget_state=False,
            kept_bytes=limits.output_kept_bytes,
            limit_bytes=limits.output_limit_bytes,
            on_cell_executed=lambda cell, cell_index, execute_reply: record_failure(cell, execute_reply),
        )
        self.client.kc = sandbox.client
        self.failed: set[int] = set()
        self.kept: set[int] = set()
        self.lost: str | None = None

    async def run(self) -> Verdict:
        for cell in self.notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        for number, step in enumerate(self.seen + self.hidden):
            await self._step(number, step)
        if self.sandbox.provisioner.out_of_memory and self.lost is None:
            self._note("A process that the notebook started ran out of memory.")
        self.notebook.metadata["language_info"] = NotebookNode(self.sandbox.language_info)
        return self.verdict

    def _seconds_for(self, cell: NotebookNode) -> int:
        return max(1, min(self.limits.cell_seconds, int(self.deadline - time.monotonic())))

    def _note(self, sentence: str) -> None:
        self.verdict.log.append(sentence)

    def _name(self, index: int) -> str:
        grade_id = self.notebook.cells[index].metadata.get("nbgrader", {}).get("grade_id")
        return f"cell {index + 1}" + (f" ({grade_id})" if grade_id else "")

    async def _step(self, number: int, step: Step) -> None:
        cell = self.notebook.cells[step.index]
        if cell.metadata.get("nbacademy", {}).get(RESTORED):
            self._add(
                step, [error_output("MissingCell", "This cell was missing from the submission, so it was not run.")]
            )
        elif step.hidden and step.index in self.failed:
            return  # its visible part failed already, and an error ends a cell
        elif self.lost is None and time.monotonic() >= self.deadline:
            self._lose(step, f"the time for the whole notebook ({self.limits.notebook_seconds} s) was used up")
        elif self.lost is not None:
            if is_grade(cell) and not is_solution(cell):
                self._add(step, [error_output("NotRun", f"This cell could not be run: {self.lost}.")])
        else:
            await self._keep_names(step)
            await self._execute(number, step)

    async def _keep_names(self, step: Step) -> None:
        """Keep names for the hidden tests that stand between this step and those before it."""
        if step.hidden:
            return
        for hidden in [other for other in self.hidden if other.keeps and other.index < step.index]:
            if hidden.index not in self.kept:
                self.kept.add(hidden.index)
                await self._silently(step, _KEEP.format(key=hidden.index, names=hidden.keeps))

    async def _silently(self, step: Step, code: str) -> None:
        if self.lost is not None:
            return
        try:
            await self.sandbox.run_silently(code, seconds=self._seconds_for(self.scratch))
        except SandboxError as error:
            self._lose(step, f"the kernel did not work any more ({error})")

    async def _execute(self, number: int, step: Step) -> None:
        scratch = self.scratch.cells[number]
        self.client.frozen_displays = step.hidden
        self.client.begin_cell()
        if step.keeps:
            await self._silently(step, _BRING_BACK.format(key=step.index, names=step.keeps))
        began = time.monotonic()
        try:
            await self.client.async_execute_cell(scratch, number)
        except (DeadKernelError, CellTimeoutError):
            await self._find_out(step, began)
        if step.keeps:
            await self._silently(step, _PUT_BACK)
        self._tell(step, scratch)
        self._add(step, [output for output in scratch.outputs if is_well_formed(output)])
        if self.notebook.cells[step.index].execution_count is None:
            # Our own count: the kernel's may be anything by now, a hidden test's text as a number or as itself.
            self.notebook.cells[step.index].execution_count = number + 1

    async def _find_out(self, step: Step, began: float) -> None:
        """The kernel does not answer any more: say why, and leave the sandbox for dead."""
        error = await self.sandbox.lost_because()
        if error is not None:
            self._lose(step, str(error))
            return
        seconds = time.monotonic() - began
        await asyncio.to_thread(self.sandbox.discard)
        self._lose(step, f"it could not be interrupted after {seconds:.0f} s")

    def _lose(self, step: Step, reason: str) -> None:
        self.lost = f"the run ended in {self._name(step.index)}: {reason}"
        self._note(f"{self._name(step.index).capitalize()}: {reason}; nothing after it was run.")
        self._add(step, [error_output("RunEnded", f"The run ended here: {reason}.")])

    def _tell(self, step: Step, scratch: NotebookNode) -> None:
        name = self._name(step.index).capitalize()
        if self.client.is_flooded:
            self._note(f"{name} was interrupted: it printed more than {self.limits.output_limit_bytes // 2**20} MiB.")
        elif self.client.is_cut:
            self._note(f"{name}: output was cut after {self.limits.output_kept_bytes // 1024} KiB.")
        if any(output.output_type == "error" and output.ename == "CellTimeoutError" for output in scratch.outputs):
            self._note(f"{name} was interrupted: it did not end within {self.limits.cell_seconds} s.")

    def _add(self, step: Step, outputs: list[NotebookNode]) -> None:
        self.notebook.cells[step.index].outputs.extend(outputs)
        if step.hidden:
            self.verdict.secret_outputs.setdefault(step.index, []).extend(outputs)
        if any(output.output_type == "error" for output in outputs):
            self.failed.add(step.index)
