"""One box at work: a kernel in a sandbox in which code runs cell by cell, under the limits of a job."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from nbacademy_graders.errors import SandboxError
from nbacademy_graders.judging.client import BoundedClient, is_well_formed, record_failure
from nbacademy_graders.limits import Limits
from nbacademy_graders.sandbox.kernel import Kernel

#: Seconds for a kernel to fall silent once a cell was interrupted; as nbclient's default for one that has answered.
SILENCE_SECONDS = 4
#: Seconds until all is heard that a cell has shown once it has answered: thousands of displays, on a busy machine.
HEARING_SECONDS = 30
_TIMEOUT = {
    "ename": "CellTimeoutError",
    "evalue": "",
    "traceback": ["\x1b[0;31mCellTimeoutError\x1b[0m: No reply from kernel before timeout"],
}


class Box:
    """Runs code in `kernel`; `lost` says why it can't any more, `blameless` that it may be nobody's doing in there.

    `deadline` is the monotonic time at which the whole notebook's time is used up; each cell has `cell_seconds`.
    """

    def __init__(self, kernel: Kernel, limits: Limits, deadline: float, *, cell_seconds: int | None = None) -> None:
        self.kernel = kernel
        self.deadline = deadline
        self.cell_seconds = limits.cell_seconds if cell_seconds is None else cell_seconds
        self.lost: str | None = None
        self.blameless = False
        # nbclient changes the cells it runs, so they are copies, in a notebook of their own.
        self.client = BoundedClient(
            new_notebook(),
            km=kernel.manager,
            timeout_func=lambda cell: self.seconds_left(),
            interrupt_on_timeout=True,
            error_on_timeout=_TIMEOUT,
            allow_errors=True,
            iopub_timeout=HEARING_SECONDS,
            raise_on_iopub_timeout=True,
            store_widget_state=False,
            kept_bytes=limits.output_kept_bytes,
            limit_bytes=limits.output_limit_bytes,
            on_cell_executed=lambda cell, cell_index, execute_reply: record_failure(cell, execute_reply),
        )
        self.client.kc = kernel.client

    def seconds_left(self) -> int:
        """Whole seconds that the next cell may take."""
        return max(1, min(self.cell_seconds, int(self.deadline - time.monotonic())))

    async def run(self, code: str, *, frozen: bool = False, remembered: bool = True) -> list[NotebookNode]:
        """Run a cell; its outputs. With `frozen` it may not change what was shown before, `remembered` ones are in the
        kernel's history."""
        cell = new_code_cell(code)
        self.client.nb.cells.append(cell)
        self.client.frozen_displays = frozen
        self.client.begin_cell()
        began = time.monotonic()
        try:
            number = len(self.client.nb.cells) - 1
            # nbclient's own time stands still while a kernel sends one message after the other.
            async with asyncio.timeout(self.seconds_left() + SILENCE_SECONDS + HEARING_SECONDS):
                await self.client.async_execute_cell(cell, number, store_history=remembered)
        except (DeadKernelError, CellTimeoutError, TimeoutError):
            await self._find_out(began)
        return [output for output in cell.outputs if is_well_formed(output)]

    def shown(self, reply: dict[str, Any], *, timed_out: bool) -> list[NotebookNode]:
        """The outputs of a cell that ran by another way than `run`: of Jupyter's messages and the reply in `reply`."""
        cell = new_code_cell()
        self.client.nb.cells.append(cell)
        self.client.begin_cell()
        number = len(self.client.nb.cells) - 1
        for shown in reply["shown"]:
            heading = {"header": {"msg_type": shown["msg_type"]}, "parent_header": {"msg_id": ""}, "metadata": {}}
            self.client.process_message({**shown, **heading}, cell, number)
        record_failure(cell, {"content": {**_TIMEOUT, "status": "error"} if timed_out else reply["reply"]})
        return [output for output in cell.outputs if is_well_formed(output)]

    def complaints(self, outputs: list[NotebookNode]) -> list[str]:
        """What an educator should know of the cell that just ran and gave `outputs`, each to be read after its name."""
        found = []
        if self.client.is_flooded:
            found.append(f"was interrupted: it printed more than {self.client.limit_bytes // 2**20} MiB.")
        elif self.client.is_cut:
            found.append(f"printed too much: output was cut after {self.client.kept_bytes // 1024} KiB.")
        if any(output.output_type == "error" and output.ename == "CellTimeoutError" for output in outputs):
            found.append(f"was interrupted: it did not end within {self.cell_seconds} s.")
        return found

    async def silently(self, code: str) -> None:
        """Run code that leaves no trace in history or prompt numbers."""
        if self.lost is not None:
            return
        seconds = self.seconds_left()
        try:
            async with asyncio.timeout(seconds + SILENCE_SECONDS):
                await self.kernel.run_silently(code, seconds=seconds)
        except (SandboxError, TimeoutError) as error:
            if not await self.is_gone():
                self.lost = f"the kernel did not work any more ({error})"

    async def _find_out(self, began: float) -> None:
        """The kernel does not answer any more: say why, and leave it for dead."""
        if not await self.is_gone():
            await self.give_up(f"it could not be interrupted after {time.monotonic() - began:.0f} s")

    async def is_gone(self) -> bool:
        """Look whether the kernel still runs."""
        error = await self.kernel.lost_because()
        if error is not None and self.lost is None:
            self.lost, self.blameless = str(error), error.blameless
        return error is not None

    async def is_cut(self) -> None:
        """The kernel hung up: find out why, which the engine may take a moment to know."""
        end = time.monotonic() + SILENCE_SECONDS
        while not await self.is_gone():
            if time.monotonic() > end:
                await self.give_up("it hung up, or said too much at once")
                return
            await asyncio.sleep(0.05)

    async def give_up(self, reason: str) -> None:
        """Throw the sandbox away."""
        self.lost = reason
        await asyncio.to_thread(self.kernel.container.remove)
