"""Checks of which submissions of an assignment look alike, for its course's staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, aliased

from nbacademy.protocol import similarity as shapes
from nbacademy.protocol.shape import Moment, Shape
from nbacademy.protocol.similarity import CodeCell, SimilarPair, SimilarSegment, SimilarSide
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.assignments import service as assignments
from nbacademy_hub.assignments.newest import newest_of
from nbacademy_hub.assignments.tables import Assignment, AssignmentVersion, Submission
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import NotFound
from nbacademy_hub.files import FileStore
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership
from nbacademy_hub.learning.tables import Enrollment

from . import code
from .comparison import Comparison, Task
from .running import LIMIT_SECONDS
from .tables import SimilarityCheck, SimilarityPair

LEASE = timedelta(seconds=LIMIT_SECONDS + 60)
"""After that nobody works on a check any more: the service was ended meanwhile."""


class Begun(Shape):
    """A check that has begun; `task` is None when it was under way already. `started_at` tells this run of it."""

    check: shapes.SimilarityCheck
    started_at: Moment
    task: Task | None


def begin(session: Session, caller: Caller, course_name: str, name: str, files_url: str) -> Begun:
    """Begins a check of every student's newest submission, in place of the one before."""
    assignment, course = _for_staff(session, caller, course_name, name)
    check = session.scalar(
        select(SimilarityCheck).where(SimilarityCheck.assignment_id == assignment.id).with_for_update()
    )
    if check is not None and check.state == "running" and not _is_lost(check):
        return Begun(check=_show(check, assignment, course), started_at=check.started_at, task=None)
    if check is None:
        check = SimilarityCheck(assignment_id=assignment.id)
        session.add(check)
    task = _task(session, assignment, course, files_url)
    check.state, check.reason, check.started_at, check.ended_at = "running", None, now(), None
    check.submissions = len(task.submissions)
    session.flush()
    session.execute(delete(SimilarityPair).where(SimilarityPair.check_id == check.id))
    return Begun(check=_show(check, assignment, course), started_at=check.started_at, task=task)


def finish(session: Session, check_id: UUID, started_at: datetime, found: Comparison) -> None:
    """Keeps what a check found, if it is still the one that was begun then."""
    check = _running(session, check_id, started_at)
    if check is None:
        return
    check.state, check.ended_at = "done", now()
    if found.left_out:
        check.reason = f"{found.left_out} submissions took too long to be read and were left out."
    session.add_all(
        SimilarityPair(
            check_id=check.id, first_id=pair.first_id, second_id=pair.second_id, overlap=pair.overlap,
            first_overlap=pair.first_overlap, second_overlap=pair.second_overlap,
            segments=[segment.model_dump(mode="json") for segment in pair.segments],
        )
        for pair in found.pairs
    )  # fmt: skip


def fail(session: Session, check_id: UUID, started_at: datetime, reason: str) -> None:
    """Says why a check came to no end, if it is still the one that was begun then."""
    check = _running(session, check_id, started_at)
    if check is not None:
        check.state, check.reason, check.ended_at = "failed", reason, now()


def report(session: Session, caller: Caller, course_name: str, name: str, query: Paging) -> shapes.SimilarityReport:
    """The newest check with a page of its pairs. Raises NotFound when there was none yet."""
    assignment, course = _for_staff(session, caller, course_name, name)
    check = session.scalar(select(SimilarityCheck).where(SimilarityCheck.assignment_id == assignment.id))
    if check is None:
        raise NotFound(f"There was no check of {name} yet.")
    first, second = aliased(Submission), aliased(Submission)
    wanted = (
        select(SimilarityPair, first.account_id, second.account_id)
        .join(first, first.id == SimilarityPair.first_id).join(second, second.id == SimilarityPair.second_id)
        .where(SimilarityPair.check_id == check.id).order_by(SimilarityPair.overlap.desc(), SimilarityPair.id)
    )  # fmt: skip
    page = page_of(session, wanted, query, lambda rows: _show_pairs(session, rows))
    return shapes.SimilarityReport(
        check=_show(check, assignment, course), items=page.items, page=page.page, limit=page.limit, total=page.total
    )


