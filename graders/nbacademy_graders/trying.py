"""The trial of an assignment's tests: which of them are judged outside of the student's kernel."""

from __future__ import annotations

import functools
import time
from dataclasses import dataclass, field

from nbacademy.protocol.archive import unpack
from nbacademy_graders.coursefolder import course_folder
from nbacademy_graders.jobs import GradeJob, Trial, TrialJob, TriedCell
from nbacademy_graders.judging import Placed, TwoBoxJudge
from nbacademy_graders.judging.trial import Finding, Try
from nbacademy_graders.limits import Limits
from nbacademy_graders.publishing import KEPT_SOURCES, publish
from nbacademy_graders.sandbox.loop import run_on_loop


def trial_of(job: GradeJob) -> TrialJob:
    """The trial that a grading job without a plan needs; in no less time than trials usually have, and in the job's
    memory."""
    usual = Limits()
    limits = Limits(
        cell_seconds=max(usual.cell_seconds, job.limits.cell_seconds),
        notebook_seconds=max(usual.notebook_seconds, job.limits.notebook_seconds),
        memory_bytes=job.limits.memory_bytes,
    )
    return TrialJob(course=job.course, assignment=job.assignment, source=job.source, limits=limits)


def placed(plan: tuple[TriedCell, ...], notebook: str) -> dict[str, Placed]:
    """What a trial found for one notebook, as its judge wants it."""
    return {
        cell.grade_id: Placed(cell.judged, cell.controlled, cell.trusting) for cell in plan if cell.notebook == notebook
    }


def trial(job: TrialJob, judge: TwoBoxJudge) -> Trial:
    """Try every test cell with the source's own solution and with the students' version; remembered in this process.

    Raises RefusedError for a source that can't be used, SandboxError if no sandbox can be had.
    """
    return _trial(_Asked(job.source.sha256, job.limits, job), judge)


@dataclass(frozen=True)
class _Asked:
    """What a trial's outcome depends on; wherever that lies."""

    sha256: str
    limits: Limits
    job: TrialJob = field(compare=False)


@functools.lru_cache(maxsize=KEPT_SOURCES)
def _trial(asked: _Asked, judge: TwoBoxJudge) -> Trial:
    job = asked.job
    began = time.perf_counter()
    assignment = publish(job.course, job.assignment, job.source)
    cells: list[TriedCell] = []
    log: list[str] = []
    with course_folder(job.course, job.assignment) as folder:
        folder.source.mkdir(parents=True)
        unpack(assignment.source, folder.source)
        for name, source in assignment.sources.items():
            attempt = Try(judge, source, assignment.notebooks[name], folder.source, job.limits)
            found = run_on_loop(attempt.findings())
            cells += [_cell(name, grade_id, attempt.points[grade_id], finding) for grade_id, finding in found.items()]
            log += [f"{name}: {sentence}" for sentence in attempt.log]
    return Trial(
        cells=tuple(cells),
        solution_score=sum(cell.solution_score for cell in cells),
        max_score=sum(cell.points for cell in cells),
        log=tuple(log),
        seconds=time.perf_counter() - began,
    )


def _cell(notebook: str, grade_id: str, points: float, finding: Finding) -> TriedCell:
    return TriedCell(
        notebook=notebook,
        grade_id=grade_id,
        points=points,
        judged=finding.placed.place,
        why=finding.why,
        advice=finding.advice,
        solution_score=finding.solution_score,
        released_score=finding.released_score,
        controlled=finding.placed.controlled,
        trusting=finding.placed.trusting,
    )
