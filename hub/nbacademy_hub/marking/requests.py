"""Requests of students to look at a cell's mark again, each with a thread between the student and the staff."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from nbacademy.protocol import marking as shapes
from nbacademy.protocol.marking import RegradeMessageCreate, RegradeRequestCreate, RegradeRequestUpdate, RegradeState
from nbacademy.protocol.shape import Page, Person
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.assignments import showing, submissions
from nbacademy_hub.assignments.tables import Assignment, Submission
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Conflict, Forbidden, Invalid, NotFound
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership
from nbacademy_hub.markdown import render
from nbacademy_hub.notifications import service as notifications

from .tables import RegradeMessage, RegradeRequest

MOST_MESSAGES = 200
"""Messages in one thread."""


class RequestQuery(Paging):
    """`everyone` asks, as staff, for all students' requests; otherwise they are the caller's own."""

    course: str
    assignment: str | None = None
    submission_id: UUID | None = None
    state: RegradeState | None = None
    everyone: bool = False


def create(
    session: Session, caller: Caller, submission_id: UUID, values: RegradeRequestCreate
) -> shapes.RegradeRequest:
    """Asks for another look at a cell of one's own work. Raises Conflict before feedback, and while one is open."""
    submission, assignment, course = submissions.readable(session, caller, submission_id)
    if submission.account_id != caller.account_id:
        raise Forbidden("Only who handed a submission in can ask for another look at it.")
    if not showing.is_released(submission, showing.terms_for(session, assignment, caller.account_id), now()):
        raise Conflict("There is no feedback yet: ask when it has been released.")
    notebook = _notebook(submission, values)
    request = RegradeRequest(submission_id=submission.id, notebook=notebook, grade_id=values.grade_id)
    if _is_open(session, request):
        raise Conflict(f"You have asked about {values.grade_id} already: go on in that thread.")
    # Of two who ask at the same moment the second meets the index of open requests, asks again and is told the same.
    session.add(request)
    session.flush()
    _add_message(session, caller, request, values.text)
    return _show(session, [(request, submission, assignment, course)])[0]


def list_requests(session: Session, caller: Caller, query: RequestQuery) -> Page[shapes.RegradeRequest]:
    """Requests of a course, newest first."""
    course = membership.member(session, caller, query.course)
    wanted = _requests().where(Assignment.course_id == course.id)
    if not query.everyone:
        wanted = wanted.where(Submission.account_id == caller.account_id)
    elif not membership.reads_all(session, caller, course.id):
        raise Forbidden("Others' requests are for the course's staff, in the browser or with a personal token.")
    if query.assignment is not None:
        wanted = wanted.where(Assignment.name == query.assignment)
    if query.submission_id is not None:
        wanted = wanted.where(Submission.id == query.submission_id)
    if query.state is not None:
        wanted = wanted.where(RegradeRequest.state == query.state)
    wanted = wanted.order_by(RegradeRequest.created_at.desc(), RegradeRequest.id)
    return page_of(session, wanted, query, lambda rows: _show(session, rows))


def get_request(session: Session, caller: Caller, request_id: UUID, query: Paging) -> shapes.RegradeRequestDetail:
    """A request with a page of its thread, for its student and the course's staff. Raises NotFound."""
    row = _readable(session, caller, request_id)
    wanted = (
        select(RegradeMessage).where(RegradeMessage.request_id == request_id)
        .order_by(RegradeMessage.created_at, RegradeMessage.id)
    )  # fmt: skip

    def show(rows: Sequence[Any]) -> list[shapes.RegradeMessage]:
        people = accounts.people(session, {message.author_id for (message,) in rows})
        return [_show_message(message, people) for (message,) in rows]

    thread = page_of(session, wanted, query, show)
    return shapes.RegradeRequestDetail(
        **dict(_show(session, [row])[0]), items=thread.items, page=thread.page, limit=thread.limit, total=thread.total
    )


def reply(session: Session, caller: Caller, request_id: UUID, values: RegradeMessageCreate) -> shapes.RegradeMessage:
    """Adds a message to the thread, as its student or as staff. Raises Conflict when the request is closed."""
    request, submission, assignment, _ = _readable(session, caller, request_id)
    if request.state != "open":
        raise Conflict(f"This request has been {request.state}: there is nothing to add.")
    of_this = RegradeMessage.request_id == request.id
    if (session.scalar(select(func.count(RegradeMessage.id)).where(of_this)) or 0) >= MOST_MESSAGES:
        raise Conflict(f"This thread has {MOST_MESSAGES} messages, as many as there may be: go on in person.")
    request.updated_at = now()
    message = _add_message(session, caller, request, values.text)
    if submission.account_id != caller.account_id:
        _tell(session, request, submission, assignment, "was answered")
    return _show_message(message, accounts.people(session, {caller.account_id}))


