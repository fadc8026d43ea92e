"""Trials of an assignment's tests with its own solution: which of them are judged outside of the student's kernel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol.evidence import Finding
from nbacademy_graders.bundle import Bundle
from nbacademy_graders.jobs import Refused, Trial, TrialJob, TriedCell
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.execution import service as execution
from nbacademy_hub.execution.tables import GradingJob
from nbacademy_hub.files import FileStore
from nbacademy_hub.notifications import service as notifications
from nbacademy_hub.settings import Settings

from . import limits
from .tables import Assignment, AssignmentVersion


@dataclass(frozen=True)
class TrialTask:
    """A claimed trial, ready to be sent to a worker."""

    job_id: UUID
    version_id: UUID
    course: str
    assignment: str
    job: TrialJob
    kind: Literal["trial"] = "trial"


def ask(session: Session, version: AssignmentVersion) -> None:
    """Has a new version tried; nobody waits for it: until it is done, workers find out for themselves."""
    version.trial = "running"
    execution.enqueue_trial(session, version.id)


def prepare(session: Session, claimed: GradingJob, files: FileStore, platform: Settings) -> TrialTask:
    """A claimed trial's inputs."""
    version, assignment, course = session.execute(
        select(AssignmentVersion, Assignment, Course).where(AssignmentVersion.id == claimed.version_id)
        .join(Assignment, Assignment.id == AssignmentVersion.assignment_id)
        .join(Course, Course.id == Assignment.course_id)
    ).one()  # fmt: skip
    source = Bundle(url=files.url_of(version.source_sha256), sha256=version.source_sha256)
    job = TrialJob(
        course=course.slug, assignment=assignment.name, source=source, limits=limits.of(assignment, platform)
    )
    return TrialTask(claimed.id, version.id, course.slug, assignment.name, job)


def keep(session: Session, version_id: UUID | None, result: Trial | Refused) -> None:
    """Keeps what a trial found."""
    version = session.get_one(AssignmentVersion, version_id)
    _tell_of_change(session, version)
    if isinstance(result, Refused):
        version.trial, version.trial_reason = "failed", result.reason
        return
    version.trial, version.trial_reason = "done", "\n".join(result.log) or None
    cells = {f"{cell.notebook}/{cell.grade_id}": cell.model_dump(mode="json") for cell in result.cells}
    version.findings = {"solution_score": result.solution_score, "cells": cells}


def keep_failure(session: Session, job: GradingJob) -> None:
    """Keeps that a trial came to nothing, and why."""
    version = session.get_one(AssignmentVersion, job.version_id)
    _tell_of_change(session, version)
    version.trial, version.trial_reason = "failed", f"The grader itself failed: {job.reason}"


def _tell_of_change(session: Session, version: AssignmentVersion) -> None:
    """Has the pages of who published it show what was found."""
    if version.author_id is not None:
        notifications.stir(session, [version.author_id])


def finding(version: AssignmentVersion, cell: dict[str, Any]) -> Finding | None:
    """What the trial of a version found of one of its cells."""
    found = (version.findings or {}).get("cells", {}).get(f"{cell['notebook']}/{cell['grade_id']}")
    return found and Finding(judged=found["judged"], why=found["why"], advice=found["advice"] or "")


def plan_of(version: AssignmentVersion) -> tuple[TriedCell, ...] | None:
    """Where each test cell of a version is judged; None while that is not known here."""
    if version.trial != "done" or version.findings is None:
        return None
    return tuple(TriedCell.model_validate(cell) for cell in version.findings["cells"].values())
