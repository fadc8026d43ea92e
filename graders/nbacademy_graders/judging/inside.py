"""The student's own cells, and tests in the student's own kernel: for what can't be judged outside."""

from __future__ import annotations

import time

from nbformat import NotebookNode

from nbacademy_graders.judging.box import Box
from nbacademy_graders.judging.judge import Case
from nbacademy_graders.judging.plan import Step

_KEEP = "globals().setdefault('_kept', {{}})[{key}] = {{_n: globals()[_n] for _n in {names!r} if _n in globals()}}"
_BRING_BACK = (
    "globals()['_now'] = {{_n: globals()[_n] for _n in {names!r} if _n in globals()}}; "
    "globals().update(_kept.pop({key}))"
)
_PUT_BACK = "globals().update(globals().pop('_now'))"


class Inside:
    """The student's box for one notebook. `hidden` are the steps that come last, for which names may be kept."""

    def __init__(self, case: Case, student: Box, hidden: list[Step]) -> None:
        self.case, self.student = case, student
        self.hidden = hidden
        self.seconds = 0.0
        self._kept: set[int] = set()
        self._outputs: list[NotebookNode] = []

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
        return await self.student.run(step.code, frozen=step.hidden)

    async def _keep_names(self, step: Step) -> None:
        """Keep names for the hidden tests that stand between this step and those before it."""
        for hidden in self.hidden:
            if hidden.keeps and hidden.index < step.index and hidden.index not in self._kept:
                self._kept.add(hidden.index)
                await self.student.silently(_KEEP.format(key=hidden.index, names=hidden.keeps))

    def complaints(self) -> list[str]:
        """What an educator should know of the cell that just ran."""
        return self.student.complaints(self._outputs)
