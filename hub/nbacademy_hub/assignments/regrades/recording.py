"""What is kept of a preview's results, and of their being published."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy_graders.jobs import CellScore, Feedback, Graded, Refused
from nbacademy_hub.assignments import joblog, news
from nbacademy_hub.assignments.preparing import Task
from nbacademy_hub.assignments.tables import Submission
from nbacademy_hub.db.base import now
from nbacademy_hub.execution.tables import GradingJob
from nbacademy_hub.files import FileStore

from .tables import RegradeResult


def keep_preview(
    session: Session, task: Task, result: Graded | Refused, evidence: dict[str, Any] | None, files: FileStore
) -> None:
    """What a submission would get, beside what it has."""
    row = _row(session, task.regrade_id, task.submission_id)
    if isinstance(result, Refused):
        row.state, row.reason = "failed", result.reason
        return
    assert result.marks is not None
    submission = session.get_one(Submission, task.submission_id)
    row.state, row.reason = "done", None
    row.old_score, row.score, row.max_score = submission.score, result.score, result.max_score
    row.change = result.score - (submission.score or 0.0)
    row.changes = _changes(submission.cells, result.cells)
    row.cells = [cell.model_dump(mode="json") for cell in result.cells]
    row.log, row.evidence = joblog.for_people(result.log), evidence
    row.autograded_sha256, row.marks_sha256 = files.put(result.autograded), files.put(result.marks)


def keep_applied(session: Session, task: Task, result: Feedback | Refused, files: FileStore) -> None:
    """Replaces a submission's verdict by the one that was previewed, with the marks given by hand since."""
    row = _row(session, task.regrade_id, task.submission_id)
    if isinstance(result, Refused):
        row.state, row.reason = "failed", result.reason
        return
    row.state = "published"
    submission = session.get_one(Submission, task.submission_id)
    submission.cells = with_notes(result.cells, row.cells)
    submission.status = "needs_manual_grade" if result.needs_manual_grade else "graded"
    submission.score, submission.max_score, submission.reason = result.score, result.max_score, None
    submission.feedback_sha256, submission.autograded_sha256 = files.put(result.feedback), row.autograded_sha256
    submission.log, submission.evidence, submission.graded_at = row.log, row.evidence, now()
    submission.source_version = (row.evidence or {}).get("source_version", submission.source_version)
    news.tell_of_grade(session, submission)


def with_notes(cells: Iterable[CellScore], noted: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Cells' scores as they are stored, with the notes that others of the same names have."""
    notes = {(cell["notebook"], cell["grade_id"]): cell["note"] for cell in noted}
    return [
        {**cell.model_dump(mode="json"), "note": cell.note or notes.get((cell.notebook, cell.grade_id))}
        for cell in cells
    ]


def keep_failure(session: Session, job: GradingJob) -> None:
    """Says why a submission could not be previewed or published."""
    row = _row(session, job.regrade_id, job.submission_id)
    newest = job.kind == "apply" and _has_successor(session, row)
    row.state, row.reason = "superseded" if newest else "failed", job.reason


def _has_successor(session: Session, row: RegradeResult) -> bool:
    mine = session.get_one(Submission, row.submission_id)
    later = select(Submission.id).where(
        Submission.assignment_id == mine.assignment_id, Submission.account_id == mine.account_id,
        Submission.version > mine.version,
    )  # fmt: skip
    return session.scalar(later.limit(1)) is not None


def _row(session: Session, regrade_id: UUID | None, submission_id: UUID | None) -> RegradeResult:
    mine = (RegradeResult.regrade_id == regrade_id) & (RegradeResult.submission_id == submission_id)
    return session.scalars(select(RegradeResult).where(mine)).one()


def _changes(old: list[Any], new: tuple[CellScore, ...]) -> list[dict[str, Any]]:
    """The cells whose score would be another, cells that come or go among them."""
    before = {(cell["notebook"], cell["grade_id"]): cell["score"] for cell in old}
    after = {(cell.notebook, cell.grade_id): cell.score for cell in new}
    return [
        {"notebook": notebook, "grade_id": grade_id, "old_score": before.get((notebook, grade_id)), "score": score}
        for (notebook, grade_id) in sorted(before.keys() | after.keys())
        if (score := after.get((notebook, grade_id))) != before.get((notebook, grade_id))
    ]
