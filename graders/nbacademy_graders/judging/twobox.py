"""The judge with two boxes: the student's cells run in one, the instructor's tests in the other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from nbacademy_graders.judging.judge import Case, Placed, Verdict
from nbacademy_graders.judging.sitting import Sitting
from nbacademy_graders.limits import Limits
from nbacademy_graders.sandbox import SandboxPool


class TwoBoxJudge:
    """Judges each test cell where the trial found that it can be judged; takes its boxes from `pool`."""

    def __init__(self, pool: SandboxPool) -> None:
        self.pool = pool

    @asynccontextmanager
    async def sitting(self, placed: Sequence[Mapping[str, Placed]], limits: Limits) -> AsyncIterator[Sitting]:
        """A sitting for a submission; its boxes are made ready at once, and removed at the end."""
        sitting = Sitting(self.pool, placed, limits)
        sitting.begin()
        try:
            yield sitting
        finally:
            await sitting.end()

    async def judge(self, case: Case) -> Verdict:
        """See Judge: a notebook by itself."""
        async with self.sitting([case.placed], case.limits) as sitting:
            return await sitting.judge(case)