def decide(session: Session, caller: Caller, request_id: UUID, values: RegradeRequestUpdate) -> shapes.RegradeRequest:
    """Accepts, declines or opens a request again. The mark itself is changed by marking. Staff only."""
    row = _readable(session, caller, request_id)
    request, submission, assignment, course = row
    if not membership.reads_all(session, caller, course.id):
        raise Forbidden(f"This is for the instructors and assistants of {course.slug}.")
    if values.state == "open" and request.state != "open" and _is_open(session, request):
        raise Conflict(f"There is an open request about {request.grade_id} already.")
    request.state = values.state
    request.resolved_by = None if values.state == "open" else caller.account_id
    if "resolution" in values.model_fields_set:
        request.resolution = values.resolution
    _tell(
        session, request, submission, assignment, "is open again" if values.state == "open" else f"was {values.state}"
    )
    return _show(session, [row])[0]


def _tell(session: Session, request: RegradeRequest, submission: Submission, assignment: Assignment, what: str) -> None:
    notifications.tell(
        session, [submission.account_id], "regrade", f"Your request about “{assignment.title}” {what}",
        f"regrade-requests/{request.id}", course_id=assignment.course_id,
    )  # fmt: skip


def _notebook(submission: Submission, values: RegradeRequestCreate) -> str:
    found = [cell["notebook"] for cell in submission.cells if cell["grade_id"] == values.grade_id]
    if not found:
        raise Invalid.field("grade_id", "no graded cell of this submission")
    if values.notebook is None and len(found) > 1:
        raise Invalid.field("notebook", f"name one of {', '.join(found)}: each has a cell {values.grade_id}")
    if values.notebook is not None and values.notebook not in found:
        raise Invalid.field("notebook", f"has no graded cell {values.grade_id}")
    return values.notebook or str(found[0])


def _is_open(session: Session, request: RegradeRequest) -> bool:
    """Whether there is an open request about the same cell of the same submission."""
    found = select(RegradeRequest.id).where(
        RegradeRequest.submission_id == request.submission_id, RegradeRequest.notebook == request.notebook,
        RegradeRequest.grade_id == request.grade_id, RegradeRequest.state == "open",
    )  # fmt: skip
    return session.scalar(found) is not None


def _requests() -> Select[RegradeRequest, Submission, Assignment, Course]:
    return (
        select(RegradeRequest, Submission, Assignment, Course)
        .join(Submission, Submission.id == RegradeRequest.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id).join(Course, Course.id == Assignment.course_id)
    )  # fmt: skip


def _readable(
    session: Session, caller: Caller, request_id: UUID
) -> tuple[RegradeRequest, Submission, Assignment, Course]:
    row = session.execute(_requests().where(RegradeRequest.id == request_id)).one_or_none()
    if row is None or not (row[1].account_id == caller.account_id or membership.reads_all(session, caller, row[3].id)):
        raise NotFound("There is no such request.")
    return row[0], row[1], row[2], row[3]


def _add_message(session: Session, caller: Caller, request: RegradeRequest, text: str) -> RegradeMessage:
    message = RegradeMessage(request_id=request.id, author_id=caller.account_id, text=text)
    session.add(message)
    session.flush()
    return message


def _show(session: Session, rows: Sequence[Any]) -> list[shapes.RegradeRequest]:
    ids = [request.id for request, *_ in rows]
    counted = session.execute(
        select(RegradeMessage.request_id, func.count(RegradeMessage.id))
        .where(RegradeMessage.request_id.in_(ids)).group_by(RegradeMessage.request_id)
    )  # fmt: skip
    counts = {request_id: count for request_id, count in counted}
    named = {submission.account_id for _, submission, *_ in rows} | {row[0].resolved_by for row in rows}
    people = accounts.people(session, named - {None})
    return [
        shapes.RegradeRequest(
            id=request.id, submission_id=submission.id, course_slug=course.slug, assignment=assignment.name,
            user=people[submission.account_id], notebook=request.notebook, grade_id=request.grade_id,
            state=request.state, resolution=request.resolution, messages=counts[request.id],
            resolved_by=people[request.resolved_by] if request.resolved_by else None,
            created_at=request.created_at, updated_at=request.updated_at,
        )
        for request, submission, assignment, course in rows
    ]  # fmt: skip


def _show_message(message: RegradeMessage, people: dict[UUID, Person]) -> shapes.RegradeMessage:
    return shapes.RegradeMessage(
        id=message.id, author=people[message.author_id], text=message.text, html=render(message.text),
        created_at=message.created_at,
    )  # fmt: skip
