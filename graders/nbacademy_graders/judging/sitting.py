"""One submission before the judge: its notebooks one after the other, in boxes that they share where that is safe."""

from __future__ import annotations

import copy
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from nbacademy_graders.errors import SandboxError
from nbacademy_graders.judging.box import Box
from nbacademy_graders.judging.judge import Case, Placed, Verdict
from nbacademy_graders.judging.lending import Lending
from nbacademy_graders.judging.outside import OWN_SECONDS, Outside
from nbacademy_graders.judging.run import Run
from nbacademy_graders.limits import Limits
from nbacademy_graders.sandbox import SandboxPool


class Sitting:
    """Judges the notebooks of one submission; `placed` says of each where its tests are judged.

    Where a test is judged in the student's kernel each notebook has a box of its own: what one leaves running could
    read the hidden tests of the next.
    """

    def __init__(self, pool: SandboxPool, placed: Sequence[Mapping[str, Placed]], limits: Limits) -> None:
        places = [{one.place for one in notebook.values()} for notebook in placed]
        outside = sum("outside" in notebook for notebook in places)
        alone = any("inside" in notebook for notebook in places)
        self.students = Lending(pool, limits.sandbox_config(), 1 if alone else len(placed))
        self.judges = Lending(pool, None, outside)
        self.image_id: str | None = None  # of the sandboxes' image, once one was used

    def begin(self) -> None:
        """Have the boxes made ready, and return at once."""
        self.students.begin()
        self.judges.begin()

    async def end(self) -> None:
        """Have the boxes removed."""
        await self.students.end()
        await self.judges.end()

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
            self.students.spoil()
        if doubt is not None and doubt.is_judges:
            raise SandboxError(f"The tests' own sandbox was lost: {doubt.reason}.")
        case.notebook.update(trying.notebook)
        return verdict

    async def _judge(self, case: Case) -> tuple[Verdict, _Doubt | None]:
        began = time.perf_counter()
        kernel = await self.students.kernel()
        self.image_id = kernel.container.image_id
        student = Box(kernel, case.limits, time.monotonic() + case.limits.notebook_seconds)
        try:
            await self.students.fill(case.files)
            async with self._outside(case, student) as outside:
                waited = time.perf_counter() - began
                run = Run(case, student, outside)
                verdict = await run.run()
        finally:
            kernel.kill()  # it shall take no memory from the next one
            if student.lost is not None or kernel.container.out_of_memory:
                self.students.spoil()
        verdict.log.extend(outside.log)
        verdict.seconds |= {"sandbox": waited, "cells": run.inside.seconds, **outside.seconds}
        return verdict, _doubt(student, outside)

    @asynccontextmanager
    async def _outside(self, case: Case, student: Box) -> AsyncIterator[Outside]:
        """The judge's box, if any cell is judged in it. It is made ready while the student's cells run."""
        if not any(placed.place == "outside" for placed in case.placed.values()):
            yield Outside(case, student, None, self.judges)
            return
        kernel = await self.judges.kernel()
        # The judge's own time comes on top of the student's, which the relay counts.
        seconds = case.limits.cell_seconds + OWN_SECONDS
        judge = Box(kernel, case.limits, student.deadline + OWN_SECONDS, cell_seconds=seconds)
        outside = Outside(case, student, judge, self.judges)
        outside.begin_preparing()
        try:
            yield outside
        finally:
            await outside.end()
            kernel.kill()
            if judge.lost is not None:
                self.judges.spoil()


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
