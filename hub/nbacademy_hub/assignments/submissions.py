"""Hands in, lists and shows submissions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nbacademy.protocol import assignments as shapes
from nbacademy.protocol.assignments import SubmissionStatus
from nbacademy.protocol.shape import Page, Shape
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Conflict, Forbidden, Invalid, NotFound
from nbacademy_hub.execution import service as execution
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership

from . import service
from .newest import is_newest
from .showing import is_released, show_detail, show_submissions, terms_for
from .tables import Assignment, Submission
from .uploads import Upload

Order = Literal["newest", "oldest", "student", "lowest", "highest"]
_ORDERS: dict[Order, Any] = {
    "newest": Submission.submitted_at.desc(),
    "oldest": Submission.submitted_at,
    "student": Account.name,
    "lowest": Submission.score.asc().nulls_last(),
    "highest": Submission.score.desc().nulls_last(),
}


class SubmissionQuery(Paging):
    """`everyone` asks, as staff, for all students' submissions; otherwise they are the caller's own.

    `student` stands somewhere in the student's name; `newest` leaves out what was handed in anew since.
    """

    course: str
    assignment: str | None = None
    status: SubmissionStatus | None = None
    student: str | None = None
    sort: Order = "newest"
    everyone: bool = False
    newest: bool = False


def submit(
    session: Session, caller: Caller, course_name: str, name: str, upload: Upload, workers: int = 1
) -> shapes.Submission:
    """Takes a submission and asks for its grading, in one transaction: the answer is a receipt.

    Raises Invalid when none of the assignment's notebooks is in it, Conflict when it is closed or handed in too often.
    """
    at = now()
    assignment, course = service.for_member(session, caller, course_name, name)
    version = service.version_of(session, assignment, assignment.released) if assignment.released is not None else None
    if version is None:
        raise Conflict(f"{name} is not released yet.")
    if not set(version.notebooks) & set(upload.files):
        raise Invalid.field("archive", f"none of the notebooks {', '.join(version.notebooks)} is in it")
    service.in_turn(session, assignment.id)  # two submissions at the same moment get two numbers
    count, last = attempts(session, assignment, caller.account_id)
    terms_for(session, assignment, caller.account_id).check_open(name, count, at)
    submission = Submission(
        assignment_id=assignment.id, account_id=caller.account_id, version=last + 1, submitted_at=at,
        sha256=upload.sha256, size_bytes=upload.size_bytes, files=list(upload.files), max_score=version.max_score,
    )  # fmt: skip
    session.add(submission)
    session.flush()
    execution.enqueue(session, submission.id, "grade", submission.lane)
    return show_detail(session, submission, assignment, course, staff=False, workers=workers)


def check_open(session: Session, caller: Caller, course_name: str, name: str) -> None:
    """Asked before anything is received: raises as `submit` would for whoever may not hand in now."""
    assignment, _ = service.for_member(session, caller, course_name, name)
    count, _ = attempts(session, assignment, caller.account_id)
    terms_for(session, assignment, caller.account_id).check_open(name, count, now())


def attempts(session: Session, assignment: Assignment, account_id: UUID) -> tuple[int, int]:
    """How often somebody handed in, and the last version's number."""
    mine = (Submission.assignment_id == assignment.id) & (Submission.account_id == account_id)
    count, last = session.execute(select(func.count(Submission.id), func.max(Submission.version)).where(mine)).one()
    return count, last or 0


def list_submissions(
    session: Session, caller: Caller, query: SubmissionQuery, workers: int = 1
) -> Page[shapes.Submission]:
    """Submissions of a course; `workers` share what waits."""
    course = membership.member(session, caller, query.course)
    wanted = (
        select(Submission, Assignment).join(Assignment).join(Account, Account.id == Submission.account_id)
        .where(Assignment.course_id == course.id)
    )  # fmt: skip
    if query.everyone:
        if not membership.reads_all(session, caller, course.id):
            raise Forbidden("Others' submissions are for the course's staff, in the browser or with a personal token.")
    else:
        wanted = wanted.where(Submission.account_id == caller.account_id)
    if query.assignment is not None:
        wanted = wanted.where(Assignment.name == query.assignment)
    if query.status is not None:
        wanted = wanted.where(Submission.status == query.status)
    if query.student is not None:
        wanted = wanted.where(Account.name.icontains(query.student, autoescape=True))
    if query.newest:
        wanted = wanted.where(is_newest())
    wanted = wanted.order_by(_ORDERS[query.sort], Submission.id)

    def show(rows: Sequence[Any]) -> list[shapes.Submission]:
        return show_submissions(session, [(row[0], row[1]) for row in rows], course, workers)

    return page_of(session, wanted, query, show)


def get_submission(session: Session, caller: Caller, submission_id: UUID, workers: int = 1) -> shapes.Submission:
    """One submission, for its owner and the course's staff. Raises NotFound."""
    submission, assignment, course = readable(session, caller, submission_id)
    staff = membership.reads_all(session, caller, course.id)
    return show_detail(session, submission, assignment, course, staff=staff, workers=workers)


def readable(session: Session, caller: Caller, submission_id: UUID) -> tuple[Submission, Assignment, Course]:
    """A submission that the caller may read. Raises NotFound for others' as for unknown ones."""
    row = session.execute(
        select(Submission, Assignment, Course).join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Course, Course.id == Assignment.course_id).where(Submission.id == submission_id)
    ).one_or_none()  # fmt: skip
    if row is None or not (row[0].account_id == caller.account_id or membership.reads_all(session, caller, row[2].id)):
        raise NotFound("There is no such submission.")
    return row[0], row[1], row[2]


class Blob(Shape):
    """Which blob answers a download."""

    sha256: str
    notebooks: tuple[str, ...] = ()


def get_archive(session: Session, caller: Caller, submission_id: UUID) -> Blob:
    """What was handed in, byte for byte."""
    return Blob(sha256=readable(session, caller, submission_id)[0].sha256)


def get_feedback(session: Session, caller: Caller, submission_id: UUID) -> Blob:
    """The feedback's pages: for its owner once released, for staff once there. Raises NotFound."""
    submission, assignment, course = readable(session, caller, submission_id)
    released = is_released(submission, terms_for(session, assignment, submission.account_id), now())
    if submission.feedback_sha256 is None or not (released or membership.reads_all(session, caller, course.id)):
        raise NotFound("There is no feedback yet.")
    return Blob(sha256=submission.feedback_sha256)
