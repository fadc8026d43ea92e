"""Hands in, lists and shows submissions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from nbacademy.protocol import assignments as shapes
from nbacademy.protocol.assignments import Job, Selection, SubmissionStatus
from nbacademy.protocol.shape import Page, Shape
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.errors import Conflict, Forbidden, Invalid, NotFound
from nbacademy_hub.execution import service as execution
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership

from . import service
from .showing import show_submission
from .tables import Assignment, Submission
from .uploads import Upload


class SubmissionQuery(Paging):
    """`everyone` asks, as staff, for all students' submissions; otherwise they are the caller's own."""

    course: str
    assignment: str | None = None
    status: SubmissionStatus | None = None
    everyone: bool = False


def submit(session: Session, caller: Caller, course_name: str, name: str, upload: Upload) -> shapes.Submission:
    """Takes a submission and asks for its grading, in one transaction: the answer is a receipt.

    Raises Invalid when none of the assignment's notebooks is in it.
    """
    assignment, course = service.for_member(session, caller, course_name, name)
    version = service.version_of(session, assignment, assignment.released) if assignment.released is not None else None
    if version is None:
        raise Conflict(f"{name} is not released yet.")
    if not set(version.notebooks) & set(upload.files):
        raise Invalid.field("archive", f"none of the notebooks {', '.join(version.notebooks)} is in it")
    # Two submissions at the same moment get two numbers: the second waits for the first's row.
    session.execute(select(Assignment.id).where(Assignment.id == assignment.id).with_for_update())
    mine = (Submission.assignment_id == assignment.id) & (Submission.account_id == caller.account_id)
    number = (session.scalar(select(func.max(Submission.version)).where(mine)) or 0) + 1
    submission = Submission(
        assignment_id=assignment.id, account_id=caller.account_id, version=number, sha256=upload.sha256,
        size_bytes=upload.size_bytes, files=list(upload.files), max_score=version.max_score,
    )  # fmt: skip
    session.add(submission)
    session.flush()
    execution.enqueue(session, submission.id, "grade", lane_of(submission))
    return show_submission(session, submission, assignment, course, detail=True)


def lane_of(submission: Submission) -> str:
    """One student's work on one assignment is graded in the order in which it came."""
    return f"{submission.assignment_id}/{submission.account_id}"


def list_submissions(session: Session, caller: Caller, query: SubmissionQuery) -> Page[shapes.Submission]:
    """Submissions of a course, newest first."""
    course = membership.member(session, caller, query.course)
    wanted = select(Submission, Assignment).join(Assignment).where(Assignment.course_id == course.id)
    if query.everyone:
        if not can_read_all(session, caller, course):
            raise Forbidden("Others' submissions are for the course's staff, in the browser or with a personal token.")
    else:
        wanted = wanted.where(Submission.account_id == caller.account_id)
    if query.assignment is not None:
        wanted = wanted.where(Assignment.name == query.assignment)
    if query.status is not None:
        wanted = wanted.where(Submission.status == query.status)
    wanted = wanted.order_by(Submission.submitted_at.desc(), Submission.id)

    def show(rows: Sequence[Any]) -> list[shapes.Submission]:
        return [show_submission(session, row, assignment, course, detail=False) for row, assignment in rows]

    return page_of(session, wanted, query, show)


def get_submission(session: Session, caller: Caller, submission_id: UUID) -> shapes.Submission:
    """One submission, for its owner and the course's staff. Raises NotFound."""
    submission, assignment, course = readable(session, caller, submission_id)
    staff = can_read_all(session, caller, course)
    return show_submission(session, submission, assignment, course, detail=True, staff=staff)


def can_read_all(session: Session, caller: Caller, course: Course) -> bool:
    """Whether the caller may read everybody's work: staff, with more than a notebook server's token."""
    return "grade" in caller.powers and membership.role_in(session, caller, course) in membership.STAFF


def may_read_all(session: Session, caller: Caller, course_name: str) -> bool:
    """Whether the caller may read everybody's work in a course, by its name. Raises NotFound."""
    return can_read_all(session, caller, membership.visible(session, caller, course_name))


def readable(session: Session, caller: Caller, submission_id: UUID) -> tuple[Submission, Assignment, Course]:
    """A submission that the caller may read. Raises NotFound for others' as for unknown ones."""
    row = session.execute(
        select(Submission, Assignment, Course).join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Course, Course.id == Assignment.course_id).where(Submission.id == submission_id)
    ).one_or_none()  # fmt: skip
    if row is None or not (row[0].account_id == caller.account_id or can_read_all(session, caller, row[2])):
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
    submission, _, course = readable(session, caller, submission_id)
    staff = can_read_all(session, caller, course)
    if submission.feedback_sha256 is None or not (submission.feedback_released or staff):
        raise NotFound("There is no feedback yet.")
    return Blob(sha256=submission.feedback_sha256)


def for_staff(session: Session, caller: Caller, course_name: str, name: str) -> Assignment:
    """An assignment, for the course's staff. Raises NotFound or Forbidden."""
    course = membership.staff(session, caller, course_name)
    assignment = service.find_in(session, course, name)
    if assignment is None:
        raise NotFound(f"There is no assignment {name} in {course.slug}.")
    return assignment


def ask(
    session: Session,
    caller: Caller,
    course_name: str,
    name: str,
    selection: Selection,
    kind: Literal["grade", "feedback"],
) -> Job:
    """Asks for grading, or for the release of feedback, of some submissions or of everybody's newest. Staff only."""
    assignment = for_staff(session, caller, course_name, name)
    chosen = _selected(session, assignment, selection)
    if kind == "feedback":
        chosen = [submission for submission in chosen if submission.status in {"graded", "needs_manual_grade"}]
    for submission in chosen:
        execution.enqueue(session, submission.id, kind, lane_of(submission))
        if kind == "grade":
            submission.status, submission.reason = "queued", None
    return Job(submissions=tuple(submission.id for submission in chosen))


def _selected(session: Session, assignment: Assignment, selection: Selection) -> list[Submission]:
    if not selection.submission_ids:
        return list(newest_of(session, [assignment.id], None).values())
    wanted = select(Submission).where(
        Submission.assignment_id == assignment.id, Submission.id.in_(selection.submission_ids)
    )
    found = list(session.scalars(wanted))
    if len(found) != len(set(selection.submission_ids)):
        raise Invalid.field("submission_ids", f"some are no submissions of {assignment.name}")
    return found


def newest_of(
    session: Session, assignment_ids: list[UUID], account_ids: list[UUID] | None
) -> dict[tuple[UUID, UUID], Submission]:
    """The newest submissions by account and assignment; of everybody when `account_ids` is None."""
    mine: ColumnElement[bool] = Submission.assignment_id.in_(assignment_ids)
    if account_ids is not None:
        mine &= Submission.account_id.in_(account_ids)
    last = (
        select(Submission.assignment_id, Submission.account_id, func.max(Submission.version).label("version"))
        .where(mine).group_by(Submission.assignment_id, Submission.account_id).subquery()
    )  # fmt: skip
    wanted = select(Submission).join(
        last,
        (last.c.assignment_id == Submission.assignment_id)
        & (last.c.account_id == Submission.account_id)
        & (last.c.version == Submission.version),
    )
    return {(row.account_id, row.assignment_id): row for row in session.scalars(wanted)}