def side_by_side(session: Session, caller: Caller, pair_id: UUID, files: FileStore) -> shapes.SimilarPairDetail:
    """Two submissions with all their code and the segments that both have. Raises NotFound."""
    pair, assignment, course = _pair(session, caller, pair_id)
    first, second = session.get_one(Submission, pair.first_id), session.get_one(Submission, pair.second_id)
    (shown,) = _show_pairs(session, [(pair, first.account_id, second.account_id)])
    return shapes.SimilarPairDetail(
        **dict(shown), course_slug=course.slug, assignment=assignment.name,
        first_cells=_cells(files, first), second_cells=_cells(files, second),
        segments=tuple(SimilarSegment.model_validate(segment) for segment in pair.segments),
    )  # fmt: skip


def _for_staff(session: Session, caller: Caller, course_name: str, name: str) -> tuple[Assignment, Course]:
    course = membership.staff(session, caller, course_name)
    assignment = assignments.find_in(session, course, name)
    if assignment is None:
        raise NotFound(f"There is no assignment {name} in {course.slug}.")
    return assignment, course


def _task(session: Session, assignment: Assignment, course: Course, files_url: str) -> Task:
    """Every student's newest submission; what the staff tried, and what students were given, tells nothing."""
    staff = set(
        session.scalars(
            select(Enrollment.account_id).where(
                Enrollment.course_id == course.id, Enrollment.role.in_(membership.STAFF)
            )
        )
    )
    given = select(AssignmentVersion.release_sha256).where(AssignmentVersion.assignment_id == assignment.id)
    newest = newest_of(session, [assignment.id], None).values()
    return Task(
        files_url=files_url, templates=tuple(set(session.scalars(given))),
        submissions={row.id: row.sha256 for row in newest if row.account_id not in staff},
    )  # fmt: skip


def _running(session: Session, check_id: UUID, started_at: datetime) -> SimilarityCheck | None:
    check = session.get(SimilarityCheck, check_id)
    return check if check is not None and check.state == "running" and check.started_at == started_at else None


def _is_lost(check: SimilarityCheck) -> bool:
    return check.state == "running" and check.started_at + LEASE < now()


def _pair(session: Session, caller: Caller, pair_id: UUID) -> tuple[SimilarityPair, Assignment, Course]:
    row = session.execute(
        select(SimilarityPair, Assignment, Course)
        .join(SimilarityCheck, SimilarityCheck.id == SimilarityPair.check_id)
        .join(Assignment, Assignment.id == SimilarityCheck.assignment_id)
        .join(Course, Course.id == Assignment.course_id).where(SimilarityPair.id == pair_id)
    ).one_or_none()  # fmt: skip
    if row is None or membership.role_in(session, caller, row[2]) not in membership.STAFF:
        raise NotFound("There is no such pair.")
    return row[0], row[1], row[2]


def _cells(files: FileStore, submission: Submission) -> tuple[CodeCell, ...]:
    return tuple(
        CodeCell(notebook=cell.notebook, cell=cell.cell, source=cell.source, shortened=cell.shortened)
        for cell in code.read(files, submission.sha256)
    )


def _show(check: SimilarityCheck, assignment: Assignment, course: Course) -> shapes.SimilarityCheck:
    lost = _is_lost(check)
    return shapes.SimilarityCheck(
        id=check.id, course_slug=course.slug, assignment=assignment.name, submissions=check.submissions,
        state="failed" if lost else check.state, reason="It ended without an answer: start it again." if lost
        else check.reason, started_at=check.started_at, ended_at=check.ended_at,
    )  # fmt: skip


def _show_pairs(session: Session, rows: Sequence[Any]) -> list[SimilarPair]:
    people = accounts.people(session, {account_id for _, *both in rows for account_id in both})
    return [
        SimilarPair(
            id=pair.id, overlap=pair.overlap,
            first=SimilarSide(submission_id=pair.first_id, user=people[first], overlap=pair.first_overlap),
            second=SimilarSide(submission_id=pair.second_id, user=people[second], overlap=pair.second_overlap),
        )
        for pair, first, second in rows
    ]  # fmt: skip
